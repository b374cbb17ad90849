"""One person's week: what each day is for, and whom they see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from families.models import Child, Cover, MentorAssignment
from pastoral.accounts.calendar import Calendar, calendar_of
from pastoral.accounts.viewers import Viewer
from visits.at_home import at_home
from visits.models import HomeVisit
from visits.timetable import Kind, Slot, kinds_on
from visits.to_do import instead_of, to_do

WEEK, DAY = timedelta(days=7), timedelta(days=1)
SCHOOL_WEEK = 5


@dataclass(frozen=True)
class VisitInWeek:
    """One visit in a week: when, to whom, and for whom where it is a colleague's."""

    visit: HomeVisit
    names: str
    instead_of: str = ""

    @property
    def is_off(self) -> bool:
        """Whether it will not be made: called off, or moved."""
        return self.visit.state not in (*HomeVisit.AHEAD, *HomeVisit.MADE, HomeVisit.State.NOT_HOME)


@dataclass(frozen=True)
class DayInWeek:
    """One day: what it is for, whom one sees, and who stands in for whom."""

    on: date
    is_today: bool
    slots: list[Slot]
    why_not: str = ""
    visits: list[VisitInWeek] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    covers: list[str] = field(default_factory=list)

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or Sunday."""
        return self.on.weekday() >= SCHOOL_WEEK

    @property
    def has_anything(self) -> bool:
        """Whether it is for anything, or somebody is seen."""
        return bool(self.slots or self.visits)

    @property
    def visits_ahead(self) -> int:
        """How many visits were made that day or will be."""
        return sum(not each.is_off for each in self.visits)

    @property
    def said(self) -> str:
        """The day in a few words: “In their school, then calls, notes and talking it over”."""
        kinds = list(dict.fromkeys(slot.kind.label for slot in self.slots))
        first, *rest = kinds or [""]
        return ", then ".join([first, *(f"{word[:1].lower()}{word[1:]}" for word in rest)])


@dataclass(frozen=True)
class Week:
    """One week of one person."""

    monday: date
    days: list[DayInWeek]

    @property
    def week_before(self) -> date:
        """The Monday to go back to."""
        return self.monday - WEEK

    @property
    def week_after(self) -> date:
        """The Monday to go on to."""
        return self.monday + WEEK

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + WEEK - DAY

    @property
    def has_plan(self) -> bool:
        """Whether anything at all is in it."""
        return any(day.has_anything for day in self.days)


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - day.weekday() * DAY


def week_of(
    viewer: Viewer, monday: date, timetable: Sequence[Slot], *, with_names: bool = True
) -> Week:
    """Return one week of one person, in as many queries with one visit as with twenty.

    Without names it only counts the visits, and says nothing of children.
    """
    sunday = monday + WEEK - DAY
    covers = _covers(viewer, monday, sunday)
    found = _Found(
        viewer=viewer,
        timetable=timetable,
        calendar=calendar_of(viewer.setting),
        visits=_visits(viewer, monday, covers, with_names=with_names),
        covers=covers,
        children=in_their_school(viewer, monday)
        if with_names and _has(timetable, Kind.MAINSTREAM)
        else [],
    )
    days = [found.day(monday + n * DAY) for n in range(7)]
    return Week(monday, [day for day in days if not day.is_weekend or day.has_anything])


def is_visiting_day(viewer: Viewer, timetable: Sequence[Slot]) -> bool:
    """Whether today is for visits: one is to be made, or the timetable says so on a school day."""
    going = to_do(viewer, viewer.today, viewer.today).filter(state__in=HomeVisit.AHEAD)
    if going.exists():
        return True
    is_for_visits = Kind.VISITS in kinds_on(timetable, viewer.today)
    return is_for_visits and calendar_of(viewer.setting).is_school_day(viewer.today)


def in_their_school(viewer: Viewer, on: date) -> list[Child]:
    """Return the viewer's children who also have a school elsewhere, by first name."""
    return [child for child in own_children(viewer, on) if child.home_school_id]


def own_children(viewer: Viewer, on: date) -> list[Child]:
    """Return the children in placement that the viewer walks with, by first name."""
    walks = MentorAssignment.objects.current(on).filter(mentor=viewer.user)
    return list(
        Child.objects.in_placement_on(on)
        .filter(pk__in=walks.order_by().values("child"), setting=viewer.setting)
        .select_related("home_school")
        .order_by("legal_first", "pk")
    )


@dataclass(frozen=True)
class _Found:
    """What was read for a week, to be shared out to its days."""

    viewer: Viewer
    timetable: Sequence[Slot]
    calendar: Calendar
    visits: dict[date, list[VisitInWeek]]
    covers: list[Cover]
    children: list[Child]

    def day(self, on: date) -> DayInWeek:
        """Return one of its days; a day without school keeps only its visits."""
        why_not = self.calendar.why_not(on)
        slots = sorted(s for s in self.timetable if s.weekday == on.weekday())
        slots = [] if why_not else slots
        covers = [cover for cover in self.covers if cover.from_on <= on <= cover.to_on]
        return DayInWeek(
            on=on,
            is_today=on == self.viewer.today,
            slots=slots,
            why_not=why_not,
            visits=self.visits[on],
            children=self.children if _has(slots, Kind.MAINSTREAM) else [],
            covers=[_cover_said(self.viewer, cover) for cover in covers],
        )


def _has(slots: Sequence[Slot], kind: Kind) -> bool:
    return any(slot.kind == kind for slot in slots)


def _visits(
    viewer: Viewer, monday: date, covers: list[Cover], *, with_names: bool
) -> dict[date, list[VisitInWeek]]:
    visits = list(to_do(viewer, monday, monday + WEEK - DAY))
    homes = {visit.household_id: visit.household for visit in visits if with_names}
    people = at_home(homes.values(), monday, viewer.setting) if homes else {}
    found: dict[date, list[VisitInWeek]] = defaultdict(list)
    for visit in visits:
        away = {
            c.away_id
            for c in covers
            if c.stand_in_id == viewer.user.pk and c.from_on <= visit.planned_on <= c.to_on
        }
        names = people[visit.household_id].names if with_names else ""
        found[visit.planned_on].append(VisitInWeek(visit, names, instead_of(visit, away)))
    return found


def _covers(viewer: Viewer, first: date, last: date) -> list[Cover]:
    return list(
        Cover.objects.visible_to(viewer)
        .filter(Q(away=viewer.user) | Q(stand_in=viewer.user), from_on__lte=last, to_on__gte=first)
        .select_related("away", "stand_in")
    )


def _cover_said(viewer: Viewer, cover: Cover) -> str:
    if cover.away_id == viewer.user.pk:
        return f"{cover.stand_in.first_name} stands in for you"
    return f"You stand in for {cover.away.first_name}"
