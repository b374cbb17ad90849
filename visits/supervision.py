"""Which notes of a month a mentor and their supervisor read together.

They are drawn, not chosen: by a keyed digest of note and month, so that nobody's taste picks
the longest, the shortest or the worst, and both see the same. A month is offered once it is
over, as its notes are all written then. Nothing is scored.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import F, Q
from django.utils import timezone

from families.actions.mentoring import WALKS
from pastoral.accounts.calendar import instant
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.crypto import fingerprint
from visits.models import VisitNote


@dataclass(frozen=True)
class Reading:
    """One mentor, whoever reads with them, and the notes that were drawn."""

    mentor: Staff
    supervisor: Staff | None
    notes: list[VisitNote]


def last_month(today: date) -> date:
    """Return the first day of the last month that is over."""
    return _before(today.replace(day=1))


def months_before(month: date, count: int) -> list[date]:
    """Return so many months back from this one, this one first."""
    months = [month]
    while len(months) < count:
        months.append(_before(months[-1]))
    return months


def readings_of(viewer: Viewer, month: date) -> list[Reading]:
    """Return what is to be read of a month: one's own, then of those one reads with, by name.

    A lead sees everybody's, to read with whoever has no supervisor. Two queries.
    """
    people: dict[uuid.UUID, Membership] = {}
    for membership in _concerned(viewer):
        if membership.staff_id not in people or membership.supervisor_id:
            people[membership.staff_id] = membership
    notes = drawn(viewer.setting, people, month)
    readings = [
        Reading(membership.staff, membership.supervisor, notes[person])
        for person, membership in people.items()
    ]
    return sorted(
        readings, key=lambda r: (r.mentor != viewer.user, str(r.mentor), str(r.mentor.pk))
    )


def drawn(
    setting: Setting, authors: Collection[uuid.UUID], month: date
) -> dict[uuid.UUID, list[VisitNote]]:
    """Return the notes of a month drawn for each author (policy `supervision_notes`)."""
    found: dict[uuid.UUID, list[VisitNote]] = defaultdict(list)
    for note in _written(setting, authors, month):
        found[note.written_by_id].append(note)
    most = setting.policy.supervision_notes
    return defaultdict(
        list,
        {
            author: sorted(notes, key=lambda note: _lot(note, month))[:most]
            for author, notes in found.items()
        },
    )


def is_drawn_for(viewer: Viewer, note: VisitNote) -> bool:
    """Whether a note is one of those the viewer reads together with somebody."""
    written_on = timezone.localdate(note.written_at, viewer.zone)
    month = written_on.replace(day=1)
    if month > last_month(viewer.today):
        return False
    concerned = {membership.staff_id for membership in _concerned(viewer)}
    if note.written_by_id not in concerned:
        return False
    return note in drawn(viewer.setting, [note.written_by_id], month)[note.written_by_id]


def _concerned(viewer: Viewer) -> list[Membership]:
    here = Membership.objects.current(viewer.today).filter(setting=viewer.setting, role__in=WALKS)
    if not viewer.can(Permission.BALANCE_CASELOADS):
        here = here.filter(Q(staff=viewer.user) | Q(supervisor=viewer.user))
    return list(here.select_related("staff", "supervisor"))


def _written(setting: Setting, authors: Collection[uuid.UUID], month: date) -> list[VisitNote]:
    """Return what some mentors wrote in a month of visits they made themselves."""
    following = (month + timedelta(days=31)).replace(day=1)
    notes = VisitNote.objects.filter(
        setting=setting,
        written_by__in=list(authors),
        visit__mentor=F("written_by"),
        visit__removed_at=None,
        removed_at=None,
        written_at__gte=instant(setting, month, time.min),
        written_at__lt=instant(setting, following, time.min),
    )
    return list(notes.select_related("visit__household", "read_together_by"))


def _lot(note: VisitNote, month: date) -> str:
    return fingerprint(f"{note.pk} {month}")


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
