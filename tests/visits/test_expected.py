"""What became of the visits of a half-term: the parts add up, whatever happened."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from families.models import Household
from tests.factories import make_family, make_home_visit, make_household, make_setting, make_staff
from visits.actions.writing import STATE_AFTER
from visits.expected import PARTS, Expected, expected
from visits.models import HomeVisit

pytestmark = pytest.mark.django_db
FIRST, LAST, TODAY = date(2026, 11, 2), date(2026, 12, 18), date(2026, 12, 4)
Outcome, State = HomeVisit.Outcome, HomeVisit.State
ENDS = [(STATE_AFTER[outcome], outcome) for outcome in Outcome]
ENDS += [(State.ENDED_EARLY, outcome) for outcome in Outcome]
NO_END = [(state, "") for state in State if state in (*HomeVisit.OPEN, "declined", "no_reply")]


def counted() -> Expected:
    return expected(Household.objects.all(), FIRST, LAST, TODAY)


def test_each_outcome_is_one_part_and_they_add_up() -> None:
    home = make_household()
    for state, outcome in ENDS:
        make_home_visit(home, state=state, outcome=outcome)

    found = counted()

    assert found == Expected(2, 2, 2, 2, 2)
    assert found.visits == len(ENDS)
    assert found.said.startswith("2 we met, 2 nobody in, ")


def test_a_visit_that_was_moved_counts_once_at_its_end() -> None:
    home = make_household()
    moved = make_home_visit(home, state="rescheduled", outcome="family_moved_it")
    again = make_home_visit(home, rescheduled_from=moved, planned_on=date(2026, 12, 1))

    assert counted() == Expected(completed=1)
    again.removed_at = again.created_at
    again.save()
    assert counted() == Expected(family_moved_it=1)


def test_what_fell_into_a_pause_is_theirs_and_nobodys_fault() -> None:
    home = make_household(paused_from=date(2026, 11, 9), paused_until=date(2026, 11, 20))
    for day, state, outcome in (
        (8, "not_home", "nobody_in"),
        (9, "cancelled_school", "we_cancelled"),
        (20, "planned", ""),
        (20, "completed", "completed"),
        (21, "not_home", "nobody_in"),
    ):
        make_home_visit(home, state=state, outcome=outcome, planned_on=date(2026, 11, day))

    assert counted() == Expected(completed=1, nobody_in=2, paused=2)


def test_a_pause_without_an_end_goes_on() -> None:
    home = make_household(paused_from=date(2026, 11, 9))
    make_home_visit(home, state="cancelled_family", outcome="not_today")

    assert counted() == Expected(paused=1)


def test_what_nobody_wrote_up_is_said_apart() -> None:
    make_home_visit(state="planned", planned_on=TODAY - timedelta(days=1))
    make_home_visit(state="planned", planned_on=TODAY)
    make_home_visit(state="offered", planned_on=TODAY - timedelta(days=1))

    assert counted() == Expected(not_written_up=1)
    assert counted().visits == 0


def test_only_the_families_and_the_days_asked_for_are_counted() -> None:
    setting, mentor = make_setting(), make_staff()
    mine, other = make_family(setting, mentor), make_family(setting)
    for home in (mine, other):
        make_home_visit(home, planned_on=FIRST)
        make_home_visit(home, planned_on=FIRST - timedelta(days=1))
    make_home_visit(mine, planned_on=FIRST, removed_at="2026-11-03T10:00:00Z")

    found = expected(Household.objects.filter(pk=mine.pk), FIRST, LAST, TODAY)

    assert found == Expected(completed=1)


visits = st.lists(
    st.tuples(st.sampled_from([*ENDS, *NO_END]), st.integers(0, 40), st.booleans()), max_size=12
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=25,
)
@given(visits)
def test_the_parts_always_add_up(made: list[tuple[tuple[str, str], int, bool]]) -> None:
    HomeVisit.objects.all().delete()
    calm = make_household()
    paused = make_household(paused_from=date(2026, 11, 10), paused_until=date(2026, 11, 25))
    for (state, outcome), days, is_paused in made:
        more: dict[str, Any] = (
            {"arrived_at": "2026-11-03T10:00:00Z"} if state == "under_way" else {}
        )
        make_home_visit(
            paused if is_paused else calm,
            state=state,
            outcome=outcome,
            planned_on=FIRST + timedelta(days=days),
            **more,
        )

    found = counted()

    by_today = [m for m in made if FIRST + timedelta(days=m[1]) <= TODAY]
    with_outcome = sum(1 for (_state, outcome), _day, _paused in by_today if outcome)
    parts = asdict(found)
    assert found.visits == sum(parts[name] for name in PARTS)
    left_open = found.visits - with_outcome
    assert 0 <= left_open <= found.paused
