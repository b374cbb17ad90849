"""The door sheet: a list on paper, by first name, of whom we expect, and of who waits.

It holds no surname and no address. What families told us of allergies and food stands on it
for colleagues; a sheet for volunteers is first names only.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from families.models import Allergy, Child, PhotoConsent
from sessions_app.models import Afternoon, Invitation
from sessions_app.models.invitations import Help

State = Invitation.State
WALK_IN_LINES = 6


@dataclass(frozen=True)
class Name:
    """One person with a box to tick, and what the door must know of them."""

    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One adult who was asked, and the children who join them."""

    adult: Name
    children: tuple[Name, ...]


@dataclass
class Sheet:
    """Who is expected, who may come, and who waits for a place and is welcome all the same."""

    expected: list[Line] = field(default_factory=list)
    maybe: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, list[Line]]]:
        """The parts that have a line, with their words."""
        found = [
            ("We expect", self.expected),
            ("Perhaps", self.maybe),
            ("Waiting for a place: welcome all the same", self.waiting),
        ]
        return [(words, lines) for words, lines in found if lines]


def sheet_of(afternoon: Afternoon, *, with_care: bool) -> Sheet:
    """Return an afternoon's door sheet (four queries, two without care)."""
    rows = list(
        Invitation.objects.asked()
        .filter(afternoon=afternoon, answer__in=["yes", "maybe"])
        .exclude(state=State.HELD)
        .select_related("adult")
        .prefetch_related("children")
        .order_by("adult__known_as", "pk")
    )
    care = _Care.about(rows) if with_care else None
    sheet, seen = Sheet(), set[uuid.UUID]()
    for row in rows:
        # A child of two who come apart stands once, with the first of them.
        children = [child for child in row.children.all() if child.pk not in seen]
        seen.update(child.pk for child in children)
        _part(sheet, row).append(_line(row, children, care))
    return sheet


def _part(sheet: Sheet, row: Invitation) -> list[Line]:
    if row.state == State.WAITLISTED:
        return sheet.waiting
    return sheet.expected if row.answer == "yes" else sheet.maybe


def _line(row: Invitation, children: Iterable[Child], care: "_Care | None") -> Line:
    told = care.of_adult(row) if care else ()
    adult = Name(row.adult.known_as, (*_help(row), *told))
    named = sorted(children, key=lambda child: child.first_name)
    return Line(
        adult, tuple(Name(c.first_name, care.of_child(c.pk) if care else ()) for c in named)
    )


def _help(row: Invitation) -> list[str]:
    help_ = ["Meet at the gate"] if row.meet_at_gate else []
    if Help.INTERPRETER in row.helps or row.adult.needs_interpreter:
        help_.append("Interpreter")
    return help_


@dataclass(frozen=True)
class _Care:
    """What the door must know of everybody on the sheet, read once."""

    allergies: dict[uuid.UUID, list[str]]
    photos: Collection[uuid.UUID]

    @classmethod
    def about(cls, rows: Iterable[Invitation]) -> "_Care":
        adults = {row.adult_id for row in rows}
        children = {child.pk for row in rows for child in row.children.all()}
        allergies: dict[uuid.UUID, list[str]] = defaultdict(list)
        for one in Allergy.objects.filter(Q(child__in=children) | Q(adult__in=adults)):
            who = one.child_id or one.adult_id
            assert who is not None  # noqa: S101 - the database says it is one of the two
            allergies[who].append(_allergy(one))
        shown = PhotoConsent.objects.filter(
            child__in=children, withdrawn_on=None, purpose=PhotoConsent.Purpose.DISPLAY
        )
        return cls(allergies, set(shown.values_list("child", flat=True)))

    def of_adult(self, row: Invitation) -> tuple[str, ...]:
        food = [f"Food: {row.diet}"] if row.diet else []
        return (*food, *self.allergies.get(row.adult_id, ()))

    def of_child(self, child: uuid.UUID) -> tuple[str, ...]:
        photos = [] if child in self.photos else ["No photos"]
        return (*self.allergies.get(child, ()), *photos)


def _allergy(one: Allergy) -> str:
    """Return an allergy with how bad it is, what to do and where the pen is."""
    how = (
        "" if one.severity == Allergy.Severity.MILD else f" ({one.get_severity_display().lower()})"
    )
    said = [f"Allergy: {str(one).lower()}{how}"]
    if one.plan:
        said.append(f"Plan: {one.plan}")
    if one.pen_location:
        said.append(f"Pen: {one.pen_location}")
    return ". ".join(said)
