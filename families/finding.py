"""Finding families: by a name somebody knows, or among one’s own."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from families import names
from families.models import (
    Adult,
    Child,
    Household,
    HouseholdMember,
    MentorAssignment,
    Relationship,
    spans,
)
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer

MOST_WORDS = 4
HERE, MINE, NO_MENTOR, LEFT = "here", "mine", "no-mentor", "left"
WHICH = {HERE: "All", MINE: "Mine", NO_MENTOR: "No mentor yet", LEFT: "Left"}


@dataclass(frozen=True)
class ChildSaid:
    """A child in a list: first name and year, no more."""

    name: str
    year: str


@dataclass(frozen=True)
class FamilyRow:
    """One family in a list."""

    id: uuid.UUID
    label: str
    children: list[ChildSaid] = field(default_factory=list)
    mentors: list[str] = field(default_factory=list)
    is_paused: bool = False
    has_left: bool = False


def families_for(viewer: Viewer, *, typed: str = "", which: str = HERE) -> QuerySet[Household]:
    """Return the families the viewer may see, narrowed by words of a name or by a choice.

    Names are looked for in every family, also those that left. Addresses are never
    searched, so a hidden one is not found either (rule 19).
    """
    families = Household.objects.visible_to(viewer)
    if words := names.words_of(typed)[:MOST_WORDS]:
        for word in words:
            families = families.filter(Exists(_called(viewer, word)))
        return families
    if names.words_of(typed) == [] and typed.strip():
        return families.none()
    today = viewer.today
    is_here = Exists(_living_there(today).filter(_with_a_child_on(today)))
    if which == LEFT:
        return families.filter(~is_here, Exists(_living_there(today)))
    here = families.filter(is_here)
    if which == MINE:
        return here.filter(Exists(_walked_with(today).filter(mentor=viewer.user)))
    if which == NO_MENTOR:
        return here.filter(~Exists(_walked_with(today).filter(kind=MentorAssignment.Kind.LEAD)))
    return here


def choices_for(viewer: Viewer) -> dict[str, str]:
    """Return the choices a list offers; whoever sees only their own families needs none."""
    return WHICH if viewer.can(Permission.SEE_ALL_FAMILIES) else {}


def rows_for(viewer: Viewer, families: Sequence[Household]) -> list[FamilyRow]:
    """Return the rows of a page, in three queries however many there are.

    A child the viewer may not see (a sibling at another school) is named nowhere.
    """
    people = list(people_seen(viewer, families))
    children = _children(viewer, people)
    mentors = _mentors([c.pk for some in children.values() for c in some], viewer.today)
    living: dict[uuid.UUID, list[HouseholdMember]] = defaultdict(list)
    for member in people:
        living[member.household_id].append(member)
    return [
        FamilyRow(
            id=family.pk,
            label=label_for(viewer, family, living[family.pk]),
            children=[
                ChildSaid(c.first_name, year_said(c.year_group)) for c in children[family.pk]
            ],
            mentors=_mentors_of(children[family.pk], mentors),
            is_paused=family.is_paused_on(viewer.today),
            has_left=_all_gone(children[family.pk], viewer.today),
        )
        for family in families
    ]


def label_for(viewer: Viewer, household: Household, people: Sequence[HouseholdMember]) -> str:
    """Return a home’s label, made of the people this viewer may see."""
    if viewer.can(Permission.SEE_ALL_FAMILIES):
        return household.label
    adults = [m.adult.known_as for m in people if m.adult and not m.adult.is_deceased]
    children = [m.child.first_name for m in people if m.child]
    return names.household_label(adults, children)


def people_seen(viewer: Viewer, families: Sequence[Household]) -> QuerySet[HouseholdMember]:
    """Return who lives in these homes today, as far as the viewer may see them."""
    return (
        HouseholdMember.objects.current(viewer.today)
        .filter(
            Q(adult__isnull=False, adult__removed_at=None)
            | Q(child__in=Child.objects.visible_to(viewer)),
            household__in=[family.pk for family in families],
        )
        .select_related("adult", "child")
        .order_by("from_on", "created_at", "pk")
    )


def _called(viewer: Viewer, word: str) -> QuerySet[HouseholdMember]:
    children = Child.objects.visible_to(viewer).filter(name_key__contains=word)
    adults = Adult.objects.filter(
        setting=OuterRef("household__setting"), name_key__contains=word, removed_at=None
    )
    return HouseholdMember.objects.filter(
        Q(child__in=children) | Q(Exists(adults.filter(pk=OuterRef("adult")))),
        spans.on(viewer.today),
        household=OuterRef("pk"),
    )


def _living_there(today: date) -> QuerySet[HouseholdMember]:
    """Return who lives in the home a subquery stands in."""
    return HouseholdMember.objects.current(today).filter(household=OuterRef("pk"))


def _with_a_child_on(day: date) -> Q:
    """Return the condition that a member is a child in placement, or an adult of one."""
    either = Q()
    for child in ("child__", "adult__relationships__child__"):
        either |= Q(
            Q(**{f"{child}placement_ends_on": None}) | Q(**{f"{child}placement_ends_on__gte": day}),
            **{f"{child}placement_starts_on__lte": day, f"{child}removed_at": None},
        )
    return either


def _walked_with(today: date) -> QuerySet[MentorAssignment]:
    """Return the assignments of the children of the home a subquery stands in."""
    children = Child.objects.filter(
        Q(spans.on(today, "homes__"), homes__household=OuterRef(OuterRef("pk")))
        | Q(
            spans.on(today, "relationships__adult__homes__"),
            relationships__adult__homes__household=OuterRef(OuterRef("pk")),
        )
    )
    return MentorAssignment.objects.current(today).filter(child__in=children.values("pk"))


def _mentors(children: list[uuid.UUID], today: date) -> dict[uuid.UUID, list[str]]:
    mentors = defaultdict(list)
    rows = (
        MentorAssignment.objects.current(today)
        .filter(child__in=children)
        .order_by("kind", "from_on")
        .values_list("child_id", "kind", "mentor__first_name")
    )
    for child, kind, first_name in rows:
        said = f"{first_name} (covering)" if kind == MentorAssignment.Kind.COVER else first_name
        if kind != MentorAssignment.Kind.SECOND:
            mentors[child].append(said)
    return mentors


def _children(viewer: Viewer, people: Sequence[HouseholdMember]) -> dict[uuid.UUID, list[Child]]:
    """Return the children of each home: who live there, and those of the adults who do."""
    ties: dict[uuid.UUID, list[Child]] = defaultdict(list)
    adults = [m.adult_id for m in people if m.adult_id is not None]
    for tie in Relationship.objects.filter(
        adult__in=adults, child__in=Child.objects.visible_to(viewer)
    ).select_related("child"):
        ties[tie.adult_id].append(tie.child)
    found: dict[uuid.UUID, dict[uuid.UUID, Child]] = defaultdict(dict)
    for member in people:
        theirs = [member.child] if member.child else ties[member.adult_id or member.pk]
        found[member.household_id].update((child.pk, child) for child in theirs)
    return defaultdict(
        list, {home: sorted(some.values(), key=_by_name) for home, some in found.items()}
    )


def _by_name(child: Child) -> tuple[str, str]:
    return child.first_name, str(child.pk)


def _mentors_of(children: Sequence[Child], mentors: dict[uuid.UUID, list[str]]) -> list[str]:
    """Return the mentors of some children, those who cover last."""
    named = [name for child in children for name in mentors.get(child.pk, [])]
    return list(dict.fromkeys(sorted(named, key=lambda name: name.endswith(")"))))


def _all_gone(children: Sequence[Child], today: date) -> bool:
    return bool(children) and all(
        child.placement_ends_on is not None and child.placement_ends_on < today
        for child in children
    )


def year_said(year_group: int | None) -> str:
    """Return “Year 4”, “Reception”, “Nursery”, or nothing where it is not known."""
    if year_group is None:
        return ""
    if year_group <= 0:
        return "Reception" if year_group == 0 else "Nursery"
    return f"Year {year_group}"
