"""Whom to ring about a worry, for pages that are read without signal."""

from dataclasses import dataclass

from pastoral.accounts.models import Membership
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer


@dataclass(frozen=True)
class ToRing:
    """The safeguarding lead’s name and a number that reaches them, which may be empty."""

    name: str
    number: str


def first_to_ring(viewer: Viewer) -> ToRing | None:
    """Return the safeguarding lead of the setting, or a deputy; None where there is neither."""
    held = (
        Membership.objects.current(viewer.today)
        .filter(setting=viewer.setting, role__in=(Role.DSL, Role.DEPUTY_DSL))
        .select_related("staff")
    )
    found = sorted(held, key=lambda membership: membership.role != Role.DSL)
    if not found:
        return None
    staff = found[0].staff
    return ToRing(staff.first_name, staff.phone or viewer.setting.phone)
