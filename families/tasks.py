"""What the clock does for families: each a task of its own, so that none stops another."""

from uuid import UUID

from celery import shared_task

from families import actions
from families.importing import uploads


@shared_task
def heed_failures() -> None:
    """Look at each message of late to a number or address that does not exist (rule 31)."""
    for message_id in actions.failed_lately():
        heed_failure.delay(str(message_id))


@shared_task
def heed_failure(message_id: str) -> None:
    """Mark one number or address that does not exist."""
    actions.heed_failure(UUID(message_id))


@shared_task
def drop_old_uploads() -> None:
    """Empty the files that nobody said yes to within a day."""
    uploads.drop_old_uploads()
