"""Where our offer is not working: what of it a head may read, and what nobody can work out."""

from collections import defaultdict
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from families.reports import Tally
from pastoral.desk.equity import Compared, GapShown, compared
from pastoral.desk.small_numbers import SmallNumbers
from pastoral.figures.groups import OF_SEN, Gap

HEAD = SmallNumbers(least_group=10, least_count=5, is_open=False)
LEAD = SmallNumbers(least_group=10, least_count=5, is_open=True)
ENOUGH, NONE = Tally(20, 40), Tally()


def line(group: str, tally: Tally, others: Tally = ENOUGH, unknown: Tally = NONE) -> GapShown:
    gaps = [Gap("reach", group, None, tally, others, unknown)]
    return compared(HEAD, gaps, {})[0].lines[0]


def test_a_group_stands_beside_everyone_else_in_whole_per_cents_and_points() -> None:
    found = line("fsm", Tally(12, 31))

    assert (found.rate, found.others, found.points, found.said) == (39, 50, -11, "11 points lower")
    assert found.counts == ""


@pytest.mark.parametrize(
    "tally", [Tally(5, 9), Tally(3, 20), Tally(17, 20), Tally(0, 20), Tally(20, 20)]
)
def test_a_small_or_sensitive_side_hides_both_sides(tally: Tally) -> None:
    for found in (line("fsm", tally), line("fsm", ENOUGH, tally)):
        assert (found.rate, found.others, found.points) == (None, None, None)


def test_a_home_school_may_be_all_or_none() -> None:
    school = uuid4()
    gaps = [Gap("reach", "home_school", school, Tally(20, 20), ENOUGH, NONE)]

    assert compared(HEAD, gaps, {school: "Ash School"})[0].lines[0].rate == 100


def test_the_few_of_whom_it_is_not_known_hide_the_line() -> None:
    assert line("fsm", Tally(10, 20), unknown=Tally(1, 2)).points is None
    assert line("fsm", Tally(10, 20), unknown=Tally(7, 14)).points == 0


def test_two_groups_with_nearly_the_same_families_are_not_both_shown() -> None:
    gaps = [
        Gap("reach", "fsm", None, Tally(10, 20), Tally(20, 40), NONE),
        Gap("reach", "pupil_premium", None, Tally(11, 22), Tally(19, 38), NONE),
    ]

    fsm, premium = compared(HEAD, gaps, {})[0].lines

    assert fsm.points is not None
    assert premium.points is None


def test_that_nobody_is_of_a_group_is_not_told_either() -> None:
    few, none = line("other", Tally(1, 1)), line("other", NONE)

    assert few == none
    assert compared(LEAD, [Gap("reach", "other", None, NONE, ENOUGH, NONE)], {})[0].lines == []


def test_a_lead_reads_all_of_it_with_its_counts() -> None:
    gaps = [Gap("reach", "fsm", None, Tally(1, 2), Tally(3, 4), NONE)]

    assert compared(LEAD, gaps, {})[0].lines[0].counts == "1 of 2, and 3 of 4"


def sen_gaps(tallies: tuple[Tally, ...]) -> list[Gap]:
    """Every family is in exactly one of the three, as where each has one child."""
    total = sum(tallies, Tally())
    return [
        Gap("reach", group, None, tally, Tally(total.part - tally.part, total.whole - tally.whole), NONE)
        for group, tally in zip(OF_SEN, tallies, strict=True)
    ]  # fmt: skip


tallies = st.integers(0, 60).flatmap(
    lambda whole: st.integers(0, whole).map(lambda part: Tally(part, whole))
)


@given(of=st.tuples(tallies, tallies, tallies))
@settings(max_examples=200, deadline=None)
def test_of_groups_that_share_out_the_families_never_one_alone_is_hidden(
    of: tuple[Tally, Tally, Tally],
) -> None:
    """Who knows all counts of the lines that are shown, and the total, has no hidden one."""
    found = {each.group: each for each in compared(HEAD, sen_gaps(of), {})[0].lines} if any(
        tally.whole for tally in of
    ) else {}  # fmt: skip
    there = dict(zip(OF_SEN, of, strict=True))
    hidden = [there[key] for key, each in found.items() if each.points is None and there[key].whole]
    if not hidden:
        return
    together = sum(hidden, Tally())

    assert len(hidden) == sum(bool(tally.whole) for tally in of) or (
        len(hidden) > 1 and HEAD.may_show(together) and together.part not in (0, together.whole)
    )


def published(found: list[Compared], total: Tally) -> Any:
    shown = [
        [(line.group, line.rate, line.others, line.missing) for line in each.lines]
        for each in found
    ]
    return (total, str(shown))  # fmt: skip


def test_who_reads_every_line_and_knows_our_rules_pins_no_hidden_group_down() -> None:
    # Two groups of which each family is in one: 30 families, an attacker who knows the total.
    total = Tally(18, 30)
    worlds = [
        Tally(part, whole)
        for whole in range(1, 30)
        for part in range(whole + 1)
        if 0 <= total.part - part <= total.whole - whole
    ]
    alike = defaultdict(list)
    for here in worlds:
        others = Tally(total.part - here.part, total.whole - here.whole)
        found = compared(HEAD, [Gap("reach", "fsm", None, here, others, NONE)], {})
        alike[published(found, total)].append((here, found[0].lines[0].points))

    for same in alike.values():
        if same[0][1] is None:
            assert len({here.part for here, _points in same}) > 1
            assert len({here.whole for here, _points in same}) > 1


def test_points_are_of_the_per_cents_that_are_shown_and_tell_no_more() -> None:
    for part, other in product(range(5, 16), repeat=2):
        found = line("fsm", Tally(part, 20), Tally(other + 10, 40))
        if found.rate is not None and found.others is not None:
            assert found.points == found.rate - found.others
