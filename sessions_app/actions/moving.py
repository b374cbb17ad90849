"""Moving an afternoon to another day, or calling it off: whoever was told is told, once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from families.asking import Asking
from pastoral.accounts import trail
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Message
from pastoral.refusals import Refusal, WrongMove
from sessions_app import room, wording
from sessions_app.actions import by_hand, seats, series
from sessions_app.actions.inviting import NOT_WRITTEN
from sessions_app.models import Afternoon, Invitation
from sessions_app.to_ask import ask_again

State = Invitation.State
MAY_HAVE_GONE = (*Message.WENT, Message.State.SENDING, Message.State.UNSURE)
PHASES = ("coffee_at", "children_join_at", "activity_at", "closes_at")


@dataclass(frozen=True)
class Told:
    """Who was told of a change by a message, and whom a person has to call."""

    afternoon: Afternoon
    told: int
    to_call: int


@transaction.atomic
def move(*, afternoon: Afternoon, on: date, coffee_at: time, by: Staff) -> Told:
    """Move one afternoon to another day or hour; the others stay where they are.

    Its phases keep their distances, and its reminders follow, since they are worked out
    late. Answers stand: the message asks whether they can still come. Whoever was told of
    the old day is told of the new one, past the caps; what still waited is called off, and
    those adults are asked to the new day instead. Raises Refusal for a day without school
    or one that is taken.
    """
    afternoon = series.locked(afternoon)
    outbox.take_turns(afternoon.setting_id)
    _refuse_unless_ahead(afternoon)
    if (on, coffee_at) == (afternoon.on, afternoon.coffee_at):
        raise Refusal("It is on that day, at that time, already.")
    calendar = calendar_of(afternoon.setting)
    why_not = calendar.why_not(on)
    if on < timezone.localdate(timezone=afternoon.setting.zone):
        why_not = "That day has gone by"
    series.refuse_unless_free(afternoon.setting, on, coffee_at, why_not, but=afternoon)
    _shift(afternoon, on, coffee_at)
    afternoon.half_term = calendar.half_term_of(on)
    afternoon.reminded_first_at = afternoon.reminded_second_at = None
    seats.call_off_all(afternoon)
    room.full_or_open(afternoon)
    afternoon.updated_by = by
    afternoon.save()
    afternoon.invitations.update(half_term=afternoon.half_term)
    trail.wrote(by=by, what="afternoons.moved", on=afternoon)
    return _tell_of_the_new_day(afternoon)


def _refuse_unless_ahead(afternoon: Afternoon) -> None:
    if afternoon.state in (Afternoon.State.CANCELLED, Afternoon.State.HELD):
        raise WrongMove(f"This afternoon is {afternoon.get_state_display().lower()} already.")


def _shift(afternoon: Afternoon, on: date, coffee_at: time) -> None:
    """Put the afternoon on another day and hour, its phases as far apart as they were."""
    by = datetime.combine(on, coffee_at) - datetime.combine(on, afternoon.coffee_at)
    for phase in PHASES:
        moved = datetime.combine(on, getattr(afternoon, phase)) + by
        if moved.date() != on:
            raise Refusal("That is too late in the day for all of the afternoon.")
        setattr(afternoon, phase, moved.time())
    afternoon.on = on


def _tell_of_the_new_day(afternoon: Afternoon) -> Told:
    invitations = _standing(afternoon)
    told, waiting = _by_whether_told(invitations)
    _call_off(invitations, "The afternoon moved.")
    if not afternoon.is_asking:
        return Told(afternoon, 0, 0)
    again = ask_again(
        afternoon=afternoon, invitations=told, template_key=wording.MOVED, past_caps=True
    )
    drafts = _drafts(afternoon, told, again, wording.MOVED)
    reached = _post(afternoon, drafts)
    by_hand.tell(
        afternoon=afternoon,
        invitations=told,
        again=again,
        template_key=wording.MOVED,
    )
    _ask_instead(afternoon, waiting)
    by_hand.ask_blocked_again(afternoon)
    return Told(afternoon, reached, len(told) - reached)


def _ask_instead(afternoon: Afternoon, waiting: list[Invitation]) -> None:
    """Ask those whose invitation never went to the new day, in a message of its own."""
    again = ask_again(afternoon=afternoon, invitations=waiting, template_key=wording.INVITE)
    for invitation in waiting:
        asking = again.get(invitation.adult_id)
        if asking is None or asking.reason:
            invitation.state = State.BLOCKED
            invitation.block_reason = (asking and asking.reason) or "left"
            continue
        key = wording.invitation_template(asking)
        (draft,) = _drafts(afternoon, [invitation], {asking.adult_id: asking}, key)
        posted = outbox.post_many(setting=afternoon.setting, drafts=[draft])
        if draft.key in posted.refused:
            invitation.state, invitation.block_reason = State.BLOCKED, NOT_WRITTEN
        invitation.message_id = posted.posted.get(draft.key, invitation.message_id)
    Invitation.objects.bulk_update(waiting, ["state", "block_reason", "message"], batch_size=200)


@transaction.atomic
def cancel(*, afternoon: Afternoon, reason: str, by: Staff) -> Told:
    """Call an afternoon off and tell each adult who knew of it, once (rule 39).

    Its invitations are withdrawn and what waits is called off. The message goes past the
    caps; whoever may not be written to is for a person to call. Nobody counts as not having
    come. Raises Refusal without a reason.
    """
    if not reason.strip():
        raise Refusal("Say why it is called off. Families are not told the reason.")
    afternoon = series.locked(afternoon)
    outbox.take_turns(afternoon.setting_id)
    _refuse_unless_ahead(afternoon)
    afternoon.state = Afternoon.State.CANCELLED
    afternoon.cancel_reason = reason.strip()[:200]
    afternoon.updated_by = by
    afternoon.save()
    seats.call_off_all(afternoon)
    invitations = _standing(afternoon)
    told, _waiting = _by_whether_told(invitations)
    _call_off(invitations, "The afternoon is called off.")
    by_hand.call_off_blocked(afternoon, "The afternoon is called off.")
    Invitation.objects.asked().filter(afternoon=afternoon).update(state=State.WITHDRAWN)
    trail.wrote(by=by, what="afternoons.cancelled", on=afternoon, reason=afternoon.cancel_reason)
    if afternoon.ends_at <= timezone.now():
        return Told(afternoon, 0, 0)
    again = ask_again(
        afternoon=afternoon, invitations=told, template_key=wording.CANCELLED, past_caps=True
    )
    reached = _post(afternoon, _drafts(afternoon, told, again, wording.CANCELLED))
    by_hand.tell(
        afternoon=afternoon,
        invitations=told,
        again=again,
        template_key=wording.CANCELLED,
    )
    return Told(afternoon, reached, len(told) - reached)


def _standing(afternoon: Afternoon) -> list[Invitation]:
    asked = Invitation.objects.asked().filter(afternoon=afternoon)
    return list(asked.select_related("message", "run"))


def _by_whether_told(
    invitations: Iterable[Invitation],
) -> tuple[list[Invitation], list[Invitation]]:
    """Return those who know of the afternoon, and those whose invitation has not left yet."""
    told: list[Invitation] = []
    waiting: list[Invitation] = []
    for invitation in invitations:
        (told if _knows(invitation) else waiting).append(invitation)
    return told, waiting


def _knows(invitation: Invitation) -> bool:
    """Whether the adult was reached: their message may have gone, or they answered us."""
    message = invitation.message
    return (
        invitation.answered_at is not None
        or (message is None and invitation.state != State.QUEUED)
        or (message is not None and message.state in MAY_HAVE_GONE)
    )


def _call_off(invitations: Sequence[Invitation], reason: str) -> None:
    outbox.cancel_about(ids=[invitation.pk for invitation in invitations], reason=reason)


def _drafts(
    afternoon: Afternoon,
    invitations: Iterable[Invitation],
    again: dict[UUID, Asking],
    template_key: str,
) -> list[Draft]:
    return [
        wording.draft(
            afternoon=afternoon,
            asking=again[invitation.adult_id],
            invitation_id=invitation.pk,
            link_version=invitation.link_version,
            link_digest=invitation.link_digest,
            instead_of=_replaced(invitation, template_key),
            template_key=template_key,
            drop_after=afternoon.ends_at,
            is_exempt_from_cap=template_key in (wording.MOVED, wording.CANCELLED),
        )
        for invitation in invitations
        if invitation.adult_id in again and again[invitation.adult_id].reason is None
    ]


def _replaced(invitation: Invitation, template_key: str) -> UUID | None:
    """Return the message an invitation takes the place of; other messages take no one’s."""
    is_invitation = template_key in (wording.INVITE, wording.INVITE_NO_CHILD)
    return invitation.message_id if is_invitation else None


def _post(afternoon: Afternoon, drafts: Sequence[Draft]) -> int:
    """Post the messages; return how many adults they reach."""
    result = outbox.post_many(setting=afternoon.setting, drafts=drafts, shows_refused=True)
    return len(result.posted) + len(result.already)
