import pytest
from hypothesis import given
from hypothesis import strategies as st

from families.importing import Kind, Limits, UnreadableFile, propose, read_export
from families.importing.reading import read_table
from tests.families.importing.files import FOLDER, TODAY, a_file, a_row


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "older Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "signed out"),
        (b"a,b\x00,c\n1,2,3\n", "null bytes"),
        (b"Forename,Surname\r\n", "no rows"),
        (b"Forename\r\nUna\r\n", "only one column"),
        (b"Una,Munro,08/03/2016\r\nIdris,Nowak,10/03/2018\r\n", "headings"),
        (b"\xff\xfea", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why) as refused:
        read_export(content)

    assert str(refused.value).endswith(".")


def test_a_file_over_the_limits_is_refused() -> None:
    content = a_file(a_row(), a_row(Forename="Zoë"))

    for limits in (Limits(content=10), Limits(rows=1), Limits(columns=3)):
        with pytest.raises(UnreadableFile):
            read_export(content, limits=limits)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_gives_the_same_names(encoding: str) -> None:
    content = a_file(a_row(Forename="Zoë")).decode().encode(encoding)

    export = read_export(content, today=TODAY)

    assert (export.encoding, export.pupils[0].legal_first) == (encoding, "Zoë")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_every_usual_separator_is_found(separator: str) -> None:
    content = f"Forename{separator}Surname\nUna{separator}Munro, Jr\n".encode()

    assert read_table(content).rows[0].cells == ("Una", "Munro, Jr")


def test_a_title_above_and_a_hint_of_the_separator_are_passed_over() -> None:
    table = read_table(b"sep=;\r\nPupils of 2026;;\r\n\r\nForename;Surname;\r\nUna;Munro;\r\n")

    assert table.headings == ("Forename", "Surname")
    assert table.rows[0].number == 4


def test_a_broken_row_is_a_problem_and_the_rest_is_read() -> None:
    content = a_file(a_row()) + b"one,two\r\n" + a_file(a_row(Forename="Zoe")).splitlines()[1]

    export = read_export(content, today=TODAY)

    assert [pupil.legal_first for pupil in export.pupils] == ["Una", "Zoe"]
    assert [problem.row for problem in export.of_kind(Kind.BROKEN_ROW)] == [3]


@given(content=st.binary(max_size=400))
def test_no_bytes_at_all_raise_anything_but_unreadable_file(content: bytes) -> None:
    _read_or_refuse(content)


_HEADINGS = (FOLDER / "wide.csv").read_bytes().splitlines()[0] + b"\r\n"
_CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "Y", "Una", "=1+1", "07700900001", "08/03/2016", "²", "?ukasz"]),
)


@given(tail=st.binary(max_size=400))
def test_no_bytes_below_good_headings_do_either(tail: bytes) -> None:
    _read_or_refuse(_HEADINGS + tail)


@given(rows=st.lists(st.lists(_CELL, min_size=18, max_size=18), min_size=1, max_size=6))
def test_no_cells_of_a_whole_file_do_either(rows: list[list[str]]) -> None:
    named = [dict(zip(a_row(), cells, strict=True)) for cells in rows]

    _read_or_refuse(a_file(*named))


def _read_or_refuse(content: bytes) -> None:
    try:
        export = read_export(content, today=TODAY)
    except UnreadableFile:
        return
    propose(export)
