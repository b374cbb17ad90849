"""What families asked of us on their pages or by phone, and nobody has seen to yet."""

from django.db.models import Exists, OuterRef, QuerySet

from pastoral.accounts.viewers import Viewer
from visits.models import HomeVisit, VisitAnswer

Said = VisitAnswer.Said


def still_open() -> "QuerySet[VisitAnswer]":
    """Return the wishes a person has still to see to.

    A yes or a no after it takes back what was asked before; being called stays asked for.
    """
    after = VisitAnswer.objects.filter(
        visit=OuterRef("visit"),
        adult=OuterRef("adult"),
        said__in=[Said.YES, Said.NO],
        created_at__gt=OuterRef("created_at"),
    )
    wishes = VisitAnswer.objects.filter(said__in=VisitAnswer.WISHES, settled_at=None)
    return wishes.exclude(Exists(after), said__in=[Said.ANOTHER_TIME, Said.VISIT_ME])


def open_wishes(viewer: Viewer) -> "QuerySet[VisitAnswer]":
    """Return the open wishes of the families the viewer may see, the oldest first.

    With the visit, its family and mentor, and the adult who asked.
    """
    visits = HomeVisit.objects.visible_to(viewer)
    return (
        still_open()
        .filter(visit__in=visits)
        .select_related("visit__household", "visit__mentor", "adult")
        .order_by("created_at", "pk")
    )
