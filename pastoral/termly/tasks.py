"""The clock’s work on reports of terms: one task a report, so that none stops another."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from pastoral.termly import actions


@shared_task
def begin_due() -> None:
    """Begin the reports of the terms that ended some days ago."""
    actions.begin_due()


@shared_task
def make_waiting() -> None:
    """Look at each report that waits to be made, or whose worker was lost."""
    for report_id in actions.to_make(timezone.now()):
        make_one.delay(str(report_id))


@shared_task
def make_one(report_id: str) -> None:
    """Make one report, if nobody else does."""
    actions.make(UUID(report_id))
