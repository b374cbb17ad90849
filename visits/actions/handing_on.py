"""Handing families on for good: what is hers becomes another's, and families get a goodbye."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from families import actions as families
from families.actions.mentoring import WALKS, take_turns
from families.models import Household, HouseholdMember, MentorAssignment, Promise
from families.telling import THE_FAMILY, adults_to_tell
from pastoral.accounts import trail
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.refusals import Refusal
from pastoral.ui.said import list_said
from visits.actions.covering import LONGEST
from visits.models import HomeVisit

State = HomeVisit.State
STAYS = None  # In place of a successor: this family stays where it is.


@dataclass(frozen=True)
class HandedOn:
    """What was handed on, and the visits where somebody is still to be found."""

    families: int
    visits: int
    promises: int
    to_settle: list[HomeVisit]
    taken: list[HomeVisit]


@transaction.atomic
def hand_on(
    *,
    of: Staff,
    to: Staff,
    setting: Setting,
    by: Staff,
    others: Mapping[uuid.UUID, Staff | None] | None = None,
    goodbye: bool = True,
) -> HandedOn:
    """Give somebody's families, visits ahead and promises to a colleague, from today (rule 44).

    `others` names another successor for some homes, or None for one that stays; while any
    stays, so does what belongs to no family named here. With `goodbye`, each family is to be
    said goodbye to by both.
    """
    take_turns(setting)
    today, chosen = timezone.localdate(timezone=setting.zone), dict(others or {})
    _refuse(of, {to, *filter(None, chosen.values())}, setting, today)
    hands = _Hands(to, chosen, _children_of(of, setting, today))
    homes = _pass_families_on(of, setting, hands, today, by)
    promises = _pass_promises_on(of, setting, hands, by)
    visits, taken, to_settle = _pass_visits_on(of, setting, hands, by)
    if goodbye:
        _ask_for_goodbyes(of, setting, homes, today, by)
    return HandedOn(len(homes), visits, promises, to_settle, taken)


class _Hands:
    """To whom each child and each home goes; a child is chosen for by its first home."""

    def __init__(
        self,
        to: Staff,
        chosen: Mapping[uuid.UUID, Staff | None],
        children: Mapping[uuid.UUID, list[uuid.UUID]],
    ) -> None:
        self.to, self.rest = to, STAYS if STAYS in chosen.values() else to
        self.children = {
            child: chosen.get(homes[0], to) if homes else to for child, homes in children.items()
        }
        self.homes = {
            home: self.children[child] for child, homes in children.items() for home in homes
        }

    def of(self, home: uuid.UUID) -> Staff | None:
        """Return who takes on what belongs to a home; None where it stays."""
        return self.homes.get(home, self.rest)


def families_of(staff: Staff, setting: Setting, today: date) -> list[Household]:
    """Return the homes of the children somebody walks with, each child by its first home."""
    homes = {homes[0] for homes in _children_of(staff, setting, today).values() if homes}
    return list(Household.objects.filter(pk__in=homes))


def goes_along(staff: Staff, setting: Setting, today: date) -> dict[uuid.UUID, list[Household]]:
    """Return the other homes of the children somebody walks with, by each child's first home."""
    first: dict[uuid.UUID, uuid.UUID] = {}
    for homes in _children_of(staff, setting, today).values():
        first |= dict.fromkeys(homes[1:], homes[0])
    found: dict[uuid.UUID, list[Household]] = {}
    for home in Household.objects.filter(pk__in=first):
        found.setdefault(first[home.pk], []).append(home)
    return found


def _refuse(of: Staff, successors: set[Staff], setting: Setting, today: date) -> None:
    here = Membership.objects.current(today).filter(setting=setting, role__in=WALKS)
    walking = set(here.values_list("staff", flat=True))
    for staff in successors:
        if staff == of:
            raise Refusal(f"It is {of.first_name}’s already. Choose somebody else.")
        if staff.pk not in walking:
            raise Refusal(f"{staff.first_name} does not visit families here.")


def _assignments(of: Staff, setting: Setting, today: date) -> QuerySet[MentorAssignment]:
    return MentorAssignment.objects.filter(
        Q(to_on=None) | Q(to_on__gte=today),
        mentor=of,
        kind__in=[MentorAssignment.Kind.LEAD, MentorAssignment.Kind.SECOND],
        child__setting=setting,
        child__removed_at=None,
    ).select_related("child__setting")


def _children_of(of: Staff, setting: Setting, today: date) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return the children somebody walks with, each with its homes, the first one first."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {
        assignment.child_id: [] for assignment in _assignments(of, setting, today)
    }
    living = HouseholdMember.objects.current(today).filter(
        child__in=found, household__removed_at=None
    )
    for child, home in living.values_list("child_id", "household_id"):
        if child is not None:
            found[child].append(home)
    return found


