"""What the clock does for families."""

from celery import shared_task

from families import actions


@shared_task
def heed_failures() -> None:
    """Mark the numbers and addresses that carriers said do not exist (rule 31)."""
    actions.heed_failures()
