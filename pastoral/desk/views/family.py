"""A family’s page: who is who, what to know before one rings, and what has been."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from families.models import Household
from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.desk import family, timeline
from pastoral.desk.entries import Kind

P = Permission
PER_PAGE = 10


@requires(P.SEE_ALL_FAMILIES, P.SEE_OWN_FAMILIES, P.SEE_OWN_ROLL)
def family_page(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """One family; reading its hidden address is kept in the trail."""
    viewer = request.viewer
    homes = Household.objects.visible_to(viewer).select_related("setting__policy")
    household = get_object_or_404(homes, pk=family_id)
    address = family.address_of(
        viewer, household, is_asked_for=request.GET.get("address") == "shown"
    )
    if household.is_hidden and address.said:
        trail.looked(
            by=viewer, what="families.hidden-address", on=household, household=household.pk,
            ip=trail.ip_of(request.META),
        )  # fmt: skip
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    entries = timeline.of_family(viewer, household, kind)
    shown = {
        "family": family.family_of(viewer, household),
        "address": address,
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": Kind.choices,
        "kind": kind,
        "query": f"kind={kind}&" if kind else "",
        **_may(request, household),
    }
    return render(request, "desk/family.html", shown)


def _may(request: StaffRequest, household: Household) -> dict[str, bool]:
    """Return what they may do here: of a child of their roll taught elsewhere they only read."""
    can = request.viewer.can
    is_here = household.setting_id == request.viewer.setting.pk
    return {
        "may_visit": is_here and can(P.RECORD_VISITS),
        "may_see_check": is_here and (can(P.RECORD_VISITS) or can(P.CHECK_RISKS)),
        "may_promise": is_here and can(P.KEEP_PROMISES),
        "may_see_school": is_here and can(P.SEE_SCHOOL_CONTEXT),
        "may_settle": is_here and can(P.RECORD_ANSWERS),
        "may_keep": is_here and (can(P.EDIT_FAMILIES) or can(P.RECORD_VISITS)),
        "may_edit": is_here and can(P.EDIT_FAMILIES),
        "may_restrict": is_here and can(P.SET_RESTRICTIONS),
        "may_see_why": is_here and can(P.SEE_WHY_ASKED),
        "may_see_hidden": can(P.SEE_HIDDEN_ADDRESSES),
    }
