"""On the day: arriving, staying longer, leaving safe, and what may happen instead.

The clock is the server's. What a phone without signal pressed comes later with the moment
it was pressed; that moment is believed within the hours a phone may keep things.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from families.actions.promises import make_promise
from families.models import Adult, HouseholdMember
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.refusals import Refusal
from pastoral.ui.said import THIS_WEEK, day_said
from visits.actions.telling import call_alerts_off, tell_ended_early
from visits.covers import takes_over
from visits.models import HomeVisit
from visits.moves import Move, go
from visits.outings import out_without, outing_of

State, Outcome = HomeVisit.State, HomeVisit.Outcome


def locked(visit: HomeVisit) -> HomeVisit:
    """Return the visit as it stands now; whoever else wants to change it waits."""
    rows = HomeVisit.objects.select_for_update(of=("self",))
    return rows.select_related("setting__policy", "household", "mentor").get(pk=visit.pk)


@transaction.atomic
def arrive(*, visit: HomeVisit, by: Staff, at: datetime | None = None) -> HomeVisit:
    """Start the clock at somebody's door (rule 6).

    She is due back when the visit was to end, or its length after she arrived where she
    came late. Whoever goes in another's stead is from now on whose visit it is. What a phone
    says late ends no alert: she was due back then, and nobody has heard that she is safe.
    """
    visit = locked(visit)
    going = outing_of(visit).going
    go(visit, Move.ARRIVE)
    _refuse_before_its_day(visit)
    at = _believed(visit, at)
    was_due = visit.back_by
    took_over = takes_over(visit, by)
    end = at + timedelta(minutes=visit.minutes)
    visit.due_back_at = max(was_due or end, end)
    if was_due is None or was_due < visit.due_back_at > timezone.now():
        call_alerts_off(visit=visit, reason="They have arrived.")
    set_out(visit, by if took_over else going[0], going, at)
    return _saved(visit, by, "visits.arrived")


def set_out(visit: HomeVisit, mentor: Staff, going: Sequence[Staff], at: datetime) -> None:
    """Keep who went and when: from now on no cover changes it. The caller saves the visit."""
    visit.arrived_at, visit.mentor = at, mentor
    visit.companions.set([one for one in going[1:] if one != mentor])


@transaction.atomic
def stay_longer(*, visit: HomeVisit, minutes: int, by: Staff) -> HomeVisit:
    """Expect her back some minutes later than now, or than we did; alerts begin anew from there."""
    visit = locked(visit)
    if visit.state not in (State.PLANNED, State.UNDER_WAY) or visit.back_by is None:
        raise Refusal("No clock is running for this visit.")
    if minutes < 1:
        raise Refusal("Say how many minutes longer.")
    visit.due_back_at = max(visit.back_by, timezone.now()) + timedelta(minutes=minutes)
    call_alerts_off(visit=visit, reason="They are staying longer.")
    return _saved(visit, by, "visits.stays-longer")


@transaction.atomic
def leave(*, visit: HomeVisit, by: Staff, at: datetime | None = None) -> HomeVisit:
    """Stop the clock: she is out and safe. How it was is written afterwards (rule 8)."""
    visit = locked(visit)
    go(visit, Move.LEAVE)
    _left(visit, at)
    visit.outcome = Outcome.COMPLETED
    call_alerts_off(visit=visit, reason="They are out and safe.")
    return _saved(visit, by, "visits.left-safe")


@transaction.atomic
def leave_early(
    *,
    visit: HomeVisit,
    by: Staff,
    outcome: HomeVisit.Outcome = Outcome.COMPLETED,
    reason: str = "",
    at: datetime | None = None,
) -> HomeVisit:
    """Stop the clock on a visit that ended before its time, and tell the lead the same day."""
    visit = locked(visit)
    go(visit, Move.LEAVE_EARLY)
    _left(visit, at)
    visit.outcome, visit.outcome_reason = outcome, reason.strip()
    call_alerts_off(visit=visit, reason="They are out and safe.")
    tell_ended_early(visit=visit)
    return _saved(visit, by, "visits.ended-early")


@transaction.atomic
def nobody_in(
    *, visit: HomeVisit, by: Staff, reason: str = "", has_spoken: bool = False
) -> HomeVisit:
    """Keep that she knocked and nobody was in: it happens, and counts against nobody.

    Raises Refusal as `refuse_to_stop_looking` does.
    """
    visit = locked(visit)
    refuse_to_stop_looking(visit, by, has_spoken=has_spoken)
    go(visit, Move.NOBODY_IN)
    _refuse_before_its_day(visit)
    visit.outcome, visit.outcome_reason = Outcome.NOBODY_IN, reason.strip()
    return _closed(visit, by, "visits.nobody-in", "Nobody was in.")


@transaction.atomic
def call_off(
    *,
    visit: HomeVisit,
    by: Staff | str,
    outcome: HomeVisit.Outcome,
    reason: str = "",
    has_spoken: bool = False,
) -> HomeVisit:
    """Call a visit off: `outcome` says by whom (we cancelled, they moved it, not today).

    Where we do, there is a reason, and a person tells the family: the mentor’s own promise
    for today. Raises Refusal without a reason, and as `refuse_to_stop_looking` does.
    """
    visit = locked(visit)
    refuse_to_stop_looking(visit, by, has_spoken=has_spoken)
    is_ours = outcome == Outcome.WE_CANCELLED
    go(visit, Move.WE_CALL_OFF if is_ours else Move.FAMILY_CALLS_OFF)
    if is_ours and not reason.strip():
        raise Refusal("Say in a line why we call it off.")
    visit.outcome, visit.outcome_reason = outcome, reason.strip()
    _closed(visit, by, "visits.called-off", "The visit is off.")
    if is_ours:
        _promise_to_ring(visit, by if isinstance(by, Staff) else visit.mentor)
    return visit


@transaction.atomic
def reschedule(
    *,
    visit: HomeVisit,
    on: date,
    at: time | None,
    by: Staff,
    is_by_family: bool,
    agreed_by: Adult,
    agreed_how: HomeVisit.Agreed,
    reason: str = "",
    has_spoken: bool = False,
) -> HomeVisit:
    """Move a planned visit to another day, and return the new one, agreed and linked to it.

    The chain counts once, at its end. The new visit is still to be planned, with its guards.
    Raises Refusal unless an adult who lives there then agreed to it (rule 2), and as
    `refuse_to_stop_looking` does.
    """
    visit = locked(visit)
    refuse_to_stop_looking(visit, by, has_spoken=has_spoken)
    go(visit, Move.RESCHEDULE)
    if on < timezone.localdate(timezone=visit.setting.zone):
        raise Refusal("That day is over. Choose one still to come.")
    there = HouseholdMember.objects.current(on).filter(household=visit.household)
    if not there.filter(adult=agreed_by, adult__is_deceased=False).exists():
        raise Refusal("Somebody who lives there agrees to the new day first.")
    visit.outcome = Outcome.FAMILY_MOVED_IT if is_by_family else Outcome.WE_CANCELLED
    visit.outcome_reason = reason.strip()
    _closed(visit, by, "visits.moved", "The visit was moved.")
    new = HomeVisit.objects.create(
        setting=visit.setting,
        household=visit.household,
        mentor=visit.mentor,
        purpose=visit.purpose,
        meet_at=visit.meet_at,
        planned_on=on,
        planned_at=at,
        planned_minutes=visit.planned_minutes,
        interpreter=visit.interpreter,
        state=State.AGREED,
        offered_at=visit.offered_at,
        offered_to=visit.offered_to,
        agreed_by=agreed_by,
        agreed_how=agreed_how,
        rescheduled_from=visit,
        created_by=by,
        updated_by=by,
    )
    new.children.set(visit.children.all())
    trail.wrote(by=by, what="visits.agreed", on=new, household=new.household_id)
    return new


def refuse_to_stop_looking(visit: HomeVisit, by: Staff | str, *, has_spoken: bool) -> None:
    """Raise Refusal where a visit has begun and nobody who goes on it says how it stands.

    From its hour on she may be inside: only her own word ends the looking for her (rule 6),
    or that of who spoke to her.
    """
    if not has_spoken and isinstance(by, Staff) and (who := out_without(visit, by)):
        raise Refusal(f"{who} may be there now. Speak to them first, and say so here.")


def _promise_to_ring(visit: HomeVisit, by: Staff) -> None:
    """Have a person tell the family today: a visit of ours that is off is no text."""
    today = timezone.localdate(timezone=visit.setting.zone)
    told = visit.agreed_by or visit.offered_to
    make_promise(
        household=visit.household,
        what=f"Ring {told.known_as if told else visit.household}: {_which(visit, today)} is off",
        owner=visit.mentor,
        due_on=today,
        by=by,
    )


def _which(visit: HomeVisit, today: date) -> str:
    day = visit.planned_on
    if day == today:
        return "today’s visit"
    is_soon = timedelta(0) < day - today <= timedelta(days=THIS_WEEK)
    return f"{day:%A}’s visit" if is_soon else f"the visit on {day_said(day, today)}"


def _refuse_before_its_day(visit: HomeVisit) -> None:
    if visit.planned_on > timezone.localdate(timezone=visit.setting.zone):
        raise Refusal("That day has not come yet.")


def _left(visit: HomeVisit, at: datetime | None) -> None:
    assert visit.arrived_at is not None  # noqa: S101 - a constraint: under way means arrived
    visit.left_at = max(_believed(visit, at), visit.arrived_at)


def _believed(visit: HomeVisit, at: datetime | None) -> datetime:
    """Return the moment a press counts for: its own, within what a phone may keep."""
    now = timezone.now()
    oldest = now - timedelta(hours=visit.setting.policy.offline_hours)
    return min(max(at or now, oldest), now)


def _closed(visit: HomeVisit, by: Staff | str, what: str, reason: str) -> HomeVisit:
    outbox.cancel_about(ids=[visit.pk], reason=reason)
    return _saved(visit, by, what)


def _saved(visit: HomeVisit, by: Staff | str, what: str) -> HomeVisit:
    visit.updated_by = by if isinstance(by, Staff) else None
    visit.save()
    trail.wrote(by=by, what=what, on=visit, household=visit.household_id)
    return visit
