"""What goes out by hand: calls to make and letters to give, kept as messages like the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.ids import new_id
from pastoral.outbox import rows
from pastoral.outbox.models import Channel, Message, MessageQuerySet, Topic
from pastoral.refusals import WrongMove

State = Message.State
DONE_ALREADY = "Somebody has done this already, or it is not needed any more."
TOO_LATE = "It was over before anybody could."


@dataclass(frozen=True)
class Call:
    """A call to make: which number, if there is one; what to say, and why no message says it."""

    key: str
    template_key: str
    to: str
    body: str
    why: str
    language: str
    adult_id: UUID
    household_id: UUID
    about_kind: str
    about_id: UUID
    topic: Topic
    drop_after: datetime


def add_calls(*, setting: Setting, calls: Sequence[Call]) -> int:
    """Keep calls to make, each key once; return how many are new."""
    new = [
        {
            "id": new_id(),
            "setting_id": setting.pk,
            "kind": Message.Kind.TASK,
            "state": State.DRAFT,
            "channel": Channel.VOICE,
            "not_before": timezone.now(),
            "is_exempt_from_cap": True,
            "dedupe_key": call.key,
            "to": call.to,
            "reason": call.why[:200],
            **{
                name: getattr(call, name)
                for name in (
                    "template_key", "body", "language", "adult_id", "household_id",
                    "about_kind", "about_id", "topic", "drop_after",
                )
            },
        }
        for call in calls
    ]  # fmt: skip
    return len(rows.insert(new))


def to_do(now: datetime) -> MessageQuerySet:
    """Return what waits to be done by a person."""
    return Message.objects.filter(kind=Message.Kind.TASK, state=State.DRAFT, drop_after__gt=now)


def expire(now: datetime) -> int:
    """Let go of what nobody did before it was over; return how many."""
    late = Message.objects.filter(kind=Message.Kind.TASK, state=State.DRAFT, drop_after__lte=now)
    return late.update(state=State.EXPIRED, reason=TOO_LATE, updated_at=now)


@transaction.atomic
def done(*, message: Message, by: Staff) -> Message:
    """Keep that somebody made the call, or gave the letter."""
    message = _locked(message)
    message.state, message.sent_at, message.done_by = State.SENT, timezone.now(), by
    message.save(update_fields=["state", "sent_at", "done_by", "updated_at"])
    trail.wrote(by=by, what="messages.done-by-hand", on=message, household=message.household_id)
    return message


@transaction.atomic
def tried(*, message: Message, by: Staff) -> Message:
    """Keep that somebody tried and reached nobody; it stays to be done."""
    message = _locked(message)
    message.tries += 1
    message.claimed_at = timezone.now()
    message.save(update_fields=["tries", "claimed_at", "updated_at"])
    trail.wrote(by=by, what="messages.tried-by-hand", on=message, household=message.household_id)
    return message


@transaction.atomic
def drop(*, message: Message, by: Staff) -> Message:
    """Say that it is not needed."""
    message = _locked(message)
    message.state, message.reason = State.CANCELLED, f"{by} says it is not needed."[:200]
    message.save(update_fields=["state", "reason", "updated_at"])
    trail.wrote(by=by, what="messages.dropped", on=message, household=message.household_id)
    return message


def _locked(message: Message) -> Message:
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state != State.DRAFT or message.kind != Message.Kind.TASK:
        raise WrongMove(DONE_ALREADY)
    return message
