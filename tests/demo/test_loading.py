"""The made-up families: once, only in the demonstration, and right on any day of the year."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from families.importing import upn
from families.models import Adult, Child, Household
from pastoral.accounts.models import HalfTerm, Setting, Staff
from pastoral.accounts.roles import Role
from pastoral.demo import people, year
from pastoral.outbox.models import Message
from sessions_app.models import Afternoon, Attendance, Invitation
from tests.factories import make_setting
from visits.models import HomeVisit

pytestmark = pytest.mark.django_db


def _load() -> None:
    call_command("load_demo", verbosity=0, skip_checks=True)


def test_made_up_families_are_refused_outside_the_demonstration(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="set DEMO=1"):
        _load()

    assert not Setting.objects.exists()


def test_made_up_families_are_never_put_beside_real_ones() -> None:
    make_setting()

    with pytest.raises(CommandError, match="never put beside real ones"):
        _load()

    assert not Household.objects.exists()


def test_loading_twice_is_loading_once() -> None:
    _load()
    before = Child.objects.count(), Message.objects.count(), Attendance.objects.count()
    _load()

    assert (Child.objects.count(), Message.objects.count(), Attendance.objects.count()) == before


def test_the_story_has_every_role_every_outcome_and_an_open_wednesday() -> None:
    _load()

    assert {one.role for one in people.COLLEAGUES} == set(Role)
    assert Household.objects.count() >= 40
    assert set(HomeVisit.objects.values_list("outcome", flat=True)) >= set(HomeVisit.Outcome.values)
    coming = Afternoon.objects.get(state="open")
    answers = set(coming.invitations.values_list("answer", flat=True))
    assert answers == {"", "yes", "maybe", "no"}
    assert coming.invitations.filter(state="blocked").count() >= 5
    assert Message.objects.filter(state__in=Message.WAITING).count() == 0


def test_rule_39_and_40_hold_in_the_story_too() -> None:
    _load()

    nobody_said = Attendance.objects.filter(mark="not_present", adult__invitations__answer="no")
    here_and_not = [
        row
        for row in nobody_said.distinct()
        if Invitation.objects.filter(afternoon=row.afternoon, adult=row.adult, answer="no").exists()
    ]
    assert here_and_not == []


def test_the_same_day_tells_the_same_story() -> None:
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=UTC), tick=False):
        _load()
    came = Attendance.objects.here().count()
    visits = HomeVisit.objects.filter(state="completed").count()

    assert (came, visits, Child.objects.count()) == (COME, VISITED, 49)


COME, VISITED = 580, 110


@pytest.mark.parametrize(
    ("now", "coming"),
    [
        (datetime(2026, 8, 12, 10, tzinfo=UTC), date(2026, 9, 2)),  # Summer holidays.
        (datetime(2026, 9, 3, 10, tzinfo=UTC), date(2026, 9, 9)),  # The first week.
        (datetime(2026, 12, 2, 10, tzinfo=UTC), date(2026, 12, 2)),  # A Wednesday morning.
        (datetime(2026, 12, 2, 16, tzinfo=UTC), date(2026, 12, 9)),  # And its evening.
        (datetime(2026, 12, 25, 10, tzinfo=UTC), date(2027, 1, 6)),
        (datetime(2027, 4, 4, 22, tzinfo=UTC), date(2027, 4, 14)),  # Easter holidays, at night.
    ],
    ids=str,
)
def test_the_story_can_be_told_on_any_day(now: datetime, coming: date) -> None:
    with time_machine.travel(now, tick=False):
        _load()

        assert Afternoon.objects.get(state="open").on == coming
        assert Afternoon.objects.filter(state="held").count() >= year.LEAST_PAST
        assert Message.objects.filter(sent_at__gt=now).count() == 0


def test_half_terms_are_in_order_for_many_years() -> None:
    for first in range(2024, 2040):
        days = [day for _, _, start, end in year.half_terms(first) for day in (start, end)]
        assert days == sorted(set(days))
        assert len(days) == 12


def test_every_number_and_address_is_for_drama_alone() -> None:
    _load()

    assert all(a.mobile.startswith("+447700900") for a in Adult.objects.exclude(mobile=""))
    assert all(a.email.endswith("@example.org") for a in Adult.objects.exclude(email=""))
    assert all(s.email.endswith("@example.org") for s in Staff.objects.all())
    assert all(
        c.upn[1:4] == "999" and upn.check_letter(c.upn) == c.upn[0] for c in Child.objects.all()
    )
    assert HalfTerm.objects.exists()


def test_nobody_of_the_demonstration_can_sign_in_by_a_password() -> None:
    _load()

    assert not any(person.has_usable_password() for person in Staff.objects.all())
