"""The rows of a file as records, and what is wrong with each that can’t be used, in a sentence."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from families.context import codes, columns
from families.importing import upn
from families.importing.cells import harmless
from families.importing.reading import Table, read_table
from families.importing.splitting import Row
from families.models.context import MOST_SESSIONS

OLDEST_YEARS = 6
"""Registers are kept for six years; an earlier week is a slip."""

FRIDAY = 4

_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")
_UK = re.compile(r"(?P<d>[0-9]{1,2})([/.\-])(?P<m>[0-9]{1,2})\2(?P<y>[0-9]{4})")
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?Z?$")
_WHOLE = re.compile(r"([0-9]{1,3})(?:\.0+)?")


@dataclass(frozen=True)
class Said:
    """One problem: the rows it is about, and the sentence."""

    rows: tuple[int, ...]
    sentence: str


@dataclass(frozen=True)
class Week:
    """One row of a file of weeks."""

    row: int
    who: str
    week_on: datetime.date
    possible: int
    attended: int


@dataclass(frozen=True)
class Away:
    """One row of a file of suspensions."""

    row: int
    who: str
    kind: str
    starts_on: datetime.date
    ends_on: datetime.date | None
    reasons: tuple[str, ...]


Record = TypeVar("Record", Week, Away)


@dataclass(frozen=True)
class File:
    """A file that was read: its records, what is wrong in it, and how many rows it has."""

    rows: int
    weeks: tuple[Week, ...] = ()
    away: tuple[Away, ...] = ()
    problems: tuple[Said, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass
class _Reader:
    """What is shared by the rows of one file."""

    found: columns.Found
    today: datetime.date
    problems: list[Said] = field(default_factory=list)

    def text(self, row: Row, name: str) -> str:
        """A cell with any formula defused; one that was is said."""
        place = self.found.places.get(name)
        if place is None:
            return ""
        text, verdict = harmless(row.cells[place])
        if verdict == "dropped":
            self.say(
                row,
                f"The cell “{columns.LABELS.get(name, name)}” holds a spreadsheet formula, so it is left out.",
            )
        return " ".join(text.split())

    def raw(self, row: Row, name: str) -> str:
        """A cell that is only ever counted, never kept: its signs are codes of their own."""
        place = self.found.places.get(name)
        return "" if place is None else row.cells[place].strip()

    def say(self, row: Row, sentence: str) -> None:
        """Remember what is wrong with a row."""
        self.problems.append(Said((row.number,), sentence))

    def who(self, row: Row) -> str:
        """Whom the row is about: a UPN, or our own id; nothing, and a sentence, where neither."""
        who = upn.tidy(self.text(row, "upn")) or self.text(row, "child_id").lower()
        if not who:
            self.say(row, "This row names no child, so it is left out.")
        return who

    def day(self, row: Row, name: str) -> datetime.date | None:
        """A day that has been, or nothing and a sentence."""
        written = self.text(row, name)
        day = read_day(written)
        label = columns.LABELS[name]
        if day is None:
            self.say(
                row,
                f"We can’t read “{written}” as “{label}”, so the row is left out. We read 31/01/2026 (day first) and 2026-01-31.",
            )
        elif day > self.today:
            self.say(
                row, f"“{label}” is {written}, which is still to come, so the row is left out."
            )
        elif day.year < self.today.year - OLDEST_YEARS:
            self.say(
                row,
                f"“{label}” is {written}, more than {OLDEST_YEARS} years ago, so the row is left out.",
            )
        else:
            return day
        return None


def read_day(written: str) -> datetime.date | None:
    """Return a day written 31/01/2026 or 2026-01-31; nothing for anything else."""
    text = _MIDNIGHT.sub("", written.strip())
    found = _ISO.fullmatch(text) or _UK.fullmatch(text)
    if found is None:
        return None
    try:
        return datetime.date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def read_weeks(content: bytes, *, today: datetime.date) -> File:
    """The weeks of a file; raises UnreadableFile with a full sentence."""
    table = read_table(content)
    reader = _Reader(columns.weeks_of(table.headings), today)
    _say_broken(reader, table)
    weeks = [week for row in table.rows if (week := _week(reader, row))]
    kept = tuple(_once(reader, weeks, "the same week"))
    return File(
        len(table.rows) + len(table.broken),
        weeks=kept,
        problems=_joined(reader),
        unused=reader.found.unused,
    )


def read_suspensions(content: bytes, *, today: datetime.date) -> File:
    """The suspensions of a file; raises UnreadableFile with a full sentence."""
    table = read_table(content)
    reader = _Reader(columns.suspensions_of(table.headings), today)
    _say_broken(reader, table)
    away = [one for row in table.rows if (one := _away(reader, row))]
    kept = tuple(_once(reader, away, "a suspension from the same day"))
    return File(
        len(table.rows) + len(table.broken),
        away=kept,
        problems=_joined(reader),
        unused=reader.found.unused,
    )


def _week(reader: _Reader, row: Row) -> Week | None:
    who, day = reader.who(row), reader.day(row, "week_on")
    if not who or day is None:
        return None
    if day.weekday() > FRIDAY:
        reader.say(
            row,
            f"{day:%-d %B %Y} is at a weekend, so we can’t tell which week is meant; the row is left out.",
        )
        return None
    sessions = _marked(reader, row) if reader.raw(row, "marks") else _counted(reader, row)
    if sessions is None:
        return None
    possible, attended = sessions
    if possible > MOST_SESSIONS or attended > possible:
        reader.say(
            row,
            f"{attended} sessions attended of {possible} can’t be right for one week, so the row is left out.",
        )
        return None
    return Week(row.number, who, day - datetime.timedelta(days=day.weekday()), possible, attended)


def _marked(reader: _Reader, row: Row) -> tuple[int, int] | None:
    """Sessions counted from code marks; a code nobody knows leaves the row out."""
    sessions = codes.read_marks(reader.raw(row, "marks"))
    if sessions.unknown:
        said = ", ".join(f"“{mark}”" for mark in sessions.unknown[:5])
        reader.say(row, f"{said} is no attendance code we know, so the row is left out.")
        return None
    return sessions.possible, sessions.attended


def _counted(reader: _Reader, row: Row) -> tuple[int, int] | None:
    """Sessions as two whole numbers."""
    written = [reader.text(row, name) for name in ("possible", "attended")]
    found = [_WHOLE.fullmatch(text) for text in written]
    if found[0] is None or found[1] is None:
        if any(
            reader.raw(row, name) and not text
            for name, text in zip(("possible", "attended"), written, strict=True)
        ):
            return None  # A formula, of which it was said already.
        reader.say(
            row,
            f"“{written[0]}” and “{written[1]}” are not sessions possible and attended, so the row is left out.",
        )
        return None
    return int(found[0][1]), int(found[1][1])


def _away(reader: _Reader, row: Row) -> Away | None:
    who, starts_on = reader.who(row), reader.day(row, "starts_on")
    if not who or starts_on is None:
        return None
    written = reader.text(row, "kind")
    kind = codes.read_kind(written)
    if not kind:
        reader.say(
            row,
            f"We don’t know “{written}” as a type. It is “suspension” or “permanent”; the row is left out.",
        )
        return None
    return Away(
        row.number, who, kind, starts_on, _end(reader, row, starts_on), _reasons(reader, row)
    )


def _end(reader: _Reader, row: Row, starts_on: datetime.date) -> datetime.date | None:
    """The last day, which may be still to come; left out where it can’t be read."""
    written = reader.text(row, "ends_on")
    ends_on = read_day(written)
    if written and (ends_on is None or ends_on < starts_on):
        reader.say(row, f"“{written}” can’t be the last day, so that is left blank.")
        return None
    return ends_on


def _reasons(reader: _Reader, row: Row) -> tuple[str, ...]:
    known, unknown = codes.read_reasons(reader.text(row, "reasons"))
    if unknown:
        reader.say(
            row,
            f"{', '.join(f'“{code}”' for code in unknown[:5])} is no reason we know, so it is left out.",
        )
    if len(known) > codes.MOST_REASONS:
        reader.say(
            row,
            f"A suspension has up to {codes.MOST_REASONS} reasons: the first {codes.MOST_REASONS} are kept.",
        )
    return known[: codes.MOST_REASONS]


def _once(reader: _Reader, found: list[Record], what: str) -> Iterator[Record]:
    """The first record of each child and week or day; what comes again is said and left out."""
    first: dict[tuple[str, datetime.date], Record] = {}
    for one in found:
        key = (one.who, one.week_on if isinstance(one, Week) else one.starts_on)
        if key not in first:
            first[key] = one
            yield one
            continue
        is_same = replace(one, row=first[key].row) == first[key]
        said = "says the same as" if is_same else "does not agree with"
        reader.problems.append(
            Said(
                (one.row,),
                f"This row is about {what} as row {first[key].row} and {said} it, so it is left out.",
            )
        )


def _say_broken(reader: _Reader, table: Table) -> None:
    for row in table.broken:
        reader.say(
            row,
            f"This row has {len(row.cells)} cells where there are {len(table.headings)} headings, or a cell far too long, so it is left out.",
        )


def _joined(reader: _Reader) -> tuple[Said, ...]:
    """The problems in the order of the rows, the same sentence once with all its rows."""
    rows: dict[str, list[int]] = {}
    for one in sorted(reader.problems, key=lambda one: one.rows):
        rows.setdefault(one.sentence, []).extend(one.rows)
    return tuple(Said(tuple(found), sentence) for sentence, found in rows.items())
