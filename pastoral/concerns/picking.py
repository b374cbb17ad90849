"""Which children a worry can be about, and which the page one came from means."""

import uuid

from django.db.models import Q

from families.models import Child, Household, HouseholdMember
from pastoral.accounts.viewers import Viewer


def children_meant(
    viewer: Viewer, *, child: uuid.UUID | None, family: uuid.UUID | None
) -> list[Child]:
    """Return the child and the children of the family, as far as the viewer may see them."""
    if not (child or family):
        return []
    homes = Household.objects.visible_to(viewer).filter(pk__in=[family] if family else [])
    members = HouseholdMember.objects.current(viewer.today).filter(household__in=homes)
    meant = Q(pk__in=[child] if child else []) | Q(pk__in=members.values("child"))
    return list(Child.objects.visible_to(viewer).filter(meant))


def children_to_name(viewer: Viewer, meant: list[Child]) -> list[Child]:
    """Return the children the viewer may name: those meant, then everybody who is here now."""
    here = Child.objects.visible_to(viewer).filter(
        Q(placement_ends_on=None) | Q(placement_ends_on__gte=viewer.today)
    )
    others = sorted(here.exclude(pk__in=[one.pk for one in meant]), key=str)
    return [*meant, *others]
