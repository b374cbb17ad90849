"""Reminders by the clock: the first to everyone but those who said no, the second to yes and maybe.

The clock sets no alarms. At every tick it asks which afternoons are near and what their
own wall clock says, so a moved afternoon moves its reminders and a clock that was down
sends late what is still worth sending.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Message
from sessions_app import terms, wording
from sessions_app.models import Afternoon, Invitation
from sessions_app.to_ask import ask_again

log = logging.getLogger("alongside.reminders")
State = Invitation.State
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """One of the two reminders: its words, when it is due, whom it is for."""

    template_key: str
    sent_field: str
    due_at: Callable[[Afternoon], datetime]


FIRST = Reminder(wording.REMIND_FIRST, "reminded_first_at", terms.first_reminder_at)
SECOND = Reminder(wording.REMIND_SECOND, "reminded_second_at", terms.second_reminder_at)


def near(now: datetime) -> list[UUID]:
    """Return the afternoons that are asking and near enough for any setting’s reminders."""
    days = terms.days_ahead("first_reminder_days_before", "second_reminder_days_before")
    today = now.astimezone(UTC).date()
    found = Afternoon.objects.asking().filter(
        on__gte=today - DAY,
        on__lte=today + (days + 1) * DAY,
        invited_at__isnull=False,
        reminded_second_at=None,
    )
    return list(found.order_by("on", "pk").values_list("pk", flat=True))


def remind_if_due(afternoon_id: UUID) -> int:
    """Post the reminder of one afternoon that is due now, if one is; return how many messages.

    Safe to run twice at once: each reminder is claimed by one compare-and-set in the
    transaction that posts it.
    """
    now = timezone.now()
    rows = Afternoon.objects.select_related("setting__policy", "activity", "lead", "series")
    afternoon = rows.filter(pk=afternoon_id).first()
    reminder = due_now(afternoon, now) if afternoon else None
    return remind(afternoon=afternoon, reminder=reminder, now=now) if afternoon and reminder else 0


def follow_messages(now: datetime) -> None:
    """Write `sent` on the invitations whose message went: the outbox can’t tell us itself."""
    ahead = Afternoon.objects.asking().filter(
        on__gte=now.astimezone(UTC).date() - DAY, invited_at__isnull=False
    )
    Invitation.objects.filter(
        afternoon__in=ahead, state=State.QUEUED, message__state__in=Message.WENT
    ).update(state=State.SENT, updated_at=now)


def due_now(afternoon: Afternoon, now: datetime) -> Reminder | None:
    """Return the reminder to post now; one whose hour is past gives way to the next."""
    if now >= afternoon.starts_at:
        return None
    for reminder in (SECOND, FIRST):
        if now >= reminder.due_at(afternoon):
            return None if getattr(afternoon, reminder.sent_field) else reminder
    return None


@transaction.atomic
def remind(*, afternoon: Afternoon, reminder: Reminder, now: datetime) -> int:
    """Post one reminder to whoever may still be told; return how many messages.

    Who declined, waits for a place or for staff is left in peace; who left, died, paused
    or was restricted since is found by asking again. What can’t be written is kept among the
    messages, held back, with the reason. A second run finds it done.
    """
    claimed = Afternoon.objects.asking().filter(
        pk=afternoon.pk, on=afternoon.on, **{reminder.sent_field: None}
    )
    if not claimed.update(**{reminder.sent_field: now, "updated_at": now}):
        return 0
    outbox.take_turns(afternoon.setting_id)
    invitations = {row.adult_id: row for row in _to_remind(afternoon, reminder)}
    answers = ask_again(
        afternoon=afternoon, invitations=invitations.values(), template_key=reminder.template_key
    )
    drafts = [
        wording.draft(
            afternoon=afternoon,
            asking=asking,
            invitation_id=invitations[adult_id].pk,
            link_version=invitations[adult_id].link_version,
            link_digest=invitations[adult_id].link_digest,
            template_key=reminder.template_key,
            not_before=now,
            drop_after=afternoon.starts_at,
        )
        for adult_id, asking in answers.items()
        if asking.reason is None and adult_id in invitations
    ]
    result = outbox.post_many(setting=afternoon.setting, drafts=drafts, shows_refused=True)
    if result.refused:
        log.warning("%s: %s not written", reminder.template_key, len(result.refused))
    trail.wrote(by=trail.CLOCK, what=f"afternoons.{reminder.sent_field[:-3]}", on=afternoon)
    return len(result.posted)


def _to_remind(afternoon: Afternoon, reminder: Reminder) -> QuerySet[Invitation]:
    """Return the invitations the reminder is for."""
    rows = Invitation.objects.filter(afternoon=afternoon).select_related("run")
    if reminder is SECOND:
        return rows.filter(state__in=[State.YES, State.MAYBE])
    answered = Q(state__in=[State.YES, State.MAYBE])
    # Nobody is reminded on the day they were asked, nor of what never reached them.
    midnight = terms.midnight_before(afternoon, "first_reminder")
    silent = Q(state__in=[State.QUEUED, State.SENT]) & (
        Q(message__state__in=Message.WENT, message__sent_at__lt=midnight)
        | Q(message=None, state=State.SENT, created_at__lt=midnight)
    )
    return rows.filter(answered | silent)
