"""Switching off an account: nobody goes while anything is still theirs (rule 44)."""

from datetime import date, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.actions.staff import end_role
from pastoral.accounts.leaving import refuse_while_theirs
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.refusals import Refusal


@transaction.atomic
def switch_off(*, staff: Staff, setting: Setting, by: Staff) -> Staff:
    """End all of somebody's roles here, and switch off an account that has none elsewhere.

    Whoever is switched off is signed out everywhere and can't sign in. Raises Refusal while
    families, promises or visits are theirs, for oneself, and for the only administrator.
    """
    Setting.objects.select_for_update().get(pk=setting.pk)
    if staff == by:
        raise Refusal("Nobody switches themselves off: ask another administrator.")
    works_on = has_roles_elsewhere(staff, setting)
    refuse_while_theirs(staff, setting if works_on else None)
    for membership in _not_over(staff, setting).filter(setting=setting).select_related("setting"):
        end_role(membership=membership, by=by)
    if works_on:
        return staff
    staff.is_active = False
    staff.active_to = _today(setting) - timedelta(days=1)
    staff.save(update_fields=["is_active", "active_to", "updated_at"])
    _sign_out_everywhere(staff)
    trail.wrote(by=by, what="accounts.switched_off", on=staff, setting=setting)
    return staff


def has_roles_elsewhere(staff: Staff, setting: Setting) -> bool:
    """Whether somebody has a role, now or soon, anywhere but in this setting."""
    return _not_over(staff, setting).exclude(setting=setting).exists()


def _not_over(staff: Staff, setting: Setting) -> QuerySet[Membership]:
    return staff.memberships.filter(Q(to_on=None) | Q(to_on__gte=_today(setting)))


def _today(setting: Setting) -> date:
    return timezone.localdate(timezone=setting.zone)


def _sign_out_everywhere(staff: Staff) -> None:
    """Drop every session of theirs: what is open on a phone or a desk closes at its next step."""
    open_now = Session.objects.filter(expire_date__gte=timezone.now())
    theirs = [s.pk for s in open_now if s.get_decoded().get(SESSION_KEY) == str(staff.pk)]
    Session.objects.filter(pk__in=theirs).delete()
