"""What an adult must not have or do, and the addresses nobody may learn."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from families.actions import homes
from families.models import Adult, Child, Household, Restriction
from pastoral.accounts import trail
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.accounts.roles import GRANTS, Permission, Role
from pastoral.outbox import actions as outbox
from pastoral.refusals import Refusal

SETS = [role for role in Role if Permission.SET_RESTRICTIONS in GRANTS[role]]
NOT_YOURS = "Only the safeguarding lead or their deputy can do this. Please ask them."
SAY_WHY = "Say why: it is kept where only safeguarding leads can read it."
Kind = Restriction.Kind


@dataclass(frozen=True)
class Limits:
    """What a restriction says: its instruction is for all staff, its reason for very few."""

    kind: str
    instruction: str
    reason: str
    starts_on: date
    order_type: str = Restriction.Order.NONE
    ends_on: date | None = None
    review_on: date | None = None
    evidence_seen_by: Staff | None = None


@transaction.atomic
def set_restriction(
    *,
    adult: Adult,
    limits: Limits,
    by: Staff,
    child: Child | None = None,
    other: Adult | None = None,
) -> Restriction:
    """Set what an adult must not have or do; only a DSL or deputy, with a reason (rule 16).

    Everything still waiting for that adult is called off, whatever it is about: a message
    may name the child (rule 14). Whoever may be asked after that is decided afresh.
    """
    _check_may(by, adult.setting)
    if not limits.reason.strip():
        raise Refusal(SAY_WHY)
    if not limits.instruction.strip():
        raise Refusal("Say in plain words what staff should do.")
    if (child is None) == (other is None) or other == adult:
        raise Refusal("A restriction is between this adult and one other person.")
    restriction = Restriction.objects.create(
        setting=adult.setting,
        adult=adult,
        child=child,
        other_adult=other,
        kind=limits.kind,
        order_type=limits.order_type,
        starts_on=limits.starts_on,
        ends_on=limits.ends_on,
        review_on=limits.review_on,
        instruction=limits.instruction.strip(),
        reason=limits.reason.strip(),
        evidence_seen_by=limits.evidence_seen_by,
        created_by=by,
        updated_by=by,
    )
    outbox.cancel_to(
        setting_id=adult.setting_id,
        adult_ids=[adult.pk],
        addresses=[adult.mobile, adult.email],
        reason="It was called off by a member of staff.",
    )
    if limits.kind == Kind.ADDRESS_HIDDEN:
        _hide_from(adult, child or other, by)
    trail.wrote(by=by, what="families.restriction-set", on=restriction)
    return restriction


@transaction.atomic
def end_restriction(*, restriction: Restriction, reason: str, by: Staff) -> Restriction:
    """End a restriction; only a DSL or deputy, with a reason (rules 15 and 16)."""
    _check_may(by, restriction.setting)
    if not reason.strip():
        raise Refusal(SAY_WHY)
    if restriction.ended_at:
        raise Refusal("This restriction has ended already.")
    restriction.ended_at = timezone.now()
    restriction.ended_by = by
    restriction.end_reason = reason.strip()
    restriction.updated_by = by
    restriction.save()
    trail.wrote(by=by, what="families.restriction-ended", on=restriction)
    return restriction


@transaction.atomic
def hide_address(*, household: Household, by: Staff, reason: str = "") -> Household:
    """Hide an address from everyone but the DSL, the lead and, on the day, who goes (rule 19)."""
    return homes.show_address(
        household=household, visibility=Household.AddressVisibility.HIDDEN, by=by, reason=reason
    )


def _hide_from(adult: Adult, protected: Adult | Child | None, by: Staff) -> None:
    """Hide each home of a protected person that the restricted adult does not live in."""
    if protected is None:
        return
    today = timezone.localdate(timezone=adult.setting.zone)
    own = {household.pk for household in homes.homes_of(adult, today)}
    for household in homes.homes_of(protected, today):
        if household.pk not in own:
            hide_address(household=household, by=by)


def _check_may(by: Staff, setting: Setting) -> None:
    today = timezone.localdate(timezone=setting.zone)
    roles = Membership.objects.current(today).filter(staff=by, setting=setting, role__in=SETS)
    if not roles.exists():
        raise Refusal(NOT_YOURS)
