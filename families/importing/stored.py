"""The families a setting has already, gathered once so that a file can be compared to them."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from families.importing.places import keys_of
from families.models import (
    Adult,
    Child,
    Household,
    HouseholdMember,
    Relationship,
    Restriction,
)
from pastoral.accounts.models import Setting

Ids = dict[uuid.UUID, list[uuid.UUID]]
P = TypeVar("P", Child, Adult)
M = TypeVar("M", bound=Model)


@dataclass
class Stored:
    """One setting's children, adults and homes, and who belongs to whom.

    `places` are the keys of each home's address. `homes_of` and `people_at` are of today; `ended` are pairs of home and person that were
    so before. `apart` are adult and child between whom a restriction stands (rule 14), and
    `held_once` those whom a file has set apart before, whether it stands or was ended.
    """

    today: datetime.date
    children: dict[uuid.UUID, Child] = field(default_factory=dict, repr=False)
    adults: dict[uuid.UUID, Adult] = field(default_factory=dict, repr=False)
    households: dict[uuid.UUID, Household] = field(default_factory=dict, repr=False)
    links: dict[tuple[uuid.UUID, uuid.UUID], Relationship] = field(default_factory=dict, repr=False)
    places: dict[uuid.UUID, set[str]] = field(default_factory=dict, repr=False)
    homes_of: Ids = field(default_factory=lambda: defaultdict(list), repr=False)
    people_at: Ids = field(default_factory=lambda: defaultdict(list), repr=False)
    ended: set[tuple[uuid.UUID, uuid.UUID]] = field(default_factory=set, repr=False)
    apart: set[tuple[uuid.UUID, uuid.UUID]] = field(default_factory=set, repr=False)
    held_once: set[tuple[uuid.UUID, uuid.UUID]] = field(default_factory=set, repr=False)
    adults_of: Ids = field(default_factory=lambda: defaultdict(list), repr=False)
    children_of: Ids = field(default_factory=lambda: defaultdict(list), repr=False)

    def faces(self, people: dict[uuid.UUID, P]) -> Iterable[tuple[P, P]]:
        """Every row with the one it stands for: somebody merged is known by both names."""
        for row in people.values():
            final = row
            while final.merged_into_id and final.merged_into_id in people:
                final = people[final.merged_into_id]
            if final.removed_at is None:
                yield row, final

    def address_keys_of(self, person: uuid.UUID) -> set[str]:
        """The keys of the addresses at which somebody lives today."""
        return {key for home in self.homes_of[person] for key in self.places[home]}


def gather(setting: Setting, today: datetime.date, *, lock: bool = False) -> Stored:
    """What a setting has on a day; with `lock`, nobody changes it until we are done."""
    stored = Stored(today)
    stays = Q(removed_at=None) | Q(merged_into__isnull=False)
    homes = Household.objects.filter(setting=setting, removed_at=None)
    stored.households = {row.pk: row for row in _held(homes, lock=lock)}
    stored.places = {
        row.pk: keys_of(row.address) | ({row.address_key} - {""})
        for row in stored.households.values()
    }
    children = Child.objects.filter(stays, setting=setting)
    stored.children = {row.pk: row for row in _held(children, lock=lock)}
    adults = Adult.objects.filter(stays, setting=setting)
    stored.adults = {row.pk: row for row in _held(adults, lock=lock)}
    links = Relationship.objects.filter(child__setting=setting, child__removed_at=None)
    for link in _held(links.order_by("priority", "pk"), lock=lock):
        stored.links[link.child_id, link.adult_id] = link
        stored.adults_of[link.child_id].append(link.adult_id)
        stored.children_of[link.adult_id].append(link.child_id)
    _who_lives_where(stored, setting)
    _who_is_kept_apart(stored, setting)
    return stored


def _held(rows: QuerySet[M], *, lock: bool) -> QuerySet[M]:
    return rows.select_for_update(of=("self",), no_key=True) if lock else rows


def _who_lives_where(stored: Stored, setting: Setting) -> None:
    members = HouseholdMember.objects.filter(household__setting=setting)
    for home, child, adult, until in members.values_list(
        "household_id", "child_id", "adult_id", "to_on"
    ):
        person = adult if child is None else child
        if person is None or home not in stored.households:
            continue
        if until is None or until >= stored.today:
            stored.homes_of[person].append(home)
            stored.people_at[home].append(person)
        else:
            stored.ended.add((home, person))


def _who_is_kept_apart(stored: Stored, setting: Setting) -> None:
    rows = Restriction.objects.filter(setting=setting, removed_at=None, child__isnull=False)
    kinds = {Restriction.Kind.NO_CONTACT.value, Restriction.Kind.NO_INFORMATION.value}
    for adult, child, kind, is_from_import, ended in rows.values_list(
        "adult_id", "child_id", "kind", "is_from_import", "ended_at"
    ):
        if is_from_import:
            stored.held_once.add((adult, child))
        if ended is None and kind in kinds:
            stored.apart.add((adult, child))
