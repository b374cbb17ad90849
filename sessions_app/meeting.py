"""Who must not meet somebody that may come (rule 17)."""

from uuid import UUID

from django.db.models import Q

from families.asking.apart import APART
from families.models import Relationship, Restriction
from sessions_app import room
from sessions_app.models import Invitation

State = Invitation.State
MAY_COME = (State.YES, State.MAYBE)


def must_not_meet(*, adult_id: UUID, afternoon_id: UUID) -> bool:
    """Whether staff decide first: who must not be met may come, or a child joins in (one query).

    A child's restriction keeps that adult apart from everyone who may bring the child. Whoever
    is offered a seat may come as well.
    """
    may_come = Q(state__in=MAY_COME) | room.IS_OFFERED
    coming = Invitation.objects.filter(may_come, afternoon=afternoon_id)
    them = coming.exclude(adult=adult_id).values("adult")
    brings = Relationship.objects.filter(adult=adult_id).values("child")
    children = Q(adult=adult_id, child__isnull=False)
    grown_ups = Q(adult=adult_id, other_adult__in=them) | Q(other_adult=adult_id, adult__in=them)
    bringing = Q(adult__in=them, child__in=brings)
    apart = Restriction.objects.active().filter(kind__in=APART)
    return apart.filter(children | grown_ups | bringing).exists()
