"""Which child of a file is which child of ours: by UPN, by birthday, by home, or by asking."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from families.importing.likeness import resembles, upns_agree
from families.importing.names import same_name
from families.importing.plan import Alike
from families.importing.proposal import ProposedChild
from families.importing.records import PupilRecord
from families.importing.stored import Stored
from families.models import Child
from pastoral.crypto import fingerprint

ANOTHER = "another"
"""The answer that a child who looks like one of ours is not."""

Finding = Callable[["ChildMatching", PupilRecord], Iterable[Child]]


class ChildMatching:
    """The matching of one file's children: `found` by key, and those to `ask` about.

    `decided` holds what a person said of a child who looks like one of ours: the id of
    ours, or ANOTHER. Each of ours is found once at most.
    """

    def __init__(
        self, proposed: Iterable[ProposedChild], stored: Stored, decided: Mapping[str, str]
    ) -> None:
        self.stored = stored
        self.found: dict[str, Child] = {}
        self._taken: set[uuid.UUID] = set()
        self._index()
        waiting = {child.key: child.pupil for child in proposed}
        self._claim_decided(waiting, decided)
        for finding in (_by_upn, _by_birthday, _by_upn_alone, _by_place):
            self._claim(waiting, finding)
        asked = ((key, pupil) for key, pupil in waiting.items() if decided.get(key) != ANOTHER)
        self.ask = tuple(alike for key, pupil in asked for alike in self._alike(key, pupil))

    def _index(self) -> None:
        self.by_upn: dict[str, Child] = {}
        self.by_birthday: defaultdict[datetime.date | None, list[Child]] = defaultdict(list)
        self.by_mark: defaultdict[str, list[Child]] = defaultdict(list)
        self._final: dict[uuid.UUID, Child] = {}
        for face, final in self.stored.faces(self.stored.children):
            self._final[face.pk] = final
            if face.upn:
                self.by_upn[face.upn] = face
            self.by_birthday[face.born_on].append(face)
            for mark in self._marks_of(face):
                self.by_mark[mark].append(face)

    def _marks_of(self, child: Child) -> Iterator[str]:
        """Where a child of ours lives and how their adults are reached."""
        yield from self.stored.address_keys_of(child.pk)
        for adult_id in self.stored.adults_of[child.pk]:
            if adult := self.stored.adults.get(adult_id):
                yield from filter(None, (adult.mobile, adult.email))

    def near(self, pupil: PupilRecord) -> Iterator[Child]:
        """Children of ours who share a home or a contact's number with this one."""
        contacts = (mark for c in pupil.contacts for mark in (c.mobile, c.email) if mark)
        marks = dict.fromkeys([fingerprint(pupil.address.key), *contacts])
        near = {child.pk: child for mark in marks if mark for child in self.by_mark[mark]}
        yield from near.values()

    def _claim_decided(self, waiting: dict[str, PupilRecord], decided: Mapping[str, str]) -> None:
        finals = {str(child.pk): child for child in self._final.values()}
        for key in list(waiting):
            ours = finals.get(decided.get(key, ""))
            if ours and ours.pk not in self._taken:
                self._take(waiting, key, ours)

    def _claim(self, waiting: dict[str, PupilRecord], finding: Finding) -> None:
        for key, pupil in list(waiting.items()):
            ours = {self._final[face.pk].pk: self._final[face.pk] for face in finding(self, pupil)}
            free = [child for child in ours.values() if child.pk not in self._taken]
            if len(free) == 1:
                self._take(waiting, key, free[0])

    def _take(self, waiting: dict[str, PupilRecord], key: str, ours: Child) -> None:
        self.found[key] = ours
        self._taken.add(ours.pk)
        del waiting[key]

    def _alike(self, key: str, pupil: PupilRecord) -> Iterator[Alike]:
        """The one question about a child, if any of ours not found yet looks like them."""
        for why, faces in _likenesses(self, pupil):
            ours = {self._final[face.pk].pk: self._final[face.pk] for face in faces}
            known = tuple(child for child in ours.values() if child.pk not in self._taken)
            if known:
                yield Alike(key, pupil, known, why)
                return


def _by_upn(ours: ChildMatching, pupil: PupilRecord) -> Iterator[Child]:
    child = ours.by_upn.get(pupil.upn)
    if child and _same_first(child, pupil):
        yield child


def _by_birthday(ours: ChildMatching, pupil: PupilRecord) -> Iterator[Child]:
    if pupil.born_on:
        for child in ours.by_birthday[pupil.born_on]:
            if _same_names(child, pupil) and upns_agree(child.upn, pupil.upn):
                yield child


def _by_upn_alone(ours: ChildMatching, pupil: PupilRecord) -> Iterator[Child]:
    """A new first name, or a slip put right: the number and the birthday are enough."""
    child = ours.by_upn.get(pupil.upn)
    if child and pupil.born_on and child.born_on == pupil.born_on:
        yield child


def _by_place(ours: ChildMatching, pupil: PupilRecord) -> Iterator[Child]:
    """One name and one home, where a birthday is not known on both sides."""
    for child in ours.near(pupil):
        is_open = not (child.born_on and pupil.born_on)
        if is_open and _same_names(child, pupil) and upns_agree(child.upn, pupil.upn):
            yield child


def _likenesses(ours: ChildMatching, pupil: PupilRecord) -> Iterator[tuple[str, Iterator[Child]]]:
    numbered = ours.by_upn.get(pupil.upn)
    yield "the same UPN, with another name and date of birth", iter([numbered] if numbered else [])
    one_day = ours.by_birthday[pupil.born_on] if pupil.born_on else []
    yield (
        "the same name and date of birth",
        (child for child in one_day if _same_names(child, pupil)),
    )
    near = list(ours.near(pupil))
    yield (
        "the same home, and the same name or date of birth",
        (child for child in near if _alike_at_home(child, pupil)),
    )
    unknown = ours.by_birthday[None] if pupil.born_on else ours.stored.children.values()
    yield (
        "the same name, and a date of birth that is not known",
        (
            child
            for child in unknown
            if _same_names(child, pupil) and upns_agree(child.upn, pupil.upn)
        ),
    )


def _alike_at_home(child: Child, pupil: PupilRecord) -> bool:
    """Twins have one home and one birthday too, but two numbers and two names."""
    if _same_names(child, pupil):
        return True
    if not (pupil.born_on and child.born_on == pupil.born_on):
        return False
    return upns_agree(child.upn, pupil.upn) or resembles(child.legal_first, pupil.legal_first)


def _same_first(child: Child, pupil: PupilRecord) -> bool:
    return any(
        same_name(first, another)
        for first in (child.legal_first, child.preferred_first)
        for another in (pupil.legal_first, pupil.preferred_first)
        if first and another
    )


def _same_names(child: Child, pupil: PupilRecord) -> bool:
    return _same_first(child, pupil) and same_name(child.surname, pupil.surname)
