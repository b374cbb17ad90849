"""The clock's work on figures: one task a setting, so that none stops another."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from pastoral.figures import keeping


@shared_task
def keep_figures() -> None:
    """Look at each setting of which something changed, or for which a new day has begun."""
    for setting_id in keeping.to_make_anew(timezone.localdate()):
        keep_figures_of.delay(str(setting_id))


@shared_task
def keep_figures_of(setting_id: str) -> None:
    """Make the kept figures of one setting anew where they are not fresh."""
    keeping.refresh(UUID(setting_id))
