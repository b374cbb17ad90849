"""Adults and children: who they are, what is between them, and when they leave."""

from dataclasses import asdict, dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from families.actions import homes
from families.models import Adult, Child, Household, HouseholdMember, MentorAssignment, Relationship
from families.names import name_key
from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Channel, Topic
from pastoral.refusals import Refusal


@dataclass(frozen=True)
class AdultDetails:
    """What is known of an adult; a mobile is in E.164."""

    known_as: str
    surname: str = ""
    mobile: str = ""
    landline: str = ""
    email: str = ""
    language: str = "en"
    other_languages: list[str] = field(default_factory=list)
    reads_english: str = ""
    needs_interpreter: bool = False
    access_needs: str = ""
    best_times: str = ""
    good_from: time | None = None
    good_until: time | None = None


@dataclass(frozen=True)
class ChildDetails:
    """What is known of a child."""

    legal_first: str
    surname: str
    placement_starts_on: date
    preferred_first: str = ""
    born_on: date | None = None
    year_group: int | None = None
    home_school: Setting | None = None


@transaction.atomic
def add_child(*, household: Household, details: ChildDetails, by: Staff) -> Child:
    """Write down a child who lives in a home."""
    child = Child(setting=household.setting, created_by=by)
    _write_child(child, details, by)
    trail.wrote(by=by, what="families.child-added", on=child, household=household.pk)
    started = min(details.placement_starts_on, _today(household.setting))
    homes.move_in(household=household, person=child, by=by, from_on=started)
    return child


@transaction.atomic
def change_child(*, child: Child, details: ChildDetails, by: Staff) -> Child:
    """Change what is known of a child."""
    if child.placement_ends_on and details.placement_starts_on > child.placement_ends_on:
        raise Refusal("The placement can’t begin after it has ended.")
    _write_child(child, details, by)
    homes.label_again(households=homes.homes_of(child, _today(child.setting)), by=by)
    trail.wrote(by=by, what="families.child-changed", on=child)
    return child


def _write_child(child: Child, details: ChildDetails, by: Staff) -> None:
    _write(child, {f: getattr(details, f) for f in details.__dataclass_fields__})
    child.name_key = name_key(child.preferred_first, child.legal_first, child.surname)
    child.updated_by = by
    child.save()


@transaction.atomic
def add_adult(*, household: Household, details: AdultDetails, by: Staff) -> Adult:
    """Write down an adult who lives in a home; a mobile is to be checked first (rule 32)."""
    adult = Adult(setting=household.setting, created_by=by)
    _write_adult(adult, details, by)
    trail.wrote(by=by, what="families.adult-added", on=adult, household=household.pk)
    homes.move_in(household=household, person=adult, by=by)
    return adult


@transaction.atomic
def change_adult(*, adult: Adult, details: AdultDetails, by: Staff) -> Adult:
    """Change what is known of an adult.

    A new number is to be checked in person before any text names a child (rule 32), and
    what waited for the old number or address is called off.
    """
    before_mobile, before_email = adult.mobile, adult.email
    _write_adult(adult, details, by)
    changed = [
        channel
        for channel, before, now in (
            (Channel.TEXT, before_mobile, adult.mobile),
            (Channel.EMAIL, before_email, adult.email),
        )
        if before and before != now
    ]
    if changed:
        outbox.cancel_to(
            setting_id=adult.setting_id,
            adult_ids=[adult.pk],
            channels=changed,
            reason="They have a new one.",
        )
    homes.label_again(households=homes.homes_of(adult, _today(adult.setting)), by=by)
    trail.wrote(by=by, what="families.adult-changed", on=adult)
    return adult


def _write_adult(adult: Adult, details: AdultDetails, by: Staff) -> None:
    if details.mobile != adult.mobile:
        adult.mobile_state = Adult.Mobile.TO_VERIFY if details.mobile else Adult.Mobile.NONE
        adult.mobile_verified_at = adult.mobile_verified_by = None
    if details.email != adult.email:
        adult.email_is_unreachable = False
    _write(adult, asdict(details))
    adult.name_key = name_key(adult.known_as, adult.surname)
    adult.updated_by = by
    adult.save()


