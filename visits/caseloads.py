"""Who walks with how many families, what waits for each, and who stands in for whom.

For the lead, to share out fairly; in the order of names, since nobody is ranked (rule 49).
Lateness of a note is told by name here and nowhere else (rule 8).
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from families.actions.mentoring import WALKS
from families.models import Child, Cover, Household, HouseholdMember, MentorAssignment, Promise
from families.models.spans import on
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Membership, Staff
from pastoral.accounts.viewers import Viewer
from visits.actions import note_due_on
from visits.checks import newest_checks, to_check_again
from visits.covers import Clash, clashes_of, telling
from visits.models import HomeVisit
from visits.unseen import unseen

Kind, State = MentorAssignment.Kind, HomeVisit.State


@dataclass(frozen=True)
class Late:
    """A visit whose note is still to be written, and the day it was due (rule 8)."""

    visit: HomeVisit
    due_on: date


@dataclass(frozen=True)
class Caseload:
    """One mentor: the families, and what waits."""

    mentor: Staff
    is_here: bool
    families: int = 0
    due: int = 0
    promises_overdue: int = 0
    to_plan: int = 0
    to_check: int = 0
    late: list[Late] = field(default_factory=list)

    @property
    def share(self) -> str:
        """How much of a week they work: “full time”, “0.6”."""
        return "full time" if self.mentor.works_share == 1 else f"{self.mentor.works_share:.1f}"

    @property
    def for_full_time(self) -> str:
        """Families for each full-time mentor they are; nothing where no share is known."""
        share = self.mentor.works_share
        return f"{self.families / share:.1f}".removesuffix(".0") if share else ""


@dataclass(frozen=True)
class Standing:
    """One cover, now or coming: what clashes, and how many families nobody has told yet."""

    cover: Cover
    is_now: bool
    clashes: list[Clash]
    not_told: int


@dataclass(frozen=True)
class Alone:
    """A child without a mentor, and the home to give one in."""

    child: Child
    home: Household | None


@dataclass(frozen=True)
class Caseloads:
    """Everything the lead looks at on a Monday morning."""

    without: list[Alone]
    mentors: list[Caseload]
    covers: list[Standing]
    due: int
    promises_overdue: int

    @property
    def waits(self) -> bool:
        """Whether anything waits at all."""
        return bool(self.without or self.due or self.promises_overdue or self.late)

    @property
    def late(self) -> list[Late]:
        """Every note that is late, mentor by mentor."""
        return [late for each in self.mentors for late in each.late]


def caseloads_of(viewer: Viewer) -> Caseloads:
    """Return the caseloads of a setting, in a constant number of queries."""
    due = {f.household.pk for f in unseen(viewer).families if f.is_due}
    promises = _promises_overdue(viewer)
    return Caseloads(
        without=_without_mentor(viewer),
        mentors=_mentors(viewer, due, promises),
        covers=_covers(viewer),
        due=len(due),
        promises_overdue=promises.total(),
    )


def covers_ahead(viewer: Viewer) -> list[Cover]:
    """Return the covers that hold now or will, the next to begin first."""
    ahead = Cover.objects.visible_to(viewer).filter(to_on__gte=viewer.today)
    return list(ahead.select_related("away", "stand_in", "setting__policy"))


def _without_mentor(viewer: Viewer) -> list[Alone]:
    """Return the children here, now or soon, with whom nobody walks."""
    walked = MentorAssignment.objects.filter(
        Q(to_on=None) | Q(to_on__gte=viewer.today), child=OuterRef("pk"), kind=Kind.LEAD
    )
    homes = HouseholdMember.objects.current(viewer.today).filter(household__removed_at=None)
    children = (
        Child.objects.visible_to(viewer)
        .filter(~Exists(walked), Q(placement_ends_on=None) | Q(placement_ends_on__gte=viewer.today))
        .prefetch_related(Prefetch("homes", homes.select_related("household"), to_attr="homes_now"))
    )
    return [
        Alone(child, next((m.household for m in child.homes_now), None))  # type: ignore[attr-defined]
        for child in children
    ]


def _mentors(viewer: Viewer, due: set[uuid.UUID], promises: Counter[uuid.UUID]) -> list[Caseload]:
    today, homes = viewer.today, _homes(viewer)
    here = set(
        Membership.objects.current(today)
        .filter(setting=viewer.setting, role__in=WALKS)
        .values_list("staff", flat=True)
    )
    to_plan, to_check = _visits_waiting(viewer)
    late = _late(viewer)
    people = Staff.objects.filter(pk__in={*here, *homes, *to_plan, *late})
    return [
        Caseload(
            mentor=mentor,
            is_here=mentor.pk in here,
            families=len(homes[mentor.pk]),
            due=len(homes[mentor.pk] & due),
            promises_overdue=promises[mentor.pk],
            to_plan=to_plan[mentor.pk],
            to_check=to_check[mentor.pk],
            late=late[mentor.pk],
        )
        for mentor in people.order_by("first_name", "last_name", "pk")
    ]


def _homes(viewer: Viewer) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return the families of each mentor: homes where a child in placement of theirs lives."""
    today = viewer.today
    rows = (
        MentorAssignment.objects.current(today)
        .filter(
            on(today, "child__homes__"),
            kind__in=[Kind.LEAD, Kind.SECOND],
            child__in=Child.objects.filter(setting=viewer.setting).in_placement_on(today),
        )
        .order_by()
        .values_list("mentor", "child__homes__household")
    )
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for mentor, home in rows:
        found[mentor].add(home)
    return found


