"""Afternoons planned before their half-term was in the calendar find it, and count."""

from datetime import date

import pytest

from sessions_app.models import Afternoon, Attendance, Invitation
from sessions_app.tasks import follow_calendar
from tests import factories as make

pytestmark = pytest.mark.django_db
ON = date(2027, 9, 8)


def test_an_afternoon_finds_the_half_term_that_came_after_it_and_so_do_its_rows() -> None:
    setting = make.make_setting()
    afternoon = make.make_afternoon(setting, on=ON, half_term=None)
    invitation = make.make_invitation(afternoon, half_term=None)
    mark = make.make_attendance(afternoon, half_term=None)
    follow_calendar()
    assert Afternoon.objects.get().half_term is None

    half_term = make.make_half_term(
        setting, school_year=2027, starts_on=date(2027, 9, 2), ends_on=date(2027, 10, 22)
    )
    follow_calendar()

    assert Afternoon.objects.get().half_term == half_term
    assert Invitation.objects.get(pk=invitation.pk).half_term == half_term
    assert Attendance.objects.get(pk=mark.pk).half_term == half_term


def test_another_settings_half_term_is_not_taken() -> None:
    make.make_afternoon(make.make_setting(), on=ON, half_term=None)
    make.make_half_term(
        make.make_setting(),
        school_year=2027,
        starts_on=date(2027, 9, 2),
        ends_on=date(2027, 10, 22),
    )

    follow_calendar()

    assert Afternoon.objects.get().half_term is None
