"""Text split into rows of tidy cells, within limits."""

import csv
import io
import re
from dataclasses import dataclass

from families.importing.decoding import UnreadableFile

_SEPARATORS = ",;\t|"
_HINT = re.compile(r'"?sep=(?P<separator>[,;\t|])"?\r?\n?', re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Limits:
    """How large a file may be: bytes, rows, columns, and letters in one cell."""

    content: int = 10_000_000
    rows: int = 10_000
    columns: int = 400
    cell: int = 2_000


@dataclass(frozen=True)
class Row:
    """One row: `number` is the one a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


DEFAULT_LIMITS = Limits()


def split(text: str, limits: Limits) -> tuple[str, list[Row]]:
    """The separator of the file and all its rows, blank ones too, cells tidied."""
    text = text.removeprefix("\ufeff")
    separator = _separator(text)
    if hint := _HINT.match(text):
        text, separator = text[hint.end() :], hint["separator"]
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limits.rows + 1:
                raise UnreadableFile(
                    f"This file has more than {limits.rows:,} rows. "
                    "Please bring it in parts, a few year groups at a time."
                )
            rows.append(Row(number, tuple(map(_clean, cells))))
    except csv.Error:
        raise UnreadableFile(
            f"This file cannot be split into cells after row {len(rows)}: "
            "a quotation mark there may have no partner. Please export it again."
        ) from None
    _refuse_too_wide(rows, limits)
    return separator, rows


def _separator(text: str) -> str:
    """The mark that splits the first line that has any, outside quotation marks."""
    for line in text.splitlines()[:20]:
        bare = _QUOTED.sub("", line)
        best = max(_SEPARATORS, key=bare.count)
        if best in bare:
            return best
    return ","


def _clean(cell: str) -> str:
    seen = _INVISIBLE.sub("", cell).replace("\u00a0", " ")
    lines = (" ".join(line.split()) for line in seen.splitlines())
    return "\n".join(line for line in lines if line)


def _refuse_too_wide(rows: list[Row], limits: Limits) -> None:
    if any(len(row.cells) > limits.columns for row in rows):
        raise UnreadableFile(
            f"This file has more than {limits.columns} columns. "
            "Please export only the columns about children and their contacts."
        )
