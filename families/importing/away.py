"""Where the adults live who live apart from a child."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from families.importing.homes import Stay, stay_of
from families.importing.people import Person
from families.importing.records import Address, PupilRecord


@dataclass(frozen=True)
class Away:
    """One household apart: adults as places in the people, children as in the pupils."""

    address: Address
    adults: tuple[int, ...]
    children: tuple[int, ...]


def away_from(person: Person, pupils: Sequence[PupilRecord]) -> tuple[int, ...]:
    """Which of their children the adult lives apart from."""
    return tuple(
        mention.child
        for mention in person.mentions
        if stay_of(pupils[mention.child], mention.contact) is Stay.ELSEWHERE
    )


def own_address(person: Person) -> Address:
    """The first address of their own that any child's rows give, or a blank one."""
    addresses = (mention.contact.address for mention in person.mentions)
    return next((address for address in addresses if address), Address())


def together(aways: Sequence[Away]) -> tuple[Away, ...]:
    """One household for adults at one address who are contacts of the same child."""
    joined: list[Away] = []
    at_address: defaultdict[str, list[int]] = defaultdict(list)
    for away in aways:
        near = at_address[away.address.key] if away.address.key else []
        same = [at for at in near if set(away.children) & set(joined[at].children)]
        if same:
            joined[same[0]] = _joined(joined[same[0]], away)
        else:
            near.append(len(joined))
            joined.append(away)
    return tuple(joined)


def _joined(one: Away, other: Away) -> Away:
    children = tuple(dict.fromkeys(one.children + other.children))
    return Away(one.address, one.adults + other.adults, children)
