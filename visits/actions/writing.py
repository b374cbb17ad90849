"""How a visit went, as whoever made it writes it up; and taking that back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from families.actions import promises
from families.models import Adult, Child, Household, Promise
from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.outbox import actions as outbox
from pastoral.refusals import Refusal, WrongMove
from visits.actions.noting import NoteText, note_from_log, reflect
from visits.actions.telling import tell_ended_early
from visits.covers import takes_over
from visits.models import HomeVisit
from visits.outings import goes, out_without

State, Outcome = HomeVisit.State, HomeVisit.Outcome
# Where a logged outcome leaves the visit. A family that moved it, or said not today, is
# never a failed visit: both are kept as the family's own word.
STATE_AFTER = {
    Outcome.COMPLETED: State.COMPLETED,
    Outcome.NOBODY_IN: State.NOT_HOME,
    Outcome.FAMILY_MOVED_IT: State.CANCELLED_FAMILY,
    Outcome.WE_CANCELLED: State.CANCELLED_SCHOOL,
    Outcome.NOT_TODAY: State.CANCELLED_FAMILY,
}
# Left safe, and not yet written up: its log may still say how it really was.
LEFT_ALONE = (State.COMPLETED, State.ENDED_EARLY)
LOGGABLE = (*HomeVisit.AHEAD, *LEFT_ALONE)
USED_BEFORE = "This form was sent before, for another visit. Please open a new one."


class Promised(NamedTuple):
    """One thing we said on the visit that we would do, and by when."""

    what: str
    due_on: date


@dataclass(frozen=True)
class VisitLog:
    """One visit as the mentor logs it; `log_key` makes sending it twice one visit.

    `visit` is the one that ends by it, where the mentor logs it from its own page; `at` is
    when she wrote it, which a phone without signal tells later.
    """

    log_key: uuid.UUID
    household: Household
    visited_on: date
    outcome: HomeVisit.Outcome
    purpose: HomeVisit.Purpose = HomeVisit.Purpose.CHECK_IN
    adults_met: Sequence[Adult] = ()
    children: Sequence[Child] = ()
    reason: str = ""
    note: NoteText = field(default_factory=NoteText)
    reflection: str = ""
    promised: Sequence[Promised] = ()
    visit: HomeVisit | None = None
    at: datetime | None = None


@transaction.atomic
def log_visit(*, log: VisitLog, by: Staff) -> HomeVisit:
    """Write down how a visit went, with its note and promises; sent twice it is one visit.

    A visit that was agreed or planned for that home and day is the one that ends; otherwise
    a new one is made. Two logs of one home take their turn. Raises Refusal for a day that has
    not come, for a form that somebody else sent or that was sent for another home, for a visit
    they went on that is written up already, and while a colleague is out on it.
    """
    Household.objects.select_for_update(no_key=True).get(pk=log.household.pk)
    if already := _logged_before(log, by):
        return already
    if log.visited_on > timezone.localdate(timezone=log.household.setting.zone):
        raise Refusal("That day has not come yet. Log the visit once it was made.")
    if log.visited_on < first_day_to_log(log.household.setting):
        raise Refusal("That day is too long ago to log. Is the year right?")
    visit = _named(log) or _planned_for(log, by) or _new(log, by)
    _refuse_while_others_are_out(visit, by)
    _end(visit, log, by)
    visit.log_key = log.log_key
    visit.outcome = log.outcome
    visit.outcome_reason = log.reason.strip()
    visit.logged_at = timezone.now()
    visit.logged_by = visit.updated_by = by
    try:
        with transaction.atomic():
            visit.save()
    except IntegrityError:
        if not HomeVisit.objects.filter(log_key=log.log_key).exists():
            raise
        raise Refusal(USED_BEFORE) from None  # At this very moment, for another home.
    visit.adults_met.set(log.adults_met)
    visit.children.set(log.children)
    outbox.cancel_about(ids=[visit.pk], reason="The visit is over.")
    trail.wrote(by=by, what="visits.logged", on=visit, household=visit.household_id)
    if not log.note.is_blank:
        note_from_log(visit=visit, text=log.note, by=by)
    if log.reflection.strip():
        reflect(visit=visit, text=log.reflection, by=by)
    for one in log.promised:
        promises.make_promise(
            household=log.household, what=one.what, owner=by, due_on=one.due_on, by=by,
            made_in=Promise.MadeIn.VISIT, made_in_id=visit.pk,
        )  # fmt: skip
    return visit


def _end(visit: HomeVisit, log: VisitLog, by: Staff) -> None:
    """Put the visit where its log leads: the moves in between are made together.

    Under way it was begun, so it is completed or ended early, and writing it up says that
    she is out and safe. An end that was only pressed is put right by what is written.
    """
    was_under_way = visit.state == State.UNDER_WAY
    if was_under_way or visit.state in LEFT_ALONE:
        is_early = log.outcome != Outcome.COMPLETED or visit.state == State.ENDED_EARLY
        visit.state = State.ENDED_EARLY if is_early else State.COMPLETED
    else:
        visit.state = STATE_AFTER[log.outcome]
    if was_under_way and visit.arrived_at:
        written_at = min(log.at or timezone.now(), timezone.now())
        visit.left_at = max(written_at, visit.arrived_at)
        if visit.state == State.ENDED_EARLY:
            tell_ended_early(visit=visit)
    elif not visit.logged_at and not visit.arrived_at and takes_over(visit, by):
        visit.mentor = by  # Whoever went in another's stead; who arrived is known already.


def _logged_before(log: VisitLog, by: Staff) -> HomeVisit | None:
    """Return the visit this very form logged; Refusal where it is not theirs, or another home's."""
    visit = HomeVisit.objects.filter(log_key=log.log_key).first()
    if visit and (visit.logged_by_id, visit.household_id) != (by.pk, log.household.pk):
        raise Refusal(USED_BEFORE)
    return visit


