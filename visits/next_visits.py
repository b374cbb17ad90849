"""Who have we not seen, as the page shows it: each family with the one tap that plans the next."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q

from families.models import HouseholdMember, MentorAssignment
from pastoral.accounts.models import HalfTerm
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.ui.said import list_said
from visits.expected import Expected, expected
from visits.offered import to_offer, without_offer
from visits.proposing import Parent, minute_of
from visits.unseen import FamilyToSee, homes_of, mentors_of, unseen, walked_with
from visits.visiting_days import Diary, VisitingDay, diary_of


@dataclass(frozen=True)
class Row:
    """One family in the list: who walks with them, and the time its next visit could have.

    `first_by` is the day by which a new family is offered its first visit (rule 1).
    """

    family: FamilyToSee
    mentors: str
    first_by: date | None = None
    on: date | None = None
    at: time | None = None


@dataclass(frozen=True)
class HalfTermSoFar:
    """What became of the visits of the half-term that runs."""

    half_term: HalfTerm
    expected: Expected


@dataclass(frozen=True)
class Seeing:
    """The page: families to see, those left in peace, and the half-term in one line.

    `next_on` is the day to plan: none for who has no families of their own.
    """

    rows: list[Row]
    paused: list[Row]
    due: int
    next_on: date | None
    mentors: list[tuple[uuid.UUID, str]]
    chosen: uuid.UUID | None
    sees_all: bool
    so_far: HalfTermSoFar | None


def seeing(viewer: Viewer, *, mentor_id: uuid.UUID | None = None) -> Seeing:
    """Return the page for a viewer; a lead may look at one mentor’s families alone.

    In as many queries for sixty families as for ten.
    """
    today, diary = viewer.today, diary_of(viewer)
    mentors = _mentors(viewer)
    chosen = mentor_id if mentor_id in dict(mentors) else None
    homes = homes_of(viewer)
    found = unseen(viewer, walked_with(homes, chosen, today) if chosen else homes)
    walking = mentors_of([f.household for f in (*found.families, *found.paused)], today)
    times = _Times.of(diary, [home for home, who in walking.items() if viewer.user.pk in who])
    shows = bool(mentors) and chosen is None
    first = to_offer(without_offer(viewer), viewer, diary.calendar)
    first_by = {each.household.pk: each.by for each in first}

    def row(family: FamilyToSee) -> Row:
        key = family.household.pk
        said = list_said(list(walking.get(key, {}).values())) if shows else ""
        return Row(family, said, first_by.get(key), *times.for_home(key))

    return Seeing(
        rows=[row(family) for family in found.families],
        paused=[row(family) for family in found.paused],
        due=found.due,
        next_on=times.day.on if times.day else None,
        mentors=mentors,
        chosen=chosen,
        sees_all=viewer.can(Permission.SEE_ALL_FAMILIES),
        so_far=None if chosen else _so_far(diary),
    )


def _mentors(viewer: Viewer) -> list[tuple[uuid.UUID, str]]:
    """Return whose families a lead may look at; nobody’s for a mentor, who has her own."""
    if not viewer.can(Permission.SEE_ALL_FAMILIES):
        return []
    walking = MentorAssignment.objects.current(viewer.today).filter(child__setting=viewer.setting)
    rows = walking.order_by("mentor__first_name", "mentor").values_list(
        "mentor", "mentor__first_name"
    )
    return list(rows.distinct())


def _so_far(diary: Diary) -> HalfTermSoFar | None:
    """Return the half-term of the viewer’s own families; None in holidays or before any visit."""
    viewer = diary.viewer
    half = diary.calendar.half_term_of(viewer.today)
    if half is None:
        return None
    own = walked_with(homes_of(viewer), viewer.user.pk, viewer.today)
    counted = expected(own, half.starts_on, half.ends_on, viewer.today)
    return HalfTermSoFar(half, counted) if counted.visits or counted.not_written_up else None


@dataclass(frozen=True)
class _Times:
    """The next day with room, and the hours that suit each home."""

    day: VisitingDay | None
    homes: frozenset[uuid.UUID]
    hours: dict[uuid.UUID, list[Parent]]

    @classmethod
    def of(cls, diary: Diary, homes: Collection[uuid.UUID]) -> "_Times":
        """Return the times for the viewer’s own families: a lead plans no mentor’s day."""
        day = diary.next_with_room() if homes else None
        said = HouseholdMember.objects.current(diary.viewer.today).filter(
            Q(adult__good_from__isnull=False) | Q(adult__good_until__isnull=False),
            household__in=homes,
        )
        hours: dict[uuid.UUID, list[Parent]] = defaultdict(list)
        for member in said.select_related("adult"):
            if adult := member.adult:
                parent = Parent(adult.pk, adult.known_as, adult.good_from, adult.good_until)
                hours[member.household_id].append(parent)
        return cls(day, frozenset(homes), hours)

    def for_home(self, home: uuid.UUID) -> tuple[date | None, time | None]:
        """Return the day and the first free time that suits a home, as far as there is one."""
        if self.day is None or home not in self.homes:
            return None, None
        parents = self.hours.get(home, [])
        for at in self.day.room.free:
            start = minute_of(at)
            end = start + self.day.room.minutes
            if not parents or any(parent.is_free(start, end) for parent in parents):
                return self.day.on, at
        return self.day.on, None
