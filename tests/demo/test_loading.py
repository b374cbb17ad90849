"""The made-up families: once, only in the demonstration, and right on any day of the year."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from families.models import Child, Household
from pastoral.accounts.models import Setting
from pastoral.demo import year
from pastoral.outbox.models import Message
from sessions_app.models import Afternoon, Attendance
from tests.factories import make_setting, make_staff
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


def test_the_same_moment_tells_the_same_story() -> None:
    told = [_told_at(datetime(2026, 11, 23, 10, tzinfo=UTC)) for _ in range(2)]

    assert told[0] == told[1]


def _told_at(moment: datetime) -> tuple[list[Any], ...]:
    with time_machine.travel(moment, tick=False), transaction.atomic():
        _load()
        told = (
            sorted(
                map(
                    str, Attendance.objects.values_list("afternoon__on", "household__label", "mark")
                )
            ),
            sorted(HomeVisit.objects.values_list("planned_on", "household__label", "state")),
            sorted(Message.objects.values_list("to", "sent_at", "template_key")),
        )
        transaction.set_rollback(True)
    return told


def test_a_real_person_with_a_made_up_name_is_not_signed_in(client: Client) -> None:
    make_staff(email="jo@example.org", first_name="Jo")

    assert client.post("/demo/as/jo/").status_code == 404


def test_without_families_there_is_a_page_and_no_phone(client: Client) -> None:
    assert client.get("/demo/").status_code == 200
    assert client.get("/demo/phone/").status_code == 404
