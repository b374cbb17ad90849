"""Who reads notes with whom."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.accounts.roles import Permission, roles_with
from pastoral.refusals import Refusal

SUPERVISED = roles_with(Permission.RECORD_VISITS)
SUPERVISES = roles_with(Permission.READ_ALL_NOTES)


@transaction.atomic
def set_supervisor(*, staff: Staff, setting: Setting, supervisor: Staff | None, by: Staff) -> None:
    """Say who reads notes and reflections with somebody here; None for nobody."""
    if supervisor == staff:
        raise Refusal("Nobody is their own supervisor.")
    if supervisor and not supervisors_at(setting).filter(pk=supervisor.pk).exists():
        raise Refusal(f"{supervisor.first_name} does not read notes here.")
    memberships = supervised_as(staff, setting)
    if not memberships:
        raise Refusal(f"{staff.first_name} visits nobody here, so there are no notes to read.")
    for membership in memberships:
        if membership.supervisor_id == (supervisor and supervisor.pk):
            continue
        membership.supervisor = supervisor
        membership.save(update_fields=["supervisor", "updated_at"])
        reason = supervisor.full_name if supervisor else "Nobody"
        trail.wrote(by=by, what="accounts.supervisor_set", on=membership, reason=reason)


def supervised_as(staff: Staff, setting: Setting) -> list[Membership]:
    """Return the roles in which somebody visits families here, and so has a supervisor."""
    here = _current(setting).filter(staff=staff, role__in=SUPERVISED)
    return list(here.select_related("supervisor"))


def supervisors_at(setting: Setting) -> QuerySet[Staff]:
    """Return who may be a supervisor here: those who read all notes."""
    may = _current(setting).filter(role__in=SUPERVISES)
    return Staff.objects.filter(pk__in=may.values("staff"))


def _current(setting: Setting) -> QuerySet[Membership]:
    return Membership.objects.current(timezone.localdate(timezone=setting.zone)).filter(
        setting=setting
    )
