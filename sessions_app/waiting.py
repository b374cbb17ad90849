"""Who waits for a seat, in the order in which one is offered (rule 35)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from families.models import Adult
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Message
from sessions_app import room
from sessions_app.models import Afternoon, Invitation, SeatOffer

Offers = QuerySet[SeatOffer]
NOT_TOLD = Message.DID_NOT_GO


@dataclass(frozen=True)
class InLine:
    """One family that waits, and the seat that is held for them, if one is."""

    invitation: Invitation
    offer: SeatOffer | None
    had_turn: bool
    fits: bool

    @property
    def held_until(self) -> datetime | None:
        """How long a seat is held for them."""
        return self.offer.until if self.offer else None

    @property
    def is_to_be_rung(self) -> bool:
        """Whether a seat is held of which no message told them."""
        if self.offer is None:
            return False
        return self.offer.message is None or self.offer.message.state in NOT_TOLD


@dataclass(frozen=True)
class Waiting:
    """The seats that are free (None without an end to them), and who waits, the first first."""

    free: int | None
    families: list[InLine]

    @property
    def to_ring(self) -> list[InLine]:
        """Those a person has to tell of the seat that is held for them."""
        return [one for one in self.families if one.is_to_be_rung]


def waiting_for(afternoon: Afternoon, viewer: Viewer) -> Waiting | None:
    """Return who waits, or nothing where nobody does (three queries, where somebody does).

    First who has never come, then who came least of the last few, then in order of reply;
    after them all who let the time of an offer go by.
    """
    offers = SeatOffer.objects.filter(state=SeatOffer.State.OPEN).select_related("message")
    families = list(
        in_order(afternoon)
        .filter(pk__in=Invitation.objects.visible_to(viewer).values("pk"))
        .prefetch_related(Prefetch("seat_offers", offers, to_attr="open_offers"))
    )
    if not families:
        return None
    free = room.free_seats(afternoon)
    return Waiting(free, [_in_line(one, free) for one in families])


def _in_line(one: Invitation, free: int | None) -> InLine:
    offer = next(iter(one.open_offers), None)  # type: ignore[attr-defined]
    fits = free is None or one.adults_n + one.children_n <= free
    return InLine(one, offer, one.had_turn, fits or offer is not None)  # type: ignore[attr-defined]


def to_ring(viewer: Viewer) -> list[SeatOffer]:
    """Return the seats held for families the viewer may see, of which no message told them.

    Whom nothing may reach is left in peace by voice, too (rule 30).
    """
    untold = Q(message=None) | Q(message__state__in=NOT_TOLD)
    offers = SeatOffer.objects.filter(untold, state=SeatOffer.State.OPEN)
    theirs = Invitation.objects.visible_to(viewer)
    known = offers.select_related("invitation__adult", "invitation__household", "afternoon")
    reachable = known.exclude(invitation__adult__safe_contact=Adult.SafeContact.NONE)
    return list(reachable.filter(invitation__in=theirs).order_by("until", "pk"))


def waited_for(viewer: Viewer) -> list[Afternoon]:
    """Return today’s afternoons for which a family waits, as far as the viewer may see them."""
    waits = Invitation.objects.filter(room.WAITS, afternoon=OuterRef("pk"))
    today = Afternoon.objects.visible_to(viewer).asking().filter(Exists(waits), on=viewer.today)
    return list(today.select_related("setting__policy", "activity").order_by("coffee_at", "pk"))


def next_in_line(afternoon: Afternoon) -> list[Invitation]:
    """Return those who may be offered a seat: none is held for them, and no offer went by."""
    return [
        one
        for one in in_order(afternoon)
        if one.offered_until is None and not one.had_turn  # type: ignore[attr-defined]
    ]


def in_order(afternoon: Afternoon) -> QuerySet[Invitation]:
    """Return the invitations that wait, in the order in which seats are offered."""
    held = Afternoon.objects.filter(
        setting=afternoon.setting_id, state=Afternoon.State.HELD, on__lt=afternoon.on,
        kind=afternoon.kind,
    )  # fmt: skip
    few = afternoon.setting.policy.regular_of
    recent = list(held.order_by("-on").values_list("pk", flat=True)[:few])
    came = Invitation.objects.filter(household=OuterRef("household"), came=True).order_by()
    lately = came.filter(afternoon__in=recent).values("household")
    times = Subquery(lately.annotate(n=Count("afternoon", distinct=True)).values("n"))
    return (
        Invitation.objects.filter(room.WAITS, afternoon=afternoon)
        .annotate(had_turn=room.had_their_turn(), has_come=Exists(came), lately=Coalesce(times, 0))
        .select_related("adult", "household", "run")
        .order_by("had_turn", "has_come", "lately", "waiting_since", "pk")
    )
