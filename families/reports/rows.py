"""The shapes that every part of the statement of figures has.

A *unit* is what a measure counts: a family, a visit, a family at one afternoon. It is in the
whole or not, and in the part or not. A figure is its units added up, and opens to the same
units one by one; so the two can never differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# What each row has after its figure, half-term’s first day, day, and words.
NUMBERS = 7
NO_DAY, NO_KEY = "CAST(NULL AS date)", "CAST(NULL AS uuid)"


@dataclass(frozen=True)
class Tally:
    """A part of a whole, such as 29 of 41 families."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.part + other.part, self.whole + other.whole)

    @property
    def per_cent(self) -> int:
        """The part in whole per cent of a whole that is not 0; 0 and 100 only of none and of all."""
        rounded = (200 * self.part + self.whole) // (2 * self.whole)
        return rounded if self.part in (0, self.whole) else min(max(rounded, 1), 99)

    @property
    def rest(self) -> int:
        """What of the whole is not in the part."""
        return self.whole - self.part


@dataclass(frozen=True)
class Row:
    """One row of the statement: what it is about, and its numbers."""

    what: str
    half_on: date | None
    on: date | None
    words: str
    numbers: list[int]


def select(what: str, columns: str, numbers: Sequence[str], source: str) -> str:
    """Return a SELECT of rows in the common shape; numbers it has not are left empty.

    `columns` are the half-term’s first day, the day, and the words.
    """
    filled = [*numbers, *["NULL"] * (NUMBERS - len(numbers))]
    return f"SELECT '{what}' AS what, {columns}, {', '.join(filled)}\n{source}"


def unit(
    what: str,
    *,
    row: str,
    source: str,
    part: str = "1",
    whole: str = "1",
    household: str = NO_KEY,
    afternoon: str = NO_KEY,
    half_on: str = NO_DAY,
) -> str:
    """Return a SELECT of the units of one measure: each with its key, its part and its whole.

    A `what` that begins with a quotation mark is SQL: several measures in one.
    """
    name = what if what.startswith("'") else f"'{what}'"
    columns = f"CAST({row} AS varchar(36)) AS row_id, {household} AS household_id, {afternoon} AS afternoon_id"
    return f"""SELECT {name} AS what, {columns}, {half_on} AS half_on,
  {part} AS part, {whole} AS whole
{source}"""
