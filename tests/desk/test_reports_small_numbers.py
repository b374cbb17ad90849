"""No family can be worked out from what the page of figures shows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from families.reports import Tally
from pastoral.accounts.models import HalfTerm
from pastoral.accounts.periods import Period, periods_of
from pastoral.desk.small_numbers import NOTHING, Shown, SmallNumbers, per_cent
from pastoral.figures.measures import MEASURES
from pastoral.figures.report import Figure as Measure
from sessions_app.reports.afternoons import Week

RULES = SmallNumbers(least_group=10, least_count=5, is_open=False)
HALVES = [
    HalfTerm(school_year=2026, term=term, half=half, starts_on=first, ends_on=first + timedelta(40))
    for term, half, first in [
        ("autumn", 1, date(2026, 9, 1)), ("autumn", 2, date(2026, 11, 1)),
        ("spring", 1, date(2027, 1, 1)), ("spring", 2, date(2027, 2, 20)),
        ("summer", 1, date(2027, 4, 10)), ("summer", 2, date(2027, 6, 1)),
    ]
]  # fmt: skip
PERIODS = {period.key: period for period in periods_of(HALVES, date(2027, 7, 1))}


def measure(*tallies: Tally) -> Measure:
    halves = {half.starts_on: tally for half, tally in zip(HALVES, tallies, strict=False)}
    return Measure(sum(tallies, Tally()), halves)


def figure(part: int, whole: int, rules: SmallNumbers = RULES) -> tuple[str, str]:
    shown = rules.shown(Measure(Tally(part, whole), {}), PERIODS["2026-autumn-1"], "families")
    return shown.figure, shown.said


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (29, 41, ("71%", "29 of 41 families")),
        (3, 41, ("fewer than 5", "of 41 families")),
        (39, 41, ("more than 36", "of 41 families")),
        (0, 41, ("0%", "0 of 41 families")),
        (41, 41, ("100%", "41 of 41 families")),
        (0, 7, ("–", "fewer than 10 families")),
        (5, 9, ("–", "fewer than 10 families")),
        (2, 3, ("–", "fewer than 10 families")),
        (0, 0, ("–", "no families")),
    ],
)
def test_a_figure_is_a_whole_per_cent_or_says_why_not(
    part: int, whole: int, said: tuple[str, str]
) -> None:
    assert figure(part, whole) == said


def test_a_lead_sees_the_true_numbers_and_no_rate_for_few() -> None:
    lead = SmallNumbers(least_group=10, least_count=5, is_open=True)

    assert figure(3, 41, lead) == ("7%", "3 of 41 families")
    assert figure(2, 3, lead) == ("2 of 3", "families (too few for a rate)")


def test_nearly_all_is_not_said_as_all() -> None:
    assert per_cent(Tally(399, 400)) == 99
    assert per_cent(Tally(1, 400)) == 1
    assert per_cent(Tally(1, 8)) == 13


def all_shown(
    rules: SmallNumbers, halves: Sequence[Tally], *, is_count: bool = False
) -> tuple[Shown, ...]:
    """What every page shows of these half-terms, of their terms and of their year."""
    show = rules.count_shown if is_count else rules.shown
    found = []
    for key, period in PERIODS.items():
        here = {half.starts_on for half in period.half_terms}
        known = {
            h.starts_on: t for h, t in zip(HALVES, halves, strict=False) if h.starts_on in here
        }
        if known:
            total = sum(known.values(), Tally())
            found.append(show(Measure(total, known), period, key))
    return tuple(found)


def is_pinned_down(
    worlds: Sequence[Sequence[Tally]], rules: SmallNumbers, **how: bool
) -> list[str]:
    """Have somebody who knows our rules, and every page, tell what each hidden number is.

    Of all worlds in which the pages are the same, a hidden number must not be the same in each.
    """
    alike: dict[tuple[Shown, ...], list[Sequence[Tally]]] = defaultdict(list)
    for world in worlds:
        alike[all_shown(rules, world, **how)].append(world)
    found = []
    for same in alike.values():
        for n, half in enumerate(same[0]):
            is_told = rules.is_small(half.part) if how else not rules.may_show(half)
            for what in ("part", "rest", "whole"):
                values = {getattr(world[n], what) for world in same}
                is_hidden = what == "part" or (half.whole < rules.least_group and not how)
                if is_told and is_hidden and len(values) == 1:
                    found.append(f"{what} of {n} in {same}")
    return found


@pytest.mark.parametrize("count", [2, 3])
def test_no_taking_away_gives_a_hidden_part(count: int) -> None:
    parts = [0, 1, 2, 3, 4, 9, 26, 27, 28, 29] if count == 3 else range(31)
    worlds = [[Tally(part, 30) for part in world] for world in product(parts, repeat=count)]

    assert is_pinned_down(worlds, RULES) == []


@pytest.mark.parametrize("count", [4, 6])
def test_no_taking_away_gives_a_hidden_part_in_a_whole_year(count: int) -> None:
    parts = [0, 1, 2, 3, 4, 6] if count == 4 else [0, 1, 2, 4]
    worlds = [[Tally(part, 30) for part in world] for world in product(parts, repeat=count)]

    assert is_pinned_down(worlds, RULES) == []
    counts = [[Tally(part, part) for part in world] for world in product(parts, repeat=count)]
    assert is_pinned_down(counts, RULES, is_count=True) == []


@pytest.mark.parametrize("count", [2, 3])
def test_no_taking_away_gives_a_part_of_few_or_how_few_they_are(count: int) -> None:
    rules = SmallNumbers(least_group=6, least_count=3, is_open=False)
    most = {2: 7, 3: 5}[count]
    tallies = [Tally(part, whole) for whole in range(most + 1) for part in range(whole + 1)]
    worlds = list(product(tallies, repeat=count))

    assert is_pinned_down(worlds, rules) == []


def test_an_attack_that_works_is_found() -> None:
    careless = SmallNumbers(least_group=10, least_count=5, is_open=False)
    object.__setattr__(careless, "_total_keeps_its_parts", lambda *_args, **_more: True)
    worlds = [[Tally(a, 30), Tally(b, 30)] for a, b in product([0, 1, 2, 3, 4, 9], repeat=2)]

    assert is_pinned_down(worlds, careless) != []


def test_a_year_of_small_terms_is_told_where_nothing_follows_from_it() -> None:
    halves = [Tally(3, 3), Tally(2, 4), Tally(2, 4), Tally(3, 5), Tally(4, 4), Tally(2, 4)]

    *small, year = all_shown(RULES, halves)

    assert {shown.figure for shown in small} == {NOTHING}
    assert year.figure == "67%"


def test_days_between_half_terms_are_a_part_as_well() -> None:
    halves = {HALVES[0].starts_on: Tally(20, 30), HALVES[1].starts_on: Tally(10, 30)}
    with_one_in_the_holidays = Measure(Tally(31, 62), halves)

    shown = RULES.shown(with_one_in_the_holidays, PERIODS["2026-autumn"], "visits")

    assert not shown.is_told


@pytest.mark.parametrize(
    ("in_term", "at_christmas", "is_shown"),
    [
        (Tally(), Tally(), True),
        (Tally(8, 16), Tally(8, 16), True),
        (Tally(8, 16), Tally(2, 2), False),  # Together 10 of 18; a year less its terms is 2.
        (Tally(2, 2), Tally(8, 16), False),
    ],
)
def test_a_year_tells_of_no_break_by_taking_its_terms_away(
    in_term: Tally, at_christmas: Tally, is_shown: bool
) -> None:
    halves = {half.starts_on: Tally(10, 20) for half in HALVES}
    breaks = {HALVES[0].ends_on: in_term, HALVES[1].ends_on: at_christmas}
    found = {on: tally for on, tally in {**halves, **breaks}.items() if tally.whole}

    shown = RULES.shown(Measure(sum(found.values(), Tally()), found), PERIODS["2026"], "visits")

    assert shown.is_told is is_shown


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (Tally(0, 40), "nothing"), (Tally(1, 40), "fewer than 5"), (Tally(4, 40), "fewer than 5"),
        (Tally(5, 400), "under 5%"), (Tally(5, 40), "about 10%"), (Tally(39, 40), "over 95%"),
        (Tally(40, 40), "about 100%"), (Tally(2, 6), "some"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_in_steps_and_of_a_few_no_share(missing: Tally, said: str) -> None:
    assert RULES.missing_said(missing) == said


def week(on: date, came: int, could: int, half: int = 0) -> Week:
    return Week(HALVES[half].starts_on, on, "", True, Tally(came, could), Tally(), 0, 0)


@pytest.mark.parametrize("seed", range(60))
def test_no_week_is_the_only_gap_in_its_half_term(seed: int) -> None:
    dice = Random(seed)
    weeks = [
        week(
            date(2026, 9, 2) + timedelta(days=7 * n), dice.randrange(0, 20), dice.randrange(20, 26)
        )
        for n in range(7)
    ]

    hidden = RULES.weeks_hidden(weeks)

    assert {w for w in weeks if not RULES.may_show(w.turnout)} <= hidden
    together = sum((w.turnout for w in hidden), Tally())
    assert not hidden or len(hidden) == 7 or (len(hidden) > 1 and RULES.may_show(together))


def test_the_same_weeks_are_hidden_on_the_half_terms_page_and_on_the_years() -> None:
    first = [
        week(date(2026, 9, 2), 3, 30),
        week(date(2026, 9, 9), 12, 30),
        week(date(2026, 9, 16), 9, 20),
    ]
    second = [week(date(2026, 11, 4), 8, 16, half=1), week(date(2026, 11, 11), 9, 30, half=1)]

    assert RULES.weeks_hidden(first) == RULES.weeks_hidden([*first, *second])


def test_a_count_alone_is_hidden_when_small() -> None:
    period: Period = PERIODS["2026-autumn-1"]

    assert RULES.count_shown(measure(Tally(3, 3)), period, "families").figure == "fewer than 5"
    assert RULES.count_shown(measure(Tally(6, 6)), period, "families").figure == "6"


@pytest.mark.parametrize("whole", [*range(10, 31), 46, 97])
def test_of_families_counted_once_a_term_every_step_leaves_five_numbers_open(whole: int) -> None:
    alike = defaultdict(set)
    for part in range(whole + 1):
        alike[RULES.roughly(Tally(part, whole), "families")].add(part)

    assert min(map(len, alike.values())) >= 5
    assert all(shown.part is None and "%" not in shown.figure for shown in alike)


@pytest.mark.parametrize("key", ["reach", "regulars", "contactable"])
def test_a_terms_families_less_a_half_terms_are_nobodys_to_know(key: str) -> None:
    found, term = Measure(Tally(42, 46), {}), PERIODS["2026-autumn"]

    told = RULES.figure_shown(MEASURES[key], found, term)

    assert told == Shown("40 or more", "of 46 families")
    assert replace(RULES, is_open=True).figure_shown(MEASURES[key], found, term).part == 42
