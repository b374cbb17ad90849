"""School years as a school in England might keep them, around any day there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

from pastoral.accounts.calendar import Calendar, calendar_of
from pastoral.accounts.models import CalendarDay, HalfTerm, Setting

MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4
DAY, WEEK = timedelta(days=1), timedelta(days=7)
LEAST_PAST = 8  # Wednesdays to look back on, if need be into the term before.
Term = HalfTerm.Term


def school_year_of(day: date) -> int:
    """Return the year in which the day's school year began; a new one begins in August."""
    return day.year if day.month >= 8 else day.year - 1


def half_terms(year: int) -> Iterator[tuple[HalfTerm.Term, int, date, date]]:
    """Yield the six half-terms of a school year: term, half, first and last day."""
    autumn_break = _monday_of(date(year, 10, 28))
    spring_break = _monday_of(date(year + 1, 2, 17))
    summer_break = _last_monday_of_may(year + 1)
    easter_day = easter(year + 1)
    early = easter_day <= date(year + 1, 4, 10)
    spring_ends = easter_day - 3 * DAY if early else _on_or_before(date(year + 1, 4, 7), FRIDAY)
    summer_starts = easter_day + 15 * DAY if early else spring_ends + 17 * DAY
    yield Term.AUTUMN, 1, _school_day(date(year, 9, 2)), autumn_break - 3 * DAY
    yield Term.AUTUMN, 2, autumn_break + WEEK, _on_or_before(date(year, 12, 20), FRIDAY)
    yield Term.SPRING, 1, _on_or_after(date(year + 1, 1, 4), MONDAY), spring_break - 3 * DAY
    yield Term.SPRING, 2, spring_break + WEEK, spring_ends
    yield Term.SUMMER, 1, summer_starts, summer_break - 3 * DAY
    yield Term.SUMMER, 2, summer_break + WEEK, date(year + 1, 7, 21)


def keep_calendar(setting: Setting, today: date) -> None:
    """Write last year's half-terms and this year's, each autumn with a training day."""
    year = school_year_of(today)
    HalfTerm.objects.bulk_create(
        HalfTerm(
            setting=setting, school_year=y, term=term, half=half, starts_on=first, ends_on=last
        )
        for y in (year - 1, year, year + 1)
        for term, half, first, last in half_terms(y)
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            setting=setting, day=half.starts_on, kind=CalendarDay.Kind.INSET, reason="Training day"
        )
        for half in HalfTerm.objects.filter(setting=setting, term=Term.AUTUMN, half=2)
    )


@dataclass(frozen=True)
class Wednesdays:
    """The Wednesdays of the story: those gone by, the coming one, and those after it."""

    past: tuple[date, ...]
    coming: date
    later: tuple[date, ...]


def wednesdays(setting: Setting, first_possible: date) -> Wednesdays:
    """Return the Wednesdays around the first day that an afternoon can still be."""
    calendar = calendar_of(setting)
    coming = next(_school_wednesdays(calendar, first_possible, 52, WEEK))
    term = _term_of(calendar, coming)
    back = list(_school_wednesdays(calendar, coming - WEEK, 52, -WEEK))
    in_term = [day for day in back if _term_of(calendar, day) == term]
    past = in_term if len(in_term) >= LEAST_PAST else back[:LEAST_PAST]
    ahead = _school_wednesdays(calendar, coming + WEEK, 20, WEEK)
    later = [day for day in ahead if _term_of(calendar, day) == term]
    return Wednesdays(tuple(reversed(past)), coming, tuple(later))


def school_fridays(calendar: Calendar, first: date, last: date) -> list[date]:
    """Return the Fridays on which homes were visited."""
    return [day for day in calendar.school_days(first, last) if day.weekday() == FRIDAY]


def _school_wednesdays(calendar: Calendar, day: date, most: int, step: timedelta) -> Iterator[date]:
    day += ((WEDNESDAY - day.weekday()) % 7) * DAY
    for n in range(most):
        if calendar.is_school_day(day + n * step):
            yield day + n * step


def _term_of(calendar: Calendar, day: date) -> tuple[int, str] | None:
    half = calendar.half_term_of(day)
    return (half.school_year, half.term) if half else None


def _school_day(day: date) -> date:
    return day if day.weekday() <= FRIDAY else _on_or_after(day, MONDAY)


def _monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def _on_or_after(day: date, weekday: int) -> date:
    return day + ((weekday - day.weekday()) % 7) * DAY


def _on_or_before(day: date, weekday: int) -> date:
    return day - ((day.weekday() - weekday) % 7) * DAY


def _last_monday_of_may(year: int) -> date:
    return _on_or_before(date(year, 5, 31), MONDAY)
