"""Kept figures: read while they are right, never once something under them has changed."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from families.models import (
    Adult,
    Child,
    ContactLog,
    Household,
    HouseholdMember,
    Promise,
    SchoolWeek,
)
from families.reports import Question
from pastoral.accounts.models import CalendarDay, HalfTerm, Membership, Policy, Staff
from pastoral.accounts.periods import Kind
from pastoral.figures import context, keeping, report, rolled, tasks, watching
from pastoral.figures.models import FiguresChange, PeriodFigures
from sessions_app.models import Afternoon, Attendance, Invitation, Pulse
from tests.figures.worlds import World, a_question, a_world
from visits.models import HomeVisit, VisitNote

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 20)
LEFT_ON = date(2027, 1, 6)
DAY = timedelta(days=1)


@pytest.fixture
def world() -> Any:
    """A world of which everything is kept."""
    with time_machine.travel(TODAY):
        made = a_world(seed=7, families=3)
        keep_all(made)
        yield made


def keep_all(world: World) -> None:
    for setting in (world.zone, world.school):
        keeping.refresh(setting.pk)


def questions(world: World) -> list[Question]:
    return [*keeping.questions_of(world.zone), *keeping.questions_of(world.school)]


def kept(question: Question) -> Any:
    fresh = PeriodFigures.objects.fresh(question.today)
    return fresh.filter(**rolled.dates_of(question))


def test_every_period_that_has_begun_is_kept_and_says_the_same(world: World) -> None:
    for question in questions(world):
        assert kept(question).exists()
        assert rolled.report_of(question) == report.report_of(question)


def test_periods_are_read_in_one_query_with_attendance_around_first_contact(world: World) -> None:
    every = [q for q in questions(world) if q.setting == world.zone]
    years = [q for q in every if q.period.kind == Kind.YEAR]

    with CaptureQueriesContext(connection) as asked:
        read = rolled.Reading(every[0], [each.period for each in every])
        found = [read.report_of(each.period) for each in every]
        around = [read.around_first_contact(each.period) for each in years]

    assert len(asked) == 1
    assert found == [report.report_of(each) for each in every]
    assert around == [context.around_first_contact(each) for each in years]
    assert any(each.children.whole for each in around)


def test_a_kept_period_is_read_in_one_query(world: World) -> None:
    question = a_question(world, TODAY, of_school=False, which=0)

    with CaptureQueriesContext(connection) as asked:
        rolled.report_of(question)

    assert len(asked) == 1
    assert "sessions_app_invitation" not in asked[0]["sql"]


def test_the_measures_of_many_settings_are_read_in_one_query(world: World) -> None:
    question = a_question(world, TODAY, of_school=False, which=0)

    with CaptureQueriesContext(connection) as asked:
        found = rolled.totals_of([world.zone, world.school], [question.period], TODAY)

    assert len(asked) == 1
    assert found[world.zone.pk, question.period.key] == report.report_of(question).figures


# Each kind of row under the figures, and a change of it that may change some.
CHANGES: dict[str, Callable[[], Any]] = {
    "an answer": lambda: Invitation.objects.update(state="withdrawn"),
    "an invitation": lambda: Invitation.objects.all()[:1].get().delete(),
    "a mark": lambda: Attendance.objects.update(mark="late"),
    "an afternoon": lambda: Afternoon.objects.update(change_note="Lifts"),
    "a sheet": lambda: Pulse.objects.update(welcome="a_bit"),
    "a visit": lambda: HomeVisit.objects.filter(state="completed").update(state="ended_early"),
    "a note": lambda: VisitNote.objects.all().delete(),
    "a call": lambda: ContactLog.objects.update(is_two_way=False),
    "a promise": lambda: Promise.objects.update(due_on=date(2026, 12, 1)),
    "a child": lambda: Child.objects.update(sen="K"),
    "a placement": lambda: Child.objects.filter(placement_starts_on__lte=LEFT_ON).update(
        placement_ends_on=LEFT_ON
    ),
    "a move": lambda: HouseholdMember.objects.filter(from_on__lte=LEFT_ON).update(to_on=LEFT_ON),
    "a pause": lambda: Household.objects.update(paused_from=date(2026, 9, 1), paused_until=None),
    "a family taken away": lambda: Household.objects.update(removed_at="2026-12-01T12:00Z"),
    "a number": lambda: Adult.objects.update(email="", safe_contact="none"),
    "a mentor": lambda: Membership.objects.filter(role="mentor").update(role="office"),
    "a share of the week": lambda: Staff.objects.update(works_share="0.50"),
    "a day of the calendar": lambda: CalendarDay.objects.update(day=date(2026, 11, 12)),
    "weeks at school": lambda: SchoolWeek.objects.update(attended=1),
    "a half-term": lambda: HalfTerm.objects.filter(term="spring").update(ends_on=date(2027, 2, 1)),
    "a rule": lambda: Policy.objects.update(active_school_days=3),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_old_is_read_whatever_changes(world: World, change: str) -> None:
    before = a_question(world, TODAY, of_school=False, which=0)
    assert kept(before).exists()

    CHANGES[change]()

    world.zone.policy.refresh_from_db()
    question = a_question(world, TODAY, of_school=False, which=0)
    assert not kept(before).exists()
    assert rolled.report_of(question) == report.report_of(question)


def test_a_change_that_no_figure_is_made_of_leaves_them(world: World) -> None:
    Invitation.objects.update(travel="bus", link_version=2)
    Household.objects.update(label="Another name")

    assert not FiguresChange.objects.exists()


def test_a_change_leaves_what_was_settled_before_it(world: World) -> None:
    early, late = questions_by_key(world, "2026-autumn-1"), questions_by_key(world, "2026-spring-1")

    visit = HomeVisit.objects.filter(removed_at=None)[:1].get()
    HomeVisit.objects.create(
        setting=world.zone, household=visit.household, mentor=visit.mentor, planned_on=TODAY, state="planned",
    )  # fmt: skip

    assert kept(early).exists()
    assert not kept(late).exists()


def questions_by_key(world: World, key: str) -> Question:
    return next(q for q in keeping.questions_of(world.zone) if q.period.key == key)


def test_a_change_elsewhere_leaves_ours(world: World) -> None:
    other = a_world(seed=3, families=1)

    assert FiguresChange.objects.filter(setting=other.zone).exists()
    assert not FiguresChange.objects.filter(setting=world.zone).exists()


def test_a_child_who_leaves_a_roll_is_no_longer_in_what_its_head_reads(world: World) -> None:
    question = a_question(world, TODAY, of_school=True, which=0)
    assert kept(question).exists()

    Child.objects.filter(home_school=world.school).update(home_school=None)

    assert not kept(question).exists()


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**6), changes=st.lists(st.sampled_from(sorted(CHANGES)), max_size=4))
def test_whatever_changes_what_is_read_is_what_the_rows_give(seed: int, changes: list[str]) -> None:
    with time_machine.travel(TODAY), transaction.atomic():
        world = a_world(seed, families=3)
        keep_all(world)
        dice = Random(seed)
        for change in changes:
            CHANGES[change]()
            if dice.random() < 0.5:
                keeping.refresh(world.zone.pk)
        world.zone.policy.refresh_from_db()
        world.school.policy.refresh_from_db()
        for question in questions(world):
            assert rolled.report_of(question) == report.report_of(question)
            if question.period.kind == Kind.YEAR:
                read = rolled.Reading(question, [question.period])
                around = read.around_first_contact(question.period)
                assert around == context.around_first_contact(question)
        for setting in (world.zone, world.school):
            assert not list(keeping.differences(setting))
        transaction.set_rollback(True)


def test_making_anew_sees_to_the_changes_and_does_it_once(world: World) -> None:
    Invitation.objects.update(state="withdrawn")

    assert keeping.refresh(world.zone.pk) > 0
    assert not FiguresChange.objects.filter(setting=world.zone).exists()
    assert keeping.refresh(world.zone.pk) == 0


def test_a_running_period_is_made_anew_every_day_and_a_settled_one_is_not(world: World) -> None:
    with time_machine.travel(TODAY + DAY):
        assert keeping.to_make_anew(TODAY + DAY) == {world.zone.pk, world.school.pk}
        tasks.keep_figures()
        assert not keeping.to_make_anew(TODAY + DAY)

    stands_on = dict(PeriodFigures.objects.filter(setting=world.zone).values_list("key", "as_of"))
    assert stands_on["2026-spring-1"] == TODAY + DAY
    assert stands_on["2026-autumn-1"] == TODAY


def test_the_check_says_every_difference_and_fails(world: World, capsys: Any) -> None:
    call_command("rebuild_figures", "--check")
    row = PeriodFigures.objects.get(setting=world.zone, key="2026-autumn-1", has_roll=False)
    for each in row.rows:
        if each[3] == "turnout":
            each[4][0] += 1
    row.save()

    with pytest.raises(CommandError, match="rows differ"):
        call_command("rebuild_figures", "--check")

    assert "2026-autumn-1 (own) figure" in capsys.readouterr().out


def test_rebuilding_puts_right_what_the_check_found(world: World) -> None:
    PeriodFigures.objects.update(rows=[])

    call_command("rebuild_figures")

    call_command("rebuild_figures", "--check")


def test_rebuilding_takes_one_setting_and_refuses_one_that_is_not_there(world: World) -> None:
    PeriodFigures.objects.all().delete()

    call_command("rebuild_figures", "--setting", world.zone.code)

    own = PeriodFigures.objects.filter(has_roll=False)
    assert set(own.values_list("setting", flat=True)) == {world.zone.pk}
    with pytest.raises(CommandError, match="no setting"):
        call_command("rebuild_figures", "--setting", "nowhere")


def test_the_database_watches_every_table_and_writing_it_again_changes_nothing() -> None:
    before = watching.installed(connection)

    watching.install(connection)

    assert watching.installed(connection) == before
    assert set(before.values()) == {watched.table for watched in watching.WATCHED}
