"""Who looks after what at an afternoon."""

from django.db import transaction

from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.refusals import Refusal, WrongMove
from sessions_app.actions import series
from sessions_app.models import Afternoon, OnDuty


@transaction.atomic
def put_on(*, afternoon: Afternoon, staff: Staff, duty: OnDuty.Duty, by: Staff) -> OnDuty:
    """Let somebody look after something at one afternoon; one may do several things.

    Raises Refusal where they are down for it already, WrongMove for one that is off or held.
    """
    afternoon = series.locked(afternoon)
    if afternoon.state in (Afternoon.State.CANCELLED, Afternoon.State.HELD):
        raise WrongMove(f"This afternoon is {afternoon.get_state_display().lower()} already.")
    if afternoon.on_duty.filter(staff=staff, duty=duty).exists():
        raise Refusal(f"{staff.first_name} is down for that already.")
    row = OnDuty.objects.create(afternoon=afternoon, staff=staff, duty=duty)
    trail.wrote(by=by, what="afternoons.put-on-duty", on=row, setting=afternoon.setting)
    return row


@transaction.atomic
def take_off(*, on_duty: OnDuty, by: Staff) -> Afternoon:
    """Take somebody off one duty again; return the afternoon."""
    trail.wrote(
        by=by, what="afternoons.taken-off-duty", on=on_duty, setting=on_duty.afternoon.setting_id,
        reason=str(on_duty),
    )  # fmt: skip
    on_duty.delete()
    return on_duty.afternoon
