"""One family, as somebody needs it before they ring or knock."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from families import finding, promising
from families.asking import Asking, who_may_be_asked
from families.importing.languages import language_said
from families.models import (
    Adult,
    Child,
    Household,
    HouseholdMember,
    MentorAssignment,
    Promise,
    Relationship,
    Restriction,
    Wish,
)
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.desk import asks
from pastoral.outbox.models import Topic
from pastoral.ui.said import phone_said
from visits.models import HomeVisit
from visits.to_do import goes_today

P = Permission
INVITE = "afternoon-invite"
ENGLISH = "en"
TO_ANSWER = (HomeVisit.State.OFFERED, HomeVisit.State.AGREED, HomeVisit.State.PLANNED)
Limit = Restriction.Kind
# What must not happen, between whom; never why.
LIMITS_SAID = {
    Limit.NO_CONTACT: "{one} and {other} have no contact.",
    Limit.NO_INFORMATION: "{one} is told nothing about {other}.",
    Limit.SUPERVISED_ONLY: "{one} sees {other} only with somebody beside them.",
    Limit.DO_NOT_CO_ATTEND: "{one} and {other} are not here at the same time.",
    Limit.ADDRESS_HIDDEN: "{one} is not told where {other} lives.",
    Limit.STAFF_PAIR_ONLY: "We go in pairs where {one} and {other} are.",
}


@dataclass(frozen=True)
class AdultSaid:
    """One adult of the home: what they are to whom, and what to know before one rings."""

    member_id: uuid.UUID
    adult: Adult
    ties: list[str]
    language: str
    asking: Asking | None
    instructions: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)

    @property
    def mobile(self) -> str:
        """Their mobile as people say it."""
        return phone_said(self.adult.mobile)

    @property
    def landline(self) -> str:
        """Their other telephone as people say it."""
        return phone_said(self.adult.landline)


@dataclass(frozen=True)
class ChildSaid:
    """One child of the home."""

    member_id: uuid.UUID
    child: Child
    year: str
    instructions: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class HomeSaid:
    """One home on the small map: who is there, and whether it is this one."""

    id: uuid.UUID
    label: str
    people: list[str]
    is_this: bool


@dataclass(frozen=True)
class Family:
    """Everything at the head of a family’s page."""

    household: Household
    label: str
    adults: list[AdultSaid]
    children: list[ChildSaid]
    homes: list[HomeSaid]
    mentors: list[MentorAssignment]
    promises: list[Promise]
    visits: list[HomeVisit]
    wishes: list[Wish]


def family_of(viewer: Viewer, household: Household) -> Family:
    """Return one family as far as the viewer may see it."""
    people = list(finding.people_seen(viewer, [household]))
    adults = {m.adult_id: m for m in people if m.adult_id is not None}
    children = {m.child_id: m for m in people if m.child_id is not None}
    ties = _ties(viewer, adults, children)
    instructions = _instructions(viewer, adults, children)
    asked = _asked(viewer, household, list(adults))
    hard = asks.barriers_of(viewer, adults)
    return Family(
        household=household,
        label=finding.label_for(viewer, household, people),
        adults=[
            _adult(member, ties, asked.get(key), instructions.get(key, []), hard.get(key, []))
            for key, member in adults.items()
        ],
        children=[
            ChildSaid(
                m.pk, m.child, finding.year_said(m.child.year_group), instructions.get(key, [])
            )
            for key, m in children.items()
            if m.child
        ],
        homes=_homes(viewer, household, people, ties),
        mentors=_mentors(viewer, {*children, *(tie.child_id for tie in ties)}),
        promises=list(
            promising.shown_to(
                viewer, Promise.objects.visible_to(viewer).open().filter(household=household)
            )
        ),
        visits=_to_answer(viewer, household),
        wishes=asks.instead_of(viewer, household),
    )


def _to_answer(viewer: Viewer, household: Household) -> list[HomeVisit]:
    """Return the visits ahead of which somebody may ring us, for those who write it down."""
    if not viewer.can(P.RECORD_ANSWERS) or household.setting_id != viewer.setting.pk:
        return []
    ahead = HomeVisit.objects.visible_to(viewer).filter(
        household=household, state__in=TO_ANSWER, planned_on__gte=viewer.today
    )
    return list(ahead.order_by("planned_on", "planned_at"))


@dataclass(frozen=True)
class Address:
    """An address as far as the viewer may see it: `said` is empty where it is not shown."""

    said: str = ""
    access_notes: str = ""
    may_be_asked_for: bool = False
    is_withheld: bool = False


def address_of(viewer: Viewer, household: Household, *, is_asked_for: bool) -> Address:
    """Return the address: a hidden one to few people, and only when they ask for it (rule 19)."""
    visibility = Household.AddressVisibility(household.address_visibility)
    shown = Address(household.address, household.access_notes)
    if visibility is Household.AddressVisibility.NORMAL:
        return shown if viewer.can(P.SEE_ADDRESSES) else Address()
    if not (viewer.can(P.SEE_HIDDEN_ADDRESSES) or goes_today(viewer, household)):
        return Address(is_withheld=True)
    if household.is_hidden and not is_asked_for:
        return Address(may_be_asked_for=True)
    return shown


def _ties(
    viewer: Viewer,
    adults: dict[uuid.UUID, HouseholdMember],
    children: dict[uuid.UUID, HouseholdMember],
) -> list[Relationship]:
    return list(
        Relationship.objects.filter(
            Q(adult__in=adults) | Q(child__in=children), child__in=Child.objects.visible_to(viewer)
        ).select_related("child")
    )


def _adult(
    member: HouseholdMember,
    ties: list[Relationship],
    asking: Asking | None,
    instructions: list[str],
    barriers: list[str],
) -> AdultSaid:
    assert member.adult is not None  # noqa: S101 - for the type checker
    adult = member.adult
    theirs = [tie for tie in ties if tie.adult_id == adult.pk]
    tags = dict.fromkeys([adult.language, *adult.other_languages])
    languages = [language_said(tag) for tag in tags if tag]
    return AdultSaid(
        member_id=member.pk,
        adult=adult,
        ties=[f"{tie.child.first_name}’s {tie.get_kind_display().lower()}" for tie in theirs],
        language=", ".join(languages) if list(tags) != [ENGLISH] else "",
        asking=asking,
        instructions=instructions,
        barriers=barriers,
    )


def _asked(
    viewer: Viewer, household: Household, adults: list[uuid.UUID]
) -> dict[uuid.UUID, Asking]:
    if not adults:
        return {}
    answers = who_may_be_asked(
        setting=household.setting,
        topic=Topic.AFTERNOONS,
        day=viewer.today,
        template_key=INVITE,
        adult_ids=adults,
    )
    return {answer.adult_id: answer for answer in answers}


def _instructions(
    viewer: Viewer,
    adults: dict[uuid.UUID, HouseholdMember],
    children: dict[uuid.UUID, HouseholdMember],
) -> dict[uuid.UUID, list[str]]:
    """Return what staff do about a restriction, for each person here; never why (rule 16)."""
    if not viewer.can(P.SEE_RESTRICTIONS):
        return {}
    held = (
        Restriction.objects.active()
        .filter(Q(adult__in=adults) | Q(other_adult__in=adults) | Q(child__in=children))
        .select_related("adult", "other_adult", "child", "created_by")
        .defer("reason", "end_reason")
    )
    said: dict[uuid.UUID, list[str]] = defaultdict(list)
    for restriction in held:
        for person in (restriction.adult_id, restriction.other_adult_id, restriction.child_id):
            if person in adults or person in children:
                said[person].append(limit_said(restriction))
    return said


def limit_said(restriction: Restriction) -> str:
    """Return what must not happen, between whom, and what to do, in whose words; never why."""
    if restriction.child:
        other = restriction.child.first_name
    else:
        other = restriction.other_adult.known_as if restriction.other_adult else ""
    known_as = restriction.adult.known_as
    what = LIMITS_SAID[Limit(restriction.kind)].format(one=known_as, other=other)
    if restriction.is_from_import or not restriction.created_by:
        return f"{what} {restriction.instruction}"
    return f"{what} {restriction.created_by.first_name} says: “{restriction.instruction}”"


def _homes(
    viewer: Viewer,
    household: Household,
    people: Sequence[HouseholdMember],
    ties: list[Relationship],
) -> list[HomeSaid]:
    """Return this home and the others of its children, where the viewer may see more than one."""
    children = {m.child_id for m in people if m.child_id is not None} | {t.child_id for t in ties}
    adults = {tie.adult_id for tie in ties}
    elsewhere = Household.objects.visible_to(viewer).filter(
        Q(members__child__in=children) | Q(members__adult__in=adults)
    )
    members = (
        HouseholdMember.objects.current(viewer.today)
        .filter(
            Q(adult__in=adults) | Q(child__in=children),
            household__in=elsewhere.exclude(pk=household.pk),
        )
        .select_related("household", "adult", "child")
    )
    others: dict[uuid.UUID, list[HouseholdMember]] = defaultdict(list)
    for member in members:
        others[member.household_id].append(member)
    if not others:
        return []
    return [
        _home(viewer, household, people, is_this=True),
        *(_home(viewer, some[0].household, some, is_this=False) for some in others.values()),
    ]


def _home(
    viewer: Viewer, home: Household, people: Sequence[HouseholdMember], *, is_this: bool
) -> HomeSaid:
    return HomeSaid(home.pk, finding.label_for(viewer, home, people), _names(people), is_this)


def _names(people: Sequence[HouseholdMember]) -> list[str]:
    adults = [m.adult.known_as for m in people if m.adult]
    return [*adults, *(m.child.first_name for m in people if m.child)]


def _mentors(viewer: Viewer, children: set[uuid.UUID]) -> list[MentorAssignment]:
    current = MentorAssignment.objects.current(viewer.today).filter(child__in=children)
    return list(current.select_related("mentor", "child").order_by("child__legal_first", "kind"))
