"""A day of visits proposed: whom it is time to see, when it suits them, and the shortest way.

Plain arithmetic on what we did ourselves, the days since we came: nothing here foretells
what a family will do (rule 49). The mentor changes it as she likes before anybody is asked.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from fractions import Fraction
from math import asin, cos, hypot, radians, sin, sqrt
from typing import NamedTuple

EARTH_METRES = 6_371_000
MOST_STOPS = 8  # Every order of so many stops is tried; nobody makes more calls in a day.
ROADS_WIND = 1.3  # A road is so much longer than the crow’s way,
METRES_A_MINUTE = 400  # and driven so fast in a town. For words alone; nothing is decided by it.
HOUR = 60
NO_TIME = "No time is free that day."
NO_TIME_SUITS = "No free time lies within the hours that suit them."
FULL = "The day is full."


@dataclass(frozen=True)
class Place:
    """Where a home is, as the school has loaded it."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Parent:
    """Somebody who may be asked, and the hours of a day that suit them, where they said."""

    key: uuid.UUID
    name: str
    good_from: time | None = None
    good_until: time | None = None

    @property
    def has_said(self) -> bool:
        """Whether they said which hours suit them."""
        return self.good_from is not None or self.good_until is not None

    def is_free(self, start: int, end: int) -> bool:
        """Whether a call from minute to minute lies within the hours that suit them."""
        return (self.good_from is None or minute_of(self.good_from) <= start) and (
            self.good_until is None or end <= minute_of(self.good_until)
        )


@dataclass(frozen=True)
class Candidate:
    """A family that might be seen: how long ago we met, by which rhythm, and who is asked.

    `parents` come in the order in which they are asked. `why_not` says why they are left
    out (paused, somebody is going already, nobody may be asked); empty where they are not.
    """

    key: uuid.UUID
    label: str
    days: int | None
    rhythm: int
    is_due: bool
    parents: tuple[Parent, ...] = ()
    place: Place | None = None
    why_not: str = ""

    @property
    def turn(self) -> tuple[bool, bool, Fraction, str, str]:
        """Whose turn it is: due first, never met first, then the longest past their rhythm."""
        past = Fraction(self.days or 0, max(self.rhythm, 1))
        return not self.is_due, self.days is not None, -past, self.label, str(self.key)

    def parent_at(self, start: int, end: int) -> Parent | None:
        """Return whom to ask for that time: the first whose hours hold it.

        Where somebody of the home has said which hours suit them, only such hours count.
        """
        said = [parent for parent in self.parents if parent.has_said]
        return next((p for p in said or self.parents if p.is_free(start, end)), None)


@dataclass(frozen=True)
class Fixed:
    """A visit that stands that day already; `at` is None while only its day is known."""

    at: time | None
    minutes: int
    place: Place | None = None


@dataclass(frozen=True)
class Day:
    """A visiting day: when a visit may start, how long it is, and what stands already."""

    starts: tuple[time, ...]
    minutes: int
    gap: int
    most: int
    fixed: tuple[Fixed, ...] = ()

    @property
    def free(self) -> list[time]:
        """The times nothing stands in the way of, the travel between included."""
        taken = [(minute_of(f.at), f.minutes) for f in self.fixed if f.at is not None]
        return [
            start
            for start in sorted(set(self.starts))
            if all(self.are_apart(minute_of(start), self.minutes, at, long) for at, long in taken)
        ]

    @property
    def places(self) -> int:
        """How many more calls the day holds (rule 5)."""
        return max(0, min(self.most - len(self.fixed), MOST_STOPS))

    def are_apart(self, one: int, long: int, other: int, other_long: int) -> bool:
        """Whether two calls leave time for the way between them (policy `visit_gap_minutes`)."""
        return one + long + self.gap <= other or other + other_long + self.gap <= one


@dataclass(frozen=True)
class Stop:
    """One call proposed: when, on whom, and which parent is asked."""

    at: time
    family: Candidate
    parent: Parent


@dataclass(frozen=True)
class Proposal:
    """A day proposed: its stops in order, and the due families it has no room for, with why."""

    stops: tuple[Stop, ...] = ()
    not_fitted: tuple[tuple[Candidate, str], ...] = ()


def propose(candidates: Iterable[Candidate], day: Day) -> Proposal:
    """Return the day that sees most of those whose turn it is, by the shortest way round.

    In turn each family is taken in where all can still be fitted, so that nobody is passed
    for one whose turn is later. Then the order with the least travel is chosen; without
    coordinates the order of turns stays. The same families give the same day.
    """
    in_turn = sorted(candidates, key=lambda family: family.turn)
    chosen: list[Candidate] = []
    for family in in_turn:
        if family.why_not or len(chosen) >= day.places:
            continue
        if _Ordering([*chosen, family], day, heeds_travel=False).way() is not None:
            chosen.append(family)
    left = [family for family in in_turn if family.is_due and family not in chosen]
    return Proposal(
        stops=_Ordering(chosen, day).stops(),
        not_fitted=tuple((family, family.why_not or _why_left(family, day)) for family in left),
    )


