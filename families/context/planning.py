"""A file compared with what is here: what would be new, what would change, what stays."""

import datetime
import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from families.context.reading import Away, File, Said, Week, read_suspensions, read_weeks
from families.importing.uploads import content_of, today_in
from families.models import Child, ImportUpload, SchoolWeek, Suspension
from pastoral.accounts.models import Setting

About = ImportUpload.About
REGISTERS = {
    About.OUR_WEEKS: SchoolWeek.Register.OURS,
    About.SCHOOL_WEEKS: SchoolWeek.Register.SCHOOL,
}

TWICE = "Some children are named by UPN in one row and by id in another for the same time: what stands first is kept."


@dataclass(frozen=True)
class Planned:
    """One row to keep: whose it is, what it would say, and what is here already."""

    child: Child
    day: datetime.date
    values: dict[str, Any]
    known: SchoolWeek | Suspension | None

    @property
    def changes(self) -> bool:
        """Whether something is here already that would say another thing."""
        return self.known is not None and any(
            getattr(self.known, name) != value for name, value in self.values.items()
        )

    @property
    def is_new(self) -> bool:
        """Whether nothing is here yet."""
        return self.known is None


@dataclass(frozen=True)
class Plan:
    """What a file would do."""

    about: str
    file: File
    rows: tuple[Planned, ...]
    problems: tuple[Said, ...]

    @cached_property
    def new(self) -> list[Planned]:
        """Rows that are not here yet."""
        return [row for row in self.rows if row.is_new]

    @cached_property
    def changed(self) -> list[Planned]:
        """Rows that are here and would change."""
        return [row for row in self.rows if row.changes]

    @property
    def unchanged(self) -> int:
        """How many rows are here as they stand in the file."""
        return len(self.rows) - len(self.new) - len(self.changed)

    @property
    def is_empty(self) -> bool:
        """Whether it would do nothing."""
        return not self.new and not self.changed

    @property
    def children(self) -> int:
        """How many children of ours the file is about."""
        return len({row.child.pk for row in self.rows})

    def digest(self) -> str:
        """The same letters for the same plan: what was seen is what is done."""
        told = [f"{self.about}"]
        for row in sorted((*self.new, *self.changed), key=lambda row: (str(row.child.pk), row.day)):
            before = row.known and [getattr(row.known, name) for name in row.values]
            told.append(f"{row.child.pk} {row.day} {row.values} {before}")
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def read(about: str, content: bytes, *, today: datetime.date) -> File:
    """A file read for what it is about; raises UnreadableFile."""
    reader = read_suspensions if about == About.SUSPENSIONS else read_weeks
    return reader(content, today=today)


def plan_of(upload: ImportUpload) -> Plan:
    """What an upload would do now."""
    file = read(upload.about, content_of(upload), today=today_in(upload.setting))
    records: tuple[Week | Away, ...] = (*file.weeks, *file.away)
    found = _children(upload.setting, {one.who for one in records})
    strangers: dict[str, list[int]] = {}
    for one in records:
        if one.who not in found:
            strangers.setdefault(one.who, []).append(one.row)
    rows = (
        _away_rows(found, file.away)
        if upload.about == About.SUSPENSIONS
        else _week_rows(found, file.weeks, REGISTERS[About(upload.about)])
    )
    unknown = [
        Said(tuple(at), f"No child here has “{who[:40]}” as UPN or id, so this is left out.")
        for who, at in strangers.items()
    ]
    once = {(row.child.pk, row.day): row for row in reversed(rows)}
    twice = [] if len(once) == len(rows) else [Said((), TWICE)]
    problems = sorted((*twice, *unknown, *file.problems), key=lambda one: one.rows)
    return Plan(upload.about, file, tuple(once.values()), tuple(problems))


def _children(setting: Setting, whom: Collection[str]) -> dict[str, Child]:
    """The setting's children by what a file calls them: a UPN, or our own id."""
    ours = Child.objects.filter(setting=setting, removed_at=None)
    by_upn = ours.exclude(upn="").filter(upn__in=whom)
    found = {child.upn: child for child in by_upn}
    ids = {key: who for who in whom if (key := _as_id(who))}
    return found | {ids[child.pk]: child for child in ours.filter(pk__in=ids)}


def _as_id(who: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(who)
    except ValueError:
        return None


def _week_rows(found: dict[str, Child], weeks: Iterable[Week], register: str) -> list[Planned]:
    ours = [(found[week.who], week) for week in weeks if week.who in found]
    stored = SchoolWeek.objects.filter(
        child__in={child.pk for child, _ in ours},
        week_on__in={week.week_on for _, week in ours},
        register=register,
    )
    known = {(row.child_id, row.week_on): row for row in stored}
    return [
        Planned(
            child, week.week_on,
            {"possible": week.possible, "attended": week.attended},
            known.get((child.pk, week.week_on)),
        )
        for child, week in ours
    ]  # fmt: skip


def _away_rows(found: dict[str, Child], away: Iterable[Away]) -> list[Planned]:
    ours = [(found[one.who], one) for one in away if one.who in found]
    stored = Suspension.objects.filter(child__in={child.pk for child, _ in ours})
    known = {(row.child_id, row.starts_on): row for row in stored}
    return [
        Planned(
            child, one.starts_on,
            {"kind": one.kind, "ends_on": one.ends_on, "reasons": " ".join(one.reasons)},
            known.get((child.pk, one.starts_on)),
        )
        for child, one in ours
    ]  # fmt: skip