def _named(log: VisitLog) -> HomeVisit | None:
    """Return the visit that was logged from its own page; WrongMove where it is over already."""
    if log.visit is None:
        return None
    rows = HomeVisit.objects.select_for_update(of=("self",))
    visit = rows.get(pk=log.visit.pk, household=log.household)
    if visit.removed_at or visit.logged_at or visit.state not in LOGGABLE:
        stands = visit.get_state_display().lower()
        raise WrongMove(f"This visit can’t be logged again: it stands at “{stands}”.")
    return visit


def _planned_for(log: VisitLog, by: Staff) -> HomeVisit | None:
    return (
        HomeVisit.objects.select_for_update(of=("self",))
        .filter(
            Q(state__in=HomeVisit.AHEAD) | Q(state__in=LEFT_ALONE, logged_at=None),
            pk__in=_of_that_day(log, by).values("pk"),
        )
        .order_by("planned_at")
        .first()
    )


def _of_that_day(log: VisitLog, by: Staff) -> QuerySet[HomeVisit]:
    """Return the visits to that home on that day on which somebody goes, or went."""
    return HomeVisit.objects.filter(
        goes(by), household=log.household, planned_on=log.visited_on, removed_at=None
    )


def _refuse_while_others_are_out(visit: HomeVisit, by: Staff) -> None:
    """Refuse a log that would end the looking for a colleague: only her own word does (rule 6)."""
    if who := out_without(visit, by):
        raise Refusal(
            f"{who} may be there now, and nobody has heard yet that they are out and safe. Speak"
            " to them: their buddy or your lead keeps it, and then it can be written up."
        )


def _new(log: VisitLog, by: Staff) -> HomeVisit:
    """Return a visit nobody had planned; Refusal where it is written up already, as of a pair."""
    twice = _of_that_day(log, by).filter(state__in=HomeVisit.MADE).select_related("logged_by")
    if there := twice.first():
        who = there.logged_by or there.mentor
        said = "You have" if who == by else f"{who.first_name} has"
        whom = "" if who == by else f", or give them to {who.first_name}"
        raise Refusal(
            f"{said} written up this day’s visit to {there.household} already: it counts once."
            f" Add your words to its note{whom}."
        )
    return HomeVisit(
        setting=log.household.setting,
        household=log.household,
        mentor=by,
        purpose=log.purpose,
        planned_on=log.visited_on,
        created_by=by,
    )


@transaction.atomic
def take_back(*, visit: HomeVisit, by: Staff) -> None:
    """Take back a visit that was logged by mistake; its rows stay, out of every page and figure.

    Raises Refusal for another's visit, or once its note would be locked.
    """
    days = timedelta(days=visit.setting.policy.note_lock_days)
    if visit.logged_by_id != by.pk or visit.logged_at is None:
        raise Refusal("Only whoever logged a visit can take it back.")
    if timezone.now() >= visit.logged_at + days:
        raise Refusal("This was logged too long ago to take back. Ask your pastoral lead.")
    visit.removed_at = timezone.now()
    visit.updated_by = by
    visit.save()
    trail.wrote(by=by, what="visits.taken-back", on=visit, household=visit.household_id)


def first_day_to_log(setting: Setting) -> date:
    """Return the first day a visit may still be logged for (policy `visit_log_days`)."""
    return timezone.localdate(timezone=setting.zone) - timedelta(days=setting.policy.visit_log_days)
