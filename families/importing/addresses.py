"""Addresses read from their cells, and the notes that say one must stay hidden."""

import re

from families.importing.records import Address

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][A-Z]{2})\b", re.IGNORECASE)
_HIDE = re.compile(
    r"refuge|disclos|confidential|withheld|withhold|hidden|secret|protected"
    r"|do not (?:share|give|release|pass)|don.?t (?:share|give|release|pass)"
    r"|not to be (?:shared|given|released|passed)|not share|no contact|non.?molestation"
    r"|witness|safe ?house|women.?s aid|adopti|private address|unsafe|at risk",
    re.IGNORECASE,
)


def read_address(cells: tuple[str, ...], town: str, postcode: str, house: str = "") -> Address:
    """The address as lines; commas and line breaks part them, a house joins its street.

    A postcode at the end of the last line is used where the postcode's cell is blank.
    """
    parts = (part for cell in cells for part in re.split(r"[,\n]", cell))
    lines = [part for part in (one.strip().lstrip("=+@- ") for one in parts) if part]
    if house and not (lines and lines[0].casefold().startswith(house.casefold())):
        is_number = bool(re.fullmatch(r"[0-9]+[A-Za-z]?", house)) and bool(lines)
        lines[:1] = [f"{house} {lines[0]}"] if is_number else [house, *lines[:1]]
    if not postcode and lines and (found := _POSTCODE.search(lines[-1])):
        postcode = found[0]
        rest = lines.pop().replace(postcode, "").strip()
        lines += [rest] if rest else []
    return Address(tuple(lines), town, _tidy(postcode))


def postcode_of(address: str) -> str:
    """Return the postcode an address ends with, as people write it; nothing if there is none."""
    found = list(_POSTCODE.finditer(address))
    is_last = found and not address[found[-1].end() :].strip(" ,.\n\r\t")
    return _tidy(found[-1][0]) if is_last else ""


def must_stay_hidden(*written: str) -> bool:
    """Whether an address or the note beside it asks not to be told to anyone."""
    return any(_HIDE.search(" ".join(text.split())) for text in written)


def _tidy(postcode: str) -> str:
    found = _POSTCODE.fullmatch("".join(postcode.split()))
    return f"{found[1]} {found[2]}".upper() if found else postcode.upper()
