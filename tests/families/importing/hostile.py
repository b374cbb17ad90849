"""Files that mean no good, or were made by mistake: name, content, whether it can be read."""

from tests.families.importing.files import a_file, a_row

HEAD = b"Forename,Surname,DOB,Contact forename,Contact surname,Mobile\n"
ROW = b"Una,Munro,08/03/2016,Bev,Munro,07700 900004\n"

UNREADABLE: dict[str, bytes] = {
    "empty": b"",
    "blank": b"  \n \r\n",
    "a-workbook": b"PK\x03\x04" + b"\x00" * 200,
    "an-old-workbook": b"\xd0\xcf\x11\xe0" + b"\x01" * 200,
    "a-picture": b"\x89PNG\r\n" + b"\x00" * 50,
    "a-web-page": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "nulls": HEAD + ROW.replace(b"Una", b"U\x00na"),
    "damaged-unicode": b"\xff\xfe" + b"a",
    "no-headings": ROW * 3,
    "headings-alone": HEAD,
    "one-column": b"Forename\nUna\n",
    "an-open-quotation": HEAD + b'"Una' + b"x" * 200_000,
    "too-many-rows": HEAD + ROW * 10_002,
    "too-many-columns": b",".join(b"c%d" % n for n in range(500)) + b"\n" + ROW,
}
READABLE: dict[str, bytes] = {
    "formulas": a_file(
        a_row(
            Forename="=cmd|'/c calc'!A0",
            Surname="@SUM(1)",
            Mobile="+44 7700 900004",
            Address='=HYPERLINK("http://example.org","x")',
        ),
        a_row(Forename="Ada", Surname="-Obi", Contact_forename="=1+1"),
    ),
    "a-huge-cell": HEAD + b"U" * 100_000 + ROW[3:] + ROW,
    "markup": a_file(a_row(Forename="<script>alert(1)</script>", Surname="{{ 7|add:7 }}")),
    "sql": a_file(a_row(Forename="Robert'); DROP TABLE families_child;--")),
    "ragged": HEAD + b"Una\n" + b"Una,Munro,08/03/2016,Bev,Munro,07700 900004,x,y,z\n" + ROW,
    "wrong-letters": HEAD + ROW.replace(b"Munro", b"M\x81\x8d\xffnro"),
    "utf-16": (HEAD + ROW).decode().encode("utf-16"),
    "strange-letters": HEAD
    + "\uff21\u0363\u202eUna\ufdfa,\U0001f600,08/03/2016,Bev,Munro,1e9\n".encode(),
    "long-names": HEAD + b"U" * 500 + b"," + b"M" * 1_900 + b",08/03/2016,Bev,Munro,1\n",
    "strange-days": HEAD + b"Una,Munro,31/02/2016,,,\nAda,Munro,99999,,,\nBen,Obi,0001-01-01,,,\n",
    "many-lines": HEAD + b'"Una\n\n\nLee",Munro,08/03/2016,Bev,Munro,07700 900004\n',
    "a-long-email": a_file(a_row() | {"E-mail": "b" * 400 + "@example.org"}),
}
