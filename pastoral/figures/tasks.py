"""The clock's work on figures: one task a setting, so that none stops another."""

from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from pastoral.figures import keeping

# So many settings at each tick, and no more: workers have families’ and mentors’ work to do, and
# figures that wait are worked out from the rows meanwhile.
AT_ONCE = 8


@shared_task
def keep_figures() -> None:
    """Look at settings of which something changed, or for which a new day has begun.

    Those kept longest ago come first. What is not begun by the next tick is forgotten: it is
    found again then.
    """
    for setting_id in keeping.in_turn(keeping.to_make_anew(timezone.localdate()))[:AT_ONCE]:
        keep_figures_of.apply_async((str(setting_id),), expires=settings.CLOCK_SECONDS)


@shared_task
def keep_figures_of(setting_id: str) -> None:
    """Make the kept figures of one setting anew where they are not fresh."""
    keeping.refresh(UUID(setting_id))
