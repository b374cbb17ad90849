"""Homes: who lives in them, where they are, and when to leave them in peace."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from families import names
from families.importing.names import address_key
from families.models import Adult, Child, Household, HouseholdMember, Restriction
from pastoral import crypto
from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.outbox import actions as outbox
from pastoral.refusals import Refusal

Visibility = Household.AddressVisibility
KEPT_HIDDEN = (
    "This address is kept hidden from somebody. Please ask the safeguarding lead or their deputy."
)


@transaction.atomic
def add_household(
    *,
    setting: Setting,
    by: Staff,
    address: str = "",
    address_visibility: str = Visibility.NORMAL,
    access_notes: str = "",
    moved_in_on: date | None = None,
) -> Household:
    """Make a home nobody lives in yet; it is labelled as people move in."""
    household = Household.objects.create(
        setting=setting,
        label=names.NOBODY_YET,
        address=address.strip(),
        address_key=key_of(address),
        address_visibility=address_visibility,
        access_notes=access_notes.strip(),
        moved_in_on=moved_in_on,
        created_by=by,
        updated_by=by,
    )
    trail.wrote(by=by, what="families.home-added", on=household, household=household.pk)
    return household


def key_of(address: str) -> str:
    """Return the keyed digest by which the same address is found, however it was typed."""
    lines = [line.strip() for line in address.replace(",", "\n").splitlines() if line.strip()]
    return crypto.fingerprint(address_key(tuple(lines), ""))


@transaction.atomic
def change_home(*, household: Household, address: str, access_notes: str, by: Staff) -> Household:
    """Change where a home is, or what helps at its door."""
    if household.address != address.strip():
        household.latitude = household.longitude = None
    household.address = address.strip()
    household.address_key = key_of(address)
    household.access_notes = access_notes.strip()
    household.updated_by = by
    household.save()
    trail.wrote(by=by, what="families.home-changed", on=household, household=household.pk)
    return household


@transaction.atomic
def show_address(
    *, household: Household, visibility: str, by: Staff, reason: str = ""
) -> Household:
    """Decide who sees an address; a hidden one has no place on a map (rule 19).

    Raises Refusal where a restriction keeps it hidden: it is shown once a safeguarding lead
    has ended that, with a reason (rule 16).
    """
    if visibility != Visibility.HIDDEN and is_kept_hidden(household):
        raise Refusal(KEPT_HIDDEN)
    household.address_visibility = visibility
    if household.is_hidden:
        household.latitude = household.longitude = None
    household.updated_by = by
    household.save()
    what = f"families.address-{visibility}"
    trail.wrote(by=by, what=what, on=household, household=household.pk, reason=reason[:200])
    return household


def is_kept_hidden(household: Household) -> bool:
    """Whether an active restriction hides this address from somebody who does not live here."""
    today = _today(household)
    here = household.members.current(today)
    protected = Q(child__in=here.exclude(child=None).values("child")) | Q(
        other_adult__in=here.exclude(adult=None).values("adult")
    )
    return (
        Restriction.objects.active()
        .filter(protected, kind=Restriction.Kind.ADDRESS_HIDDEN)
        .exclude(adult__in=here.exclude(adult=None).values("adult"))
        .exists()
    )


@transaction.atomic
def move_in(
    *,
    household: Household,
    person: Adult | Child,
    by: Staff,
    from_on: date | None = None,
    share_of_week: int | None = None,
) -> HouseholdMember:
    """Say that somebody lives in a home from a day; a child may live in two."""
    who = {"adult": person} if isinstance(person, Adult) else {"child": person}
    if person.setting_id != household.setting_id:
        raise Refusal("They belong to another place.")
    if household.members.filter(to_on=None, **who).exists():
        raise Refusal(f"{_first_name(person)} lives there already.")
    member = HouseholdMember.objects.create(
        household=household,
        from_on=from_on or _today(household),
        share_of_week=share_of_week,
        **who,
    )
    label_again(households=[household], by=by)
    trail.wrote(
        by=by,
        what="families.moved-in",
        on=member,
        household=household.pk,
        setting=household.setting_id,
    )
    return member


@transaction.atomic
def move_out(*, member: HouseholdMember, by: Staff, last_on: date | None = None) -> HouseholdMember:
    """Say that somebody has left a home; what was written there stays there."""
    household = member.household
    last_on = last_on or _today(household)
    if member.to_on is not None:
        raise Refusal("They have moved out already.")
    if last_on < member.from_on:
        raise Refusal("They can’t move out before they moved in.")
    member.to_on = last_on
    member.save()
    label_again(households=[household], by=by)
    trail.wrote(
        by=by,
        what="families.moved-out",
        on=member,
        household=household.pk,
        setting=household.setting_id,
    )
    return member


@transaction.atomic
def pause(
    *, household: Household, by: Staff, from_on: date, until: date | None = None, reason: str = ""
) -> Household:
    """Leave a family in peace for a time, because they asked; what waits for them is called off."""
    if until and until < from_on:
        raise Refusal("The last day of a pause can’t be before its first.")
    household.paused_from, household.paused_until = from_on, until
    household.pause_reason = reason.strip()
    household.updated_by = by
    household.save()
    if household.is_paused_on(_today(household)):
        outbox.cancel_to(
            setting_id=household.setting_id,
            adult_ids=adults_of(household),
            reason="The family asked for a pause.",
        )
    trail.wrote(by=by, what="families.paused", on=household, household=household.pk)
    return household


@transaction.atomic
def unpause(*, household: Household, by: Staff) -> Household:
    """Be in touch with a family again."""
    if household.paused_from is None:
        raise Refusal("This family is not paused.")
    household.paused_from = household.paused_until = None
    household.pause_reason = ""
    household.updated_by = by
    household.save()
    trail.wrote(by=by, what="families.unpaused", on=household, household=household.pk)
    return household


@transaction.atomic
def set_rhythm(*, household: Household, days: int | None, by: Staff) -> Household:
    """Keep how many days lie between two visits to a family; None for the setting’s own rhythm."""
    if days is not None and days < 1:
        raise Refusal("Between two visits lies a day at least.")
    household.rhythm_days = days
    household.updated_by = by
    household.save()
    trail.wrote(by=by, what="families.rhythm-set", on=household, household=household.pk)
    return household


@transaction.atomic
def label_again(*, households: Iterable[Household], by: Staff | None) -> None:
    """Make labels of the first names of those who live there now, in two queries and a few."""
    for household in households:
        on = household.members.filter(to_on=None) | household.members.filter(
            to_on__gt=_today(household)
        )
        members = on.select_related("adult", "child").order_by("from_on", "created_at", "pk")
        adults = [m.adult.known_as for m in members if m.adult and not m.adult.is_deceased]
        children = [m.child.first_name for m in members if m.child]
        label = names.household_label(adults, children)
        if label != household.label and (adults or children):
            household.label = label
            household.updated_by = by
            household.save()


def homes_of(person: Adult | Child, day: date) -> list[Household]:
    """Return the homes somebody lives in on a day."""
    members = person.homes.current(day).select_related("household__setting")
    return [member.household for member in members]


def adults_of(household: Household) -> list[uuid.UUID]:
    """Return the adults who live in a home today."""
    members = household.members.current(_today(household)).exclude(adult=None)
    return [key for key in members.values_list("adult_id", flat=True) if key is not None]


def _today(household: Household) -> date:
    return timezone.localdate(timezone=household.setting.zone)


def _first_name(person: Adult | Child) -> str:
    return person.known_as if isinstance(person, Adult) else person.first_name
