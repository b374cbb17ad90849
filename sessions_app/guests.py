"""Who a tile of the register stands for."""

import uuid
from typing import Any

from django.db.models import QuerySet

from families.models import Adult, Child, Household, HouseholdMember
from sessions_app.actions.register import Guest
from sessions_app.models import Afternoon

# A tile's letter, and how invitations and marks name who it stands for.
PEOPLE = {"a": ("adult", "adult"), "c": ("children", "child")}
BY_NAME_ALONE = "w"


def key_in(person: str) -> uuid.UUID | None:
    """Return the id in a tile's name, or nothing where it is none."""
    try:
        return uuid.UUID(person[1:])
    except ValueError:
        return None


def guest_named(afternoon: Afternoon, person: str) -> Guest | None:
    """Return the guest a tile names, with their home; nothing where nobody is meant.

    Whoever was asked to this afternoon, or is on its register, wherever they live by now;
    of all others only people who live in this setting's homes.
    """
    kind, key = person[:1], key_in(person)
    if kind not in PEOPLE or key is None:
        return None
    asked_as, marked_as = PEOPLE[kind]
    best_first = ("-answer", "pk")  # yes, then no and maybe
    homes = Household.objects.filter(setting=afternoon.setting, removed_at=None)
    ways: tuple[QuerySet[Any], ...] = (
        afternoon.invitations.asked().filter(**{asked_as: key}).order_by(*best_first),
        afternoon.attendance.filter(**{marked_as: key}).exclude(household=None),
        HouseholdMember.objects.current(afternoon.on)
        .filter(**{marked_as: key}, household__in=homes)
        .order_by("from_on", "pk"),
    )
    found = (rows.select_related("household").first() for rows in ways)
    row = next((row for row in found if row), None)
    if row is None:
        return None
    if kind == "a":
        return Guest(household=row.household, adult=Adult.objects.get(pk=key))
    return Guest(household=row.household, child=Child.objects.get(pk=key))


def is_by_name_alone(person: str) -> bool:
    """Whether a tile stands for a first name, and for nobody in our families."""
    return person[:1] == BY_NAME_ALONE and key_in(person) is not None
