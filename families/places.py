"""A school’s own list of where postcodes are: a file with a postcode and its place a row."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from families.importing.addresses import postcode_of

COLUMNS = ("postcode", "latitude", "longitude")
TO_FIVE_PLACES = Decimal("0.00001")  # About a metre; no postcode is known better.
NORTHMOST, EASTMOST = 90, 180


class UnreadablePlaces(ValueError):
    """A file that is no list of places; the sentence says why."""


@dataclass(frozen=True)
class Places:
    """Where each postcode of a file is, and how many rows made no sense."""

    by_postcode: dict[str, tuple[Decimal, Decimal]]
    unread: int


def read_places(file: Path) -> Places:
    """Return the places of a CSV file; raises UnreadablePlaces where it can’t be read."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return _read(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as unreadable:
        raise UnreadablePlaces(f"“{file}” can’t be read as a CSV file.") from unreadable


def _read(rows: "csv.DictReader[str]") -> Places:
    headings = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    if lacking := [name for name in COLUMNS if name not in headings]:
        raise UnreadablePlaces(f"The file has no column “{lacking[0]}”.")
    found: dict[str, tuple[Decimal, Decimal]] = {}
    unread = 0
    for row in rows:
        postcode, *numbers = (row[headings[name]] or "" for name in COLUMNS)
        place = tuple(_degrees(numbers))
        if (key := postcode_of(postcode.strip())) and place:
            found[key] = (place[0], place[1])
        else:
            unread += 1
    return Places(found, unread)


def _degrees(numbers: list[str]) -> Iterator[Decimal]:
    """Yield the two numbers of a place on the earth, or nothing."""
    try:
        north, east = (Decimal(number.strip()) for number in numbers)
    except InvalidOperation:
        return
    if north.is_finite() and east.is_finite() and abs(north) <= NORTHMOST and abs(east) <= EASTMOST:
        yield north.quantize(TO_FIVE_PLACES)
        yield east.quantize(TO_FIVE_PLACES)
