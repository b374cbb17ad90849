"""Who may lead an afternoon, or be on duty at one."""

import uuid

from django.db.models import Q, QuerySet

from pastoral.accounts.models import Membership, Staff
from pastoral.accounts.roles import Permission, Role, granted_to
from pastoral.accounts.viewers import Viewer


def staff_of(viewer: Viewer, *, and_also: uuid.UUID | None = None) -> QuerySet[Staff]:
    """Return those who work with families here: whoever keeps registers, and one more if said."""
    roles = [role for role in Role if Permission.KEEP_REGISTERS in granted_to(frozenset({role}))]
    here = Membership.objects.current(viewer.today).filter(setting=viewer.setting, role__in=roles)
    return Staff.objects.filter(Q(pk__in=here.values("staff")) | Q(pk=and_also))
