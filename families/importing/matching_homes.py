"""Which home of a file is which home of ours: the people in it say so, not the address alone."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping

from families.importing.names import name_key
from families.importing.proposal import HouseholdKind, Proposal, ProposedHousehold
from families.importing.stored import Stored
from families.models import Adult, Child, Household
from pastoral.crypto import fingerprint


class HomeMatching:
    """The matching of one file's homes: `found` by key.

    `apart` are the homes whose people we have at another address, not all of whom the file
    has moved: those become a second home, and nobody is taken out of the first. That way an
    adult who was left behind never follows the others to their new address.
    """

    def __init__(
        self,
        proposal: Proposal,
        children: Mapping[str, Child],
        adults: Mapping[str, Adult],
        stored: Stored,
    ) -> None:
        self.stored = stored
        self.children = children
        self.adults = adults
        self.pupils = {child.key: child.pupil for child in proposal.children}
        self.found: dict[str, Household] = {}
        self.apart: set[str] = set()
        self._taken: set[uuid.UUID] = set()
        waiting = {home.key: home for home in proposal.households}
        for finding in (self._at_address, self._moved, self._of_a_surname):
            for key, home in list(waiting.items()):
                ours = next((h for h in finding(home) if h.pk not in self._taken), None)
                if ours:
                    self.found[key] = ours
                    self._taken.add(ours.pk)
                    del waiting[key]
        self.apart = {key for key, home in waiting.items() if self._ours(home)}

    def _people(self, home: ProposedHousehold) -> set[uuid.UUID]:
        """Those of ours whom the file has at this home."""
        known = {self.children[key].pk for key in home.child_keys if key in self.children}
        return known | {self.adults[key].pk for key in home.adult_keys if key in self.adults}

    def _ours(self, home: ProposedHousehold) -> list[Household]:
        """Our homes of these people, the one with most of them first, a child's before all.

        An adult who lives apart is not sought at the home of the child they live apart from.
        """
        is_home = home.kind is HouseholdKind.HOME
        votes: Counter[uuid.UUID] = Counter()
        for key in home.child_keys:
            if key in self.children:
                votes.update(dict.fromkeys(self.stored.homes_of[self.children[key].pk], 100))
        for key in home.adult_keys:
            if key in self.adults:
                votes.update(self.stored.homes_of[self.adults[key].pk])
        has_children = is_home and any(worth >= 100 for worth in votes.values())
        theirs = {
            place
            for key in home.linked_child_keys
            if not is_home and key in self.children
            for place in self.stored.homes_of[self.children[key].pk]
        }
        return [
            self.stored.households[place]
            for place, worth in votes.most_common()
            if place not in theirs and (worth >= 100 or not has_children)
        ]

    def _at_address(self, home: ProposedHousehold) -> Iterator[Household]:
        place = fingerprint(home.address.key)
        ours = self._ours(home)
        yield from (known for known in ours if place in self.stored.places[known.pk])

    def _moved(self, home: ProposedHousehold) -> Iterator[Household]:
        """A home without an address on either side, a hidden one, or one that moved whole."""
        place = fingerprint(home.address.key)
        people = self._people(home)
        is_home = home.kind is HouseholdKind.HOME
        for known in self._ours(home):
            has_child = any(pk in self.stored.children for pk in self.stored.people_at[known.pk])
            if is_home and home.child_keys and not has_child:
                continue  # Where an adult lived alone is no child's home.
            moved_whole = set(self.stored.people_at[known.pk]) <= people
            if not place or moved_whole or (known.is_hidden and not home.hidden_address):
                yield known

    def _of_a_surname(self, home: ProposedHousehold) -> Iterator[Household]:
        """The home at this address of a child of the same surname, for one with no contacts."""
        place = fingerprint(home.address.key)
        if home.adult_keys or not place or self._ours(home):
            return
        surnames = {name_key(self.pupils[key].surname) for key in home.child_keys}
        for known in self.stored.households.values():
            if place in self.stored.places[known.pk] and surnames & self._surnames_at(known):
                yield known

    def _surnames_at(self, home: Household) -> set[str]:
        people = self.stored.people_at[home.pk]
        children = (self.stored.children.get(pk) for pk in people)
        return {name_key(child.surname) for child in children if child}
