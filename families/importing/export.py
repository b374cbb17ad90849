"""A school's export read from its bytes: children, contacts and what is wrong."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from families.importing.columns import WIDE, Columns, by_hand, recognise
from families.importing.folding import Roll
from families.importing.households import households_of
from families.importing.problems import Kind, Problem, problem
from families.importing.proposal import Proposal
from families.importing.pupils import read_pupil
from families.importing.reading import Table, read_table
from families.importing.records import PupilRecord
from families.importing.splitting import DEFAULT_LIMITS, Limits, Row
from families.importing.telling import broken_rows, problems_of

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Export:
    """A file as read: nothing of it has been compared with what is stored.

    When `columns.missing` is not empty, `pupils` is: ask a person for the mapping and
    read again. `rows` counts the rows beneath the headings, broken ones too.
    """

    pupils: tuple[PupilRecord, ...] = field(repr=False)
    problems: tuple[Problem, ...] = field(repr=False)
    columns: Columns
    encoding: str
    letters_lost: bool
    separator: str
    rows: int

    @property
    def shape(self) -> str:
        """Says "wide" with a row for each child, "long" with a row for each contact."""
        return self.columns.shape

    @property
    def is_readable(self) -> bool:
        """Whether the columns needed for reading children are all known."""
        return not self.columns.missing

    def of_kind(self, kind: Kind) -> tuple[Problem, ...]:
        """The problems of one kind."""
        return tuple(found for found in self.problems if found.kind is kind)


def read_export(
    content: bytes,
    mapping: Mapping[str, str] | None = None,
    *,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Export:
    """The children, contacts and problems in a file.

    `mapping` (heading → field name, "" for unused) stands in for the recognising of
    headings. `today` is the setting's date; without it, London's. Raises
    UnreadableFile for a file that is no table, WrongMapping for a mapping that is none.
    """
    table = read_table(content, limits)
    columns = recognise(table.headings) if mapping is None else None
    columns = columns or by_hand(table.headings, mapping or {})
    told: list[Problem] = list(broken_rows(table))
    pupils: tuple[PupilRecord, ...] = ()
    if not columns.missing:
        pupils = _pupils(table, columns, today or datetime.datetime.now(LONDON).date(), told)
        told += problems_of(pupils)
    return Export(
        pupils=pupils,
        problems=tuple(sorted(told, key=lambda found: (found.row, found.kind))),
        columns=columns,
        encoding=table.encoding,
        letters_lost=table.letters_lost,
        separator=table.separator,
        rows=len(table.rows) + len(table.broken),
    )


def propose(export: Export) -> Proposal:
    """The households, adults and children that an export amounts to."""
    return households_of(export.pupils)


def _pupils(
    table: Table, columns: Columns, today: datetime.date, told: list[Problem]
) -> tuple[PupilRecord, ...]:
    """The children of a table; what concerns no child who was kept goes into `told`."""
    places = {columns.mapping[name]: at for at, name in _used(table, columns)}
    is_wide = columns.shape == WIDE
    contacts = tuple(range(1, columns.contacts + 1)) if is_wide else (0,)
    roll = Roll()
    for row in _new_rows(table, told):
        pupil, left_out = read_pupil(row, places, contacts=contacts, today=today)
        told += left_out
        if pupil:
            roll.add(pupil, one_row_each=is_wide)
    return tuple(roll.pupils)


def _used(table: Table, columns: Columns) -> Iterator[tuple[int, str]]:
    return ((at, name) for at, name in enumerate(table.headings) if name in columns.mapping)


def _new_rows(table: Table, told: list[Problem]) -> Iterator[Row]:
    """Every row that does not repeat another cell for cell."""
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        if row.cells in seen:
            first = seen[row.cells]
            told.append(problem(row.number, Kind.DUPLICATE_ROW, first_row=first))
        else:
            seen[row.cells] = row.number
            yield row
