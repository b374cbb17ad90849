"""The page of a day of visits, made for a phone with bad signal."""

import uuid
from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from families import wishing
from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.views.keeping import kept_on_phone
from pastoral.concerns.to_ring import first_to_ring
from visits.day import day_of
from visits.models import HomeVisit
from visits.to_do import to_do


@requires(Permission.RECORD_VISITS)
@require_safe
@kept_on_phone
def day_page(request: StaffRequest, on: date | None = None) -> HttpResponse:
    """One’s own day: the visits in order of time, and what is still to do."""
    viewer = request.viewer
    shown = {
        "day": day_of(viewer, on or viewer.today),
        "longer": request.viewer.policy.longer,
        "to_ring": first_to_ring(viewer),
        "instead": wishing.instead_for(viewer),
    }
    return render(request, "visits/day_page.html", shown)


@requires(Permission.RECORD_VISITS)
@require_safe
def visit_where(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """The address of a home, for who goes there today; a hidden one is written to the trail."""
    viewer = request.viewer
    going = to_do(viewer, viewer.today, viewer.today).filter(
        state__in=HomeVisit.AHEAD, meet_at=HomeVisit.MeetAt.HOME
    )
    visit = get_object_or_404(going, pk=visit_id)
    household = visit.household
    if household.is_hidden:
        trail.looked(
            by=viewer, what="families.hidden-address", on=household, household=household.pk,
            ip=trail.ip_of(request.META),
        )  # fmt: skip
    return render(request, "visits/visit_where.html", {"visit": visit})
