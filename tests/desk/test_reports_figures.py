"""The figures, against the same worked out slowly, and one by one."""

from datetime import date
from random import Random

import pytest
import time_machine

from families.models import Adult
from families.reports import Question, Tally, question
from pastoral.accounts import periods
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import HalfTerm
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk.reports import report
from sessions_app.actions import register
from sessions_app.models import Attendance
from tests import factories as make
from tests.desk.worlds import Slowly, a_world, make_half_terms

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 9)


def asked(viewer: Viewer, key: str, today: date = TODAY) -> Question:
    calendar = calendar_of(viewer.setting)
    choices = periods.periods_of(calendar.half_terms, today)
    period = next(p for p in choices if p.key == key)
    found = question(
        viewer=viewer, calendar=calendar, period=period, before=periods.before(period, choices)
    )
    object.__setattr__(found, "today", today)
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("key", ["2026-autumn-2", "2026-autumn", "2026"])
def test_every_figure_is_what_counting_row_by_row_gives(seed: int, key: str) -> None:
    viewer = make.make_viewer(Role.LEAD)
    a_world(viewer.setting, Random(seed))
    a_world(make.make_setting(), Random(seed + 100), families=3)
    this = asked(viewer, key)

    found = report(this)

    for period, figures in ((this.period, found.now), (this.before, found.before)):
        if period and figures:
            slowly = Slowly(viewer.setting, period, TODAY)
            for name in ("reach", "visits", "turnout", "kept", "first_timers", "came_back"):
                assert figures.figures[name].total == getattr(slowly, name)(), name


def test_ten_school_days_make_a_family_active_and_nine_do_not() -> None:
    viewer = make.make_viewer(Role.LEAD)
    make_half_terms(viewer.setting)
    home = make.make_household(viewer.setting)
    make.make_child(household=home, placement_starts_on=date(2026, 11, 26))
    assert report(asked(viewer, "2026-autumn-2")).now.figures["reach"].total == Tally(0, 1)

    child = home.members.get().child
    assert child
    child.placement_starts_on = date(2026, 11, 27)
    child.save()

    assert report(asked(viewer, "2026-autumn-2")).now.figures["reach"].total == Tally(0, 0)


def test_a_family_brought_in_today_is_not_active_by_days_still_to_come() -> None:
    viewer = make.make_viewer(Role.LEAD)
    make_half_terms(viewer.setting)
    today = date(2026, 11, 27)  # Nineteen school days before: enough to come after, too.
    make.make_child(
        household=make.make_household(viewer.setting), placement_starts_on=date(2026, 11, 2)
    )
    make.make_child(household=make.make_household(viewer.setting), placement_starts_on=today)

    assert report(asked(viewer, "2026-autumn-2", today)).now.figures["reach"].total == Tally(0, 1)


def test_in_a_periods_first_days_a_family_is_active_that_was_there_on_all() -> None:
    viewer = make.make_viewer(Role.LEAD)
    make_half_terms(viewer.setting)
    for starts_on in (date(2026, 9, 2), date(2026, 11, 5)):
        home = make.make_household(viewer.setting)
        make.make_child(household=home, placement_starts_on=starts_on)

    found = report(asked(viewer, "2026-autumn-2", date(2026, 11, 6)))

    assert found.now.figures["reach"].total == Tally(0, 1)


def test_a_visit_that_was_moved_counts_once_where_it_was_moved_to() -> None:
    viewer = make.make_viewer(Role.LEAD)
    make_half_terms(viewer.setting)
    home = make.make_family(viewer.setting)
    moved = make.make_home_visit(
        home, state="rescheduled", outcome="family_moved_it", planned_on=date(2026, 11, 6)
    )
    make.make_home_visit(home, rescheduled_from=moved, planned_on=date(2026, 11, 13))

    assert report(asked(viewer, "2026-autumn-2")).now.figures["visits"].total == Tally(1, 1)


def test_who_told_us_by_the_start_broke_no_plan() -> None:
    viewer = make.make_viewer(Role.LEAD)
    make_half_terms(viewer.setting)
    staff = make.make_staff()
    afternoon = make.make_afternoon(
        viewer.setting, on=date(2026, 11, 4), state="held",
        register_closed_at="2026-11-04T15:00Z", register_closed_by=staff,
    )  # fmt: skip
    make.make_invitation(afternoon, state="closed", answer="yes", came=True)
    make.make_invitation(afternoon, state="closed", answer="no", came=False)

    assert report(asked(viewer, "2026-autumn-2")).now.figures["kept"].total == Tally(1, 1)


