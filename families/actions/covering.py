"""Cover as it shows in who walks with which child: rows that begin and end by themselves.

Nothing of the other's is moved (rule 44). A row of its own lets the stand-in see a family
from the first day to the last, and never outlasts the assignment it covers.
"""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from simple_history.utils import bulk_create_with_history

from families.models import Cover, HouseholdMember, MentorAssignment

Kind = MentorAssignment.Kind


def walked_with(cover: Cover) -> QuerySet[MentorAssignment]:
    """Return where who is away walks with a child on any of these days."""
    return MentorAssignment.objects.filter(
        Q(to_on=None) | Q(to_on__gte=cover.from_on),
        mentor=cover.away_id,
        kind__in=[Kind.LEAD, Kind.SECOND],
        from_on__lte=cover.to_on,
        child__setting=cover.setting_id,
        child__removed_at=None,
    )


def cover_children(cover: Cover) -> set[uuid.UUID]:
    """Let the stand-in walk with every child of who is away; return those children."""
    return _write([_covering(assignment, cover) for assignment in walked_with(cover)])


def cover_too(assignment: MentorAssignment) -> None:
    """Let whoever stands in walk with a child just given to somebody who is or will be away."""
    if assignment.kind == Kind.COVER:
        return
    covers = Cover.objects.filter(
        away=assignment.mentor_id,
        setting=assignment.child.setting_id,
        to_on__gte=assignment.from_on,
        removed_at=None,
    )
    if assignment.to_on:
        covers = covers.filter(from_on__lte=assignment.to_on)
    _write([_covering(assignment, cover) for cover in covers])


def end_covering(rows: Iterable[MentorAssignment], last_on: date) -> None:
    """End what covers something that ends: on that day, or as if it had never begun."""
    for row in rows:
        if row.from_on > last_on:
            row.delete()
        elif row.to_on is None or row.to_on > last_on:
            row.to_on = last_on
            row.save()


def homes_of(children: Iterable[uuid.UUID], day: date) -> set[uuid.UUID]:
    """Return the homes some children live in on the day."""
    living = HouseholdMember.objects.current(day).filter(
        child__in=list(children), household__removed_at=None
    )
    return set(living.values_list("household", flat=True))


def _covering(assignment: MentorAssignment, cover: Cover) -> MentorAssignment:
    return MentorAssignment(
        mentor_id=cover.stand_in_id,
        child_id=assignment.child_id,
        kind=Kind.COVER,
        covers=assignment,
        cover=cover,
        from_on=max(assignment.from_on, cover.from_on),
        to_on=min(assignment.to_on or cover.to_on, cover.to_on),
    )


def _write(rows: list[MentorAssignment]) -> set[uuid.UUID]:
    if rows:
        bulk_create_with_history(rows, MentorAssignment)
    return {row.child_id for row in rows}
