"""Everyone of a file gathered into homes, by their place in the file."""

from collections import defaultdict
from collections.abc import Iterator

from families.importing.away import Away, away_from, own_address, together
from families.importing.homes import Stay, homes_of, stay_of
from families.importing.people import Person, people_of
from families.importing.records import Address, PupilRecord


class Gathering:
    """Who lives where: children, adults and homes are numbered in the file's order.

    `homes` are the children of each home and `residents` its adults; `linked` are the
    children of a resident who lives apart from them; `aways` are the households that no
    child of the file is known to live in.
    """

    def __init__(self, pupils: tuple[PupilRecord, ...]) -> None:
        self.pupils = pupils
        self.people = people_of(pupils)
        self.homes = homes_of(pupils, self.people)
        self.home_of = {child: home for home, family in enumerate(self.homes) for child in family}
        self.residents: defaultdict[int, list[int]] = defaultdict(list)
        for adult, person in enumerate(self.people):
            for home in self._homes_of(person):
                self.residents[home].append(adult)
        self.linked: defaultdict[int, list[int]] = defaultdict(list)
        self.aways = together(tuple(self._aways()))

    def address_of(self, home: int) -> Address:
        """The home's address, as the first child who has one gives it."""
        addresses = (self.pupils[child].address for child in self.homes[home])
        return next((address for address in addresses if address), Address())

    def is_hidden(self, home: int) -> bool:
        """Whether any child's row asks that this address stay hidden."""
        return any(self.pupils[child].hidden_address for child in self.homes[home])

    def is_home_assumed(self, person: Person) -> bool:
        """Whether an adult is at a home only because the file does not say otherwise."""
        stays = self._stays(person)
        return Stay.ASSUMED in stays and Stay.HERE not in stays

    def _stays(self, person: Person) -> list[Stay]:
        return [stay_of(self.pupils[m.child], m.contact) for m in person.mentions]

    def _homes_of(self, person: Person) -> list[int]:
        here = {Stay.HERE, Stay.ASSUMED}
        stays = zip(person.mentions, self._stays(person), strict=True)
        return sorted({self.home_of[m.child] for m, stay in stays if stay in here})

    def _aways(self) -> Iterator[Away]:
        """A household for each adult apart, unless they live in another child's home."""
        for adult, person in enumerate(self.people):
            apart = away_from(person, self.pupils)
            if not apart:
                continue
            address = own_address(person)
            known = [
                home
                for home in self._homes_of(person)
                if not address or self.address_of(home).key == address.key
            ]
            if known:
                self.linked[known[0]] += apart
            else:
                yield Away(address, (adult,), apart)
