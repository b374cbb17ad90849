"""A CSV file turned into headings and numbered rows, whatever wrote it."""

import re
from dataclasses import dataclass

from families.importing.decoding import UnreadableFile, decode
from families.importing.splitting import DEFAULT_LIMITS, Limits, Row, split

_LOOKS_LIKE_A_VALUE = re.compile(
    r"[A-Z][0-9]{11}[0-9A-Z]|[0-9]{1,4}[/.\-][0-9]{1,2}[/.\-][0-9]{1,4}"
    r"|\+?[0-9][0-9 ]{6,}|[^@\s]+@[^@\s]+\.[^@\s]+"
)


@dataclass(frozen=True)
class Table:
    """A read file: every row in `rows` has as many cells as there are headings.

    `broken` are the rows that did not; headings that were blank or repeated have been
    given a name of their own ("Column 7", "Telephone (2)").
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[Row, ...]
    encoding: str
    letters_lost: bool
    separator: str


def read_table(content: bytes, limits: Limits = DEFAULT_LIMITS) -> Table:
    """The headings and rows of a file; raises UnreadableFile with a full sentence."""
    if len(content) > limits.content:
        raise UnreadableFile(
            f"This file is too big: {len(content) / 1e6:.1f} MB, where we can take "
            f"{limits.content / 1e6:g} MB. Please export fewer columns or one year."
        )
    decoded = decode(content)
    separator, rows = split(decoded.text, limits)
    start = _headings_at(rows)
    headings = _named(rows[start].cells)
    body = [_fitted(row, len(headings)) for row in rows[start + 1 :] if any(row.cells)]
    if not body:
        raise UnreadableFile("This file has headings but no rows beneath them.")
    whole = [row for row in body if _is_whole(row, len(headings), limits)]
    broken = [row for row in body if not _is_whole(row, len(headings), limits)]
    return Table(
        headings=headings,
        rows=tuple(whole),
        broken=tuple(broken),
        encoding=decoded.encoding,
        letters_lost=decoded.letters_lost,
        separator=separator,
    )


def _headings_at(rows: list[Row]) -> int:
    """The first row with two filled cells: a report may have its title above."""
    for at, row in enumerate(rows):
        filled = [cell for cell in row.cells if cell]
        if len(filled) < 2:
            continue
        if any(map(_LOOKS_LIKE_A_VALUE.fullmatch, filled)):
            raise UnreadableFile(
                "The first row should hold the headings, but it holds somebody’s "
                "details. Please export the file again with its headings."
            )
        return at
    raise UnreadableFile(
        "No row of headings was found: this file has only one column. "
        "Please export it as CSV, with commas between the cells."
    )


def _named(cells: tuple[str, ...]) -> tuple[str, ...]:
    filled = max(at for at, cell in enumerate(cells) if cell) + 1
    names: list[str] = []
    for at, cell in enumerate(cells[:filled], start=1):
        name = plain = " ".join(cell.split()) or f"Column {at}"
        again = 2
        while name in names:
            name, again = f"{plain} ({again})", again + 1
        names.append(name)
    return tuple(names)


def _fitted(row: Row, columns: int) -> Row:
    """The row without blank cells beyond the last heading."""
    extra = row.cells[columns:]
    return row if any(extra) else Row(row.number, row.cells[:columns])


def _is_whole(row: Row, columns: int, limits: Limits) -> bool:
    fits = len(row.cells) == columns
    return fits and all(len(cell) <= limits.cell for cell in row.cells)
