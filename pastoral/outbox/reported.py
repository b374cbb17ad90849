"""What carriers report back: how a message fared, and the texts that came in.

Both may come twice, late, out of order, or before our own worker has written down that the
carrier took the message. None of it may do harm: what is known to have arrived stays so.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Setting
from pastoral.outbox.models import Channel, InboundMessage, Message
from pastoral.outbox.timing import A_DAY, Hours

State = Message.State
# Where each report may find a message; found anywhere else, it changes nothing.
HANDED_OVER = (State.SENDING, State.UNSURE, State.SENT)
MOVES = {
    State.SENT: (State.SENDING, State.UNSURE),
    # It may be waiting for another try, or be given up, when word of the first try comes.
    State.DELIVERED: (*HANDED_OVER, *Message.WAITING, State.FAILED_PERMANENT),
    State.FAILED_TEMPORARY: HANDED_OVER,
    State.FAILED_PERMANENT: (*HANDED_OVER, State.FAILED_TEMPORARY),
}


@transaction.atomic
def keep_inbound(
    *, setting: Setting, sent_from: str, body: str, provider_ref: str, received_at: datetime
) -> InboundMessage:
    """Keep a text that came in, before anybody reads it; a replay returns the row that is there."""
    row, is_new = InboundMessage.objects.get_or_create(
        provider_ref=provider_ref,
        defaults={
            "setting": setting,
            "channel": Channel.TEXT,
            "sent_from": sent_from,
            "body": body,
            "received_at": received_at,
        },
    )
    if is_new:
        trail.wrote(by=trail.PARENT, what="messages.came_in", on=row)
    return row


@transaction.atomic
def keep_receipt(
    *,
    setting: Setting,
    provider_ref: str,
    state: Message.State,
    reason: str = "",
    is_dead_address: bool = False,
    message_id: UUID | None = None,
) -> Message | None:
    """Keep what the carrier says became of a message; None where it is none of the setting's.

    `message_id` finds a message whose reference we have not written down yet. What has no
    move from where the message is now (a replay, an older word) changes nothing.
    """
    message = _found(setting, provider_ref, message_id)
    if message is None or message.state not in MOVES[state]:
        return message
    if state != State.DELIVERED and _is_of_another_try(message, provider_ref):
        return message
    now = timezone.now()
    message.sent_at = message.sent_at or message.claimed_at or now
    message.provider_ref = provider_ref
    message.state, message.reason = state, reason[:200]
    if state == State.DELIVERED:
        message.delivered_at = now
    elif state == State.FAILED_PERMANENT:
        message.is_dead_address = is_dead_address
    elif state == State.FAILED_TEMPORARY:
        _try_again(message, now)
    message.save()
    return message


def _found(setting: Setting, provider_ref: str, message_id: UUID | None) -> Message | None:
    whose = Q(pk=message_id) if message_id else Q()
    if provider_ref:
        whose |= Q(provider_ref=provider_ref)
    if not whose:
        return None
    found = Message.objects.filter(whose, setting=setting).order_by("pk")
    # Our own worker may be writing this very row.
    return found.select_for_update(no_key=True, of=("self",)).first()


def _is_of_another_try(message: Message, provider_ref: str) -> bool:
    """Whether a receipt tells of a try before the one that is on its way, or waits."""
    earlier = message.earlier_refs.split()
    return message.provider_ref not in ("", provider_ref) or provider_ref in earlier


def _try_again(message: Message, now: datetime) -> None:
    """Let it wait for its next try, or fail for good where it was tried long enough."""
    policy = message.setting.policy
    if message.staff_id:
        if now >= message.created_at + A_DAY:
            message.state = State.FAILED_PERMANENT
        message.not_before = now + timedelta(minutes=policy.alert_retry_minutes)
    elif message.tries > len(policy.retries):
        message.state = State.FAILED_PERMANENT
    else:
        wait = timedelta(minutes=policy.retries[max(message.tries, 1) - 1])
        message.not_before = Hours.of(message.setting).next_allowed(now + wait)
    ends = message.drop_after
    if ends and now < ends <= message.not_before:
        message.state = State.FAILED_PERMANENT  # At once, while a person can still tell them.
