"""The visits that adults may still say yes or no to, for whoever answers by another door."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from visits.models import HomeVisit

State = HomeVisit.State
A_DAY = timedelta(days=1)
TO_ANSWER = (State.OFFERED, State.AGREED, State.PLANNED)


def open_visits(adult_ids: Collection[UUID], now: datetime) -> list[HomeVisit]:
    """Return the visits offered to these adults, or agreed by them, that are still ahead."""
    asked = HomeVisit.objects.filter(
        Q(offered_to__in=adult_ids) | Q(agreed_by__in=adult_ids),
        state__in=TO_ANSWER,
        removed_at=None,
        planned_on__gte=now.date() - A_DAY,
    )
    rows = asked.select_related(
        "setting__policy", "household", "mentor", "offered_to", "agreed_by"
    ).order_by("planned_on", "planned_at", "pk")
    return [visit for visit in rows if _is_ahead(visit, now)]


def _is_ahead(visit: HomeVisit, now: datetime) -> bool:
    if visit.starts_at is not None:
        return visit.starts_at > now
    return visit.planned_on >= timezone.localdate(now, visit.setting.zone)
