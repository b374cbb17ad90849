"""What the tests of offers, of a family's page and of the clock share."""

from datetime import date, time
from typing import Any

from families.models import Adult, Household
from pastoral.accounts.models import Setting, Staff
from tests.factories import (
    make_adult,
    make_child,
    make_household,
    make_mentor_assignment,
    make_relationship,
    make_setting,
    make_staff,
)
from tests.shipped import ship_words
from visits import actions
from visits.models import HomeVisit

MONDAY = "2026-11-30T10:00:00Z"
FRIDAY = date(2026, 12, 4)
HALF_PAST_NINE = time(9, 30)
MOBILE = "+447700900101"


def orchard(**fields: Any) -> Setting:
    """Orchard Zone, with the words that ship."""
    ship_words()
    return make_setting(name="Orchard Zone", **fields)


def samiras(setting: Setting | None = None, name: str = "Samira", **fields: Any) -> Household:
    """Samira's home, with Amira; Samira has a checked mobile, and Jo walks with them."""
    setting = setting or orchard()
    household = make_household(setting, label=f"{name} and Amira", address="4 Mill Lane")
    child = make_child(household=household, legal_first="Amira", surname="Okonjo")
    fields = {"mobile": MOBILE, "mobile_state": "verified", **fields}
    adult = make_adult(household=household, known_as=name, surname="Okonjo-Whitfield", **fields)
    make_relationship(child, adult)
    make_mentor_assignment(make_staff(first_name="Jo"), child)
    return household


def adult_of(household: Household) -> Adult:
    """The first grown-up of a home."""
    return Adult.objects.filter(homes__household=household).earliest("created_at")


def mentor_of(household: Household) -> Staff:
    """The mentor of a home's child."""
    return Staff.objects.filter(assignments__child__homes__household=household).earliest("pk")


def offered(household: Household | None = None, **fields: Any) -> HomeVisit:
    """A visit on Friday at half past nine, offered to Samira by Jo."""
    household = household or samiras()
    mentor = fields.pop("mentor", None) or mentor_of(household)
    fields = {
        "adult": adult_of(household), "mentor": mentor, "by": mentor, "on": FRIDAY,
        "at": HALF_PAST_NINE, **fields,
    }  # fmt: skip
    return actions.offer(household=household, **fields)


def stands(visit: HomeVisit, state: str, **fields: Any) -> HomeVisit:
    """The same visit, put into a state."""
    HomeVisit.objects.filter(pk=visit.pk).update(state=state, **fields)
    visit.refresh_from_db()
    return visit
