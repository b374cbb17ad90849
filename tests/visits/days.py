"""A mentor's Friday, for the tests of her day, her week and her calendar."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from families.models import Adult, Child, Household
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import make_family, make_home_visit, make_viewer
from visits.models import HomeVisit

FRIDAY = date(2026, 12, 4)
MONDAY, WEDNESDAY, THURSDAY = date(2026, 11, 30), date(2026, 12, 2), date(2026, 12, 3)
LONDON = ZoneInfo("Europe/London")
ADDRESS = "7 Tansy Lane, Alderby"


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """A moment by the clock on our wall."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def a_mentor(**fields: Any) -> Viewer:
    """Jo, who walks with families."""
    return make_viewer(Role.MENTOR, **{"first_name": "Jo", **fields})


def a_family(mentor: Viewer, name: str = "Samira", child: str = "Amira", **home: Any) -> Household:
    """A family of hers, with an address; further fields are the home's."""
    household = make_family(mentor.setting, mentor.user, known_as=name)
    Household.objects.filter(pk=household.pk).update(**{"address": ADDRESS, **home})
    Child.objects.filter(homes__household=household).update(legal_first=child)
    household.refresh_from_db()
    return household


def the_adult(household: Household, **fields: Any) -> Adult:
    """The mother there, changed."""
    adult = Adult.objects.get(homes__household=household)
    for name, value in fields.items():
        setattr(adult, name, value)
    adult.save()
    return adult


def the_child(household: Household) -> Child:
    """The child there."""
    return Child.objects.get(homes__household=household)


def a_visit(household: Household, mentor: Viewer, **fields: Any) -> HomeVisit:
    """A visit planned for Friday at half past nine."""
    fields = {"state": "planned", "planned_on": FRIDAY, "planned_at": time(9, 30), **fields}
    return make_home_visit(household, mentor.user, **fields)


def queries_of(client: Client, address: str) -> int:
    """How often a page asks the database, the second time it is opened."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
