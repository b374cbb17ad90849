"""Who reads every page of every period and takes one from the other finds no hidden number."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from families.reports import Tally
from pastoral.accounts.models import HalfTerm
from pastoral.accounts.periods import Kind, Period, periods_of
from pastoral.desk.figures import figures_shown
from pastoral.desk.side_by_side import may_show_outcomes
from pastoral.desk.small_numbers import Shown, SmallNumbers
from pastoral.figures.report import OUTCOMES, Figure, Outcomes, PeriodReport
from sessions_app.reports.afternoons import Week
from tests.figures.attacker import Attacker, reads

HALVES = [
    HalfTerm(school_year=2026, term=term, half=half, starts_on=first, ends_on=first + timedelta(40))
    for term, half, first in [
        ("autumn", 1, date(2026, 9, 1)), ("autumn", 2, date(2026, 11, 1)),
        ("spring", 1, date(2027, 1, 5)), ("spring", 2, date(2027, 2, 20)),
    ]
]  # fmt: skip
# What is told of these, the others do not touch.
ADDED = ("visits", "cancelled_by_us", "notes", "turnout", "kept", "first_timers", "came_back")


@dataclass(frozen=True)
class Half:
    """What happened in one half-term, in numbers that are never shown together."""

    completed: int = 0
    ended_early: int = 0  # And yet we met.
    by_us: int = 0
    by_family: int = 0
    nobody_in: int = 0
    moved: int = 0  # And not written down where to.
    in_time: int = 0  # Notes; at most as many as were completed.
    weeks: tuple[tuple[int, int, int], ...] = ()  # Said yes and came, came anyway, did not come.
    broken: int = 0  # Said yes, and did not come.
    new: int = 0
    again: int = 0

    @property
    def tallies(self) -> dict[str, Tally]:
        """The measures of this half-term."""
        met_or_not = (self.completed, self.ended_early, self.by_us, self.by_family, self.nobody_in)
        came = sum(kept + anyway for kept, anyway, _rest in self.weeks)
        kept = sum(week[0] for week in self.weeks)
        return {
            "visits": Tally(self.completed, sum(met_or_not)),
            "cancelled_by_us": Tally(self.by_us, sum(met_or_not)),
            "notes": Tally(min(self.in_time, self.completed), self.completed),
            "turnout": Tally(came, sum(map(sum, self.weeks))),
            "kept": Tally(kept, kept + self.broken),
            "first_timers": Tally(self.new, self.new),
            "came_back": Tally(min(self.again, self.new), self.new),
        }

    @property
    def parts(self) -> dict[str, int]:
        """What became of the visits."""
        counts = (
            self.completed + self.ended_early, self.nobody_in, self.moved, self.by_us, self.by_family, 0,
        )  # fmt: skip
        return dict(zip(OUTCOMES, counts, strict=True))


World = Sequence[Half]


def reports(world: World) -> list[tuple[Period, PeriodReport]]:
    """Every period of a world, with its true numbers."""
    halves = HALVES[: len(world)]
    of = {half.starts_on: each for half, each in zip(halves, world, strict=True)}
    found = []
    for period in periods_of(halves, date(2027, 7, 1)):
        here = {half.starts_on: of[half.starts_on] for half in period.half_terms}
        figures = {
            key: Figure(sum((each.tallies[key] for each in here.values()), Tally()),
                        {on: each.tallies[key] for on, each in here.items()})
            for key in ADDED
        }  # fmt: skip
        parts = {key: sum(each.parts[key] for each in here.values()) for key in OUTCOMES}
        by_half = {on: each.parts for on, each in here.items()}
        weeks = [
            Week(on, on + timedelta(days=7 * n), "", True, Tally(a + b, a + b + c), Tally(), 0, 0)
            for on, each in here.items()
            for n, (a, b, c) in enumerate(each.weeks)
        ]
        closed = Tally(len(weeks), len(weeks))
        found.append((period, PeriodReport(
            figures, Outcomes(sum(parts.values()), parts, 0, by_half), weeks, [],
            Tally(), closed, 0,
        )))  # fmt: skip
    return found


@dataclass(frozen=True)
class Page:
    """What is served of one period."""

    period: Period
    shown: dict[str, Shown]
    outcomes: tuple[tuple[str, int], ...]
    weeks: tuple[tuple[date | None, date, Tally | None], ...]

    @property
    def said(self) -> Hashable:
        """All of it, to look which pages are alike."""
        shown = tuple((key, self.shown[key].figure, self.shown[key].said) for key in ADDED)
        return self.period.key, shown, self.outcomes, self.weeks


def pages(rules: SmallNumbers, world: World) -> list[Page]:
    """Everything that is served of a world."""
    found = []
    for period, true in reports(world):
        shown = figures_shown(rules, true, period)
        are_shown = may_show_outcomes(rules, true.outcomes, true.figures, shown)
        hidden = rules.weeks_hidden(true.weeks)
        found.append(
            Page(
                period, shown,
                tuple(true.outcomes.parts.items()) if are_shown and true.outcomes.expected else (),
                tuple((w.half_on, w.on, None if w in hidden else w.turnout) for w in true.weeks),
            )
        )  # fmt: skip
    return found


def numbers(world: World) -> dict[Hashable, int]:
    """Every number of a world that nobody may find while it is small, by its name."""
    found: dict[Hashable, int] = {}
    for period, true in reports(world):
        for key, figure in true.figures.items():
            if key in ADDED:
                found[period.key, key, "part"] = figure.total.part
                found[period.key, key, "rest"] = figure.total.rest
        at = {key: true.figures[key].total for key in ADDED}
        found[period.key, "neither met nor cancelled by us"] = (
            at["visits"].rest - at["cancelled_by_us"].part
        )
        found[period.key, "came without a yes"] = at["turnout"].part - at["kept"].part
        for part, count in true.outcomes.parts.items():
            found[period.key, "outcome", part] = count
        for week in true.weeks:
            found["week", week.on, "part"] = week.turnout.part
            found["week", week.on, "rest"] = week.turnout.rest
    return found


# --- One who knows our rules, in worlds so small that all of them can be tried. ------


def found_out(
    rules: SmallNumbers, worlds: Iterable[World], wanted: Callable[[Hashable], bool]
) -> list[Any]:
    """Of all worlds with the same pages, return small numbers that are the same in each."""
    alike: dict[Hashable, list[World]] = defaultdict(list)
    for world in worlds:
        alike[tuple(page.said for page in pages(rules, world))].append(world)
    found = []
    for same in alike.values():
        left = {
            name: value
            for name, value in numbers(same[0]).items()
            if 0 < value < rules.least_count and wanted(name)
        }
        for world in reversed(same):
            if not left:
                break
            there = numbers(world)
            left = {name: value for name, value in left.items() if there[name] == value}
        found += [(name, value, same[0]) for name, value in left.items()]
    return found


TINY = SmallNumbers(least_group=6, least_count=3, is_open=False)
ANY: Callable[[Hashable], bool] = lambda _name: True  # noqa: E731


def shares(most: int, parts: int) -> Iterable[tuple[int, ...]]:
    """Every way to share out at most so many: so the worlds of a page are all there."""
    for cuts in combinations_with_replacement(range(most + 1), parts):
        yield tuple(high - low for low, high in zip((0, *cuts), cuts, strict=False))


def test_of_visits_made_cancelled_and_neither_none_is_had_from_the_others() -> None:
    worlds = [
        [Half(completed=a, by_us=b, nobody_in=c, in_time=in_time)]
        for a, b, c in shares(18, 3)
        for in_time in (0, 3)
    ]

    assert found_out(TINY, worlds, ANY) == []


@pytest.mark.parametrize("sizes", [(7, 7), (9, 8), (11, 7)])
def test_nor_from_half_terms_their_terms_and_the_year(sizes: tuple[int, ...]) -> None:
    """A page says of how many visits it speaks, so worlds of other sizes are never like these."""
    halves = [
        [Half(completed=a, by_us=b, nobody_in=size - a - b) for a, b in shares(size, 2)]
        for size in sizes
    ]

    assert found_out(TINY, product(*halves), ANY) == []


@pytest.mark.parametrize("sizes", [(6, 6), (8, 7)])
def test_nor_of_plans_and_turnout_of_two_half_terms(sizes: tuple[int, ...]) -> None:
    halves = [
        [
            Half(weeks=((a, b, size - a - b),), broken=broken)
            for a, b in shares(size, 2)
            for broken in (0, 1, 2, 6)
        ]
        for size in sizes
    ]

    assert found_out(TINY, product(*halves), ANY) == []


def test_of_plans_kept_and_families_that_came_without_one_none_is_had() -> None:
    worlds = [
        [Half(weeks=((kept, anyway, rest),), broken=broken)]
        for kept, anyway, rest in shares(11, 3)
        for broken in range(12 - kept)
    ]

    assert found_out(TINY, worlds, ANY) == []


def test_no_afternoon_is_had_from_the_others_of_its_half_term() -> None:
    worlds = [
        [Half(weeks=((0, *each[:2]), (0, *each[2:4]), (0, *each[4:])))] for each in shares(9, 6)
    ]

    assert found_out(TINY, worlds, lambda name: "week" in name) == []  # type: ignore[operator]


def test_of_what_became_of_the_visits_no_small_part_is_had() -> None:
    worlds = [
        [Half(completed=a, ended_early=b, by_us=c, by_family=d, nobody_in=e, moved=moved)]
        for a, b, c, d, e in shares(8, 5)
        for moved in range(4)
    ]

    assert found_out(TINY, worlds, ANY) == []


def test_no_first_timers_are_had_from_those_that_came_back() -> None:
    new = [Half(new=n, again=m, weeks=((0, 20, 20),)) for n in range(9) for m in range(n + 1)]
    worlds = product(new, new)

    assert found_out(TINY, worlds, lambda name: "turnout" not in name) == []  # type: ignore[operator]


# --- One who knows nothing of our rules, in any world, with every sum there is. ------

HEAD = SmallNumbers(least_group=10, least_count=5, is_open=False)
few = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 7, 9])
some = st.one_of(few, st.integers(0, 40))
week = st.tuples(some, few, some)
half = st.builds(
    Half,
    completed=some,
    ended_early=few,
    by_us=few,
    by_family=few,
    nobody_in=few,
    moved=few,
    in_time=some,
    weeks=st.lists(week, min_size=1, max_size=4).map(tuple),
    broken=few,
    new=few,
    again=few,
)


def attacked(rules: SmallNumbers, world: World) -> Attacker:
    """Somebody who has read all pages of a world, and worked out what can be."""
    attacker = Attacker()
    for page in pages(rules, world):
        _reads_page(attacker, page)
        if page.period.kind != Kind.HALF_TERM:
            _adds_up(attacker, page.period)
    attacker.works_it_out()
    return attacker


def _reads_page(attacker: Attacker, page: Page) -> None:
    key = page.period.key
    for measure in ADDED:
        shown = page.shown[measure]
        reads(attacker, (key, measure), shown.figure, shown.said)
    attacker.knows((key, "first_timers", "rest"), 0, 0)
    visits, by_us, completed = (
        (key, "visits", "part"), (key, "cancelled_by_us", "part"), (key, "outcome", "completed"),
    )  # fmt: skip
    attacker.adds((key, "visits", "whole"), [(key, "cancelled_by_us", "whole")])
    attacker.adds((key, "visits", "rest"), [by_us, (key, "neither met nor cancelled by us")])
    attacker.adds((key, "turnout", "part"), [(key, "kept", "part"), (key, "came without a yes")])
    attacker.adds((key, "notes", "whole"), [visits])
    attacker.adds((key, "came_back", "whole"), [(key, "first_timers", "part")])
    attacker.lies_in(visits, completed)
    attacker.adds((key, "outcome", "we_cancelled"), [by_us])
    for part, count in page.outcomes:
        attacker.knows((key, "outcome", part), count, count)
    for side in ("part", "rest"):
        weeks = [("week", on, side) for _half, on, _tally in page.weeks]
        attacker.adds((key, "turnout", side), weeks)
    for _half, on, tally in page.weeks:
        if tally is not None:
            attacker.knows(("week", on, "part"), tally.part, tally.part)
            attacker.knows(("week", on, "rest"), tally.rest, tally.rest)


def _adds_up(attacker: Attacker, period: Period) -> None:
    halves = [each.key for each in periods_of(period.half_terms, date(2027, 7, 1))][
        : len(period.half_terms)
    ]
    for measure, side in product(ADDED, ("part", "rest", "whole")):
        attacker.adds((period.key, measure, side), [(half, measure, side) for half in halves])
    for part in OUTCOMES:
        attacker.adds((period.key, "outcome", part), [(half, "outcome", part) for half in halves])


@settings(max_examples=60)
@given(st.lists(half, min_size=1, max_size=4))
def test_no_sum_over_pages_and_periods_gives_a_small_number(world: list[Half]) -> None:
    attacker = attacked(HEAD, world)

    assert {
        name: value
        for name, value in numbers(world).items()
        if 0 < value < HEAD.least_count and attacker.value(name) is not None
    } == {}


def test_who_attacks_figures_that_stand_alone_is_successful() -> None:
    """Were each figure shown as if no other stood beside it, the attacker would find some."""
    open_pages = SmallNumbers(least_group=10, least_count=1, is_open=False)
    world = [Half(completed=30, by_us=8, nobody_in=2)]

    assert (
        attacked(open_pages, world).value(("2026-autumn-1", "neither met nor cancelled by us")) == 2
    )
    assert attacked(HEAD, world).value(("2026-autumn-1", "neither met nor cancelled by us")) is None
