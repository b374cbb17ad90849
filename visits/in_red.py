"""What every page of staff says in red: that the clock stands still, and who was not heard from."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, Q, Subquery, Value
from django.utils import timezone

from pastoral.accounts.models import Setting, Tick
from pastoral.accounts.viewers import Viewer
from visits.actions import watching
from visits.models import HomeVisit
from visits.models.visit import HomeVisitQuerySet
from visits.outings import Outing, may_be_watched_by, outings_of

CLOCK = "clock"


@dataclass(frozen=True)
class InRed:
    """What every page of staff says in red (rules 6 and 7)."""

    is_clock_down: bool = False
    not_heard_from: list[Outing] = field(default_factory=list)


def in_red_for(viewer: Viewer, *, is_concerned: bool) -> InRed:
    """Return what every page says in red; one query unless somebody is to be looked for.

    The clock is down where it ticked once and has not for `queue_down_minutes` (rule 7). One
    that never ticked is a place being set up: it counts only where a visit is live today.
    """
    now = timezone.now()
    live = HomeVisit.objects.live().filter(setting=viewer.setting)
    ticks = Tick.objects.filter(name__in=(CLOCK, watching.TICK)).order_by("at")
    late = _perhaps_late(viewer, now)
    last, is_live_today, is_somebody_late = (
        Setting.objects.filter(pk=viewer.setting.pk)
        .values_list(
            Subquery(ticks.values("at")[:1]),
            Exists(live.filter(planned_on=viewer.today)),
            Exists(late) if is_concerned else Value(value=False),
        )
        .get()
    )
    longest = timedelta(minutes=viewer.policy.queue_down_minutes)
    return InRed(
        is_clock_down=last < now - longest if last else is_live_today,
        not_heard_from=_late(viewer, late, now) if is_somebody_late else [],
    )


def _perhaps_late(viewer: Viewer, now: datetime) -> HomeVisitQuerySet:
    """Return the live visits somebody looks after whose time may have come.

    A planned visit nobody heard of leaves the banner once no phone can hold its press any
    more (policy `offline_hours`); the board keeps it until somebody says how it was.
    """
    oldest = now - timedelta(hours=viewer.policy.offline_hours)
    begun = Q(planned_on__lt=viewer.today, planned_on__gte=oldest.date()) | Q(
        planned_on=viewer.today, planned_at__lte=timezone.localtime(now, viewer.zone).time()
    )
    planned = Q(begun, due_back_at=None, planned_at__isnull=False)
    rows = HomeVisit.objects.live().filter(may_be_watched_by(viewer), setting=viewer.setting)
    return rows.filter(Q(due_back_at__lte=now) | planned)


def _late(viewer: Viewer, visits: HomeVisitQuerySet, now: datetime) -> list[Outing]:
    oldest = now - timedelta(hours=viewer.policy.offline_hours)
    rows = visits.select_related("mentor", "buddy").prefetch_related("companions")
    late = []
    for visit in rows.order_by("planned_on", "planned_at", "pk"):
        visit.setting = viewer.setting
        is_fresh = visit.arrived_at or (visit.back_by and visit.back_by > oldest)
        if is_fresh and watching.is_overdue(visit, now):
            late.append(visit)
    return outings_of(late)