@transaction.atomic
def link(
    *,
    child: Child,
    adult: Adult,
    kind: str,
    by: Staff,
    responsibility: str = Relationship.Responsibility.UNKNOWN,
    lives_with: bool = False,
    priority: int | None = None,
) -> Relationship:
    """Say what an adult is to a child; saying it again changes what was said."""
    if child.setting_id != adult.setting_id:
        raise Refusal("They belong to another place.")
    if priority is None:
        priority = child.relationships.exclude(adult=adult).count() + 1
    tie, _is_new = Relationship.objects.update_or_create(
        child=child,
        adult=adult,
        defaults={
            "kind": kind,
            "responsibility": responsibility,
            "lives_with": lives_with,
            "priority": priority,
        },
    )
    trail.wrote(by=by, what="families.linked", on=tie, setting=child.setting_id)
    return tie


@transaction.atomic
def mark_deceased(*, adult: Adult, by: Staff, on: date | None = None) -> Adult:
    """Keep that an adult has died: everything to them stops at once, for every child (rule 43).

    Nothing is sent to anybody in its place: condolence is a person’s.
    """
    if on and on > _today(adult.setting):
        raise Refusal("That day has not come yet.")
    adult.is_deceased = True
    adult.deceased_on = on
    adult.updated_by = by
    adult.save()
    outbox.cancel_to(
        setting_id=adult.setting_id,
        adult_ids=[adult.pk],
        addresses=[adult.mobile, adult.email],
        reason="They have died.",
    )
    homes.label_again(households=homes.homes_of(adult, _today(adult.setting)), by=by)
    trail.wrote(by=by, what="families.deceased", on=adult)
    return adult


@transaction.atomic
def leave_placement(*, child: Child, last_on: date, by: Staff) -> Child:
    """Keep the last day of a child’s placement: invitations stop the day after (rule 42).

    Their mentors stay for the goodbye (policy `goodbye_days`); the family may still be
    written to until then.
    """
    if last_on < child.placement_starts_on:
        raise Refusal("A placement can’t end before it began.")
    child.placement_ends_on = last_on
    child.updated_by = by
    child.save()
    goodbye = last_on + timedelta(days=child.setting.policy.goodbye_days)
    _end_assignments(child, goodbye)
    for household in homes.homes_of(child, last_on):
        if not _others_here(household, child, last_on):
            household.goodbye_until = goodbye
            household.updated_by = by
            household.save()
    if last_on <= _today(child.setting):
        outbox.cancel_to(
            setting_id=child.setting_id,
            adult_ids=_left_with(child, last_on),
            topic=Topic.AFTERNOONS,
            reason="Their child has left.",
        )
    trail.wrote(by=by, what="families.child-left", on=child)
    return child


def _end_assignments(child: Child, goodbye: date) -> None:
    open_then = MentorAssignment.objects.filter(
        Q(to_on=None) | Q(to_on__gt=goodbye), child=child, from_on__lte=goodbye
    )
    for assignment in open_then:
        assignment.to_on = goodbye
        assignment.ended_reason = "The child has left."
        assignment.save()


def _left_with(child: Child, last_on: date) -> set[UUID]:
    """Return the adults of a child, wherever they live, who have no other child here after it."""
    theirs = set(child.relationships.values_list("adult_id", flat=True))
    going_on: set[UUID] = set()
    for household in homes.homes_of(child, last_on):
        living = set(homes.adults_of(household))
        theirs |= living
        if _others_here(household, child, last_on):
            going_on |= living
    others = (
        Relationship.objects.filter(
            Q(child__placement_ends_on=None) | Q(child__placement_ends_on__gt=last_on),
            adult__in=theirs,
            child__removed_at=None,
        )
        .exclude(child=child)
        .values_list("adult_id", flat=True)
    )
    return theirs - going_on - set(others)


def _others_here(household: Household, child: Child, last_on: date) -> bool:
    """Whether another child of the home stays in placement after the day."""
    return (
        HouseholdMember.objects.current(last_on)
        .filter(
            Q(child__placement_ends_on=None) | Q(child__placement_ends_on__gt=last_on),
            household=household,
            child__removed_at=None,
            child__isnull=False,
        )
        .exclude(child=child)
        .exists()
    )


def _write(row: Adult | Child, details: dict[str, Any]) -> None:
    for name, value in details.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _today(setting: Setting) -> date:
    return timezone.localdate(timezone=setting.zone)
