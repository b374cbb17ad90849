"""One row's cells by field, made harmless, with a note of every problem met."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeVar

from families.importing import fields
from families.importing.names import tidy_name
from families.importing.phones import PhoneKind, read_phone
from families.importing.problems import Kind, Problem, problem
from families.importing.splitting import Row

T = TypeVar("T")

LONGEST_NAME = 80

_SIGNS = "=+-@"
_TEXT_IN_A_FORMULA = re.compile(r'="([^"]*)"')
_RUNS_SOMETHING = re.compile(r"^[=@]|[(|!]")


def harmless(cell: str) -> tuple[str, str]:
    """The cell's text with any formula defused, and "", "kept" or "dropped".

    A cell that a spreadsheet would run is dropped whole; one that only begins with a
    sign (a dash before a remark) loses the sign. Telephone numbers, negative figures
    and the ="0770…" by which a spreadsheet keeps a nought are not formulas.
    """
    wrapped = _TEXT_IN_A_FORMULA.fullmatch(cell)
    text = wrapped[1].strip() if wrapped else cell
    if not text or unicodedata.normalize("NFKC", text[0]) not in _SIGNS:
        return text, ""
    plain = text.lstrip("=+-@＝＋－＠ \n")
    if not plain or re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text):
        return (text if plain else ""), ""
    if text[0] in "+-" and _is_number(text):
        return text, ""
    if _RUNS_SOMETHING.search(unicodedata.normalize("NFKC", text)):
        return "", "dropped"
    return plain, "kept"


class Cells:
    """The cells of one row; `problems` gathers what was wrong in those that were read.

    Set `person` once the name is known: it is whom later problems are about. In a wide
    file `contact` says which contact "contact.first" and its like stand for.
    """

    def __init__(self, row: Row, places: Mapping[str, int], *, contact: int = 0) -> None:
        self.row = row.number
        self.contact = contact
        self.person = ""
        self.problems: list[Problem] = []
        self._cells = row.cells
        self._places = places

    def raw(self, field: str) -> str:
        """What the file has, formula or not; only ever to be looked at, never kept."""
        place = self._places.get(self._column(field))
        return "" if place is None else self._cells[place]

    def text(self, field: str) -> str:
        """The harmless text of a cell, "" if it is blank, dropped or has no column."""
        text, verdict = harmless(self.raw(field))
        if verdict:
            variant = "kept" if verdict == "kept" else ""
            self.note(Kind.FORMULA_CELL, field, variant=variant)
        return text

    def line(self, field: str) -> str:
        """The text on one line."""
        return " ".join(self.text(field).split())

    def name(self, field: str) -> str:
        """A name for reading, and no longer than we can keep."""
        name = tidy_name(self.line(field))
        if len(name) > LONGEST_NAME:
            label = fields.label(self._column(field))
            self.note(Kind.TOO_LONG, field, label=label, most=str(LONGEST_NAME))
        return name[:LONGEST_NAME].rstrip()

    def code(self, field: str, read: Callable[[str], tuple[T, bool]], *, variant: str = "") -> T:
        """The value of a coded cell; a word the reader does not know is noted."""
        written = self.line(field)
        value, is_known = read(written)
        if not is_known:
            self.note(Kind.UNKNOWN_CODE, field, variant=variant, value=written)
        return value

    def note(self, kind: Kind, field: str = "", *, variant: str = "", **words: str) -> None:
        """Remember a problem about this row's person."""
        column = self._column(field)
        words.setdefault("label", fields.label(column) if column else "")
        found = problem(self.row, kind, field=column, person=self.person, variant=variant, **words)
        if found not in self.problems:
            self.problems.append(found)

    def _column(self, field: str) -> str:
        return fields.numbered(field, self.contact) if self.contact else field


def _is_number(text: str) -> bool:
    return read_phone(text).kind not in {PhoneKind.UNREADABLE, PhoneKind.BLANK}
