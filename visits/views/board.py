"""Those who look after who is out: the live board, and the card for one who is not back."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from visits import alert_words, standing, whereabouts
from visits.models import HomeVisit
from visits.outings import goes, leads_of, may_be_watched_by
from visits.views.pressing import WITH_FAMILIES

P = Permission


@requires(P.WATCH_VISITS)
@require_GET
def board_page(request: StaffRequest) -> HttpResponse:
    """Who is out, who is late and who is back, as it stands now; with htmx only that part."""
    shown = {
        "board": standing.board_of(request.viewer),
        "has_no_texts": alert_words.has_no_texts(),
        "now": timezone.now(),
        "is_part": bool(request.htmx),
    }
    part = "_board" if request.htmx else "board"
    return render(request, f"visits/{part}.html", shown)


@requires(*WITH_FAMILIES)
@require_GET
def overdue_page(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """The card for one visit: whom to ring, where they are, and when to ring 999 (rule 6)."""
    viewer = request.viewer
    visits = HomeVisit.objects.filter(
        may_be_watched_by(viewer), setting=viewer.setting, removed_at=None
    )
    visit = get_object_or_404(visits.select_related("household", "setting"), pk=visit_id)
    is_mine = visits.filter(goes(request.user), pk=visit.pk).exists()
    line = standing.line_of(viewer, visit)
    place = whereabouts.of(
        viewer,
        line.visit,
        is_asked_for=request.GET.get("address") == "shown",
        is_mine=is_mine,
        is_live=line.is_live,
    )
    if line.visit.household.is_hidden and place.address:
        trail.looked(
            by=viewer, what="families.hidden-address", on=visit.household,
            household=visit.household_id, ip=trail.ip_of(request.META),
        )  # fmt: skip
    shown = {
        "line": line,
        "visit": line.visit,
        "place": place,
        "is_mine": is_mine,
        "leads": leads_of(viewer.setting, viewer.today, line.outing.going),
        "longer": viewer.policy.longer,
    }
    return render(request, "visits/overdue.html", shown)
