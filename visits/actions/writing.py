"""What is written of a visit: how it went, its note, what was added, and what was learnt."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from families.actions import promises
from families.covering import is_done_by
from families.models import Adult, Child, Household, Promise
from pastoral.accounts import trail
from pastoral.accounts.calendar import Calendar
from pastoral.accounts.models import Setting, Staff
from pastoral.outbox import actions as outbox
from pastoral.refusals import Refusal, WrongMove
from visits.actions.telling import tell_ended_early
from visits.covers import takes_over
from visits.models import HomeVisit, NoteAddendum, Reflection, VisitNote

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
PROMPTS = ("who_was_there", "going_well", "would_like", "agreed", "childs_view")


@dataclass(frozen=True)
class NoteText:
    """What was written under the six prompts, each of them optional."""

    who_was_there: str = ""
    going_well: str = ""
    would_like: str = ""
    agreed: str = ""
    childs_view: str = ""
    shared_with_parent: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written under any prompt."""
        return not any(getattr(self, prompt).strip() for prompt in PROMPTS)


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
    not come, and for a form that somebody else sent or that was sent for another home.
    """
    Household.objects.select_for_update(no_key=True).get(pk=log.household.pk)
    if already := _logged_before(log, by):
        return already
    if log.visited_on > timezone.localdate(timezone=log.household.setting.zone):
        raise Refusal("That day has not come yet. Log the visit once it was made.")
    if log.visited_on < first_day_to_log(log.household.setting):
        raise Refusal("That day is too long ago to log. Is the year right?")
    visit = _named(log) or _planned_for(log, by) or _new(log, by)
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
        write_note(visit=visit, text=log.note, by=by)
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
    elif not visit.logged_at and takes_over(visit, by):
        visit.mentor = by  # Whoever went in another's stead.


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
    mine = is_done_by(by, person="mentor", day="planned_on") | Q(companions=by)
    return (
        HomeVisit.objects.select_for_update(of=("self",))
        .filter(
            Q(state__in=HomeVisit.AHEAD) | Q(state__in=LEFT_ALONE, logged_at=None),
            pk__in=HomeVisit.objects.filter(mine, household=log.household).values("pk"),
            planned_on=log.visited_on,
            removed_at=None,
        )
        .order_by("planned_at")
        .first()
    )


def _new(log: VisitLog, by: Staff) -> HomeVisit:
    return HomeVisit(
        setting=log.household.setting,
        household=log.household,
        mentor=by,
        purpose=log.purpose,
        planned_on=log.visited_on,
        created_by=by,
    )


@transaction.atomic
def write_note(*, visit: HomeVisit, text: NoteText, by: Staff) -> VisitNote:
    """Write the note of a visit, or write it again while it is not locked (rule 9).

    Raises Refusal once it is locked: what comes later is added with its day.
    """
    note = VisitNote.objects.select_for_update().filter(visit=visit).first()
    if note and is_locked(note):
        raise Refusal("This note is locked. Add to it below: what you add keeps its own day.")
    note = note or VisitNote(
        setting=visit.setting, visit=visit, written_at=timezone.now(), written_by=by, created_by=by
    )
    for prompt in (*PROMPTS, "shared_with_parent"):
        setattr(note, prompt, getattr(text, prompt).strip())
    note.updated_by = by
    note.save()
    trail.wrote(by=by, what="visits.note-written", on=note, household=visit.household_id)
    return note


@transaction.atomic
def add_to_note(*, note: VisitNote, text: str, by: Staff) -> NoteAddendum:
    """Add a dated line to a note, locked or not; nothing that stands is changed (rule 9)."""
    if not text.strip():
        raise Refusal("Write what you would like to add.")
    added = NoteAddendum.objects.create(
        note=note, text=text.strip(), written_at=timezone.now(), written_by=by
    )
    trail.wrote(
        by=by, what="visits.note-added-to", on=note, household=note.visit.household_id,
        setting=note.setting_id,
    )  # fmt: skip
    return added


@transaction.atomic
def reflect(*, visit: HomeVisit, text: str, by: Staff) -> Reflection:
    """Keep what a visitor learnt or assumed, for them and their supervisor."""
    reflection, _made = Reflection.objects.update_or_create(
        visit=visit,
        written_by=by,
        defaults={"setting": visit.setting, "text": text.strip(), "updated_by": by},
    )
    trail.wrote(by=by, what="visits.reflected", on=reflection, household=visit.household_id)
    return reflection


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


def is_locked(note: VisitNote) -> bool:
    """Whether the note can only be added to (policy `note_lock_days`, rule 9)."""
    days = timedelta(days=note.setting.policy.note_lock_days)
    return timezone.now() >= note.written_at + days


def note_due_on(visited_on: date, calendar: Calendar) -> date:
    """Return the last day on which a note is on time (policy `note_due_school_days`, rule 8)."""
    return calendar.school_days_after(visited_on, calendar.setting.policy.note_due_school_days)
