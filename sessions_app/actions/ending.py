"""What the clock does once an afternoon is over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from pastoral.accounts import trail
from sessions_app.models import Afternoon, Attendance, Invitation, SeatOffer


def perhaps_over(now: datetime) -> list[UUID]:
    """Return the afternoons that were held and, on some clock on Earth, are over.

    Held is one at which somebody was marked here, though nobody closed its register. One
    without a mark is left for a person, who knows whether it took place (`series.say_held`,
    `moving.cancel`).
    """
    somebody_came = Attendance.objects.here().filter(afternoon=OuterRef("pk"))
    over = Afternoon.objects.asking().filter(
        Exists(somebody_came), on__lt=now.astimezone(UTC).date() + timedelta(days=1)
    )
    return list(over.order_by("on", "pk").values_list("pk", flat=True))


@transaction.atomic
def close_if_over(afternoon_id: UUID) -> bool:
    """Close an afternoon whose day is past; return whether it was for us to do.

    Its invitations end and keep their answer; nobody is marked as not having come: that is
    the register’s (rule 40).
    """
    now = timezone.now()
    rows = Afternoon.objects.select_for_update(of=("self",)).select_related("setting")
    afternoon = rows.get(pk=afternoon_id)
    today = timezone.localdate(now, timezone=afternoon.setting.zone)
    if not afternoon.is_asking or afternoon.on >= today:
        return False
    afternoon.state = Afternoon.State.HELD
    afternoon.updated_by = None
    afternoon.save()
    end_invitations(afternoon)
    trail.wrote(by=trail.CLOCK, what="afternoons.held", on=afternoon)
    return True


def end_invitations(afternoon: Afternoon) -> None:
    """End the invitations of an afternoon that is over; each keeps its answer.

    Who waited for a place, or for staff to decide, stays so: they said yes, but nobody
    expected them, and no figure may take that for a broken plan.
    """
    now = timezone.now()
    asked = Invitation.objects.asked().filter(afternoon=afternoon)
    asked.exclude(state__in=Invitation.UNDECIDED).update(
        state=Invitation.State.CLOSED, updated_at=now
    )
    asked.exclude(offered_until=None).update(offered_until=None, updated_at=now)
    offers = SeatOffer.objects.filter(afternoon=afternoon, state=SeatOffer.State.OPEN)
    offers.update(state=SeatOffer.State.LAPSED, settled_at=now, updated_at=now)
