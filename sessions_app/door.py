"""The register as it is read at the door: first names, needs, who is here."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from families.models import Adult, Allergy, Child, HouseholdMember, PhotoConsent, Restriction
from sessions_app.models import Afternoon, Attendance, Invitation, RegisterPress
from sessions_app.models.afternoons import AfternoonQuerySet

SAID = {"": "Taken back", Attendance.Mark.PRESENT: "Came", Attendance.Mark.WALK_IN: "Walked in"}


class Need(NamedTuple):
    """What the door must know of somebody: a small sign, and the words."""

    icon: str
    words: str


NO_PHOTOS = Need("eye-slash", "No photos")


@dataclass(frozen=True)
class Person:
    """One tile: a first name, what the door must know, and the mark if there is one."""

    key: str
    name: str
    is_child: bool
    needs: tuple[Need, ...] = ()
    instructions: tuple[str, ...] = ()
    mark: str = ""
    household_id: uuid.UUID | None = None

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


@dataclass(frozen=True)
class AtTheGate:
    """Somebody who is met at the gate, and when they set off, in their own words."""

    key: str
    name: str
    set_off: str
    is_here: bool


@dataclass(frozen=True)
class Refused:
    """A tap that could not be put in: whose, what it said, when, and why not."""

    press: RegisterPress
    name: str

    @property
    def said(self) -> str:
        """What was tapped, in words."""
        return SAID.get(self.press.mark, self.press.get_mark_display()).lower()


@dataclass
class Door:
    """Everything the register page shows."""

    gate: list[AtTheGate] = field(default_factory=list)
    expected: list[Family] = field(default_factory=list)
    walk_ins: list[Person] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)


def at_the_door(afternoon: Afternoon) -> Door:
    """Return who is expected (yes or not sure), who walked in, and the counts (7 queries)."""
    rows = Attendance.objects.filter(afternoon=afternoon).select_related("adult", "child")
    marks = list(rows.order_by("created_at", "pk"))  # Marked anew, nobody’s tile moves.
    invitations = list(
        Invitation.objects.asked()
        .filter(afternoon=afternoon, answer__in=["yes", "maybe"])
        .exclude(state__in=Invitation.UNDECIDED)
        .select_related("adult", "household")
        .prefetch_related("children")
        .order_by("adult__known_as", "pk")
    )
    known = _Known.about(marks, invitations)
    door = Door(counts=_counts(marks), gate=_at_the_gate(invitations, known))
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
            self.person(
                f"a{i.adult_id}", i.adult.known_as, i.adult_id, home=i.household_id, needs=_needs(i)
            )
            for i in asked
        ]
        home = asked[0].household_id
        children = {c.pk: c for i in asked for c in i.children.all()}
        return people + [
            self.person(f"c{c.pk}", c.first_name, c.pk, is_child=True, home=home)
            for c in children.values()
        ]

    def person(
        self,
        key: str,
        name: str,
        pk: uuid.UUID | None,
        *,
        is_child: bool = False,
        home: uuid.UUID | None = None,
        needs: Iterable[Need] = (),
    ) -> Person:
        row = self.marks.get(key)
        told = list(needs)
        if pk in self.allergies:
            words = f"Allergy: {', '.join(self.allergies[pk]).lower()}"
            told.insert(0, Need("exclamation-triangle", words))
        if is_child and pk not in self.photos:
            told.append(NO_PHOTOS)  # Rule 47: nobody said yes, so it is no.
        return Person(
            key=key,
            name=name,
            is_child=is_child,
            needs=tuple(told),
            instructions=tuple(self.instructions.get(pk, ())) if pk else (),
            mark=row.mark if row else "",
            household_id=row.household_id if row else home,
        )

    def marked(self, row: Attendance) -> Person:
        who = row.adult or row.child
        if who is None:
            is_child = row.walk_in_is_child
            return self.person(_key(row), row.walk_in_name, None, is_child=is_child)
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


def _needs(invitation: Invitation) -> list[Need]:
    needs = []
    if invitation.diet:
        needs.append(Need("egg-fried", f"Food: {invitation.diet}"))
    if invitation.meet_at_gate:
        needs.append(Need("person-walking", "Meet at the gate"))
    if "interpreter" in invitation.helps or invitation.adult.needs_interpreter:
        needs.append(Need("translate", "Interpreter"))
    return needs


def _at_the_gate(invitations: Iterable[Invitation], known: _Known) -> list[AtTheGate]:
    """Return who is met at the gate; who has come stays in their place, so that nothing jumps."""
    met = [i for i in invitations if i.meet_at_gate]
    marks = {i.pk: known.marks.get(f"a{i.adult_id}") for i in met}
    return [
        AtTheGate(
            key=f"a{i.adult_id}",
            name=i.adult.known_as,
            set_off=i.set_off,
            is_here=bool((row := marks[i.pk]) and row.mark in Attendance.HERE),
        )
        for i in met
    ]


def with_what_was_refused(afternoons: AfternoonQuerySet) -> AfternoonQuerySet:
    """Let each afternoon say whether a tap about it was refused: most have none to look for."""
    refused = RegisterPress.objects.filter(afternoon=OuterRef("pk")).exclude(refused="")
    return afternoons.annotate(has_refused=Exists(refused))


def refused_at(afternoon: Afternoon) -> list[Refused]:
    """Return the taps a rule said no to, unless the same person was tapped since (2 queries)."""
    if not getattr(afternoon, "has_refused", False):
        return []
    last: dict[str, RegisterPress] = {}
    for press in RegisterPress.objects.filter(afternoon=afternoon).order_by("created_at", "pk"):
        last[press.person] = press
    names = _first_names(last)
    return [
        Refused(press, press.walk_in_name or names.get(person, "Somebody"))
        for person, press in last.items()
        if press.refused
    ]


def _first_names(people: Iterable[str]) -> dict[str, str]:
    adults = {who[1:] for who in people if who[0] == "a"}
    children = {who[1:] for who in people if who[0] == "c"}
    names = {f"a{a.pk}": a.known_as for a in Adult.objects.filter(pk__in=adults)}
    return names | {f"c{c.pk}": c.first_name for c in Child.objects.filter(pk__in=children)}


class Other(NamedTuple):
    """Somebody we know who was not expected: read the instructions before they are welcomed."""

    key: str
    name: str
    family: str
    instructions: tuple[str, ...]


def others_named(afternoon: Afternoon, words: str, *, most: int = 12) -> list[Other]:
    """Return others here whose first name begins so (2 queries).

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
    members = list(
        HouseholdMember.objects.current(day)
        .filter(begins, household__setting=afternoon.setting, household__removed_at=None)
        .select_related("adult", "child", "household")
        .order_by("adult__known_as", "child__legal_first", "pk")[:most]
    )
    adults = {m.adult_id for m in members if m.adult_id}
    children = {m.child_id for m in members if m.child_id}
    held = _instructions(adults, children) if members else {}
    return [
        Other(
            key=f"a{m.adult_id}" if m.adult else f"c{m.child_id}",
            name=m.adult.known_as if m.adult else m.child.first_name,  # type: ignore[union-attr]
            family=m.household.label,
            instructions=tuple(held.get(m.adult_id or m.child_id, ())),  # type: ignore[arg-type]
        )
        for m in members
    ]
