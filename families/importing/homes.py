"""Which children live in one home, and which adults live there or apart."""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum

from families.importing.names import name_key
from families.importing.people import SOCIAL_WORKER, Person
from families.importing.records import ContactRecord, PupilRecord


class Stay(StrEnum):
    """Where a contact lives, seen from one child."""

    HERE = "here"
    ASSUMED = "assumed"
    ELSEWHERE = "elsewhere"
    UNSAID = "unsaid"


def stay_of(pupil: PupilRecord, contact: ContactRecord) -> Stay:
    """Whether a contact lives with the child.

    Silence is taken as "here", but never for a hidden address or a court order: an
    adult is put at such a home only when the file says so.
    """
    if contact.lives_with:
        return Stay.HERE
    if contact.relationship == SOCIAL_WORKER:
        return Stay.UNSAID
    if contact.lives_with is False:
        return Stay.ELSEWHERE
    if contact.address and contact.address.key != pupil.address.key:
        return Stay.ELSEWHERE
    is_delicate = pupil.hidden_address or contact.court_order
    return Stay.UNSAID if is_delicate else Stay.ASSUMED


def homes_of(
    pupils: Sequence[PupilRecord], people: Sequence[Person]
) -> tuple[tuple[int, ...], ...]:
    """The children of each home, as places in `pupils`, in the order of the file.

    Siblings share an address and a contact: an address alone is not enough, as in a
    block of flats, a hostel or a refuge. A child with no contacts joins by surname, one
    with no address by a contact who lives with both.
    """
    heads = list(range(len(pupils)))
    for person in people:
        by_address: dict[str, int] = {}
        for mention in person.mentions:
            where = pupils[mention.child].address.key
            if where:
                _join(heads, by_address.setdefault(where, mention.child), mention.child)
    _join_without_contacts(heads, pupils)
    _join_without_address(heads, pupils, people)
    homes: defaultdict[int, list[int]] = defaultdict(list)
    for child in range(len(pupils)):
        homes[_head(heads, child)].append(child)
    return tuple(map(tuple, homes.values()))


def _join_without_contacts(heads: list[int], pupils: Sequence[PupilRecord]) -> None:
    families: dict[tuple[str, str], int] = {}
    for child, pupil in enumerate(pupils):
        if pupil.contacts and pupil.address.key:
            families.setdefault((pupil.address.key, name_key(pupil.surname)), child)
    for child, pupil in enumerate(pupils):
        if not pupil.contacts and pupil.address.key:
            family = (pupil.address.key, name_key(pupil.surname))
            _join(heads, families.setdefault(family, child), child)


def _join_without_address(
    heads: list[int], pupils: Sequence[PupilRecord], people: Sequence[Person]
) -> None:
    placed: set[int] = set()
    for person in people:
        here = [mention.child for mention in person.mentions if mention.contact.lives_with]
        known = [child for child in here if pupils[child].address.key]
        anchor = (known or here or [0])[0]
        for child in here:
            if not pupils[child].address.key and child not in placed:
                _join(heads, anchor, child)
                placed.add(child)


def _head(heads: list[int], child: int) -> int:
    while heads[child] != child:
        child = heads[child]
    return child


def _join(heads: list[int], one: int, other: int) -> None:
    first, second = sorted((_head(heads, one), _head(heads, other)))
    heads[second] = first
