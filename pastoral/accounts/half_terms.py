"""The half-terms a school year usually has, as a first proposal that people then put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from dateutil.easter import easter

from pastoral.accounts.models import HalfTerm, Setting

Term = HalfTerm.Term
Nation = Setting.Nation
MONDAY, WEDNESDAY, THURSDAY, FRIDAY = 0, 2, 3, 4
WEEK = timedelta(days=7)
SIX = [(term, half) for term in Term for half in (1, 2)]


@dataclass(frozen=True)
class Dates:
    """One half-term: which one it is, its first day and its last."""

    term: Term
    half: int
    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        """The half-term in words: “Autumn, first half”."""
        return f"{self.term.label}, {'first' if self.half == 1 else 'second'} half"


def school_year_of(day: date) -> int:
    """Return the year in which the school year around a day began (August begins a new one)."""
    return day.year - (day.month < 8)  # noqa: PLR2004 - August


@lru_cache(maxsize=64)
def proposed(nation: str, school_year: int) -> tuple[Dates, ...]:
    """Return six half-terms as most schools of the nation keep them that year."""
    year, after = school_year, school_year + 1
    october = _on_or_before(MONDAY, date(year, 10, 31))
    winter = _on_or_before(FRIDAY, date(year, 12, 22))
    february = _on_or_after(MONDAY, date(after, 2, 14))
    spring_ends, summer_starts = _around_easter(nation, after)
    may = _on_or_before(MONDAY, date(after, 5, 31))
    first, october, february_back, may_back, last = {
        Nation.SCOTLAND: (
            _on_or_after(WEDNESDAY, date(year, 8, 12)),
            _on_or_after(MONDAY, date(year, 10, 8)),
            february + timedelta(days=THURSDAY),
            may,
            _on_or_before(FRIDAY, date(after, 6, 28)),
        ),
        Nation.NORTHERN_IRELAND: (
            date(year, 9, 1), october, february + WEEK, may, date(after, 6, 30),
        ),
    }.get(
        Nation(nation),
        (date(year, 9, 1), october, february + WEEK, may + WEEK, _on_or_before(FRIDAY, date(after, 7, 24))),
    )  # fmt: skip
    starts_and_ends = [
        (_on_weekday(first), _friday_before(october)),
        (october + WEEK, winter),
        (_on_or_after(MONDAY, date(after, 1, 4)), _friday_before(february)),
        (february_back, spring_ends),
        (summer_starts, _friday_before(may)),
        (may_back, last),
    ]
    return tuple(
        Dates(term, half, starts, ends)
        for (term, half), (starts, ends) in zip(SIX, starts_and_ends, strict=True)
    )


def disorder_in(halves: Sequence[Dates]) -> str:
    """Return what is wrong with the order of half-terms, as a sentence; nothing if all is well."""
    for each in halves:
        if each.ends_on < each.starts_on:
            return f"{each.name} ends before it starts."
    return next(_overlaps(halves), "")


def _overlaps(halves: Sequence[Dates]) -> Iterator[str]:
    for earlier, later in pairwise(halves):
        if later.starts_on <= earlier.ends_on:
            yield f"{later.name} starts before {earlier.name} has ended."


def _around_easter(nation: str, year: int) -> tuple[date, date]:
    """Return the last day before the spring holiday and the first day after it."""
    sunday = easter(year)
    good_friday = sunday - timedelta(days=2)
    if nation == Nation.NORTHERN_IRELAND:
        return good_friday - timedelta(days=1), sunday + timedelta(days=8)
    if sunday <= date(year, 4, 1):
        away = sunday + timedelta(days=1)
    elif sunday <= date(year, 4, 12):
        away = sunday - timedelta(days=6)
    else:
        away = sunday - timedelta(days=13)
    last = _friday_before(away)
    back = away + 2 * WEEK
    return (
        last - timedelta(days=last == good_friday),
        back + timedelta(days=back == sunday + timedelta(days=1)),
    )


def _on_or_before(weekday: int, day: date) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _on_or_after(weekday: int, day: date) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_weekday(day: date) -> date:
    """Return the day, or the Monday after it where it falls on a weekend."""
    return day if day.weekday() <= FRIDAY else _on_or_after(MONDAY, day)


def _friday_before(monday: date) -> date:
    return monday - timedelta(days=3)
