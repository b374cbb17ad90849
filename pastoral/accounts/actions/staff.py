"""Inviting colleagues, and what each may be in which setting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pastoral import links
from pastoral.accounts import trail
from pastoral.accounts.leaving import refuse_while_theirs
from pastoral.accounts.models import Membership, Setting, Staff, StaffInvitation
from pastoral.accounts.roles import Permission, Role, roles_with
from pastoral.ids import new_id
from pastoral.refusals import Refusal
from pastoral.ui.said import list_said

VISITS = roles_with(Permission.RECORD_VISITS)
INVITATION_LASTS = timedelta(days=7)
GONE = "This invitation has been used, has run out or was taken back. Please ask for a new one."


class Invited(NamedTuple):
    """An invitation, and the secret of its link: shown once, kept nowhere."""

    invitation: StaffInvitation
    secret: str


@dataclass(frozen=True)
class Newcomer:
    """What somebody new says about themselves."""

    first_name: str
    last_name: str
    password: str


@transaction.atomic
def invite_staff(
    *, setting: Setting, email: str, roles: Iterable[Role], by: Staff | str
) -> Invited:
    """Invite a colleague; an earlier invitation to the same address here stops working."""
    email = email.strip().lower()
    wanted = [role for role in Role if role in set(roles)]
    _refuse_to_invite(setting, email, wanted, by)
    now = timezone.now()
    for earlier in _open(setting).filter(email=email):
        earlier.expires_at = now
        earlier.save(update_fields=["expires_at", "updated_at"])
    key = new_id()
    secret = links.secret_of(key, 1)
    invitation = StaffInvitation.objects.create(
        id=key,
        email=email,
        setting=setting,
        roles=[role.value for role in wanted],
        invited_by=by if isinstance(by, Staff) else None,
        link_digest=links.digest_of(secret),
        expires_at=now + INVITATION_LASTS,
    )
    trail.wrote(by=by, what="accounts.staff_invited", on=invitation, reason=_said(wanted))
    return Invited(invitation, secret)


def _refuse_to_invite(setting: Setting, email: str, roles: list[Role], by: Staff | str) -> None:
    if not roles:
        raise Refusal("Choose at least one role.")
    if isinstance(by, Staff) and by.email == email:
        raise Refusal("Nobody gives themselves a role: ask another administrator.")
    staff = Staff.objects.filter(email__iexact=email).first()
    if staff is None:
        return
    if not staff.is_active:
        raise Refusal(f"{staff}’s account is switched off. It has to be switched on first.")
    if set(roles) <= _roles_of(staff, setting):
        raise Refusal(f"{staff} is {_said(roles)} here already.")


def invitation_behind(secret: str) -> StaffInvitation | None:
    """Return the invitation a link opens, if it still does."""
    if not links.SECRET.fullmatch(secret):
        return None
    return (
        StaffInvitation.objects.select_related("setting")
        .filter(
            link_digest=links.digest_of(secret),
            accepted_at=None,
            expires_at__gt=timezone.now(),
        )
        .first()
    )


@transaction.atomic
def accept_invitation(
    *, secret: str, by: Staff | None = None, newcomer: Newcomer | None = None
) -> Staff:
    """Make the account an invitation promises, or add its roles to a colleague's; once only.

    `by` is the person who is signed in: somebody who has an account accepts as themselves,
    so that a link which was forwarded gives nobody else a role.
    """
    found = invitation_behind(secret)
    if found is None:
        raise Refusal(GONE)
    invitation = StaffInvitation.objects.select_for_update().get(pk=found.pk)
    if invitation.accepted_at:
        raise Refusal(GONE)
    staff = _accepting(invitation, by, newcomer)
    for role in invitation.roles:
        _add_role(staff, invitation.setting, Role(role))
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = staff
    invitation.save(update_fields=["accepted_at", "accepted_by", "updated_at"])
    trail.wrote(by=staff, what="accounts.invitation_accepted", on=invitation)
    return staff


def _accepting(invitation: StaffInvitation, by: Staff | None, newcomer: Newcomer | None) -> Staff:
    existing = Staff.objects.filter(email__iexact=invitation.email).first()
    if existing and existing == by:
        return existing
    if by:
        raise Refusal(f"You are signed in as {by}. This invitation is for {invitation.email}.")
    if existing:
        raise Refusal("You have an account already. Sign in, then open this link again.")
    if newcomer is None:
        raise Refusal("Please say your name and choose a password.")
    return Staff.objects.create_user(
        email=invitation.email,
        password=newcomer.password,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        active_from=_today(invitation.setting),
    )


@transaction.atomic
def withdraw_invitation(*, invitation: StaffInvitation, by: Staff) -> StaffInvitation:
    """Take an invitation back: its link opens nothing any more."""
    if invitation.accepted_at:
        raise Refusal(f"{invitation.email} has joined already. End their role instead.")
    invitation.expires_at = timezone.now()
    invitation.save(update_fields=["expires_at", "updated_at"])
    trail.wrote(by=by, what="accounts.invitation_withdrawn", on=invitation)
    return invitation


@transaction.atomic
def give_role(*, staff: Staff, setting: Setting, role: Role, by: Staff) -> Membership:
    """Give a colleague one more role in a setting, from today."""
    if staff == by:
        raise Refusal("Nobody gives themselves a role: ask another administrator.")
    if not staff.is_active:
        raise Refusal(f"{staff}’s account is switched off. It has to be switched on first.")
    if role in _roles_of(staff, setting):
        raise Refusal(f"{staff} is {role.label} here already.")
    membership = _add_role(staff, setting, role)
    trail.wrote(by=by, what="accounts.role_given", on=membership, reason=role.label)
    return membership


@transaction.atomic
def end_role(*, membership: Membership, by: Staff) -> None:
    """End a role at once; what was done in it stays in the trail.

    A setting keeps one administrator, or nobody could ever let a colleague in again. Whoever
    visits families goes on doing so until those are in other hands (rule 44).
    """
    setting = membership.setting
    _refuse_while_families_are_theirs(membership)
    if setting and membership.role == Role.ADMINISTRATOR:
        # Two administrators ending one another's role at once wait for each other here.
        Setting.objects.select_for_update().get(pk=setting.pk)
        others = Membership.objects.current(_today(setting)).filter(
            setting=setting, role=Role.ADMINISTRATOR
        )
        if not others.exclude(staff=membership.staff).exists():
            raise Refusal(f"{membership.staff} is the only administrator. Make another one first.")
    trail.wrote(
        by=by, what="accounts.role_ended", on=membership, reason=membership.get_role_display()
    )
    last_day = _today(setting) - timedelta(days=1)
    if membership.from_on > last_day:
        membership.delete()  # Given today: there is no day it held for. The history has it.
        return
    membership.to_on = last_day
    membership.save(update_fields=["to_on", "updated_at"])


def _refuse_while_families_are_theirs(membership: Membership) -> None:
    """Refuse to end the last role in which somebody visits families here."""
    setting = membership.setting
    if setting is None or membership.role not in VISITS:
        return
    # Whoever would give them a family at this moment waits here, and finds them gone.
    Setting.objects.select_for_update(no_key=True).get(pk=setting.pk)
    others = Membership.objects.current(_today(setting)).filter(
        staff=membership.staff, setting=setting, role__in=VISITS
    )
    if not others.exclude(pk=membership.pk).exists():
        refuse_while_theirs(membership.staff, setting)


def _add_role(staff: Staff, setting: Setting, role: Role) -> Membership:
    today = _today(setting)
    held = Membership.objects.current(today).filter(staff=staff, setting=setting, role=role)
    return held.first() or Membership.objects.create(
        staff=staff, setting=setting, role=role, from_on=today
    )


def _roles_of(staff: Staff, setting: Setting) -> set[Role]:
    held = Membership.objects.current(_today(setting)).filter(staff=staff, setting=setting)
    return {Role(role) for role in held.values_list("role", flat=True)}


def _open(setting: Setting) -> QuerySet[StaffInvitation]:
    return setting.staff_invitations.filter(accepted_at=None, expires_at__gt=timezone.now())


def _today(setting: Setting | None) -> date:
    return timezone.localdate(timezone=setting.zone if setting else None)


def _said(roles: Iterable[Role]) -> str:
    return list_said([role.label for role in roles])
