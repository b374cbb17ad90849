"""Contacts of several children recognised as one adult."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from families.importing.names import name_key
from families.importing.records import ContactRecord, PupilRecord

SOCIAL_WORKER = "social_worker"


@dataclass(frozen=True)
class Mention:
    """One child's mention of an adult: the child's place in the file, and the contact."""

    child: int
    contact: ContactRecord


@dataclass
class Person:
    """One adult, in every child's mention of them."""

    mentions: list[Mention] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name as first mentioned."""
        return self.mentions[0].contact.name

    @property
    def mobile(self) -> str:
        """The first mobile any child's mention gives."""
        return self.first_of("mobile")

    def first_of(self, name: str) -> str:
        """The first mention's value that is not blank."""
        values = (getattr(mention.contact, name) for mention in self.mentions)
        return next((str(value) for value in values if value), "")


def people_of(pupils: tuple[PupilRecord, ...]) -> tuple[Person, ...]:
    """Every adult of the file once, in the order of the file.

    Two children's contacts are one adult when their names agree and they share a mobile,
    an e-mail or a place. Two contacts of one child never are.
    """
    people: list[Person] = []
    known: defaultdict[str, set[int]] = defaultdict(set)
    for child, pupil in enumerate(pupils):
        for contact in pupil.contacts:
            marks = list(_marks(pupil, contact))
            # In the order of the marks: the same number tells more than the same place.
            near = dict.fromkeys(place for mark in marks for place in sorted(known[mark]))
            free = [at for at in near if people[at].mentions[-1].child != child]
            place = free[0] if free else len(people)
            if not free:
                people.append(Person())
            people[place].mentions.append(Mention(child, contact))
            for mark in marks:
                known[mark].add(place)
    return tuple(people)


def _marks(pupil: PupilRecord, contact: ContactRecord) -> Iterator[str]:
    """What two mentions share if they are the same person: a name, and one of these.

    A lost letter is lost alike throughout a file, so the key with its `?` will do.
    """
    name = name_key(contact.name)
    if contact.mobile:
        yield f"{name} mobile {contact.mobile}"
    if contact.email:
        yield f"{name} email {contact.email}"
    if contact.address.key:
        yield f"{name} at {contact.address.key}"
    elif pupil.address.key and contact.relationship != SOCIAL_WORKER:
        # Away from the same home with no address of their own is a place too.
        side = "away from" if contact.lives_with is False else "at"
        yield f"{name} {side} {pupil.address.key}"
