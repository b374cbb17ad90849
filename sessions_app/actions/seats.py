"""Seats that come up: offered one after the other, held for a while, and passed on (rule 35).

The clock asks again and again whether a seat is free; nothing has to remember that one has
become so. Each offer is a row, and stands on the invitation as `offered_until`; while it does,
its seats are taken for everybody else (`room`). Why it goes as it goes: decision 0027.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from families.asking import Asking, Reason
from pastoral.accounts import trail
from pastoral.accounts.calendar import instant
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Message
from pastoral.outbox.timing import Hours
from pastoral.refusals import WrongMove
from sessions_app import room, waiting, wording
from sessions_app.actions import series
from sessions_app.meeting import must_not_meet
from sessions_app.models import Afternoon, Invitation, SeatOffer
from sessions_app.to_ask import ask_again

Offer = SeatOffer.State
DAY = timedelta(days=1)
RUNG_AT_ONCE = 3  # On one list; when they have been rung, the next stand there.
LEFT = (*Message.WENT, Message.State.SENDING, Message.State.UNSURE)
# No seat is offered to them, by message or by voice: a person looks at it first.
NOT_OFFERED = (
    Reason.DECEASED, Reason.LEFT, Reason.RESTRICTION, Reason.NOT_A_CARER, Reason.LIVES_ELSEWHERE,
    Reason.PAUSED, Reason.PAUSED_BY_THEM,
)  # fmt: skip


def perhaps_waiting(now: datetime) -> list[UUID]:
    """Return the afternoons ahead for which a family waits."""
    waits = Invitation.objects.filter(room.WAITS, afternoon=OuterRef("pk"))
    ahead = Afternoon.objects.asking().filter(Exists(waits), on__gte=now.astimezone(UTC).date())
    return list(ahead.order_by("on", "pk").values_list("pk", flat=True))


@transaction.atomic
def see_to_seats(afternoon_id: UUID) -> list[SeatOffer]:
    """Let the offers go whose time is over, and offer what is free now to the next in line."""
    now = timezone.now()
    afternoon = series.locked(Afternoon(pk=afternoon_id))
    lapse(afternoon=afternoon, now=now)
    return offer_free_seats(afternoon=afternoon, now=now)


@transaction.atomic
def offer_free_seats(*, afternoon: Afternoon, now: datetime) -> list[SeatOffer]:
    """Offer the seats that are free to those who wait, in their order; return the offers.

    Whoever fits into what is free is next. Nothing is offered outside friendly hours, so that
    no time runs while a message may not leave. Whom no message may reach keeps the seat until
    a person has rung. Doing it again offers nothing twice.
    """
    afternoon = series.locked(afternoon)
    until = _until(afternoon, now)
    if until is None or not afternoon.is_asking:
        return []
    outbox.take_turns(afternoon.setting_id)
    offers = [_offer(afternoon, one, now, until) for one in _whose_turn_it_is(afternoon)]
    if offers:
        _save_state(afternoon)
    return offers


def too_late_to_write(afternoon: Afternoon, now: datetime) -> list[Invitation]:
    """Return whom a person may still ring of a seat that is free, the next in line first.

    They are those a seat would be offered to, were it not too late on the day to write. Reads
    alone: a person gives the seat.
    """
    policy = afternoon.setting.policy
    is_late = _morning(afternoon) - now < timedelta(minutes=policy.offer_least_minutes)
    if not is_late or now >= afternoon.starts_at or not afternoon.is_asking:
        return []
    return [one.invitation for one in islice(_whose_turn_it_is(afternoon), RUNG_AT_ONCE)]


@transaction.atomic
def lapse(*, afternoon: Afternoon, now: datetime) -> int:
    """Let go of the seats whose time is over unanswered; return how many offers ended.

    The family stays on the list. Whom the message never reached was told nothing: their seat
    waits for a person to ring, at the longest until the morning of the day.
    """
    afternoon = series.locked(afternoon)
    morning, ended = _morning(afternoon), 0
    for offer in _open(afternoon).select_related("invitation__adult", "message"):
        if not _still_stands(offer):
            _end(offer, Offer.CALLED_OFF, now)
        elif offer.until > now:
            continue
        elif not _was_told(offer) and now < morning:
            _hold_until(offer, morning)
            continue
        else:
            _end(offer, Offer.LAPSED, now)
            trail.wrote(
                by=trail.CLOCK, what="afternoons.seat-lapsed", on=offer,
                household=offer.invitation.household_id, setting=afternoon.setting,
            )  # fmt: skip
        ended += 1
    if ended:
        _save_state(afternoon)
    return ended


@transaction.atomic
def pass_on(*, invitation: Invitation, by: Staff) -> SeatOffer:
    """Let a seat go to the next in line before its time is over, on a person's word.

    Raises WrongMove where no seat is held for them (any more).
    """
    afternoon = series.locked(Afternoon(pk=invitation.afternoon_id))
    offer = _open(afternoon).filter(invitation=invitation).select_related("invitation").first()
    if offer is None:
        raise WrongMove("No seat is held for them any more.")
    _end(offer, Offer.LAPSED, timezone.now())
    _save_state(afternoon)
    trail.wrote(
        by=by, what="afternoons.seat-passed-on", on=offer,
        household=offer.invitation.household_id, setting=afternoon.setting,
    )  # fmt: skip
    return offer


def call_off_all(afternoon: Afternoon) -> None:
    """Call off every offer of an afternoon that is off, or on another day now.

    Whose offer went by before has a turn again: it was about another day. The caller holds
    the afternoon.
    """
    now = timezone.now()
    for offer in _open(afternoon).select_related("invitation"):
        _end(offer, Offer.CALLED_OFF, now)
    gone_by = SeatOffer.objects.filter(afternoon=afternoon, state=Offer.LAPSED)
    gone_by.update(state=Offer.CALLED_OFF, updated_at=now)


@dataclass(frozen=True)
class _InLine:
    """One who waits, and how they may be told."""

    invitation: Invitation
    asking: Asking


def _whose_turn_it_is(afternoon: Afternoon) -> Iterator[_InLine]:
    """Yield those to whom a seat goes that is free now: who fits into what is left is next."""
    free = room.free_seats(afternoon)
    for one in _askable(afternoon, waiting.next_in_line(afternoon), free):
        people = one.invitation.adults_n + one.invitation.children_n
        if free is not None and people > free:
            continue
        if must_not_meet(adult_id=one.invitation.adult_id, afternoon_id=afternoon.pk):
            continue
        yield one
        free = None if free is None else free - people


def _askable(afternoon: Afternoon, in_line: list[Invitation], free: int | None) -> list[_InLine]:
    """Return those who may be offered a seat, in their order, asked anew who they are by now."""
    fits = [one for one in in_line if free is None or one.adults_n + one.children_n <= free]
    if not fits:
        return []
    answers = ask_again(
        afternoon=afternoon, invitations=fits, template_key=wording.SEAT_OFFERED, past_caps=True
    )
    found = ((one, answers.get(one.adult_id)) for one in fits)
    return [_InLine(one, a) for one, a in found if a is not None and a.reason not in NOT_OFFERED]


def _offer(afternoon: Afternoon, one: _InLine, now: datetime, until: datetime) -> SeatOffer:
    """Hold the seats for one family, and tell them if a message may."""
    invitation = one.invitation
    offer = SeatOffer(
        invitation=invitation, afternoon=afternoon, offered_at=now, until=until,
        people=invitation.adults_n + invitation.children_n,
    )  # fmt: skip
    offer.message_id = _tell(afternoon, offer, one.asking) if one.asking.is_asked else None
    if offer.message_id is None:
        offer.until = _morning(afternoon)
    offer.save()
    Invitation.objects.filter(pk=invitation.pk).update(offered_until=offer.until, updated_at=now)
    trail.wrote(
        by=trail.CLOCK, what="afternoons.seat-offered", on=offer,
        household=invitation.household_id, setting=afternoon.setting,
    )  # fmt: skip
    return offer


def _tell(afternoon: Afternoon, offer: SeatOffer, asking: Asking) -> UUID | None:
    """Post the message of an offer; return its id, or nothing where it could not be written."""
    draft = wording.seat_offer(afternoon=afternoon, asking=asking, offer=offer)
    result = outbox.post_many(setting=afternoon.setting, drafts=[draft])
    return result.posted.get(draft.key)


def _until(afternoon: Afternoon, now: datetime) -> datetime | None:
    """Return how long a seat offered now is held; None where it is not the time to offer one."""
    policy = afternoon.setting.policy
    until = min(now + timedelta(hours=policy.offer_hold_hours), _morning(afternoon))
    if until - now < timedelta(minutes=policy.offer_least_minutes):
        return None
    return until if Hours.of(afternoon.setting).next_allowed(now) <= now else None


def _morning(afternoon: Afternoon) -> datetime:
    """Return the moment on the day up to which a seat is held at the longest."""
    until = instant(afternoon.setting, afternoon.on, afternoon.setting.policy.offer_hold_until)
    return min(until, afternoon.starts_at)


def _open(afternoon: Afternoon) -> "waiting.Offers":
    return SeatOffer.objects.filter(afternoon=afternoon, state=Offer.OPEN)


def _still_stands(offer: SeatOffer) -> bool:
    """Whether they still wait, and can be asked at all."""
    adult = offer.invitation.adult
    waits = offer.invitation.state == Invitation.State.WAITLISTED
    return waits and not adult.is_deceased and adult.removed_at is None


def _was_told(offer: SeatOffer) -> bool:
    return offer.message is not None and offer.message.state in LEFT


def _hold_until(offer: SeatOffer, until: datetime) -> None:
    offer.until = until
    offer.save()
    Invitation.objects.filter(pk=offer.invitation_id).update(offered_until=until)


def _end(offer: SeatOffer, state: SeatOffer.State, now: datetime) -> None:
    """End an offer: nothing is held any more, and a message that waits is not sent."""
    offer.state, offer.settled_at = state, now
    offer.save()
    Invitation.objects.filter(pk=offer.invitation_id).update(offered_until=None, updated_at=now)
    outbox.cancel_about(
        ids=[offer.invitation_id], template_keys=[wording.SEAT_OFFERED],
        reason="The seat is not held for them any more.",
    )  # fmt: skip


def _save_state(afternoon: Afternoon) -> None:
    was = afternoon.state
    room.full_or_open(afternoon)
    if afternoon.state != was:
        afternoon.save(update_fields=["state", "updated_at"])
