"""What the clock does for those who are out: it asks for them when they don’t say they are safe.

Moments are compared in UTC, so neither midnight nor a clock change moves them. What was
missed while the clock stood still is made up for when it ticks again, each alert once.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.refusals import Refusal, WrongMove
from visits.actions import telling
from visits.actions.going import locked, set_out
from visits.models import HomeVisit, OverdueAlert
from visits.moves import Move, go
from visits.outings import Outing, leads_of, outing_of, when_said

Level = OverdueAlert.Level
State = HomeVisit.State
LIVE = (State.PLANNED, State.UNDER_WAY)
TICK = "visits"
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


def late_since(visit: HomeVisit, level: OverdueAlert.Level = Level.MENTOR) -> datetime | None:
    """Return the moment from which a level is alerted; None while no clock runs (rule 6).

    A visit nobody has heard of counts from its planned end: a phone may die before the door.
    """
    if visit.state not in LIVE or visit.removed_at or visit.back_by is None:
        return None
    minutes: int = getattr(visit.setting.policy, f"overdue_{level}_minutes")
    return visit.back_by + timedelta(minutes=minutes)


def is_overdue(visit: HomeVisit, now: datetime | None = None) -> bool:
    """Whether she should have said by now that she is safe."""
    since = late_since(visit)
    return since is not None and since <= (now or timezone.now())


def watched(now: datetime) -> list[uuid.UUID]:
    """Return the visits somebody is to be alerted about.

    What was raised for a time since changed does not count. A plan that everybody was told of
    and nobody ever closed is let be after a week: its time can’t be changed any more.
    """
    of_a_closed_plan = Q(due_back_at=None, planned_on__lt=now.date() - A_WEEK)
    of_this_due = Q(alerts__due_at=F("due_back_at")) | of_a_closed_plan
    rows = (
        HomeVisit.objects.live()
        .filter(Q(due_back_at__lte=now) | Q(due_back_at=None, planned_at__isnull=False))
        .filter(planned_on__lte=now.date() + A_DAY)  # Somewhere it is tomorrow already.
        .annotate(told=Count("alerts__level", filter=of_this_due, distinct=True))
        .filter(told__lt=len(Level))
        .select_related("setting__policy")
        .prefetch_related("alerts")
    )
    return [visit.pk for visit in rows if _to_raise(visit, list(visit.alerts.all()), now)]


@transaction.atomic
def raise_due(visit_id: uuid.UUID) -> list[OverdueAlert]:
    """Raise what is due for one visit, each level once for each moment she is due (rule 6).

    The visit’s row is locked: whoever presses “Left and safe” at this moment waits, or we do.
    """
    visit = locked(HomeVisit(pk=visit_id))
    now = timezone.now()
    levels = _to_raise(visit, list(visit.alerts.all()), now)
    if not levels:
        return []
    outing = outing_of(visit)
    return [_raise(outing, level, now) for level in levels]


@transaction.atomic
def acknowledge(*, alert: OverdueAlert, by: Staff) -> OverdueAlert:
    """Keep who has seen an alert and is dealing with it; it stops nothing.

    Only her own word does: “Left and safe”, “Staying longer”, or the log.
    """
    visit = locked(alert.visit)
    alert = OverdueAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if alert.acknowledged_by_id == by.pk:
        return alert
    if alert.acknowledged_by and alert.acknowledged_at:
        at = when_said(visit.setting, alert.acknowledged_at)
        raise Refusal(f"{alert.acknowledged_by.first_name} is dealing with it since {at}.")
    if late_since(visit) is None:
        raise Refusal("There is nothing left to do: this visit is over.")
    alert.acknowledged_at, alert.acknowledged_by = timezone.now(), by
    alert.save()
    trail.wrote(
        by=by, what="visits.alert-acknowledged", on=alert, household=visit.household_id,
        setting=visit.setting_id,
    )  # fmt: skip
    return alert


@transaction.atomic
def say_safe(*, visit: HomeVisit, by: Staff) -> HomeVisit:
    """Stop the clock on her word to a colleague: she was spoken to, and is out and safe.

    A visit nobody had heard of is taken to have begun when it was planned; her log puts
    right what was otherwise.
    """
    visit = locked(visit)
    now = timezone.now()
    if visit.state == State.PLANNED:
        if visit.starts_at is None or visit.starts_at > now:
            raise WrongMove("This visit has not begun yet.")
        outing = outing_of(visit)
        go(visit, Move.ARRIVE)
        set_out(visit, outing.going[0], outing.going, visit.starts_at)
    go(visit, Move.LEAVE)
    visit.left_at = max(now, visit.arrived_at or now)
    visit.outcome = HomeVisit.Outcome.COMPLETED
    visit.updated_by = by
    visit.save()
    telling.call_alerts_off(visit=visit, reason=f"{by.first_name} heard that all is well.")
    trail.wrote(by=by, what="visits.said-safe", on=visit, household=visit.household_id)
    return visit


def _to_raise(
    visit: HomeVisit, raised: Sequence[OverdueAlert], now: datetime
) -> list[OverdueAlert.Level]:
    there = {alert.level for alert in raised if alert.due_at == visit.back_by}
    due = [(level, late_since(visit, level)) for level in Level if level not in there]
    return [level for level, since in due if since is not None and since <= now]


def _raise(outing: Outing, level: OverdueAlert.Level, now: datetime) -> OverdueAlert:
    visit = outing.visit
    people = _hear(outing, level)
    assert visit.back_by is not None  # noqa: S101 - what is due has a moment
    alert = OverdueAlert.objects.create(
        visit=visit,
        level=level,
        due_at=visit.back_by,
        raised_at=now,
        alerted=people[0] if len(people) == 1 else None,
    )
    telling.send_alert(alert=alert, outing=outing, people=people)
    trail.wrote(
        by=trail.CLOCK, what=f"visits.overdue-{level}", on=alert, household=visit.household_id,
        setting=visit.setting_id,
    )  # fmt: skip
    return alert


def _hear(outing: Outing, level: OverdueAlert.Level) -> list[Staff]:
    """Return who hears: whoever goes, then the buddy, then the leads, who stand in for no buddy."""
    if level == Level.MENTOR:
        return list(outing.going)
    if level == Level.BUDDY and outing.buddy:
        return [outing.buddy]
    setting = outing.visit.setting
    return leads_of(setting, timezone.localdate(timezone=setting.zone), outing.going)
