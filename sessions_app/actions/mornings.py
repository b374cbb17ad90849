"""Mornings in the zone that adults join with their child, for those one picks (a morning's cooking)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils import timezone

from families.models import Child
from pastoral.accounts import trail
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal, WrongMove
from sessions_app.actions import series
from sessions_app.models import Activity, Afternoon, Invitation

PICK_SOMEBODY = "Pick the children whose grown-ups are asked."


@dataclass(frozen=True)
class Morning:
    """A morning as its form asks for it."""

    on: date
    starts_at: time
    closes_at: time
    lead: Staff
    activity: Activity | None = None
    room: str = ""
    capacity: int | None = None


@transaction.atomic
def plan_morning(
    *, setting: Setting, morning: Morning, children: Collection[Child], by: Staff
) -> Afternoon:
    """Plan one morning to join in, for the adults of these children alone.

    Child and adult are together from its beginning, so its phases begin at one time. From
    here it is opened, asked to, answered and marked as an afternoon is. Raises Refusal for a
    day without school or gone by, and where nobody is picked.
    """
    if not children:
        raise Refusal(PICK_SOMEBODY)
    calendar = calendar_of(setting)
    why_not = calendar.why_not(morning.on)
    if morning.on < timezone.localdate(timezone=setting.zone):
        why_not = "That day has gone by"
    series.refuse_unless_free(setting, morning.on, morning.starts_at, why_not)
    row = Afternoon.objects.create(
        setting=setting, kind=Afternoon.Kind.JOIN_IN, on=morning.on,
        half_term=calendar.half_term_of(morning.on), coffee_at=morning.starts_at,
        children_join_at=morning.starts_at, activity_at=morning.starts_at,
        closes_at=morning.closes_at, activity=morning.activity, room=morning.room,
        capacity=morning.capacity, lead=morning.lead, created_by=by,
    )  # fmt: skip
    row.for_children.set(children)
    trail.wrote(by=by, what="afternoons.morning-planned", on=row)
    return row


@transaction.atomic
def pick_children(*, afternoon: Afternoon, children: Collection[Child], by: Staff) -> Afternoon:
    """Change for whom a morning is; whoever is asked already stays asked.

    Raises WrongMove for an afternoon, which is for all, Refusal where a child would be left
    out whose adult is asked already: their invitation is withdrawn by a person, not by this.
    """
    afternoon = series.locked(afternoon)
    if not afternoon.is_join_in or afternoon.state in (
        Afternoon.State.CANCELLED, Afternoon.State.HELD,
    ):  # fmt: skip
        raise WrongMove("Whom this one is for does not change any more.")
    if not children:
        raise Refusal(PICK_SOMEBODY)
    asked = Invitation.objects.asked().filter(afternoon=afternoon)
    left_out = Child.objects.filter(pk__in=asked.values("children")).exclude(
        pk__in=[child.pk for child in children]
    )
    if out := left_out.first():
        raise Refusal(f"{out.first_name}’s grown-up is asked already, so {out.first_name} stays.")
    afternoon.for_children.set(children)
    trail.wrote(by=by, what="afternoons.children-picked", on=afternoon)
    return afternoon
