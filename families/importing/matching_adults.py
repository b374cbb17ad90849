"""Which adult of a file is which adult of ours; a shared landline is never a sign."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from families.importing.likeness import resembles
from families.importing.names import same_name
from families.importing.proposal import Proposal, ProposedAdult
from families.importing.stored import Stored
from families.models import Adult, Child
from pastoral.crypto import fingerprint

Finding = Callable[["AdultMatching", ProposedAdult], Iterator[Adult]]


class AdultMatching:
    """The matching of one file's adults: `found` by key. Each of ours is found once at most.

    Around the children they have in common a name will do; further off it takes the same
    mobile, e-mail or address as well.
    """

    def __init__(self, proposal: Proposal, children: Mapping[str, Child], stored: Stored) -> None:
        self.stored = stored
        self.children = children
        self.found: dict[str, Adult] = {}
        self._index()
        self._places = {home.key: fingerprint(home.address.key) for home in proposal.households}
        self._kinds: defaultdict[str, set[str]] = defaultdict(set)
        for child in proposal.children:
            for link in child.links:
                self._kinds[link.adult_key].add(link.contact.relationship)
        waiting = {adult.key: adult for adult in proposal.adults}
        for finding in (_same_reach, _same_part, _same_name, _elsewhere, _same_place, _short_name):
            self._claim(waiting, finding)

    def _index(self) -> None:
        self._final: dict[uuid.UUID, Adult] = {}
        self.by_reach: defaultdict[str, list[Adult]] = defaultdict(list)
        self.by_place: defaultdict[str, list[Adult]] = defaultdict(list)
        for face, final in self.stored.faces(self.stored.adults):
            self._final[face.pk] = final
            for reach in filter(None, (face.mobile, face.email)):
                self.by_reach[reach].append(face)
            for place in self.stored.address_keys_of(face.pk):
                self.by_place[place].append(face)

    def around(self, adult: ProposedAdult) -> Iterator[Adult]:
        """Our adults in the lives of the children this one is a contact of."""
        known = [self.children[key].pk for key in adult.child_keys if key in self.children]
        near = dict.fromkeys(pk for child in known for pk in self.stored.adults_of[child])
        yield from (self.stored.adults[pk] for pk in near if pk in self._final)

    def at_places_of(self, adult: ProposedAdult) -> Iterator[Adult]:
        """Our adults at an address where the file has this one."""
        for key in adult.household_keys:
            if place := self._places[key]:
                yield from self.by_place[place]

    def plays(self, adult: ProposedAdult, known: Adult) -> bool:
        """Whether both are, say, a mother to one of these children."""
        pairs = (
            (self.children[key].pk, known.pk) for key in adult.child_keys if key in self.children
        )
        links = (self.stored.links[pair] for pair in pairs if pair in self.stored.links)
        return any(link.kind in self._kinds[adult.key] for link in links)

    def _claim(self, waiting: dict[str, ProposedAdult], finding: Finding) -> None:
        taken = {adult.pk for adult in self.found.values()}
        for key, adult in list(waiting.items()):
            ours = (self._final[face.pk] for face in finding(self, adult))
            known = next((one for one in ours if one.pk not in taken), None)
            if known:
                self.found[key] = known
                taken.add(known.pk)
                del waiting[key]


def is_named(adult: ProposedAdult, known: Adult) -> bool:
    """Whether both names may be one person's."""
    return same_name(f"{adult.first} {adult.surname}", f"{known.known_as} {known.surname}")


def _is_reached(adult: ProposedAdult, known: Adult) -> bool:
    return bool(adult.mobile and adult.mobile == known.mobile) or bool(
        adult.email and adult.email == known.email
    )


def _same_reach(ours: AdultMatching, adult: ProposedAdult) -> Iterator[Adult]:
    near = ours.around(adult)
    yield from (known for known in near if is_named(adult, known) and _is_reached(adult, known))


def _same_part(ours: AdultMatching, adult: ProposedAdult) -> Iterator[Adult]:
    near = ours.around(adult)
    yield from (known for known in near if is_named(adult, known) and ours.plays(adult, known))


def _same_name(ours: AdultMatching, adult: ProposedAdult) -> Iterator[Adult]:
    yield from (known for known in ours.around(adult) if is_named(adult, known))


def _elsewhere(ours: AdultMatching, adult: ProposedAdult) -> Iterator[Adult]:
    for reach in filter(None, (adult.mobile, adult.email)):
        yield from (known for known in ours.by_reach[reach] if is_named(adult, known))


def _same_place(ours: AdultMatching, adult: ProposedAdult) -> Iterator[Adult]:
    yield from (known for known in ours.at_places_of(adult) if is_named(adult, known))


def _short_name(ours: AdultMatching, adult: ProposedAdult) -> Iterator[Adult]:
    """The same contact of the same child by the same number, called Jo where we say Joanne.

    Or with a new surname, as people have who marry or part.
    """
    for known in ours.around(adult):
        surnames = (adult.surname, known.surname)
        is_one_contact = _is_reached(adult, known) and ours.plays(adult, known)
        is_one_family = not all(surnames) or same_name(*surnames)
        is_one_name = same_name(adult.first, known.known_as)
        is_short = is_one_family and resembles(adult.first, known.known_as)
        if is_one_contact and (is_one_name or is_short):
            yield known
