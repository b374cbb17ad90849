"""What is written of a visit in words: its note, what is added to it, and what was learnt.

Nothing that stands is written over unseen: a log fills what is blank and adds the rest with
its day, and a note begun on older words is shown both before it is saved.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.calendar import Calendar
from pastoral.accounts.models import Staff
from pastoral.refusals import Refusal
from visits.models import HomeVisit, NoteAddendum, Reflection, VisitNote

PROMPTS = ("who_was_there", "going_well", "would_like", "agreed", "childs_view")
SHARED = "shared_with_parent"
# The prompts as an added line names them.
SAID = {
    "who_was_there": "Who was there",
    "going_well": "Going well",
    "would_like": "They would like",
    "agreed": "We agreed",
    "childs_view": "The child’s view",
    SHARED: "Shared with the parent",
}
CHANGED = (
    "This note was changed meanwhile, perhaps on another device. It stands here as it is saved,"
    " and yours below it: put into yours what is to stay, and save again."
)


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

    @property
    def said(self) -> str:
        """What was written, each with the name of its prompt, as a line is added to a note."""
        words = {prompt: getattr(self, prompt).strip() for prompt in PROMPTS}
        if self.shared_with_parent:
            words[SHARED] = str(VisitNote.Shared(self.shared_with_parent).label)
        return "\n".join(f"{SAID[prompt]}: {text}" for prompt, text in words.items() if text)


@transaction.atomic
def write_note(
    *, visit: HomeVisit, text: NoteText, by: Staff, base: str | None = None
) -> VisitNote:
    """Write the note of a visit that was made, or write it again while it is not locked (rule 9).

    `base` says on which saved state the words were begun. Raises Refusal where another was
    saved since, and once it is locked: what comes later is added with its day.
    """
    if not visit.was_made:
        raise Refusal("Nobody has been there yet. Write the note once the visit was made.")
    note = VisitNote.objects.select_for_update().filter(visit=visit).first()
    if note and is_locked(note):
        raise Refusal("This note is locked. Add to it below: what you add keeps its own day.")
    if base is not None and base != base_of(note) and not (note and text == text_of(note)):
        raise Refusal(CHANGED)
    return _written(visit, note, text, by)


@transaction.atomic
def note_from_log(*, visit: HomeVisit, text: NoteText, by: Staff) -> None:
    """Put the words of a log into the visit’s note; over what stands nothing is written (rule 9).

    Their own note is filled where it is blank. All else, a colleague’s words among it, is
    added with its day.
    """
    note = VisitNote.objects.select_for_update().filter(visit=visit).first()
    if note is None:
        _written(visit, None, text, by)
        return
    stands = text_of(note)
    if note.written_by_id == by.pk and not is_locked(note):
        blank = {p: getattr(text, p) for p in SAID if not getattr(stands, p)}
        if any(said.strip() for said in blank.values()):
            stands = text_of(_written(visit, note, replace(stands, **blank), by))
    same = [p for p in SAID if getattr(text, p).strip() == getattr(stands, p)]
    if rest := replace(text, **dict.fromkeys(same, "")).said:
        add_to_note(note=note, text=rest, by=by)


def _written(visit: HomeVisit, note: VisitNote | None, text: NoteText, by: Staff) -> VisitNote:
    note = note or VisitNote(
        setting=visit.setting, visit=visit, written_at=timezone.now(), written_by=by, created_by=by
    )
    for prompt in SAID:
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


def text_of(note: VisitNote) -> NoteText:
    """Return what stands under the prompts of a note."""
    return NoteText(**{prompt: getattr(note, prompt) for prompt in SAID})


def base_of(note: VisitNote | None) -> str:
    """Return what tells one saved state of a note from the next; empty for none yet."""
    return note.updated_at.isoformat() if note else ""


def is_locked(note: VisitNote) -> bool:
    """Whether the note can only be added to (policy `note_lock_days`, rule 9)."""
    days = timedelta(days=note.setting.policy.note_lock_days)
    return timezone.now() >= note.written_at + days


def note_due_on(visited_on: date, calendar: Calendar) -> date:
    """Return the last day on which a note is on time (policy `note_due_school_days`, rule 8)."""
    return calendar.school_days_after(visited_on, calendar.setting.policy.note_due_school_days)
