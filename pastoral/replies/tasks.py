"""The clock's work on texts that came in: each one a task of its own, so that none stops another."""

from uuid import UUID

from celery import shared_task

from pastoral.replies.actions import taking_in


@shared_task
def read_texts() -> None:
    """Look at each text nobody has read yet."""
    for inbound_id in taking_in.unread():
        read_text.delay(str(inbound_id))


@shared_task
def read_text(inbound_id: str) -> None:
    """Read one text, if it was not read meanwhile."""
    taking_in.try_to_read(inbound_id=UUID(inbound_id))
