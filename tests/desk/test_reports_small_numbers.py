"""No family can be worked out from what the page of figures shows."""

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from families.reports import Tally
from pastoral.accounts.models import HalfTerm
from pastoral.accounts.periods import Period, periods_of
from pastoral.desk.reports import Measure
from pastoral.desk.small_numbers import SmallNumbers, per_cent
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
        (0, 7, ("0 of 7", "families (too few for a rate)")),
        (5, 9, ("more than 4", "of 9 families")),
        (2, 3, ("–", "fewer than 5 families")),
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


def shown_part(tally: Tally) -> range:
    """What a reader knows of a half-term's part from its own page."""
    if RULES.may_show(tally):
        return range(tally.part, tally.part + 1)
    if RULES.is_small(tally.whole):
        return range(tally.whole + 1)
    if RULES.is_small(tally.part):
        return range(1, 5)
    return range(tally.whole - 4, tally.whole)


def is_shown(rules: SmallNumbers, found: Measure, key: str) -> bool:
    return rules.may_show(found.total) and rules.total_keeps_its_parts(found, PERIODS[key])


@pytest.mark.parametrize("seed", range(40))
def test_no_taking_away_between_half_terms_terms_and_the_year_gives_a_hidden_number(
    seed: int,
) -> None:
    dice = Random(seed)
    halves = [Tally(min(dice.choice([0, 1, 2, 3, 4, 4, 7, 12]), 30), 30) for _ in HALVES]
    autumn = measure(*halves[:2])
    terms = [halves[n : n + 2] for n in (0, 2, 4)]
    year = measure(*halves)
    sums = []
    for n, term in enumerate(terms):
        of_term = Measure(
            sum(term, Tally()),
            {h.starts_on: t for h, t in zip(HALVES[2 * n :], term, strict=False)},
        )
        key = ("2026-autumn", "2026-spring", "2026-summer")[n]
        if is_shown(RULES, of_term, key):
            sums.append((slice(2 * n, 2 * n + 2), of_term.total.part))
    if is_shown(RULES, year, "2026"):
        sums.append((slice(0, 6), year.total.part))

    worlds = [
        world
        for world in product(*(shown_part(half) for half in halves))
        if all(sum(world[where]) == total for where, total in sums)
    ]

    assert autumn.total.part == sum(h.part for h in halves[:2])
    for n, half in enumerate(halves):
        assert RULES.may_show(half) or len({world[n] for world in worlds}) > 1


def week(on: date, came: int, could: int, half: int = 0) -> Week:
    return Week(1, HALVES[half].starts_on, on, "", True, Tally(came, could), Tally(), 0, 0)


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
