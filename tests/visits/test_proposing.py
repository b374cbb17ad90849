"""A proposed day of visits: pure arithmetic, tried with thousands of made-up days."""

import uuid
from datetime import time
from itertools import pairwise, permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from visits.proposing import (
    FULL,
    NO_TIME,
    NO_TIME_SUITS,
    Candidate,
    Day,
    Fixed,
    Parent,
    Place,
    Proposal,
    metres_between,
    minute_of,
    minutes_between,
    propose,
)

USUAL = (time(9, 30), time(11), time(13), time(14, 30))
LEEDS, YORK = Place(53.80, -1.55), Place(53.96, -1.08)


def a_family(number: int = 1, **fields: object) -> Candidate:
    parent = Parent(uuid.UUID(int=1000 + number), f"Parent {number}")
    usual = {"days": 20, "rhythm": 10, "is_due": True, "parents": (parent,)}
    return Candidate(uuid.UUID(int=number), f"Family {number:03}", **{**usual, **fields})  # type: ignore[arg-type]


def one_who_can(good_from: time | None = None, good_until: time | None = None) -> tuple[Parent]:
    return (Parent(uuid.UUID(int=1), "Samira", good_from, good_until),)


def a_day(**fields: object) -> Day:
    return Day(**{"starts": USUAL, "minutes": 45, "gap": 15, "most": 4, **fields})  # type: ignore[arg-type]


def said(proposal: Proposal) -> list[tuple[str, str]]:
    return [(f"{stop.at:%H:%M}", stop.family.label) for stop in proposal.stops]


def test_whom_we_never_met_comes_first_and_then_the_longest_past_their_rhythm() -> None:
    often = a_family(1, days=12, rhythm=5)
    seldom = a_family(2, days=30, rhythm=28)
    never = a_family(3, days=None)

    assert said(propose([seldom, often, never], a_day())) == [
        ("09:30", "Family 003"),
        ("11:00", "Family 001"),
        ("13:00", "Family 002"),
    ]


def test_a_tie_is_fair_it_goes_by_label() -> None:
    families = [a_family(3), a_family(1), a_family(2)]

    assert [label for _at, label in said(propose(families, a_day(most=2)))] == [
        "Family 001",
        "Family 002",
    ]


def test_a_family_that_can_only_come_at_one_time_gets_it_from_one_who_can_come_at_any() -> None:
    morning = a_family(2, days=15, parents=one_who_can(None, time(11)))
    any_time = a_family(1, days=40)

    assert said(propose([any_time, morning], a_day(most=2))) == [
        ("09:30", "Family 002"),
        ("11:00", "Family 001"),
    ]


def test_a_visit_is_over_by_the_time_that_suits_them() -> None:
    until_ten = a_family(1, parents=one_who_can(None, time(10)))

    proposal = propose([until_ten], a_day())

    assert proposal.stops == ()
    assert proposal.not_fitted == ((until_ten, NO_TIME_SUITS),)


def test_where_one_parent_said_their_hours_those_count_and_they_are_asked() -> None:
    mother, father = Parent(uuid.uuid4(), "Ana"), Parent(uuid.uuid4(), "Tom", time(14), None)

    [stop] = propose([a_family(1, parents=(mother, father))], a_day()).stops

    assert (stop.at, stop.parent) == (time(14, 30), father)


def test_the_first_who_may_be_asked_is_asked_where_nobody_said_any_hours() -> None:
    mother, father = Parent(uuid.uuid4(), "Ana"), Parent(uuid.uuid4(), "Tom")

    [stop] = propose([a_family(1, parents=(mother, father))], a_day()).stops

    assert stop.parent == mother


def test_what_stands_already_takes_its_time_its_travel_and_its_place_in_the_day() -> None:
    day = a_day(fixed=(Fixed(time(10, 20), 45), Fixed(None, 45)))

    proposal = propose([a_family(n) for n in range(1, 6)], day)

    assert [at for at, _label in said(proposal)] == ["13:00", "14:30"]


def test_times_nearer_than_a_visit_and_its_travel_are_not_both_used() -> None:
    near = (time(9), time(9, 30), time(10), time(10, 30))

    assert [at for at, _ in said(propose([a_family(n) for n in range(4)], a_day(starts=near)))] == [
        "09:00",
        "10:00",
    ]


def test_each_family_left_over_says_why() -> None:
    full = propose([a_family(n) for n in range(5)], a_day())
    taken = propose([a_family(1)], a_day(starts=()))
    blocked = propose([a_family(1, why_not="Nobody there may be asked.")], a_day())

    assert [why for _family, why in full.not_fitted] == [FULL]
    assert [why for _family, why in taken.not_fitted] == [NO_TIME]
    assert [why for _family, why in blocked.not_fitted] == ["Nobody there may be asked."]


def test_a_family_whose_turn_has_not_come_fills_a_place_and_is_not_missed() -> None:
    due, soon = a_family(1), a_family(2, is_due=False, days=9)

    assert len(propose([soon, due], a_day()).stops) == 2
    proposal = propose([soon, due], a_day(most=1))
    assert [stop.family for stop in proposal.stops] == [due]
    assert proposal.not_fitted == ()


