"""How many people the room still holds: seats taken, and seats held for a family that waits.

Who says yes takes as many seats as they are people. A seat that is offered to somebody is as
good as taken for everybody else, until they answer or its time is over (rule 35).
"""

from django.db.models import Exists, F, OuterRef, Q, Sum

from sessions_app.models import Afternoon, Invitation, SeatOffer

PEOPLE = F("adults_n") + F("children_n")
WAITS = Q(state=Invitation.State.WAITLISTED)
IS_OFFERED = WAITS & Q(offered_until__isnull=False)
HAS_A_SEAT = Q(state=Invitation.State.YES) | IS_OFFERED


def had_their_turn() -> Exists:
    """Return the condition that an invitation was offered a seat, and the offer’s time went by."""
    gone_by = SeatOffer.objects.filter(invitation=OuterRef("pk"), state=SeatOffer.State.LAPSED)
    return Exists(gone_by)


def free_seats(afternoon: Afternoon) -> int | None:
    """Return the seats nobody has and nobody is offered; None where there is no end to them."""
    if afternoon.capacity is None:
        return None
    theirs = Invitation.objects.filter(HAS_A_SEAT, afternoon=afternoon)
    taken = theirs.aggregate(people=Sum(PEOPLE))["people"] or 0
    return max(afternoon.capacity - taken, 0)


def full_or_open(afternoon: Afternoon) -> None:
    """Let an afternoon say whether seats are left; only the two states that ask change.

    The afternoon is held by the caller, who saves it.
    """
    if afternoon.is_asking:
        is_full = free_seats(afternoon) == 0
        afternoon.state = Afternoon.State.FULL if is_full else Afternoon.State.OPEN
