"""The register as it is read at the door: first names, needs, who is here."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from families.models import Allergy, HouseholdMember, PhotoConsent, Restriction
from sessions_app.models import Afternoon, Attendance, Invitation


@dataclass(frozen=True)
class Person:
    """One tile: a first name, what the door must know, and the mark if there is one."""

    key: str
    name: str
    is_child: bool
    needs: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    mark: str = ""
    row_id: uuid.UUID | None = None

    @property
    def is_here(self) -> bool:
        """Whether they came."""
        return self.mark in Attendance.HERE

    @property
    def is_known(self) -> bool:
        """Whether they are somebody in our families, not only a first name."""
        return not self.key.startswith("w")


@dataclass(frozen=True)
class Family:
    """The people of one home who are expected, or came."""

    household_id: uuid.UUID
    people: tuple[Person, ...]
    answer: str


@dataclass
class Counts:
    """Who is here, by kind; a family counts once."""

    adults: int = 0
    children: int = 0
    families: int = 0

    @property
    def people(self) -> int:
        """Adults and children together."""
        return self.adults + self.children


@dataclass
class Door:
    """Everything the register page shows."""

    expected: list[Family] = field(default_factory=list)
    walk_ins: list[Person] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)


def at_the_door(afternoon: Afternoon) -> Door:
    """Return who is expected (yes or not sure), who walked in, and the counts (7 queries)."""
    marks = list(Attendance.objects.filter(afternoon=afternoon).select_related("adult", "child"))
    invitations = list(
        Invitation.objects.asked()
        .filter(afternoon=afternoon, answer__in=["yes", "maybe"])
        .exclude(state__in=Invitation.UNDECIDED)
        .select_related("adult", "household")
        .prefetch_related("children")
        .order_by("adult__known_as", "pk")
    )
    known = _Known.about(marks, invitations)
    door = Door(counts=_counts(marks))
    shown: set[str] = set()
    for household_id, asked in _by_home(invitations).items():
        people = [p for p in known.family(asked) if p.key not in shown]
        shown.update(p.key for p in people)
        if people:
            best = "yes" if any(i.answer == "yes" for i in asked) else "maybe"
            door.expected.append(Family(household_id, tuple(people), best))
    door.walk_ins = [
        person
        for row in marks
        if row.mark in Attendance.HERE and (person := known.marked(row)).key not in shown
    ]
    return door


def _by_home(invitations: Iterable[Invitation]) -> dict[uuid.UUID, list[Invitation]]:
    homes: dict[uuid.UUID, list[Invitation]] = defaultdict(list)
    for invitation in invitations:
        homes[invitation.household_id].append(invitation)
    return homes


def _counts(marks: Iterable[Attendance]) -> Counts:
    here = [row for row in marks if row.mark in Attendance.HERE]
    children = [row for row in here if row.child_id or row.walk_in_is_child]
    return Counts(
        adults=len(here) - len(children),
        children=len(children),
        families=len({row.household_id for row in here if row.household_id}),
    )


@dataclass
class _Known:
    """What the door must know of everybody on the page, read once."""

    marks: dict[str, Attendance]
    allergies: dict[uuid.UUID, list[str]]
    photos: set[uuid.UUID]
    instructions: dict[uuid.UUID, list[str]]

    @classmethod
    def about(cls, marks: list[Attendance], invitations: list[Invitation]) -> "_Known":
        adults = {i.adult_id for i in invitations} | {m.adult_id for m in marks if m.adult_id}
        children = {c.pk for i in invitations for c in i.children.all()}
        children |= {m.child_id for m in marks if m.child_id}
        allergies: dict[uuid.UUID, list[str]] = defaultdict(list)
        for allergy in Allergy.objects.filter(Q(child__in=children) | Q(adult__in=adults)):
            allergies[allergy.child_id or allergy.adult_id].append(str(allergy))  # type: ignore[index]
        photos = PhotoConsent.objects.filter(
            child__in=children, withdrawn_on=None, purpose=PhotoConsent.Purpose.DISPLAY
        )
        return cls(
            marks={_key(m): m for m in marks},
            allergies=allergies,
            photos=set(photos.values_list("child", flat=True)),
            instructions=_instructions(adults, children),
        )

    def family(self, asked: list[Invitation]) -> list[Person]:
        people = [
            self.person(f"a{i.adult_id}", i.adult.known_as, i.adult_id, needs=_needs(i))
            for i in asked
        ]
        children = {c.pk: c for i in asked for c in i.children.all()}
        return people + [
            self.person(f"c{c.pk}", c.first_name, c.pk, is_child=True) for c in children.values()
        ]

    def person(
        self,
        key: str,
        name: str,
        pk: uuid.UUID | None,
        *,
        is_child: bool = False,
        needs: list[str] | None = None,
    ) -> Person:
        row = self.marks.get(key)
        told = list(needs or [])
        if pk in self.allergies:
            told.append(f"Allergy: {', '.join(self.allergies[pk]).lower()}")
        if is_child and pk not in self.photos:
            told.append("No photos")
        return Person(
            key=key,
            name=name,
            is_child=is_child,
            needs=tuple(told),
            instructions=tuple(self.instructions.get(pk, ())) if pk else (),
            mark=row.mark if row else "",
            row_id=row.pk if row else None,
        )

    def marked(self, row: Attendance) -> Person:
        who = row.adult or row.child
        if who is None:
            return self.person(_key(row), row.walk_in_name, None, needs=[])
        name = row.adult.known_as if row.adult else row.child.first_name  # type: ignore[union-attr]
        return self.person(_key(row), name, who.pk, is_child=bool(row.child_id))


def _key(row: Attendance) -> str:
    if row.adult_id:
        return f"a{row.adult_id}"
    return f"c{row.child_id}" if row.child_id else f"w{row.pk}"


def _instructions(
    adults: Collection[uuid.UUID], children: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[str]]:
    """Return what staff do about a restriction, for everybody it is about; never why (rule 16).

    On the tile of whom it protects it says by first name of whom it speaks.
    """
    held = (
        Restriction.objects.active()
        .filter(Q(adult__in=adults) | Q(other_adult__in=adults) | Q(child__in=children))
        .values_list("adult_id", "adult__known_as", "other_adult_id", "child_id", "instruction")
    )
    said: dict[uuid.UUID, dict[str, None]] = defaultdict(dict)  # Each once, in their order.
    for adult, known_as, other, child, instruction in held:
        said[adult][instruction] = None
        for protected in filter(None, (other, child)):
            said[protected][f"{known_as}: {instruction}"] = None
    return {person: list(words) for person, words in said.items()}


def _needs(invitation: Invitation) -> list[str]:
    needs = []
    if invitation.meet_at_gate:
        needs.append("Meet at the gate")
    if "interpreter" in invitation.helps or invitation.adult.needs_interpreter:
        needs.append("Interpreter")
    if invitation.diet:
        needs.append(f"Food: {invitation.diet}")
    return needs


def others_named(afternoon: Afternoon, words: str, *, most: int = 12) -> list[tuple[str, str, str]]:
    """Return (key, first name, their people) of others here whose first name begins so.

    For the walk-in box: first names only, of people who live in this setting's homes.
    """
    if not words.strip():
        return []
    day = afternoon.on
    begins = (
        Q(adult__known_as__istartswith=words.strip())
        | Q(child__legal_first__istartswith=words.strip())
        | Q(child__preferred_first__istartswith=words.strip())
    )
    members = (
        HouseholdMember.objects.current(day)
        .filter(begins, household__setting=afternoon.setting, household__removed_at=None)
        .select_related("adult", "child", "household")
        .order_by("adult__known_as", "child__legal_first", "pk")[:most]
    )
    return [
        (
            f"a{m.adult_id}" if m.adult else f"c{m.child_id}",
            m.adult.known_as if m.adult else m.child.first_name,  # type: ignore[union-attr]
            m.household.label,
        )
        for m in members
    ]
