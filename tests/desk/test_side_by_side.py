"""What one figure would tell of another: each way somebody could take away, and that it is shut."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from families.reports import Tally, question
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import HalfTerm
from pastoral.accounts.periods import periods_of
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk.side_by_side import may_show_outcomes, side_by_side
from pastoral.desk.small_numbers import Shown, SmallNumbers
from pastoral.figures.measures import MEASURES
from pastoral.figures.report import OUTCOMES, Figure, Outcomes, PeriodReport, report_of
from sessions_app.reports.afternoons import Week
from tests import factories as make
from tests.desk.worlds import make_half_terms

HEAD = SmallNumbers(least_group=10, least_count=5, is_open=False)
LEAD = SmallNumbers(least_group=10, least_count=5, is_open=True)
HALVES = [
    HalfTerm(school_year=2026, term="autumn", half=half, starts_on=first, ends_on=last)
    for half, first, last in (
        (1, date(2026, 9, 2), date(2026, 10, 23)), (2, date(2026, 11, 2), date(2026, 12, 18)),
    )
]  # fmt: skip
PERIODS = {period.key: period for period in periods_of(HALVES, date(2027, 1, 1))}
TODAY = date(2027, 1, 8)


def shown(rules: SmallNumbers, **tallies: tuple[int, int]) -> dict[str, Shown]:
    """The figures of a half-term beside each other."""
    figures = {key: Figure(Tally(*tally), {}) for key, tally in tallies.items()}
    period = PERIODS["2026-autumn-1"]
    alone = {key: rules.figure_shown(MEASURES[key], each, period) for key, each in figures.items()}
    return side_by_side(rules, figures, alone, period)


def test_visits_neither_made_nor_cancelled_by_us_are_not_had_by_taking_away() -> None:
    found = shown(HEAD, visits=(30, 40), cancelled_by_us=(8, 40))

    assert found["visits"].part == 30
    assert not found["cancelled_by_us"].is_told
    assert shown(HEAD, visits=(26, 40), cancelled_by_us=(8, 40))["cancelled_by_us"].part == 8


def test_few_that_we_cancelled_stay_few_and_tell_no_more() -> None:
    few = shown(HEAD, visits=(26, 40), cancelled_by_us=(3, 40))["cancelled_by_us"]

    assert few.in_line == "fewer than 5 of 40 visits"


@pytest.mark.parametrize("by_us", [0, 3, 5, 7])
def test_where_few_were_not_made_nothing_is_told_of_why(by_us: int) -> None:
    assert not shown(HEAD, visits=(33, 40), cancelled_by_us=(by_us, 40))["cancelled_by_us"].is_told


def test_notes_that_were_due_do_not_say_how_many_visits_were_made() -> None:
    found = shown(HEAD, visits=(38, 40), notes=(20, 38))

    assert found["visits"].figure == "more than 35"
    assert not found["notes"].is_told
    assert shown(HEAD, visits=(30, 40), notes=(20, 30))["notes"].part == 20


def test_plans_kept_do_not_say_how_many_came_without_one() -> None:
    assert not shown(HEAD, turnout=(22, 40), kept=(20, 30))["kept"].is_told
    assert shown(HEAD, turnout=(30, 40), kept=(20, 30))["kept"].part == 20


def test_plans_nearly_all_kept_are_not_told_by_how_many_came_at_all() -> None:
    # All that came had said yes, so 18 of the 20 did.
    assert not shown(HEAD, turnout=(16, 40), kept=(16, 20))["kept"].is_told
    assert shown(HEAD, turnout=(30, 40), kept=(16, 20))["kept"].figure == "more than 15"


def test_few_regulars_are_not_counted_by_how_often_anybody_came() -> None:
    assert not shown(HEAD, turnout=(3, 60), regulars=(1, 12))["regulars"].is_told
    assert shown(HEAD, turnout=(30, 60), regulars=(1, 12))["regulars"].figure == "fewer than 5"


def test_a_lead_reads_all_of_it() -> None:
    found = shown(
        LEAD, visits=(38, 40), cancelled_by_us=(1, 40), notes=(1, 38), turnout=(3, 60), kept=(1, 2),
        regulars=(1, 12),
    )  # fmt: skip

    assert all(each.part is not None for each in found.values())


def parts(*counts: int) -> Outcomes:
    by = dict(zip(OUTCOMES, counts, strict=True))
    return Outcomes(sum(counts), by, 0, {})


@pytest.mark.parametrize(
    ("outcomes", "visits", "by_us", "is_shown"),
    [
        (parts(30, 6, 0, 8, 0, 0), (30, 44), (8, 44), True),
        (parts(32, 6, 0, 8, 0, 0), (30, 46), (8, 46), False),  # Two ended early, and yet we met.
        (parts(30, 6, 0, 8, 0, 0), (30, 44), (6, 44), False),
        (parts(30, 6, 0, 8, 0, 0), (30, 43), (8, 43), False),
        (parts(30, 6, 0, 0, 0, 0), (30, 36), (3, 36), False),  # One of them is not shown.
        (parts(30, 3, 0, 8, 0, 0), (30, 41), (8, 41), False),
    ],
)
def test_what_became_of_the_visits_is_shown_where_it_differs_from_the_measures_by_nothing_small(
    outcomes: Outcomes, visits: tuple[int, int], by_us: tuple[int, int], is_shown: bool
) -> None:
    tallies = {"visits": visits, "cancelled_by_us": by_us}
    figures = {key: Figure(Tally(*tally), {}) for key, tally in tallies.items()}

    assert may_show_outcomes(HEAD, outcomes, figures, shown(HEAD, **tallies)) is is_shown
    assert may_show_outcomes(LEAD, outcomes, figures, shown(LEAD, **tallies))


def test_afternoons_between_half_terms_are_not_shown() -> None:
    weeks = [Week(None, date(2026, 10, 28), "", True, Tally(20, 40), Tally(), 0, 0)]

    assert HEAD.weeks_hidden(weeks) == set(weeks)
    assert LEAD.weeks_hidden(weeks) == set()


# --- The same number of the same afternoon, whichever period is asked for. -----------


@pytest.fixture
def now() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


def reports_of(viewer: Viewer) -> dict[str, PeriodReport]:
    calendar = calendar_of(viewer.setting)
    return {
        period.key: report_of(
            question(viewer=viewer, calendar=calendar, period=period, before=None)
        )
        for period in periods_of(calendar.half_terms, viewer.today)
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_a_family_that_came_late_in_a_half_term_makes_no_difference_between_pages() -> None:
    """It is active in the term and not in its first half: nobody may see that it did not come."""
    head = make.make_viewer(Role.HEAD)
    make_half_terms(head.setting)
    late = make.make_household(head.setting)
    make.make_child(household=late, placement_starts_on=date(2026, 10, 19))
    make.make_adult(household=late)
    afternoon = make.make_afternoon(
        head.setting, on=date(2026, 10, 21), state="held",
        register_closed_at="2026-10-21T15:00Z", register_closed_by=head.user,
    )  # fmt: skip
    make.make_invitation(afternoon, late, state="closed", came=False)
    make.make_invitation(afternoon, state="closed", came=True)

    found = reports_of(head)

    assert found["2026-autumn"].figures["reach"].total.whole > (
        found["2026-autumn-1"].figures["reach"].total.whole
    )
    turnouts = {
        key: found[key].figures["turnout"].total for key in ("2026-autumn-1", "2026-autumn", "2026")
    }
    assert set(turnouts.values()) == {Tally(1, 1)}
    assert {week.turnout for each in found.values() for week in each.weeks} == {Tally(1, 1)}


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_a_head_with_families_of_their_own_reads_of_the_same_as_their_governors() -> None:
    """Of both together and of these alone, the few elsewhere could be had by taking away."""
    school = make.make_setting(kind="school")
    head, governor = (make.make_viewer(role, setting=school) for role in (Role.HEAD, Role.TRUST))
    make_half_terms(school)
    elsewhere = make.make_household(make.make_setting())
    make.make_child(household=elsewhere, home_school=school, placement_starts_on=date(2026, 9, 2))

    on_roll = reports_of(head)["2026-autumn"].figures["reach"].total
    make.make_child(household=make.make_household(school), placement_starts_on=date(2026, 9, 2))

    assert on_roll == Tally(0, 1)
    assert reports_of(head)["2026-autumn"] == reports_of(governor)["2026-autumn"]
    assert reports_of(head)["2026-autumn"].figures["reach"].total == Tally(0, 1)
