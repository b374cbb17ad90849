"""The clock's work on afternoons: each one a task of its own, so that none stops another."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from pastoral.outbox import by_hand as outbox_by_hand
from sessions_app import following
from sessions_app.actions import asking, by_hand, ending, reminding, seats


@shared_task
def ask_and_remind() -> None:
    """Let invitations follow their messages, and look at each afternoon that is near."""
    now = timezone.now()
    reminding.follow_messages(now)
    for afternoon_id in asking.near(now):
        ask_if_due.delay(str(afternoon_id))
    for afternoon_id in reminding.near(now):
        remind_if_due.delay(str(afternoon_id))


@shared_task
def ask_if_due(afternoon_id: str) -> None:
    """Ask the families of one afternoon, if it is time."""
    asking.ask_if_due(UUID(afternoon_id))


@shared_task
def remind_if_due(afternoon_id: str) -> None:
    """Post the reminder of one afternoon, if one is due."""
    reminding.remind_if_due(UUID(afternoon_id))


@shared_task
def offer_seats() -> None:
    """Look at each afternoon for which somebody waits."""
    for afternoon_id in seats.perhaps_waiting(timezone.now()):
        offer_seats_of.delay(str(afternoon_id))


@shared_task
def offer_seats_of(afternoon_id: str) -> None:
    """Offer what is free at one afternoon to the next in line."""
    seats.see_to_seats(UUID(afternoon_id))


@shared_task
def look_after_calls() -> None:
    """Let go of calls that are too late, and let a person say what a message could not."""
    now = timezone.now()
    outbox_by_hand.expire(now)
    for message_id in by_hand.failed_lately(now):
        call_instead.delay(str(message_id))


@shared_task
def call_instead(message_id: str) -> None:
    """Let a person say what one message could not."""
    by_hand.instead_of_failed(UUID(message_id))


@shared_task
def close_ended() -> None:
    """Look at each afternoon that may be over."""
    for afternoon_id in ending.perhaps_over(timezone.now()):
        close_if_over.delay(str(afternoon_id))


@shared_task
def close_if_over(afternoon_id: str) -> None:
    """Close one afternoon, if it is over."""
    ending.close_if_over(UUID(afternoon_id))


@shared_task
def follow_calendar() -> None:
    """Give afternoons their half-term that were planned before it was in the calendar."""
    following.follow_calendar()
