"""What the tests of a parent's page and answers share."""

from datetime import date
from typing import Any

from django.test import Client

from pastoral.accounts.models import Setting
from sessions_app.models import Activity, Afternoon, Invitation
from tests.factories import (
    make_activity,
    make_adult,
    make_afternoon,
    make_child,
    make_household,
    make_invitation,
    make_relationship,
    make_setting,
    make_staff,
    secret_for,
)

MONDAY = "2026-11-30T10:00:00Z"
IN_THE_BREAK = "2026-12-02T14:10:00Z"
WEDNESDAY = date(2026, 12, 2)


def asked(
    afternoon: Afternoon | None = None, name: str = "Samira", child: str = "Amira", **fields: Any
) -> Invitation:
    """Samira, asked with Amira to Wednesday's afternoon at the Orchard; Jo is their mentor."""
    afternoon = afternoon or wednesday()
    household = make_household(afternoon.setting, label=f"{name} and {child}")
    adult = make_adult(household=household, known_as=name, surname="Okonjo-Whitfield")
    if child:
        make_relationship(
            make_child(household=household, legal_first=child, surname="Okonjo"), adult
        )
    fields.setdefault("mentor", make_staff(first_name="Jo"))
    return make_invitation(afternoon, household, adult=adult, **fields)


def wednesday(setting: Setting | None = None, **fields: Any) -> Afternoon:
    """Wednesday's afternoon, with biscuits."""
    setting = setting or make_setting(name="Orchard Zone", nickname="the Orchard")
    fields.setdefault("activity", biscuits())
    return make_afternoon(setting, **fields)


def biscuits() -> Activity:
    """The activity."""
    return make_activity(title="Decorated biscuits")


def page_of(invitation: Invitation, part: str = "") -> str:
    """The address behind her link."""
    return f"/r/{secret_for(invitation)}/{part}"


def tap(client: Client, invitation: Invitation, word: str, **more: Any) -> Any:
    """One tap on one of the three buttons."""
    return client.post(page_of(invitation, "answer/"), {"answer": word}, **more)
