"""A mentor’s own half-term, for herself alone: true numbers, beside nobody’s."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from families.models import Promise
from families.reports import Tally
from pastoral.accounts.calendar import Calendar, calendar_of, instant
from pastoral.accounts.models import HalfTerm
from pastoral.accounts.viewers import Viewer
from sessions_app.models import Afternoon, Attendance
from visits.actions import note_due_on
from visits.expected import Expected, expected
from visits.models import HomeVisit
from visits.unseen import homes_of, walked_with

A_DAY = timedelta(days=1)
STILL_DUE = (Promise.State.OPEN, Promise.State.DONE)


@dataclass(frozen=True)
class OwnHalfTerm:
    """What became of the viewer’s own work in one half-term (docs/figures.md).

    `came` are the families with her now that came to an afternoon, of all of them; `notes` are
    those in time, of those due, and `promises` those kept by their day, of those due.
    """

    half_term: HalfTerm
    is_now: bool
    came: Tally
    visits: Expected
    notes: Tally
    promises: Tally

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of theirs to say."""
        visits = self.visits.visits or self.visits.not_written_up
        return not (visits or self.came.whole or self.notes.whole or self.promises.whole)


def own_half_term(viewer: Viewer) -> OwnHalfTerm | None:
    """Return the half-term that runs, or the last one that did; None before the first."""
    calendar, today = calendar_of(viewer.setting), viewer.today
    begun = [half for half in calendar.half_terms if half.starts_on <= today]
    if not begun:
        return None
    half = begun[-1]
    own = walked_with(homes_of(viewer), viewer.user.pk, today)
    came = (
        Attendance.objects.here()
        .filter(
            household__in=own,
            afternoon__in=Afternoon.objects.filter(
                setting=viewer.setting,
                kind=Afternoon.Kind.FAMILY_AFTERNOON,
                on__range=(half.starts_on, half.ends_on),
                removed_at=None,
            ).exclude(state=Afternoon.State.CANCELLED),
        )
        .order_by()
        .values("household")
        .distinct()
    )
    return OwnHalfTerm(
        half_term=half,
        is_now=today <= half.ends_on,
        came=Tally(came.count(), own.count()),
        visits=expected(own, half.starts_on, half.ends_on, today),
        notes=_tally(_notes(viewer, half, calendar)),
        promises=_tally(_promises(viewer, half)),
    )


def _tally(in_time: Iterator[bool]) -> Tally:
    found = list(in_time)
    return Tally(sum(found), len(found))


def _notes(viewer: Viewer, half: HalfTerm, calendar: Calendar) -> Iterator[bool]:
    """Yield for each visit she completed, once its note was due, whether it was in time (rule 8)."""
    visits = HomeVisit.objects.filter(
        setting=viewer.setting,
        mentor=viewer.user,
        state=HomeVisit.State.COMPLETED,
        planned_on__range=(half.starts_on, half.ends_on),
        removed_at=None,
    ).order_by("planned_on", "pk")
    for on, written_at in visits.values_list("planned_on", "note__written_at"):
        due_on = note_due_on(on, calendar)
        if due_on < viewer.today:
            yield written_at is not None and written_at < _over(viewer, due_on)


def _promises(viewer: Viewer, half: HalfTerm) -> Iterator[bool]:
    """Yield for each promise of hers whose day is over whether it was kept by then (measure 11)."""
    due = Promise.objects.filter(
        setting=viewer.setting,
        owner=viewer.user,
        due_on__range=(half.starts_on, half.ends_on),
        due_on__lt=viewer.today,
        removed_at=None,
    ).order_by("due_on", "pk")
    for due_on, state, closed_at in due.values_list("due_on", "state", "closed_at"):
        is_late = closed_at is None or closed_at >= _over(viewer, due_on)
        if state in STILL_DUE or is_late:
            yield state == Promise.State.DONE and not is_late


def _over(viewer: Viewer, day: date) -> datetime:
    """Return the moment a day is over, by the setting’s clock."""
    return instant(viewer.setting, day + A_DAY, time())