def _pass_families_on(
    of: Staff, setting: Setting, hands: _Hands, today: date, by: Staff
) -> dict[uuid.UUID, Staff]:
    """Pass places beside children on; return the homes that change hands, with whose they are."""
    for assignment in _assignments(of, setting, today):
        if to := hands.children[assignment.child_id]:
            families.pass_on(assignment=assignment, to=to, by=by)
    return {home: to for home, to in hands.homes.items() if to}


def _pass_promises_on(of: Staff, setting: Setting, hands: _Hands, by: Staff) -> int:
    theirs = Promise.objects.open().filter(owner=of, setting=setting, removed_at=None)
    passed = 0
    for promise in theirs.select_related("household__setting"):
        if to := hands.of(promise.household_id):
            families.hand_promise_on(promise=promise, to=to, by=by)
            passed += 1
    return passed


def _pass_visits_on(
    of: Staff, setting: Setting, hands: _Hands, by: Staff
) -> tuple[int, list[HomeVisit], list[HomeVisit]]:
    """Pass visits on, and the places beside them; one that is under way stays whose it is."""
    ahead = HomeVisit.objects.select_for_update(of=("self",)).filter(
        Q(mentor=of) | Q(buddy=of) | Q(pk__in=of.visits_joined.values("pk")),
        setting=setting,
        outcome="",
        removed_at=None,
    )
    passed, taken, to_settle = 0, [], []
    for visit in ahead.exclude(state=State.UNDER_WAY).select_related("household", "mentor"):
        to = hands.of(visit.household_id)
        if to is None:
            continue
        passed += visit.mentor_id == of.pk
        if not _change_hands(visit, of, to):
            to_settle.append(visit)
        visit.updated_by = by
        visit.save()
        taken.append(visit)
        trail.wrote(by=by, what="visits.handed-on", on=visit, household=visit.household_id)
    return passed, taken, to_settle


def _change_hands(visit: HomeVisit, of: Staff, to: Staff) -> bool:
    """Put a successor wherever somebody stood; return whether everybody needed is there.

    Who goes is not their own buddy, nor counts for two: that place is then empty.
    """
    is_whole = True
    if visit.mentor_id == of.pk:
        visit.mentor = to
    if visit.companions.filter(pk=of.pk).exists():
        visit.companions.remove(of)
        if visit.mentor_id == to.pk or visit.companions.filter(pk=to.pk).exists():
            is_whole = False
        else:
            visit.companions.add(to)
    elif visit.mentor_id == to.pk and visit.companions.filter(pk=to.pk).exists():
        visit.companions.remove(to)
        is_whole = False
    if visit.buddy_id == of.pk:
        visit.buddy = to
    goes = visit.mentor_id == to.pk or visit.companions.filter(pk=to.pk).exists()
    if visit.buddy_id == to.pk and goes:
        visit.buddy = None
        is_whole = False
    return is_whole


def _ask_for_goodbyes(
    of: Staff, setting: Setting, homes: Mapping[uuid.UUID, Staff], today: date, by: Staff
) -> None:
    """Make one task for each home: both say goodbye, or the new one gives it from the other."""
    here = Membership.objects.current(today).filter(staff=of, setting=setting)
    is_here, due_on = here.exists(), _goodbye_by(of, setting, today)
    adults = adults_to_tell(homes, today)
    for household in Household.objects.filter(pk__in=homes).select_related("setting"):
        to = homes[household.pk]
        who = list_said(adults.get(household.pk, [])) or THE_FAMILY
        together = f"Say goodbye to {who}: {of.first_name} and {to.first_name} together"
        alone = f"Say goodbye to {who} for {of.first_name}: {to.first_name} comes from now on"
        families.make_promise(
            household=household,
            what=(together if is_here else alone)[:LONGEST],
            owner=of if is_here else to,
            due_on=due_on,
            by=by,
            made_in=Promise.MadeIn.COVER,
        )


def _goodbye_by(of: Staff, setting: Setting, today: date) -> date:
    """Return the day to have said goodbye by: within the usual time between two visits.

    It is no later than the time for goodbyes (policy `goodbye_days`), nor than a last day
    that is known already.
    """
    policy = setting.policy
    by_then = today + timedelta(days=min(policy.visit_rhythm_days, policy.goodbye_days))
    last_days = Membership.objects.current(today).filter(staff=of, setting=setting)
    known = [day for day in last_days.values_list("to_on", flat=True) if day]
    return max(today, min([by_then, *known]))
