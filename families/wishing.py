"""Who asked on their page for a call or a visit instead, and still waits for it."""

from families.models import Wish
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer

AT_MOST = 5


def instead_for(viewer: Viewer) -> list[Wish]:
    """Return the wishes that wait for this person, the oldest first, for those who see to them."""
    if not viewer.can(Permission.RECORD_ANSWERS):
        return []
    wishes = Wish.objects.visible_to(viewer).open().select_related("adult", "household")
    return list(wishes[:AT_MOST])
