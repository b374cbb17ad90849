"""The lines about children’s days: today’s to write, and what helped, for their teacher."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from families.models import Child
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.viewers import Viewer
from visits.models import ChildLine
from visits.timetable import Kind, Slot, kinds_on
from visits.week import in_their_school, own_children

SHOWN = 12


@dataclass(frozen=True)
class LineToday:
    """One child and what was written of them today, if anything was."""

    child: Child
    kind: ChildLine.Kind
    text: str = ""


def to_write(
    viewer: Viewer, timetable: Iterable[Slot]
) -> tuple[ChildLine.Kind, list[LineToday]] | None:
    """Return whom a line is written of today: what helped in their school, or good news here.

    None on a day that is for neither.
    """
    today, kinds = viewer.today, kinds_on(timetable, viewer.today)
    if Kind.MAINSTREAM in kinds:
        kind, children = ChildLine.Kind.WHAT_HELPED, in_their_school(viewer, today)
    elif kinds & {Kind.ZONE, Kind.AFTERNOON}:
        kind, children = ChildLine.Kind.GOOD_NEWS, own_children(viewer, today)
        children = [child for child in children if str(today.isoweekday()) in child.days_pattern]
    else:
        return None
    return kind, _lines_today(viewer, kind, children)


def _lines_today(
    viewer: Viewer, kind: ChildLine.Kind, children: Sequence[Child]
) -> list[LineToday]:
    written = dict(
        ChildLine.objects.filter(
            child__in=children, kind=kind, on=viewer.today, written_by=viewer.user, removed_at=None
        ).values_list("child_id", "text")
    )
    return [LineToday(child, kind, written.get(child.pk, "")) for child in children]


@dataclass(frozen=True)
class WhatHelped:
    """What a child's teacher elsewhere may hear: the days there, what helped, and no more."""

    child: Child
    lines: list[ChildLine]
    days_ahead: list[date]
    to_write: LineToday | None = None


def what_helped(viewer: Viewer, child: Child, timetable: Iterable[Slot]) -> WhatHelped:
    """Return what helped a child in their school, newest first, and the next days there."""
    lines = ChildLine.objects.visible_to(viewer).filter(
        child=child, kind=ChildLine.Kind.WHAT_HELPED
    )
    slots = list(timetable)
    last = viewer.today + timedelta(days=viewer.policy.mainstream_ahead_days)
    school_days = calendar_of(viewer.setting).school_days(viewer.today, last)
    ahead = [day for day in school_days if Kind.MAINSTREAM in kinds_on(slots, day)]
    [mine] = _lines_today(viewer, ChildLine.Kind.WHAT_HELPED, [child])
    return WhatHelped(child, list(lines[:SHOWN]), ahead, mine if child.home_school else None)
