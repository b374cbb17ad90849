"""The households, adults and children that a file's records amount to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from families.importing import keys
from families.importing.away import Away
from families.importing.gathering import Gathering
from families.importing.people import Person
from families.importing.problems import Kind, Problem, problem
from families.importing.proposal import (
    HouseholdKind,
    Proposal,
    ProposedAdult,
    ProposedChild,
    ProposedHousehold,
    ProposedLink,
)
from families.importing.records import PupilRecord


def households_of(pupils: tuple[PupilRecord, ...]) -> Proposal:
    """What these children and contacts amount to, in the order of the file."""
    return _Proposing(Gathering(pupils)).proposal()


class _Proposing:
    """A gathering whose places are being given keys."""

    def __init__(self, everyone: Gathering) -> None:
        self.everyone = everyone
        self.child_keys = keys.distinct(map(keys.child_key, everyone.pupils))
        self.adult_keys = keys.distinct(
            keys.adult_key(person, self._children_of(person)) for person in everyone.people
        )

    def proposal(self) -> Proposal:
        homes = [self._home(home) for home in range(len(self.everyone.homes))]
        aways = [self._away(away) for away in self.everyone.aways]
        living: defaultdict[str, list[str]] = defaultdict(list)
        for household in (*homes, *aways):
            for adult in household.adult_keys:
                living[adult].append(household.key)
        return Proposal(
            households=(*homes, *aways),
            adults=tuple(self._adults(living)),
            children=tuple(self._children(homes)),
            problems=tuple(_shared_addresses(self.everyone)),
        )

    def _home(self, home: int) -> ProposedHousehold:
        everyone = self.everyone
        children = self._keys(everyone.homes[home])
        pupils = [everyone.pupils[child] for child in everyone.homes[home]]
        notes = dict.fromkeys(pupil.address_note for pupil in pupils)
        return ProposedHousehold(
            key=keys.key_for("home", " ".join(sorted(children))),
            kind=HouseholdKind.HOME,
            address=everyone.address_of(home),
            hidden_address=everyone.is_hidden(home),
            address_note="\n".join(note for note in notes if note),
            adult_keys=tuple(self.adult_keys[a] for a in everyone.residents[home]),
            child_keys=children,
            linked_child_keys=self._keys(everyone.linked[home]),
        )

    def _away(self, away: Away) -> ProposedHousehold:
        adults = tuple(self.adult_keys[adult] for adult in away.adults)
        return ProposedHousehold(
            key=keys.key_for("elsewhere", " ".join(sorted(adults))),
            kind=HouseholdKind.ELSEWHERE,
            address=away.address,
            hidden_address=False,
            address_note="",
            adult_keys=adults,
            child_keys=(),
            linked_child_keys=self._keys(away.children),
        )

    def _adults(self, living: Mapping[str, list[str]]) -> Iterator[ProposedAdult]:
        numbers = Counter(person.mobile for person in self.everyone.people)
        for key, person in zip(self.adult_keys, self.everyone.people, strict=True):
            contacts = [mention.contact for mention in person.mentions]
            spoken = [c.interpreter for c in contacts if c.interpreter is not None]
            by_number = next((c for c in contacts if c.mobile), contacts[0])
            by_language = next((c for c in contacts if c.language), contacts[0])
            yield ProposedAdult(
                key=key,
                first=contacts[0].first,
                surname=contacts[0].surname,
                mobile=by_number.mobile,
                mobile_note=by_number.mobile_note,
                landline=person.first_of("landline"),
                email=person.first_of("email"),
                language=by_language.language,
                language_as_written=by_language.language_as_written,
                interpreter=any(spoken) if spoken else None,
                court_order=any(contact.court_order for contact in contacts),
                deceased=any(contact.deceased for contact in contacts),
                shares_mobile=bool(person.mobile) and numbers[person.mobile] > 1,
                household_keys=tuple(living.get(key, ())),
                home_is_assumed=self.everyone.is_home_assumed(person),
                child_keys=self._children_of(person),
            )

    def _children(self, homes: list[ProposedHousehold]) -> Iterator[ProposedChild]:
        links: defaultdict[int, list[ProposedLink]] = defaultdict(list)
        for key, person in zip(self.adult_keys, self.everyone.people, strict=True):
            for mention in person.mentions:
                links[mention.child].append(ProposedLink(key, mention.contact))
        for child, pupil in enumerate(self.everyone.pupils):
            yield ProposedChild(
                key=self.child_keys[child],
                pupil=pupil,
                household_key=homes[self.everyone.home_of[child]].key,
                links=tuple(sorted(links[child], key=lambda li: li.contact.priority)),
            )

    def _children_of(self, person: Person) -> tuple[str, ...]:
        return self._keys(mention.child for mention in person.mentions)

    def _keys(self, children: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.child_keys[child] for child in sorted(set(children)))


def _shared_addresses(everyone: Gathering) -> Iterator[Problem]:
    """A word about each address at which the file shows more than one family."""
    families: defaultdict[str, list[PupilRecord]] = defaultdict(list)
    for home, children in enumerate(everyone.homes):
        if where := everyone.address_of(home).key:
            families[where].append(everyone.pupils[children[0]])
    for first, *others in families.values():
        for other in others:
            told = problem(
                other.rows[0],
                Kind.SAME_ADDRESS,
                field="address_1",
                person=f"{first.name} and {other.name}",
            )
            yield replace(told, also_rows=(first.rows[0],))
