"""The two exports every test here reads, and small ones made on the spot."""

import csv
import datetime
import io
import json
from functools import cache
from pathlib import Path

from families.importing import Export, read_export

FOLDER = Path(__file__).parent / "mis_export"
TODAY = datetime.date(2026, 11, 23)


@cache
def the_export(name: str) -> Export:
    """One of the two files, read."""
    return read_export((FOLDER / name).read_bytes(), today=TODAY)


@cache
def expected() -> dict[str, int]:
    """What is in the files, counted from how they were made."""
    counts: dict[str, int] = json.loads((FOLDER / "expected.json").read_text())
    return counts


def a_file(*rows: dict[str, str]) -> bytes:
    """A CSV of these rows, with the headings of the first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def a_row(**cells: str) -> dict[str, str]:
    """A child of a long file with one contact; `cells` are by heading, _ for a space."""
    row = {
        "UPN": "",
        "Forename": "Una",
        "Surname": "Munro",
        "DOB": "08/03/2016",
        "Address": "39 Lockside Street",
        "Postcode": "ZZ2 2XY",
        "Address note": "",
        "Language": "Arabic",
        "Contact forename": "Bev",
        "Contact surname": "Munro",
        "Relation": "Mother",
        "PR": "Y",
        "Mobile": "07700 900004",
        "E-mail": "",
        "Lives with": "Y",
        "Contact address": "",
        "Contact postcode": "",
        "Court order": "",
    }
    return row | {name.replace("_", " "): cell for name, cell in cells.items()}


def read(*rows: dict[str, str]) -> Export:
    """The export of these rows."""
    return read_export(a_file(*rows), today=TODAY)
