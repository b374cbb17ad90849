"""Who have we not seen? Families by the days since we last met, each by its own rhythm.

Only a completed visit resets the clock (docs/figures.md). A door nobody opened, a visit
that was cut short or moved is shown beside it with its day, and counts against nobody.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from families.models import Household, HouseholdMember, MentorAssignment, spans
from pastoral.accounts.viewers import Viewer
from pastoral.ui.said import count_said
from visits.models import HomeVisit

State = HomeVisit.State


@dataclass(frozen=True)
class Tried:
    """The last visit that did not come about, or was cut short: its day and what it was."""

    on: date
    said: str


@dataclass(frozen=True)
class Going:
    """The visit that is next, or the last one nobody has written up: its day and its state."""

    visit_id: uuid.UUID
    on: date
    at: time | None
    state: HomeVisit.State
    is_past: bool

    @property
    def said(self) -> str:
        """Where it stands, in a few words."""
        if not self.is_past:
            return GOING_SAID[self.state]
        return "No answer yet to our offer" if self.state == State.OFFERED else "Not written up yet"

    @property
    def is_to_plan(self) -> bool:
        """Whether the family has agreed, and it is ours to plan now."""
        return self.state == State.AGREED and not self.is_past


GOING_SAID = {
    State.OFFERED: "Offered",
    State.AGREED: "Agreed and still to plan",
    State.PLANNED: "Planned",
    State.UNDER_WAY: "Somebody is there",
}


@dataclass(frozen=True)
class FamilyToSee:
    """A family, when somebody last sat down with them, and whether it is time again."""

    household: Household
    today: date
    rhythm: int
    seen_on: date | None
    tried: Tried | None
    going: Going | None

    @property
    def days(self) -> int | None:
        """Days since the last completed visit; None where there never was one."""
        return (self.today - self.seen_on).days if self.seen_on else None

    @property
    def due_on(self) -> date | None:
        """The day on which it is time again; None where it is time since the beginning."""
        return self.seen_on and self.seen_on + timedelta(days=self.rhythm)

    @property
    def is_paused(self) -> bool:
        """Whether they asked to be left in peace."""
        return self.household.is_paused_on(self.today)

    @property
    def is_due(self) -> bool:
        """Whether it is time again: nobody is going, and they did not ask for peace."""
        return self.is_due_by(self.today)

    def is_due_by(self, day: date) -> bool:
        """Whether it will be time by the day, as things stand."""
        is_going = self.going is not None and not self.going.is_past
        is_time = self.due_on is None or self.due_on <= day
        return is_time and not is_going and not self.is_paused

    @property
    def next_on(self) -> date | None:
        """The day somebody goes next, if that is settled or asked."""
        return self.going.on if self.going and not self.going.is_past else None

    @property
    def said(self) -> str:
        """The clock in words: “Met 12 days ago; every 10 days”."""
        since = "Never met"
        if self.days is not None:
            since = f"Met {count_said(self.days, 'day')} ago" if self.days else "Met today"
        return f"{since}; every {count_said(self.rhythm, 'day')}"


@dataclass(frozen=True)
class Unseen:
    """The families of a viewer: those to see, due first; and apart, those left in peace."""

    families: list[FamilyToSee]
    paused: list[FamilyToSee]

    @property
    def due(self) -> int:
        """How many are past their own rhythm."""
        return sum(each.is_due for each in self.families)


def unseen(viewer: Viewer, homes: QuerySet[Household] | None = None) -> Unseen:
    """Return the viewer's families by how long nobody met them, in two queries.

    `homes` narrows it to some of them. Due first; then whom we never met, then the longest
    since; a fair tie goes by label.
    """
    today, policy = viewer.today, viewer.policy
    found = list(_with_visits(homes_of(viewer) if homes is None else homes, today))
    visits = HomeVisit.objects.only("planned_on", "planned_at", "state", "outcome").in_bulk(
        [key for home in found for key in (home.tried_id, home.next_id, home.left_id) if key]
    )
    families = [
        FamilyToSee(
            household=home,
            today=today,
            rhythm=home.rhythm_days or policy.visit_rhythm_days,
            seen_on=home.seen_on,
            tried=_tried(visits.get(home.tried_id), home.seen_on),
            going=_going(visits.get(home.next_id or home.left_id), today),
        )
        for home in found
    ]
    families.sort(key=lambda f: (not f.is_due, f.seen_on or date.min))
    return Unseen(
        families=[each for each in families if not each.is_paused],
        paused=[each for each in families if each.is_paused],
    )


def homes_of(viewer: Viewer) -> QuerySet[Household]:
    """Return the families a viewer may write of that have a child here now."""
    return Household.objects.writable_by(viewer).with_placement_on(viewer.today)


def walked_with(homes: QuerySet[Household], mentor: uuid.UUID, day: date) -> QuerySet[Household]:
    """Return those of the homes where a child lives whom the mentor walks with on the day."""
    theirs = MentorAssignment.objects.current(day).filter(mentor=mentor)
    members = HouseholdMember.objects.current(day).filter(
        household=OuterRef("pk"), child__in=theirs.values("child")
    )
    return homes.filter(Exists(members))


def mentors_of(homes: Sequence[Household], day: date) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    """Return who walks with each home on the day, by key and first name, in one query."""
    walking = MentorAssignment.objects.current(day).filter(
        spans.on(day, "child__homes__"), child__homes__household__in=homes
    )
    found: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for home, mentor, name in walking.order_by("from_on", "pk").values_list(
        "child__homes__household", "mentor", "mentor__first_name"
    ):
        found.setdefault(home, {})[mentor] = name
    return found


def _with_visits(homes: QuerySet[Household], today: date) -> "QuerySet[Any]":
    of_home = HomeVisit.objects.filter(household=OuterRef("pk"), removed_at=None)
    last = of_home.order_by("-planned_on", "-planned_at", "-pk")
    still_open = of_home.filter(state__in=HomeVisit.OPEN)
    ahead = still_open.filter(Q(planned_on__gte=today) | Q(state=State.UNDER_WAY))
    return homes.annotate(
        seen_on=Subquery(last.seen().values("planned_on")[:1]),
        tried_id=Subquery(last.over().exclude(state=State.COMPLETED).values("pk")[:1]),
        next_id=Subquery(ahead.order_by("planned_on", "planned_at", "pk").values("pk")[:1]),
        left_id=Subquery(still_open.order_by("-planned_on", "pk").values("pk")[:1]),
    ).order_by("label", "pk")


def _tried(visit: HomeVisit | None, seen_on: date | None) -> Tried | None:
    """Return an attempt, unless they were met since."""
    if visit is None or (seen_on and visit.planned_on < seen_on):
        return None
    is_early = visit.state == State.ENDED_EARLY
    return Tried(visit.planned_on, "Ended early" if is_early else visit.get_outcome_display())


def _going(visit: HomeVisit | None, today: date) -> Going | None:
    if visit is None:
        return None
    state = State(visit.state)
    is_past = visit.planned_on < today and state != State.UNDER_WAY
    return Going(visit.pk, visit.planned_on, visit.planned_at, state, is_past)
