"""What the clock does once an afternoon is over."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from pastoral.accounts import trail
from sessions_app.models import Afternoon, Attendance, Invitation


def close_ended(now: datetime | None = None) -> int:
    """Close the afternoons that are over and were held; return how many.

    Held is one whose day is past and at which somebody was marked here, though nobody
    closed its register. One without a mark is left for a person, who knows whether it
    took place (`series.say_held`, `moving.cancel`). Invitations become `closed` and keep
    their answer; nobody is marked as not having come: that is the register’s (rule 40).
    """
    now = now or timezone.now()
    somebody_came = Attendance.objects.here().filter(afternoon=OuterRef("pk"))
    over = Afternoon.objects.asking().filter(
        Exists(somebody_came), on__lt=now.astimezone(UTC).date() + timedelta(days=1)
    )
    ended = [
        afternoon
        for afternoon in over.select_related("setting")
        if afternoon.on < timezone.localdate(now, timezone=afternoon.setting.zone)
    ]
    return sum(_close(afternoon, now) for afternoon in ended)


@transaction.atomic
def _close(afternoon: Afternoon, now: datetime) -> bool:
    afternoon = Afternoon.objects.select_for_update().get(pk=afternoon.pk)
    if not afternoon.is_asking:
        return False
    afternoon.state = Afternoon.State.HELD
    afternoon.updated_by = None
    afternoon.save()
    Invitation.objects.asked().filter(afternoon=afternoon).update(
        state=Invitation.State.CLOSED, updated_at=now
    )
    trail.wrote(by=trail.CLOCK, what="afternoons.held", on=afternoon)
    return True
