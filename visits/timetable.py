"""A person's own week, stretch by stretch; the usual one for who has not said otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pastoral.accounts.models import Policy, Setting, Staff
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from visits.models import WeekSlot

Kind = WeekSlot.Kind
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, order=True)
class Slot:
    """One stretch of one weekday, by the wall clock; 0 is Monday."""

    weekday: int
    starts_at: time
    ends_at: time
    kind: WeekSlot.Kind
    words: str = ""

    @property
    def said(self) -> str:
        """What it is: one's own words, or the usual ones."""
        return self.words or self.kind.label

    @property
    def key(self) -> str:
        """What a button calls it by: “2 13:30”."""
        return f"{self.weekday} {self.starts_at:%H:%M}"

    def meets(self, other: "Slot") -> bool:
        """Whether the two are partly at the same time."""
        return (
            self.weekday == other.weekday
            and self.starts_at < other.ends_at
            and other.starts_at < self.ends_at
        )


def usual_week(policy: Policy) -> tuple[Slot, ...]:
    """Return the week of a mentor who has not said otherwise (domain §3.1)."""
    visits = sorted(policy.visit_times)
    over = _later(visits[-1], policy.visit_minutes)
    notes = max(time(15, 45), over)
    return (
        Slot(MONDAY, time(9), time(15), Kind.ZONE),
        Slot(TUESDAY, time(9), time(15), Kind.ZONE),
        Slot(WEDNESDAY, time(9), time(13, 30), Kind.ZONE),
        Slot(WEDNESDAY, time(13, 30), time(15), Kind.AFTERNOON),
        Slot(THURSDAY, time(9), time(12), Kind.MAINSTREAM),
        Slot(THURSDAY, time(13), time(15, 30), Kind.DESK),
        Slot(FRIDAY, visits[0], over, Kind.VISITS),
        Slot(FRIDAY, notes, _later(notes, 45), Kind.DESK, "Notes, and all back?"),
    )


def _later(at: time, minutes: int) -> time:
    """Return the time some minutes later, at most the day's last."""
    later = datetime.combine(date.min, at) + timedelta(minutes=minutes)
    return later.time() if later.date() == date.min else time.max


def own_week(staff: Staff, setting: Setting) -> tuple[Slot, ...]:
    """Return the week somebody has put together here; nothing where they have not."""
    rows = WeekSlot.objects.filter(staff=staff, setting=setting)
    return tuple(
        Slot(row.weekday, row.starts_at, row.ends_at, Kind(row.kind), row.words) for row in rows
    )


def week_for(viewer: Viewer) -> tuple[Slot, ...]:
    """Return the viewer's week: their own, or the usual one of who walks with families."""
    own = own_week(viewer.user, viewer.setting)
    if own or not viewer.can(Permission.SEE_OWN_FAMILIES):
        return own
    return usual_week(viewer.policy)


def visiting_weekdays(staff: Staff, setting: Setting) -> frozenset[int]:
    """Return the weekdays somebody visits on; 0 is Monday."""
    week = own_week(staff, setting) or usual_week(setting.policy)
    return frozenset(slot.weekday for slot in week if slot.kind == Kind.VISITS)


def kinds_on(week: Iterable[Slot], day: date) -> frozenset[WeekSlot.Kind]:
    """Return what a week has on the day's weekday."""
    return frozenset(slot.kind for slot in week if slot.weekday == day.weekday())


def by_day(week: Iterable[Slot]) -> list[tuple[str, list[Slot]]]:
    """Return a week as its days with their stretches in order; Saturday and Sunday if used."""
    slots = sorted(week)
    days = [(name, [s for s in slots if s.weekday == n]) for n, name in enumerate(DAYS)]
    return [(name, some) for n, (name, some) in enumerate(days) if some or n <= FRIDAY]
