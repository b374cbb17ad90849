"""What every page of staff says in red: that the clock stands still, and who was not heard from."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from pastoral.accounts.viewers import Viewer
from pastoral.prepared import Statement
from visits.actions import watching
from visits.models import HomeVisit
from visits.models.visit import HomeVisitQuerySet
from visits.outings import Outing, may_be_watched_by, outings_of

CLOCK = "clock"
TICKS = {"ticks": f"('{CLOCK}', '{watching.TICK}')"}


@dataclass(frozen=True)
class InRed:
    """What every page of staff says in red (rules 6 and 7)."""

    is_clock_down: bool = False
    not_heard_from: list[Outing] = field(default_factory=list)


# What the banner needs to know in nearly every case: is the clock down, is a visit live today,
# and can any of the setting be late at all? Who looks after which is asked only then.
AT_A_GLANCE = Statement(
    "in_red_at_a_glance",
    """SELECT (SELECT MIN(t.at) < {longest_ago} FROM accounts_tick t
    WHERE t.name IN {ticks}),
  EXISTS (SELECT 1 FROM visits_homevisit v WHERE v.setting_id = {setting}
    AND v.state IN ('planned', 'under_way') AND v.removed_at IS NULL AND v.planned_on = {today}),
  EXISTS (SELECT 1 FROM visits_homevisit v WHERE v.setting_id = {setting}
    AND v.state IN ('planned', 'under_way') AND v.removed_at IS NULL
    AND (v.due_back_at <= {now} OR v.due_back_at IS NULL AND v.planned_at IS NOT NULL
      AND (v.planned_on >= {oldest} AND v.planned_on < {today}
        OR v.planned_on = {today} AND v.planned_at <= {time})))""",
    takes={
        "setting": "uuid", "today": "date", "now": "timestamptz", "oldest": "date",
        "longest_ago": "timestamptz", "time": "time",
    },
    words={"postgresql": TICKS, "sqlite": TICKS},
)  # fmt: skip


def in_red_for(viewer: Viewer, *, is_concerned: bool) -> InRed:
    """Return what every page says in red; one query unless somebody may have to be looked for.

    The clock is down where it ticked once and has not for `queue_down_minutes` (rule 7). One
    that never ticked is a place being set up: it counts only where a visit is live today.
    """
    now = timezone.now()
    policy = viewer.policy
    is_stale, is_live_today, may_be_late = AT_A_GLANCE.run(
        setting=viewer.setting.pk,
        today=viewer.today,
        now=now,
        oldest=_oldest(viewer, now).date(),
        longest_ago=now - timedelta(minutes=policy.queue_down_minutes),
        time=timezone.localtime(now, viewer.zone).time(),
    ) or (None, False, False)
    return InRed(
        is_clock_down=bool(is_live_today if is_stale is None else is_stale),
        not_heard_from=_late(viewer, _perhaps_late(viewer, now), now)
        if is_concerned and may_be_late
        else [],
    )


def _oldest(viewer: Viewer, now: datetime) -> datetime:
    """Return since when a visit nobody heard of is still one to look for."""
    return now - timedelta(hours=viewer.policy.offline_hours)


def _perhaps_late(viewer: Viewer, now: datetime) -> HomeVisitQuerySet:
    """Return the live visits somebody looks after whose time may have come.

    A planned visit nobody heard of leaves the banner once no phone can hold its press any
    more (policy `offline_hours`); the board keeps it until somebody says how it was.
    """
    oldest = _oldest(viewer, now)
    begun = Q(planned_on__lt=viewer.today, planned_on__gte=oldest.date()) | Q(
        planned_on=viewer.today, planned_at__lte=timezone.localtime(now, viewer.zone).time()
    )
    planned = Q(begun, due_back_at=None, planned_at__isnull=False)
    rows = HomeVisit.objects.live().filter(may_be_watched_by(viewer), setting=viewer.setting)
    return rows.filter(Q(due_back_at__lte=now) | planned)


def _late(viewer: Viewer, visits: HomeVisitQuerySet, now: datetime) -> list[Outing]:
    oldest = _oldest(viewer, now)
    rows = visits.select_related("mentor", "buddy").prefetch_related("companions")
    late = []
    for visit in rows.order_by("planned_on", "planned_at", "pk"):
        visit.setting = viewer.setting
        is_fresh = visit.arrived_at or (visit.back_by and visit.back_by > oldest)
        if is_fresh and watching.is_overdue(visit, now):
            late.append(visit)
    return outings_of(late)