def test_an_afternoon_with_an_open_register_is_left_out_and_said() -> None:
    viewer = make.make_viewer(Role.LEAD)
    make_half_terms(viewer.setting)
    afternoon = make.make_afternoon(viewer.setting, on=date(2026, 11, 4), state="open")
    make.make_invitation(afternoon, answer="yes")

    found = report(asked(viewer, "2026-autumn-2"))

    assert found.now.figures["turnout"].total == Tally(0, 0)
    assert found.now.registers == Tally(0, 1)


def test_rule_36_walk_ins_count_among_those_who_came_and_who_could_have() -> None:
    viewer = make.make_viewer(Role.LEAD)
    make_half_terms(viewer.setting)
    staff = make.make_staff()
    afternoon = make.make_afternoon(
        viewer.setting, on=date(2026, 11, 4), state="held",
        register_closed_at="2026-11-04T15:00Z", register_closed_by=staff,
    )  # fmt: skip
    make.make_invitation(afternoon, state="closed", came=False)
    make.make_attendance(afternoon, household=make.make_family(viewer.setting), mark="walk_in",
                         adult=make.make_adult(viewer.setting), marked_by=staff)  # fmt: skip

    assert report(asked(viewer, "2026-autumn-2")).now.figures["turnout"].total == Tally(1, 2)


@time_machine.travel("2026-11-04T15:30Z")
def test_rule_36_a_walk_in_marked_late_still_came() -> None:
    viewer, staff = make.make_viewer(Role.LEAD), make.make_staff()
    make_half_terms(viewer.setting)
    afternoon = make.make_afternoon(
        viewer.setting, on=date(2026, 11, 4), half_term=HalfTerm.objects.get(term="autumn", half=2)
    )
    home = make.make_family(viewer.setting)
    guest = register.Guest(household=home, adult=Adult.objects.get())
    register.walk_in(afternoon=afternoon, guest=guest, by=staff)

    register.mark(afternoon=afternoon, guest=guest, mark=Attendance.Mark.LATE, by=staff)
    register.close(afternoon=afternoon, by=staff)

    assert report(asked(viewer, "2026-autumn-2")).now.figures["turnout"].total == Tally(1, 1)


@time_machine.travel("2026-11-04T15:30Z")
def test_who_had_no_place_or_was_held_broke_no_plan_when_the_register_closed() -> None:
    viewer, staff = make.make_viewer(Role.LEAD), make.make_staff()
    make_half_terms(viewer.setting)
    afternoon = make.make_afternoon(
        viewer.setting, on=date(2026, 11, 4), half_term=HalfTerm.objects.get(term="autumn", half=2)
    )
    for state in ("yes", "waitlisted", "held"):
        make.make_invitation(afternoon, state=state, answer="yes")

    register.close(afternoon=afternoon, by=staff)

    assert report(asked(viewer, "2026-autumn-2")).now.figures["kept"].total == Tally(0, 1)


def test_the_head_of_a_school_reads_about_families_on_the_roll_wherever_they_go() -> None:
    head = make.make_viewer(Role.HEAD, setting=make.make_setting(kind="school"))
    make_half_terms(head.setting)
    zone = make.make_setting()
    make_half_terms(zone)
    own, other = make.make_household(zone), make.make_family(zone)
    make.make_child(household=own, home_school=head.setting)
    for home in (own, other):
        make.make_home_visit(home, planned_on=date(2026, 11, 6))

    found = report(asked(head, "2026-autumn-2"))

    assert found.now.figures["reach"].total == Tally(1, 1)
    assert found.now.figures["visits"].total == Tally(1, 1)


def test_a_roll_counts_the_zones_afternoons_too() -> None:
    head = make.make_viewer(Role.HEAD, setting=make.make_setting(kind="school"))
    make_half_terms(head.setting)
    zone = make.make_setting()
    make_half_terms(zone)
    staff = make.make_staff()
    own = make.make_household(zone)
    make.make_child(household=own, home_school=head.setting)
    make.make_adult(household=own)
    afternoon = make.make_afternoon(
        zone, on=date(2026, 11, 4), state="held",
        register_closed_at="2026-11-04T15:00Z", register_closed_by=staff,
    )  # fmt: skip
    make.make_invitation(afternoon, own, state="closed", came=True)
    make.make_invitation(afternoon, state="closed", came=True)

    assert report(asked(head, "2026-autumn-2")).now.figures["turnout"].total == Tally(1, 1)
