"""Room in a day: nobody is in two places, everybody has time for the way (rule 5)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from families.covering import is_done_by
from pastoral.accounts.models import Policy, Staff
from pastoral.refusals import Refusal
from pastoral.ui.said import time_said
from visits.models import HomeVisit

State = HomeVisit.State
DAY = timedelta(days=1)
# What a day already holds; of these, only what is still to come or going on takes up its time.
SET_OUT_FOR = (
    State.PLANNED, State.UNDER_WAY, State.COMPLETED, State.ENDED_EARLY, State.NOT_HOME,
)  # fmt: skip
LIVE = (State.PLANNED, State.UNDER_WAY)
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven")
ONE_MORE = (
    "one",
    "a second",
    "a third",
    "a fourth",
    "a fifth",
    "a sixth",
    "a seventh",
    "an eighth",
)


class FullDay(Refusal):
    """Somebody has enough visits that day; one more needs a reason."""


def hold_their_day(going: Sequence[Staff]) -> None:
    """Let whoever plans for one of these people at this moment wait until we are done."""
    rows = Staff.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in going])
    list(rows.order_by("pk").values_list("pk", flat=True))


def refuse_two_places(
    *, visit: HomeVisit, starts_at: datetime, minutes: int, going: Sequence[Staff]
) -> None:
    """Raise Refusal where somebody who goes is elsewhere then, or has no time for the way."""
    ends_at = starts_at + timedelta(minutes=minutes)
    gap = timedelta(minutes=visit.setting.policy.visit_gap_minutes)
    near = (starts_at.date() - DAY, ends_at.date() + DAY)
    for one in going:
        for other in visits_of(one, *near, besides=visit):
            start, end = other.starts_at, other.ends_at
            if other.state not in LIVE or start is None or end is None:
                continue
            if starts_at < end and start < ends_at:
                raise Refusal(f"{one.first_name} already has a visit at {_clock(other, start)}.")
            if starts_at < end + gap and start < ends_at + gap:
                raise Refusal(_leave_time(visit.setting.policy, one, other, start, end))


def reason_for_a_full_day(
    *, visit: HomeVisit, day: date, going: Sequence[Staff], reason: str
) -> str:
    """Return the reason to keep: only where somebody has enough visits that day already.

    Raises FullDay where there is none for it.
    """
    most = visit.setting.policy.visits_per_day
    for one in going:
        count = len(visits_of(one, day, day, besides=visit))
        if count < most:
            continue
        if not reason.strip():
            raise FullDay(
                f"{one.first_name} has {_counted(count)} that day already:"
                f" say why {_one_more(count)} is needed."
            )
        return reason.strip()
    return ""


def visits_of(one: Staff, first: date, last: date, besides: HomeVisit) -> list[HomeVisit]:
    """Return somebody’s visits of some days: their own, those they cover, those they join."""
    joined = HomeVisit.companions.through.objects.filter(
        is_done_by(one, person="staff", day="homevisit__planned_on")
    )
    theirs = is_done_by(one, person="mentor", day="planned_on") | Q(
        pk__in=joined.values("homevisit")
    )
    visits = HomeVisit.objects.filter(
        theirs, planned_on__range=(first, last), state__in=SET_OUT_FOR, removed_at=None
    )
    in_order = visits.exclude(pk=besides.pk).select_related("setting__policy")
    return list(in_order.order_by("planned_on", "planned_at", "pk"))


def _leave_time(
    policy: Policy, one: Staff, other: HomeVisit, start: datetime, end: datetime
) -> str:
    return (
        f"Leave {policy.visit_gap_minutes} minutes for the way: {one.first_name} has a visit"
        f" from {_clock(other, start)} to {_clock(other, end)}."
    )


def _clock(visit: HomeVisit, moment: datetime) -> str:
    return time_said(moment.astimezone(visit.setting.zone))


def _counted(count: int) -> str:
    said = dict(enumerate(COUNTS)).get(count, str(count))
    return f"{said} visit" if count == 1 else f"{said} visits"


def _one_more(count: int) -> str:
    return dict(enumerate(ONE_MORE)).get(count, "another")