def test_the_shortest_way_round_is_proposed_what_stands_already_included() -> None:
    far = a_family(1, days=40, place=YORK)
    near = a_family(2, days=20, place=LEEDS)
    in_leeds_at_nine = a_day(fixed=(Fixed(time(8), 45, LEEDS),))

    assert [label for _at, label in said(propose([far, near], in_leeds_at_nine))] == [
        "Family 002",
        "Family 001",
    ]


def test_distances_are_the_worlds_own() -> None:
    assert abs(metres_between(LEEDS, YORK) - 35_600) < 500
    assert metres_between(LEEDS, LEEDS) == 0
    assert 100 < minutes_between(LEEDS, YORK) < 130


# ---------------------------------------------------------------------------
# Thousands of days.
# ---------------------------------------------------------------------------
quarters = st.integers(min_value=7 * 4, max_value=18 * 4).map(lambda q: time(q // 4, q % 4 * 15))
places = st.builds(
    Place, st.floats(53.7, 53.9, allow_nan=False), st.floats(-1.7, -1.4, allow_nan=False)
)


@st.composite
def families(draw: st.DrawFn) -> list[Candidate]:
    found = []
    for number in range(draw(st.integers(0, 9))):
        parents = []
        for n in range(draw(st.integers(0, 2))):
            hours = sorted(draw(st.lists(quarters, min_size=2, max_size=2, unique=True)))
            said_from, said_until = draw(st.booleans()), draw(st.booleans())
            parents.append(
                Parent(
                    uuid.UUID(int=number * 10 + n),
                    f"Parent {n}",
                    hours[0] if said_from else None,
                    hours[1] if said_until else None,
                )
            )
        found.append(
            a_family(
                number,
                days=draw(st.none() | st.integers(0, 90)),
                rhythm=draw(st.integers(1, 40)),
                is_due=draw(st.booleans()),
                parents=tuple(parents),
                place=draw(st.none() | places),
                why_not=draw(st.sampled_from(["", "", "", "They asked to be left in peace."])),
            )
        )
    return found


days = st.builds(
    Day,
    starts=st.lists(quarters, max_size=6).map(tuple),
    minutes=st.sampled_from([30, 45, 60]),
    gap=st.sampled_from([0, 15, 30]),
    most=st.integers(0, 6),
    fixed=st.lists(
        st.builds(Fixed, st.none() | quarters, st.sampled_from([30, 45]), st.none() | places),
        max_size=2,
    ).map(tuple),
)


@given(families(), days)
def test_a_day_holds_no_more_than_it_may_and_nothing_overlaps(
    those: list[Candidate], day: Day
) -> None:
    stops = propose(those, day).stops

    assert len(stops) <= max(0, day.most - len(day.fixed))
    assert len({stop.family.key for stop in stops}) == len(stops)
    starts = [minute_of(stop.at) for stop in stops]
    assert starts == sorted(starts)
    assert all(two - one >= day.minutes + day.gap for one, two in pairwise(starts))
    for fixed in (f for f in day.fixed if f.at):
        at = minute_of(fixed.at)  # type: ignore[arg-type]
        for start in starts:
            assert start + day.minutes + day.gap <= at or at + fixed.minutes + day.gap <= start
    assert {stop.at for stop in stops} <= set(day.starts)


@given(families(), days)
def test_nobody_is_asked_outside_their_hours_or_while_they_are_left_in_peace(
    those: list[Candidate], day: Day
) -> None:
    for stop in propose(those, day).stops:
        start = minute_of(stop.at)
        assert not stop.family.why_not
        assert stop.parent in stop.family.parents
        assert stop.parent.is_free(start, start + day.minutes)


@given(families(), days)
def test_nobody_is_passed_for_one_whose_turn_is_later(those: list[Candidate], day: Day) -> None:
    proposal = propose(those, day)
    seen = sorted((stop.family for stop in proposal.stops), key=lambda family: family.turn)

    for left in (f for f in those if not f.why_not and f not in seen):
        before = [family for family in seen if family.turn < left.turn]
        # Alone with those whose turn was earlier, it still could not have been fitted.
        alone = propose([*before, left], day)
        assert left not in [stop.family for stop in alone.stops]


@given(families(), days)
def test_every_due_family_is_either_in_the_day_or_said_why_not(
    those: list[Candidate], day: Day
) -> None:
    proposal = propose(those, day)
    seen = {stop.family.key for stop in proposal.stops}
    left = {family.key for family, why in proposal.not_fitted if why}

    assert seen.isdisjoint(left)
    assert {family.key for family in those if family.is_due} <= seen | left


@given(families(), days, st.randoms(use_true_random=False))
def test_the_same_families_give_the_same_day(
    those: list[Candidate], day: Day, dice: Random
) -> None:
    shuffled = list(those)
    dice.shuffle(shuffled)

    assert propose(shuffled, day) == propose(those, day)


@given(st.lists(places, min_size=2, max_size=6))
def test_no_order_of_the_stops_is_shorter(points: list[Place]) -> None:
    starts = tuple(time(8 + n) for n in range(len(points)))
    those = [a_family(n, place=place) for n, place in enumerate(points)]

    stops = propose(those, a_day(starts=starts, minutes=30, gap=15, most=len(points))).stops

    shortest = min(length_of(order) for order in permutations(points))
    assert length_of([stop.family.place for stop in stops]) == shortest  # type: ignore[misc]
    assert len(stops) == len(points)


def length_of(order: "list[Place] | tuple[Place, ...]") -> int:
    return sum(metres_between(one, two) for one, two in pairwise(order))
