"""Planning a visit the family agreed to, behind its guards, and changing the plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.calendar import instant
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.refusals import Refusal, WrongMove
from visits.actions.going import locked, refuse_to_stop_looking
from visits.actions.guards import check_that_guards
from visits.actions.room import hold_their_day, reason_for_a_full_day, refuse_two_places
from visits.actions.telling import call_alerts_off
from visits.models import HomeVisit
from visits.moves import Move, go
from visits.offer_words import DAY_BEFORE
from visits.who_goes import goes

OVER = "That day is over. Choose one still to come."
TIME_OVER = "That time is over. Choose one still to come."
MOVE_IT = "Another day is another visit. Move this one instead: the family agrees to the new day."


@dataclass(frozen=True)
class Plan:
    """When, how long, who comes along, who listens, and where one meets.

    `minutes` is the setting’s own length where it is not said (policy `visit_minutes`);
    `override_reason` says why somebody makes more visits that day than usual (rule 5);
    `has_spoken`, that whoever changes the time of a visit that has begun spoke to who goes.
    """

    planned_on: date
    planned_at: time
    minutes: int | None = None
    companions: Sequence[Staff] = ()
    buddy: Staff | None = None
    interpreter: str = ""
    interpreter_is_booked: bool = False
    meet_at: HomeVisit.MeetAt = HomeVisit.MeetAt.HOME
    override_reason: str = ""
    has_spoken: bool = False


@transaction.atomic
def plan(*, visit: HomeVisit, plan: Plan, by: Staff) -> HomeVisit:
    """Plan a visit that was agreed to (rules 2 to 5).

    Raises WrongMove unless it is agreed to, CheckWithLead where a guard stands before it, and
    Refusal in plain words where the day has no room for it.
    """
    visit = locked(visit)
    go(visit, Move.PLAN)
    if plan.planned_on < timezone.localdate(timezone=visit.setting.zone):
        raise Refusal(OVER)
    return _kept(visit, plan, by, "visits.planned")


@transaction.atomic
def change_plan(*, visit: HomeVisit, plan: Plan, by: Staff) -> HomeVisit:
    """Change when that day, with whom and where; every guard is asked again.

    Raises Refusal for another day: that is agreed to anew (`reschedule`).
    """
    visit = locked(visit)
    if visit.state != HomeVisit.State.PLANNED or visit.removed_at:
        stands = visit.get_state_display().lower()
        raise WrongMove(f"This plan can’t be changed: the visit stands at “{stands}”.")
    if plan.planned_on != visit.planned_on:
        raise Refusal(MOVE_IT)
    if (plan.planned_at, plan.minutes or visit.minutes) != (visit.planned_at, visit.minutes):
        refuse_to_stop_looking(visit, by, has_spoken=plan.has_spoken)
    if plan.planned_at != visit.planned_at:
        _tell_anew(visit)
    return _kept(visit, plan, by, "visits.plan-changed")


def _tell_anew(visit: HomeVisit) -> None:
    """Have the family get the word before the visit with its new time, also who had it already."""
    visit.told_before_at = None
    outbox.cancel_about(
        ids=[visit.pk], template_keys=[DAY_BEFORE], reason="The visit has another time."
    )


def _watch_anew(visit: HomeVisit) -> None:
    """Expect her back by the new time; what was raised for the old one waits no longer.

    Raises Refusal where that would be over: alerts are never called off by looking back.
    """
    visit.due_back_at = None
    if visit.ends_at is None or visit.ends_at <= timezone.now():
        raise Refusal(TIME_OVER)
    call_alerts_off(visit=visit, reason="The visit has another time.")


def _kept(visit: HomeVisit, plan: Plan, by: Staff, what: str) -> HomeVisit:
    going = goes(visit, plan.planned_on, plan.companions)
    hold_their_day(going)
    plan = replace(plan, minutes=plan.minutes or visit.setting.policy.visit_minutes)
    visit.risk_check = check_that_guards(visit, plan, going)
    _refuse_what_has_no_room(visit, plan, going)
    visit.rule_override_reason = reason_for_a_full_day(
        visit=visit, day=plan.planned_on, going=going, reason=plan.override_reason
    )
    was = (visit.planned_at, visit.planned_minutes)
    visit.planned_on, visit.planned_at = plan.planned_on, plan.planned_at
    visit.planned_minutes, visit.meet_at = plan.minutes, plan.meet_at
    if was != (plan.planned_at, plan.minutes):
        _watch_anew(visit)
    visit.buddy = plan.buddy
    visit.interpreter = plan.interpreter.strip()
    visit.interpreter_is_booked = plan.interpreter_is_booked and bool(visit.interpreter)
    visit.updated_by = by
    visit.save()
    visit.companions.set([one for one in plan.companions if one.pk != visit.mentor_id])
    trail.wrote(by=by, what=what, on=visit, household=visit.household_id)
    return visit


def _refuse_what_has_no_room(visit: HomeVisit, plan: Plan, going: Sequence[Staff]) -> None:
    starts_at = instant(visit.setting, plan.planned_on, plan.planned_at)
    minutes = plan.minutes or visit.setting.policy.visit_minutes
    refuse_two_places(visit=visit, starts_at=starts_at, minutes=minutes, going=going)