def metres_between(one: Place, other: Place) -> int:
    """Return how far two places are from each other as the crow flies."""
    north, south = radians(one.latitude), radians(other.latitude)
    up = sin((south - north) / 2)
    along = sin(radians(other.longitude - one.longitude) / 2)
    share = hypot(up, sqrt(max(0.0, cos(north) * cos(south))) * along)
    return round(2 * EARTH_METRES * asin(min(1.0, share)))


def minutes_between(one: Place, other: Place) -> int:
    """Return about how many minutes the road between two places takes."""
    return round(metres_between(one, other) * ROADS_WIND / METRES_A_MINUTE)


def minute_of(at: time) -> int:
    """Return the minute of the day of a time."""
    return at.hour * HOUR + at.minute


def _why_left(family: Candidate, day: Day) -> str:
    if not day.free:
        return NO_TIME
    starts = [minute_of(at) for at in day.free]
    suits = any(family.parent_at(start, start + day.minutes) for start in starts)
    return FULL if suits else NO_TIME_SUITS


class _Event(NamedTuple):
    """A time of the day, in order: free, or with what stands then."""

    start: int
    at: time
    fixed: Fixed | None


class _Way(NamedTuple):
    """The rest of a day: its travel in metres, and which family comes at which event."""

    metres: int = 0
    picks: tuple[tuple[int, int], ...] = ()


class _Ordering:
    """Finds which of some families comes at which time: every way there is, each tried once."""

    def __init__(
        self, families: Sequence[Candidate], day: Day, *, heeds_travel: bool = True
    ) -> None:
        free = [_Event(minute_of(at), at, None) for at in day.free]
        fixed = [_Event(minute_of(f.at), f.at, f) for f in day.fixed if f.at is not None]
        self.families, self.day, self.heeds_travel = families, day, heeds_travel
        self.events = sorted([*free, *fixed], key=lambda event: event.start)
        self.known: dict[tuple[object, ...], _Way | None] = {}

    def way(self) -> _Way | None:
        """Return the shortest day that sees all of them; of equal ones the earliest in turn."""
        return self._rest(0, frozenset(range(len(self.families))), 0, None)

    def stops(self) -> tuple[Stop, ...]:
        """Return that day, call by call."""
        way = self.way()
        return tuple(self._stop(event, turn) for event, turn in way.picks) if way else ()

    def _rest(
        self, index: int, waiting: frozenset[int], free_from: int, last: Place | None
    ) -> _Way | None:
        """Return the best rest of the day, from an event on, for those still waiting."""
        if len(waiting) > len(self.events) - index:
            return None
        if index == len(self.events):
            return _Way()
        asked = (index, waiting, free_from, last)
        if asked not in self.known:
            ways = self._ways(index, waiting, free_from, last)
            self.known[asked] = min(ways, default=None)
        return self.known[asked]

    def _ways(
        self, index: int, waiting: frozenset[int], free_from: int, last: Place | None
    ) -> Iterator[_Way]:
        event = self.events[index]
        if event.fixed:
            yield from self._then(index, waiting, free_from, last, event.fixed.place)
            return
        yield from self._then(index, waiting, free_from, last, None)  # Nobody at that time.
        if event.start < free_from:
            return
        end = event.start + self.day.minutes
        for turn in sorted(waiting):
            family = self.families[turn]
            if family.parent_at(event.start, end):
                for way in self._then(
                    index, waiting - {turn}, end + self.day.gap, last, family.place
                ):
                    yield _Way(way.metres, ((index, turn), *way.picks))

    def _then(
        self, index: int, waiting: frozenset[int], free_from: int, last: Place | None,
        place: Place | None,
    ) -> Iterator[_Way]:  # fmt: skip
        """Yield the way on from an event spent at a place; one we don’t know of is passed over."""
        here = place if place and self.heeds_travel else last
        rest = self._rest(index + 1, waiting, free_from, here)
        if rest:
            leg = metres_between(last, here) if last and here else 0
            yield _Way(leg + rest.metres, rest.picks)

    def _stop(self, index: int, turn: int) -> Stop:
        event, family = self.events[index], self.families[turn]
        parent = family.parent_at(event.start, event.start + self.day.minutes)
        assert parent is not None  # noqa: S101 - that is how it was picked
        return Stop(event.at, family, parent)
