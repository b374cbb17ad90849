"""Who somebody will meet at a door: the names they go by, what they speak, how to ring."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from families.importing.languages import language_said
from families.models import Adult, Child, Household, HouseholdMember, Relationship
from pastoral.accounts.models import Setting
from pastoral.ui.said import phone_said
from visits.models import HomeVisit

ENGLISH = "en"
NOT_SAID = 1000  # After everybody whose place in the order is known.
Safe = Adult.SafeContact


@dataclass(frozen=True)
class Phone:
    """A number that may be rung, and whose it is."""

    name: str
    number: str

    @property
    def said(self) -> str:
        """The number as people say it."""
        return phone_said(self.number)


@dataclass(frozen=True)
class AtHome:
    """Those who live in one home on a day, grown-ups first, in the order one rings them."""

    label: str
    adults: list[Adult] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)

    @property
    def names(self) -> str:
        """“Samira & Amira”: first names alone."""
        names = [
            *(adult.known_as for adult in self.adults),
            *(child.first_name for child in self.children),
        ]
        *most, last = names or [self.label]
        return f"{', '.join(most)} & {last}" if most else last

    @property
    def languages(self) -> str:
        """What is spoken there besides English."""
        tags = [tag for adult in self.adults for tag in (adult.language, *adult.other_languages)]
        return ", ".join(
            language_said(tag) for tag in dict.fromkeys(tags) if tag and tag != ENGLISH
        )

    @property
    def needs_interpreter(self) -> bool:
        """Whether somebody there would like an interpreter."""
        return any(adult.needs_interpreter for adult in self.adults)

    def phone(self, visit: HomeVisit, *, by_mentor: bool) -> Phone | None:
        """Return whom to ring: who agreed to the visit, else the first who may be rung (rule 30).

        `by_mentor` says that whoever rings does a mentor's part: some ask that nobody else does.
        """
        first = sorted(self.adults, key=lambda adult: adult.pk != visit.agreed_by_id)
        phones = (phone_of(adult, by_mentor=by_mentor) for adult in first)
        return next((phone for phone in phones if phone), None)

    def phone_of(self, adult: Adult, *, by_mentor: bool) -> Phone | None:
        """Return the number of one who lives here, where they may be rung (rule 30)."""
        return phone_of(adult, by_mentor=by_mentor) if adult in self.adults else None


def phone_of(adult: Adult, *, by_mentor: bool) -> Phone | None:
    """Return the number on which somebody may be rung; None where there is none (rule 30)."""
    number = _number(adult, by_mentor=by_mentor)
    return Phone(adult.known_as, number) if number else None


def _number(adult: Adult, *, by_mentor: bool) -> str:
    if adult.safe_contact == Safe.NONE:
        return ""
    if adult.safe_contact == Safe.MENTOR_CALLS_ONLY and not by_mentor:
        return ""
    if adult.mobile and adult.mobile_state != Adult.Mobile.UNREACHABLE:
        return adult.mobile
    return "" if adult.safe_contact == Safe.THIS_NUMBER_ONLY else adult.landline


def at_home(
    households: Iterable[Household], day: date, setting: Setting
) -> dict[uuid.UUID, AtHome]:
    """Return who lives in each home on the day, in two queries however many there are.

    A child of another setting is named nowhere, and nobody who has died.
    """
    homes = {home.pk: AtHome(home.label) for home in households}
    members = (
        HouseholdMember.objects.current(day)
        .filter(household__in=list(homes))
        .select_related("adult", "child")
        .order_by("from_on", "created_at", "pk")
    )
    for member in members:
        home, adult, child = homes[member.household_id], member.adult, member.child
        if child and child.setting_id == setting.pk and not child.removed_at:
            home.children.append(child)
        if adult and not (adult.is_deceased or adult.removed_at):
            home.adults.append(adult)
    order = _priorities([child for home in homes.values() for child in home.children])
    for home in homes.values():
        home.adults.sort(key=lambda adult: order[adult.pk])
    return homes


def _priorities(children: Collection[Child]) -> dict[uuid.UUID, int]:
    """Return the place of each adult among those to ring about these children."""
    order: dict[uuid.UUID, int] = defaultdict(lambda: NOT_SAID)
    ties = Relationship.objects.filter(child__in=children).order_by("-priority", "-pk")
    order.update(ties.values_list("adult_id", "priority"))
    return order
