"""What families asked for and told us on their own pages, as staff see it."""

import uuid
from collections import defaultdict
from collections.abc import Collection

from families.models import Barrier, Household, Wish
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.privacy.models import Complaint

P = Permission


def instead_of(viewer: Viewer, household: Household) -> list[Wish]:
    """Return the calls and visits that one family asked for instead, and still waits for."""
    if not viewer.can(P.SEE_WHO_DECLINED):
        return []
    wishes = Wish.objects.visible_to(viewer).open().filter(household=household)
    return list(wishes.select_related("adult", "household"))


def barriers_of(viewer: Viewer, adults: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Return what each of them said makes coming hard, in plain words; nobody asked why."""
    said: dict[uuid.UUID, list[str]] = defaultdict(list)
    if viewer.can(P.SEE_WHO_DECLINED):
        for barrier in Barrier.objects.filter(adult__in=adults, gone_at=None):
            said[barrier.adult_id].append(barrier.get_kind_display().lower())
    return said


def complaints_for(viewer: Viewer) -> int:
    """Return how many complaints wait for an answer, for those who give it."""
    if not viewer.can(P.ANSWER_COMPLAINTS):
        return 0
    return Complaint.objects.visible_to(viewer).open().count()
