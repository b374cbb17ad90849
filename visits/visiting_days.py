"""The days a mentor visits on, and what a day of hers has room for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import islice

from django.db.models import Q

from families.covering import is_done_by
from families.models import Cover
from pastoral.accounts.calendar import Calendar, calendar_of
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.viewers import Viewer
from visits.models import HomeVisit, WeekSlot
from visits.proposing import Day, Fixed, Place, minute_of
from visits.timetable import Slot, own_week, usual_week

LOOKS_AHEAD = 120  # Days: past the longest holiday there is.
DAYS_LOOKED_AT = 8  # Visiting days: a free time further off is no next one.


@dataclass(frozen=True)
class VisitingDay:
    """One day of a mentor’s: what stands on it already, and its free times."""

    on: date
    standing: tuple[HomeVisit, ...]
    room: Day

    @property
    def has_room(self) -> bool:
        """Whether one more visit fits."""
        return bool(self.room.free and self.room.places)


@dataclass(frozen=True)
class Diary:
    """When somebody visits, read once for many days."""

    viewer: Viewer
    hours: tuple[Slot, ...]
    calendar: Calendar
    away: tuple[tuple[date, date], ...]

    def why_not(self, day: date) -> str:
        """Return why nobody is visited on the day; nothing where somebody may be."""
        if day <= self.viewer.today:
            return "Families are asked a day before at least."
        if day > self.viewer.today + timedelta(days=LOOKS_AHEAD):
            return "That is further ahead than we look."
        if any(first <= day <= last for first, last in self.away):
            return "Somebody stands in for you that day."
        if why := self.calendar.why_not(day):
            return f"There is no school that day: {why[0].lower()}{why[1:]}."
        return ""

    def days(self) -> Iterator[date]:
        """Yield the visiting days still to come, as their own week has them."""
        weekdays = {each.weekday for each in self.hours}
        for n in range(1, LOOKS_AHEAD + 1):
            day = self.viewer.today + timedelta(days=n)
            if day.weekday() in weekdays and not self.why_not(day):
                yield day

    def next_days(self, count: int) -> list[date]:
        """Return the next few visiting days."""
        return list(islice(self.days(), count))

    def next_with_room(self) -> VisitingDay | None:
        """Return the next visiting day with a free time, in one query; None if none is near."""
        days = self.open_days(self.next_days(DAYS_LOOKED_AT))
        return next((day for day in days if day.has_room), None)

    def open_at(self, day: date) -> VisitingDay:
        """Return a day with what stands on it, in one query."""
        return self.open_days([day])[0]

    def open_days(self, days: Sequence[date]) -> list[VisitingDay]:
        """Return some days with what stands on each, in one query for all."""
        mine = is_done_by(self.viewer.user, person="mentor", day="planned_on")
        joined = HomeVisit.companions.through.objects.filter(
            is_done_by(self.viewer.user, person="staff", day="homevisit__planned_on")
        )
        found = HomeVisit.objects.filter(
            mine | Q(pk__in=joined.values("homevisit")),
            planned_on__in=days,
            state__in=HomeVisit.OPEN,
            removed_at=None,
        )
        standing = list(
            found.select_related("household", "setting__policy").order_by("planned_at", "pk")
        )
        return [self._open(day, tuple(v for v in standing if v.planned_on == day)) for day in days]

    def _open(self, day: date, standing: tuple[HomeVisit, ...]) -> VisitingDay:
        policy = self.viewer.policy
        fixed = (Fixed(v.planned_at, v.minutes, place_of(v)) for v in standing)
        return VisitingDay(
            on=day,
            standing=standing,
            room=Day(
                starts=tuple(at for at in policy.visit_times if self._is_for_visits(day, at)),
                minutes=policy.visit_minutes,
                gap=policy.visit_gap_minutes,
                most=policy.visits_per_day,
                fixed=tuple(fixed),
            ),
        )

    def _is_for_visits(self, day: date, start: time) -> bool:
        """Whether a visit may start then: any usual time on a day her week has none for."""
        hours = [each for each in self.hours if each.weekday == day.weekday()]
        at, minutes = minute_of(start), self.viewer.policy.visit_minutes
        return not hours or any(
            minute_of(slot.starts_at) <= at and at + minutes <= minute_of(slot.ends_at)
            for slot in hours
        )


def diary_of(viewer: Viewer) -> Diary:
    """Return when the viewer visits, in four queries."""
    covers = Cover.objects.filter(
        away=viewer.user, setting=viewer.setting, removed_at=None, to_on__gte=viewer.today
    )
    return Diary(
        viewer=viewer,
        hours=_hours_of(viewer.user, viewer.setting),
        calendar=calendar_of(viewer.setting),
        away=tuple(covers.values_list("from_on", "to_on")),
    )


def place_of(visit: HomeVisit) -> Place | None:
    """Return where a visit is, if it is at a home that has a place."""
    home = visit.household
    if visit.meet_at != HomeVisit.MeetAt.HOME or home.latitude is None or home.longitude is None:
        return None
    return Place(float(home.latitude), float(home.longitude))


def _hours_of(staff: Staff, setting: Setting) -> tuple[Slot, ...]:
    """Return the stretches for visits of somebody’s own week; the usual ones, where it has none."""
    weeks = (own_week(staff, setting), usual_week(setting.policy))
    of_each = (tuple(slot for slot in week if slot.kind == WeekSlot.Kind.VISITS) for week in weeks)
    return next((hours for hours in of_each if hours), ())
