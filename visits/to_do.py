"""Whose visits are whose on a day, colleagues one stands in for included (rule 44)."""

import uuid
from collections.abc import Collection
from datetime import date

from django.db.models import F, QuerySet

from families.covering import is_done_by
from families.models import Household
from pastoral.accounts.viewers import Viewer
from visits.models import HomeVisit

State = HomeVisit.State
NO_VISIT_YET = (State.OFFERED, State.DECLINED, State.NO_REPLY)


def to_do(viewer: Viewer, first: date, last: date) -> QuerySet[HomeVisit]:
    """Return the visits of some days that are the viewer's to make, or to go along to.

    Those of colleagues they stand in for on the day are theirs; so is a colleague's who
    stands in for them not (rule 44). What was only offered is no visit yet (rule 2).
    """
    theirs = HomeVisit.objects.filter(
        is_done_by(viewer.user, person="mentor", day="planned_on")
        | is_done_by(viewer.user, person="companions", day="planned_on"),
        setting=viewer.setting,
        planned_on__range=(first, last),
        removed_at=None,
    ).exclude(state__in=NO_VISIT_YET)
    return (
        HomeVisit.objects.filter(pk__in=theirs.order_by().values("pk"))
        .select_related("household", "mentor", "setting__policy")
        .order_by("planned_on", F("planned_at").asc(nulls_last=True), "pk")
    )


def goes_today(viewer: Viewer, household: Household) -> bool:
    """Whether the viewer goes to see this family today, themselves or for a colleague."""
    today = to_do(viewer, viewer.today, viewer.today)
    return today.filter(household=household, state__in=HomeVisit.AHEAD).exists()


def instead_of(visit: HomeVisit, away: Collection[uuid.UUID]) -> str:
    """Return for whom a visit is made that is a colleague's; nothing for their own."""
    return visit.mentor.first_name if visit.mentor_id in away else ""
