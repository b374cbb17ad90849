"""What is too much for who takes visits on for good: two at once, or too many in a day."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations
from uuid import UUID

from pastoral.ui.said import time_said
from visits.covers import PLANNED, Clash
from visits.models import HomeVisit
from visits.proposing import minute_of


def crowding(taken: Collection[HomeVisit]) -> list[Clash]:
    """Return what clashes with visits somebody has taken on, each to be moved, in one query."""
    new = {visit.pk for visit in taken if visit.state in PLANNED}
    standing = HomeVisit.objects.filter(
        mentor__in={visit.mentor_id for visit in taken},
        planned_on__in={visit.planned_on for visit in taken},
        state__in=PLANNED,
        removed_at=None,
    ).select_related("household", "mentor", "setting__policy")
    days: dict[tuple[UUID, date], list[HomeVisit]] = defaultdict(list)
    for visit in standing.order_by("planned_on", "planned_at", "pk"):
        days[visit.mentor_id, visit.planned_on].append(visit)
    return [clash for those in days.values() for clash in _of_a_day(those, new)]


def _of_a_day(visits: list[HomeVisit], new: set[UUID]) -> Iterator[Clash]:
    lent = [visit for visit in visits if visit.pk in new]
    if not lent:
        return
    who, policy = lent[0].mentor.first_name, lent[0].setting.policy
    for one, other in combinations([visit for visit in visits if visit.planned_at], 2):
        mine, second = (one, other) if one.pk in new else (other, one)
        if mine.pk in new and _is_close(one, other, policy.visit_gap_minutes):
            at = f" at {time_said(second.planned_at)}" if second.planned_at else ""
            said = f"{who} would be at {mine.household}, and at {second.household}{at}."
            yield Clash(mine, (f"{said} Move one of them.",))
    if len(visits) > policy.visits_per_day:
        said = f"{len(visits)} visits for {who}, who makes {policy.visits_per_day} at most."
        yield Clash(lent[-1], (f"That day has {said} Move some of them.",))


def _is_close(one: HomeVisit, other: HomeVisit, gap: int) -> bool:
    if not one.planned_at or not other.planned_at:
        return False
    starts, begins = minute_of(one.planned_at), minute_of(other.planned_at)
    return starts < begins + other.minutes + gap and begins < starts + one.minutes + gap