def _promises_overdue(viewer: Viewer) -> Counter[uuid.UUID]:
    late = Promise.objects.open().filter(
        setting=viewer.setting, due_on__lt=viewer.today, removed_at=None
    )
    counted = late.order_by().values("owner").annotate(count=Count("pk"))
    return Counter(dict(counted.values_list("owner", "count")))


def _visits_waiting(viewer: Viewer) -> tuple[Counter[uuid.UUID], Counter[uuid.UUID]]:
    """Return how many visits of each mentor wait for a plan, and for somebody to look again."""
    ahead = HomeVisit.objects.filter(
        setting=viewer.setting,
        state__in=[State.AGREED, State.PLANNED],
        planned_on__gte=viewer.today,
        removed_at=None,
    ).order_by("-planned_on")
    visits = list(ahead.values_list("mentor_id", "household_id", "planned_on", "state"))
    days = {home: day for _mentor, home, day, _state in visits}  # The first day one goes there.
    again = to_check_again(days, viewer.setting, newest_checks(days))
    return (
        Counter(mentor for mentor, _home, _day, state in visits if state == State.AGREED),
        Counter(mentor for mentor, home, _day, _state in visits if home in again),
    )


def _late(viewer: Viewer) -> dict[uuid.UUID, list[Late]]:
    """Return the visits of each mentor whose note was due before today (rule 8)."""
    since = viewer.today - timedelta(days=viewer.policy.visit_log_days)
    made = (
        HomeVisit.objects.filter(
            setting=viewer.setting,
            state__in=HomeVisit.MADE,
            note=None,
            planned_on__range=(since, viewer.today),
            removed_at=None,
        )
        .select_related("household", "mentor")
        .order_by("planned_on", "planned_at", "pk")
    )
    calendar = calendar_of(viewer.setting)
    found: dict[uuid.UUID, list[Late]] = defaultdict(list)
    for visit in made:
        due_on = note_due_on(visit.planned_on, calendar)
        if due_on < viewer.today:
            found[visit.mentor_id].append(Late(visit, due_on))
    return found


def _covers(viewer: Viewer) -> list[Standing]:
    covers = covers_ahead(viewer)
    clashing, waiting = clashes_of(covers), _telling_of(covers)
    return [
        Standing(
            cover=cover,
            is_now=cover.from_on <= viewer.today,
            clashes=clashing[cover.pk],
            not_told=waiting[cover.pk],
        )
        for cover in covers
    ]


def _telling_of(covers: Collection[Cover]) -> Counter[uuid.UUID]:
    return Counter(
        made_in_id
        for made_in_id in telling(covers).values_list("made_in_id", flat=True)
        if made_in_id
    )
