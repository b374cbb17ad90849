"""What can be done with a home visit and what is written of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from families.models import Adult, Child, Household
from pastoral.accounts import trail
from pastoral.accounts.calendar import Calendar
from pastoral.accounts.models import Staff
from pastoral.refusals import Refusal
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
STILL_OPEN = (State.AGREED, State.PLANNED, State.UNDER_WAY)
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


@dataclass(frozen=True)
class VisitLog:
    """One visit as the mentor logs it; `visit_id` makes sending it twice one visit."""

    visit_id: uuid.UUID
    household: Household
    visited_on: date
    outcome: HomeVisit.Outcome
    purpose: HomeVisit.Purpose = HomeVisit.Purpose.CHECK_IN
    adults_met: Sequence[Adult] = ()
    children: Sequence[Child] = ()
    reason: str = ""
    note: NoteText = field(default_factory=NoteText)
    reflection: str = ""


@transaction.atomic
def log_visit(*, log: VisitLog, by: Staff) -> HomeVisit:
    """Write down how a visit went, with its note; the same log sent twice is one visit.

    A visit that was planned for that home and day is the one that ends; otherwise a new
    one is made. Raises Refusal for a day that has not come.
    """
    setting = log.household.setting
    already = HomeVisit.objects.filter(pk=log.visit_id, setting=setting).first()
    if already and already.logged_at:
        return already
    if log.visited_on > timezone.localdate(timezone=setting.zone):
        raise Refusal("That day has not come yet. Log the visit once it was made.")
    visit = already or _planned_for(log, by) or _new(log, by)
    visit.state = STATE_AFTER[log.outcome]
    visit.outcome = log.outcome
    visit.outcome_reason = log.reason.strip()
    visit.logged_at = timezone.now()
    visit.logged_by = visit.updated_by = by
    visit.save()
    visit.adults_met.set(log.adults_met)
    visit.children.set(log.children)
    trail.wrote(by=by, what="visits.logged", on=visit, household=visit.household_id)
    if not log.note.is_blank:
        write_note(visit=visit, text=log.note, by=by)
    if log.reflection.strip():
        reflect(visit=visit, text=log.reflection, by=by)
    return visit


def _planned_for(log: VisitLog, by: Staff) -> HomeVisit | None:
    return (
        HomeVisit.objects.select_for_update()
        .filter(
            household=log.household,
            mentor=by,
            planned_on=log.visited_on,
            state__in=STILL_OPEN,
            removed_at=None,
        )
        .order_by("planned_at")
        .first()
    )


def _new(log: VisitLog, by: Staff) -> HomeVisit:
    return HomeVisit(
        pk=log.visit_id,
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


def is_locked(note: VisitNote) -> bool:
    """Whether the note can only be added to (policy `note_lock_days`, rule 9)."""
    days = timedelta(days=note.setting.policy.note_lock_days)
    return timezone.now() >= note.written_at + days


def note_due_on(visited_on: date, calendar: Calendar) -> date:
    """Return the last day on which a note is on time (policy `note_due_school_days`, rule 8)."""
    return calendar.school_days_after(visited_on, calendar.setting.policy.note_due_school_days)
