"""Measure 16, against the same worked out slowly, and one by one."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from families.breaks import FSM_FROM_SEPTEMBER_2026, breaks_in
from families.models import Child, ContactLog, Household, SchoolWeek
from families.reports import Question, Tally
from pastoral.accounts.calendar import Calendar, calendar_of
from pastoral.accounts.models import Policy, Setting
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.figures import context
from pastoral.figures.context import around_first_contact
from sessions_app.models import Attendance, Invitation
from tests import factories as make
from tests.desk.test_reports_figures import asked
from tests.desk.worlds import a_world, make_half_terms
from visits.models import HomeVisit

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
TODAY = date(2027, 2, 10)
FIRST_MET = date(2026, 10, 7)  # A Wednesday with six school weeks on either side.
MONDAY = date(2026, 10, 5)


def school_weeks(calendar: Calendar, today: date) -> list[date]:
    """Every Monday of a week with a school day in it."""
    mondays = [date(2025, 7, 28) + n * WEEK for n in range(120)]
    weeks = [[monday + timedelta(days=n) for n in range(7)] for monday in mondays]
    return [
        week[0]
        for week in weeks
        if week[0] <= today and any(calendar.is_school_day(day) for day in week)
    ]


class Slowly:
    """Measure 16 counted child by child, in plain Python."""

    def __init__(self, setting: Setting, today: date, year: int) -> None:
        self.setting, self.today, self.year = setting, today, year
        self.weeks = school_weeks(calendar_of(setting), today)
        self.policy: Policy = setting.policy

    def met_on(self, home: Household) -> list[date]:
        visits = HomeVisit.objects.filter(household=home, state="completed", removed_at=None)
        came = Invitation.objects.filter(household=home, came=True)
        marks = Attendance.objects.filter(household=home).exclude(mark="not_present")
        there = [row.afternoon for row in (*came, *marks)]
        calls = ContactLog.objects.filter(household=home, is_two_way=True, removed_at=None)
        return [
            *(visit.planned_on for visit in visits),
            *(a.on for a in there if a.state != "cancelled" and a.removed_at is None),
            *(call.happened_at.astimezone(self.setting.zone).date() for call in calls),
        ]

    def first_contact(self, child: Child) -> date | None:
        days = [
            day
            for member in child.homes.filter(household__removed_at=None)
            for day in self.met_on(member.household)
            if member.from_on <= day <= (member.to_on or date.max)
        ]
        return min(days, default=None)

    def share(self, child: Child, first: date, last: date, but: date) -> tuple[int, float | None]:
        """How many weeks are known between two Mondays, and the share of sessions attended."""
        rows: dict[date, list[SchoolWeek]] = {}
        for row in child.school_weeks.filter(week_on__range=(first, last)).exclude(week_on=but):
            if row.week_on not in self.weeks:
                continue
            rows.setdefault(row.week_on, []).append(row)
        known = [found for found in rows.values() if sum(row.possible for row in found)]
        possible = sum(row.possible for found in known for row in found)
        attended = sum(row.attended for found in known for row in found)
        return len(known), attended / possible if possible else None

    def answer(self) -> tuple[Tally, float, float]:
        whole, shares = 0, []
        for child in Child.objects.filter(setting=self.setting, removed_at=None):
            met = self.first_contact(child)
            if met is None or not date(self.year, 8, 1) <= met <= date(self.year + 1, 7, 31):
                continue
            monday = met - timedelta(days=met.weekday())
            many = self.policy.context_weeks
            before = [week for week in self.weeks if week < monday][-many:]
            after = [week for week in self.weeks if week > monday][:many]
            if len(before) < many or len(after) < many or after[-1] + WEEK > self.today:
                continue
            whole += 1
            n_before, was = self.share(child, before[0], before[-1], monday)
            n_after, then = self.share(child, after[0], after[-1], monday)
            if min(n_before, n_after) >= self.policy.context_least_weeks:
                shares.append((was, then))
        n = len(shares)
        return (
            Tally(n, whole),
            sum(was for was, _ in shares if was is not None) / n,
            sum(then for _, then in shares if then is not None) / n,
        )


def give_weeks(setting: Setting, dice: Random) -> None:
    """Fill a setting’s children with weeks, some of them lacking, some on two registers."""
    rows = []
    for child in Child.objects.filter(setting=setting):
        known = dice.choice([0.6, 0.9, 1.0])
        for n in range(60):
            monday = date(2026, 4, 6) + n * WEEK
            for register in dice.choice([["ours"], ["school"], ["ours", "school"]]):
                if dice.random() < known:
                    possible = dice.choice([0, 4, 6, 10, 10])
                    rows.append(
                        SchoolWeek(
                            setting=setting, child=child, week_on=monday, register=register,
                            possible=possible, attended=dice.randint(0, possible),
                        )
                    )  # fmt: skip
    SchoolWeek.objects.bulk_create(rows)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_what_counting_child_by_child_gives(seed: int) -> None:
    viewer = make.make_viewer(Role.LEAD)
    make.make_policy(viewer.setting, smallest_group=1)
    viewer.setting.refresh_from_db()
    a_world(viewer.setting, Random(seed), families=14)
    a_world(make.make_setting(), Random(seed + 50), families=3)
    give_weeks(viewer.setting, Random(seed))

    found = around_first_contact(asked(viewer, "2026-autumn-2", TODAY))

    children, before, after = Slowly(viewer.setting, TODAY, 2026).answer()
    assert children.part > 1
    assert found.children == children
    assert found.before == pytest.approx(before)
    assert found.after == pytest.approx(after)


@pytest.fixture
def lead() -> Viewer:
    viewer = make.make_viewer(Role.LEAD)
    make_half_terms(viewer.setting)
    return viewer


def a_child(setting: Setting, before: int = 6, after: int = 8, **home: Any) -> Child:
    """A child first met on FIRST_MET, at so many of ten sessions each week before and after."""
    family = make.make_household(setting, **home)
    child = make.make_child(household=family)
    make.make_home_visit(family, planned_on=FIRST_MET)
    SchoolWeek.objects.bulk_create(
        SchoolWeek(
            setting=setting, child=child, week_on=monday, register="ours", possible=10,
            attended=before if monday < MONDAY else after,
        )
        for monday in school_weeks(calendar_of(setting), TODAY)
        if monday != MONDAY and abs((monday - MONDAY).days) <= 120
    )  # fmt: skip
    return child


def the_year(lead: Viewer, today: date = TODAY) -> Question:
    return asked(lead, "2026", today)


def test_ten_children_are_told_of_and_nine_are_not(lead: Viewer) -> None:
    for _ in range(9):
        a_child(lead.setting)
    few = around_first_contact(the_year(lead))
    a_child(lead.setting)

    found = around_first_contact(the_year(lead))

    assert (few.points, few.before, few.said) == (None, None, "too few children to say")
    assert (found.points, found.said, found.children) == (20, "20 points more", Tally(10, 10))
    assert "Other things changed too" in found.caption


def test_a_half_term_is_answered_with_its_whole_year(lead: Viewer) -> None:
    for _ in range(10):
        a_child(lead.setting)

    assert around_first_contact(asked(lead, "2026-spring-1", TODAY)) == around_first_contact(
        the_year(lead)
    )


def test_the_week_of_the_first_contact_is_in_neither(lead: Viewer) -> None:
    for _ in range(10):
        make.make_school_week(a_child(lead.setting), week_on=MONDAY, attended=0)

    assert around_first_contact(the_year(lead)).points == 20


def test_two_registers_add_up_to_one_week(lead: Viewer) -> None:
    for _ in range(10):
        child = a_child(lead.setting)
        for week in list(child.school_weeks.filter(week_on__gt=MONDAY)):
            make.make_school_week(
                child, week_on=week.week_on, register="school", possible=10, attended=2
            )

    assert around_first_contact(the_year(lead)).points == -10


def test_a_child_of_whom_too_little_is_known_is_said_and_not_counted(lead: Viewer) -> None:
    for _ in range(10):
        a_child(lead.setting)
    child = a_child(lead.setting)
    weeks = child.school_weeks.filter(week_on__gt=MONDAY).order_by("week_on")
    SchoolWeek.objects.filter(pk__in=[week.pk for week in weeks[:3]]).delete()

    assert around_first_contact(the_year(lead)).children == Tally(10, 11)


def test_nobody_counts_before_their_weeks_are_over(lead: Viewer) -> None:
    for _ in range(10):
        a_child(lead.setting)
    weeks = [week for week in school_weeks(calendar_of(lead.setting), TODAY) if week > MONDAY]
    over = weeks[5] + WEEK

    assert around_first_contact(the_year(lead, over)).children == Tally(10, 10)
    assert around_first_contact(the_year(lead, over - timedelta(days=1))).children == Tally()


def test_what_a_family_did_before_a_child_lived_there_is_not_its_first_contact(
    lead: Viewer,
) -> None:
    for _ in range(10):
        child = a_child(lead.setting)
        member = child.homes.get()
        make.make_home_visit(member.household, planned_on=member.from_on - timedelta(days=30))

    assert around_first_contact(the_year(lead)).children == Tally(10, 10)


@pytest.mark.parametrize("how", ["call", "afternoon", "walk-in"])
def test_a_call_an_afternoon_and_a_walk_in_are_contacts_too(lead: Viewer, how: str) -> None:
    home = make.make_household(lead.setting)
    make.make_child(household=home)
    adult = make.make_adult(household=home)
    afternoon = make.make_afternoon(lead.setting, on=FIRST_MET, state="held")
    if how == "call":
        at = datetime(2026, 10, 7, 11, 0, tzinfo=UTC)
        make.make_contact_log(adult, home, happened_at=at)
    elif how == "afternoon":
        make.make_invitation(afternoon, home, adult=adult, came=True, state="closed")
    else:
        make.make_attendance(afternoon, household=home, adult=adult, mark="walk_in")

    assert around_first_contact(the_year(lead)).children == Tally(0, 1)


def test_a_head_reads_of_the_roll_alone_and_of_no_other_zone(lead: Viewer) -> None:
    school = make.make_setting(kind="school")
    head = make.make_viewer(Role.HEAD, setting=school)
    make_half_terms(school)
    for n in range(12):
        child = a_child(lead.setting, after=8 if n < 10 else 0)
        if n < 10:
            child.home_school = school
            child.save()

    found = around_first_contact(the_year(head))

    assert (found.points, found.children) == (20, Tally(10, 10))


def test_it_is_one_statement_however_many_children(
    lead: Viewer, django_assert_num_queries: Any
) -> None:
    a_child(lead.setting)
    question = the_year(lead)
    _ = lead.setting.policy
    with django_assert_num_queries(1):
        around_first_contact(question)


def test_the_caption_never_claims_a_cause() -> None:
    assert "because" not in context.CAPTION.lower()


def test_free_school_meals_break_in_september_2026_in_england_alone() -> None:
    england, wales = make.make_setting(), make.make_setting(nation="wales")
    year = date(2026, 8, 1), date(2027, 7, 31)

    assert breaks_in(england, *year) == [FSM_FROM_SEPTEMBER_2026]
    assert breaks_in(england, date(2026, 9, 2), year[1]) == []
    assert breaks_in(wales, *year) == []
