"""The clock's work on afternoons."""

from celery import shared_task

from sessions_app.actions import ending, reminding


@shared_task
def ask_and_remind() -> None:
    """Post the reminders that are due."""
    reminding.ask_and_remind()


@shared_task
def close_ended() -> None:
    """Close the afternoons that are over."""
    ending.close_ended()
