"""Seats for a person to ring about, as each viewer may see them (rule 35)."""

from dataclasses import dataclass
from datetime import datetime

from families.models import Household
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from sessions_app import waiting
from sessions_app.actions import seats
from sessions_app.models import Afternoon, Invitation


@dataclass(frozen=True)
class SeatToRing:
    """A family to ring of a seat: one held for them unheard, or one that is free on the day."""

    invitation: Invitation
    afternoon: Afternoon
    held_until: datetime | None


def to_ring(viewer: Viewer, now: datetime) -> list[SeatToRing]:
    """Return whom to ring of a seat among the families a viewer may see, the soonest first.

    Those are whom no message told of the seat that is held for them; and on the day, when it is
    too late to write, those whose turn it is.
    """
    if not viewer.can(Permission.RECORD_ANSWERS):
        return []
    found = [
        SeatToRing(invitation, afternoon, None)
        for afternoon in waiting.waited_for(viewer)
        for invitation in seats.too_late_to_write(afternoon, now)
    ]
    found += [
        SeatToRing(offer.invitation, offer.afternoon, offer.until)
        for offer in waiting.to_ring(viewer)
    ]
    homes = Household.objects.visible_to(viewer).filter(
        pk__in=[seat.invitation.household_id for seat in found]
    )
    seen = set(homes.values_list("pk", flat=True)) if found else set()
    return [seat for seat in found if seat.invitation.household_id in seen]
