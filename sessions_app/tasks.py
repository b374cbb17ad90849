"""The clock's work on afternoons: each one a task of its own, so that none stops another."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from sessions_app.actions import ending, reminding


@shared_task
def ask_and_remind() -> None:
    """Let invitations follow their messages, and look at each afternoon that is near."""
    now = timezone.now()
    reminding.follow_messages(now)
    for afternoon_id in reminding.near(now):
        remind_if_due.delay(str(afternoon_id))


@shared_task
def remind_if_due(afternoon_id: str) -> None:
    """Post the reminder of one afternoon, if one is due."""
    reminding.remind_if_due(UUID(afternoon_id))


@shared_task
def close_ended() -> None:
    """Look at each afternoon that may be over."""
    for afternoon_id in ending.perhaps_over(timezone.now()):
        close_if_over.delay(str(afternoon_id))


@shared_task
def close_if_over(afternoon_id: str) -> None:
    """Close one afternoon, if it is over."""
    ending.close_if_over(UUID(afternoon_id))
