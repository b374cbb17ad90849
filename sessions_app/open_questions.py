"""What adults are asked to and may still answer, for whoever answers by another door."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from sessions_app.models import Afternoon, Invitation

A_DAY = timedelta(days=1)


def open_invitations(adult_ids: Collection[UUID], now: datetime) -> list[Invitation]:
    """Return the invitations these adults may answer now, the soonest first (one query)."""
    return [row for row in _asked(adult_ids, now) if row.afternoon.starts_at > now]


def begun_lately(adult_ids: Collection[UUID], now: datetime) -> list[Invitation]:
    """Return their invitations to an afternoon that has begun, and is not long over."""
    return [
        row
        for row in _asked(adult_ids, now)
        if row.afternoon.starts_at <= now < row.afternoon.starts_at + A_DAY
    ]


def _asked(adult_ids: Collection[UUID], now: datetime) -> QuerySet[Invitation]:
    return (
        Invitation.objects.asked()
        .filter(
            adult__in=adult_ids,
            afternoon__state__in=[Afternoon.State.OPEN, Afternoon.State.FULL],
            afternoon__removed_at=None,
            afternoon__on__gte=now.astimezone(UTC).date() - A_DAY,
        )
        .exclude(state=Invitation.State.CLOSED)
        .select_related(
            "afternoon__setting__policy",
            "afternoon__activity",
            "afternoon__lead",
            "run",
            "household",
            "adult",
        )
        .order_by("afternoon__on", "afternoon__coffee_at", "pk")
    )
