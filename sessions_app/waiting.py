"""Who waits for a seat, in the order in which one is given (rule 35)."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from pastoral.accounts.viewers import Viewer
from sessions_app.coming import Coming
from sessions_app.models import Afternoon, Invitation


@dataclass(frozen=True)
class Waiting:
    """The seats that are free, and who waits for one, the first first."""

    free: int
    families: list[Invitation]


def waiting_for(afternoon: Afternoon, coming: Coming, viewer: Viewer) -> Waiting | None:
    """Return who waits while a seat is free, or nothing (two queries, where somebody does).

    First who has never come, then who came least of the last few, then in order of reply.
    """
    free = (afternoon.capacity or 0) - coming.people
    if free <= 0 or not coming.waitlisted:
        return None
    return Waiting(free, _in_order(afternoon, viewer))


def _in_order(afternoon: Afternoon, viewer: Viewer) -> list[Invitation]:
    held = Afternoon.objects.filter(
        setting=afternoon.setting_id, state=Afternoon.State.HELD, on__lt=afternoon.on
    )
    recent = list(held.order_by("-on").values_list("pk", flat=True)[: viewer.policy.regular_of])
    came = Invitation.objects.filter(household=OuterRef("household"), came=True).order_by()
    lately = came.filter(afternoon__in=recent).values("household")
    waiting = Invitation.objects.visible_to(viewer).filter(
        state=Invitation.State.WAITLISTED, afternoon=afternoon
    )
    return list(
        waiting.annotate(
            has_come=Exists(came),
            lately=Coalesce(
                Subquery(lately.annotate(n=Count("afternoon", distinct=True)).values("n")), 0
            ),
        )
        .select_related("adult", "household")
        .order_by("has_come", "lately", "waiting_since", "pk")
    )
