"""Pages about risk checks: how one goes to a home, and which homes are looked at again."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from families.models import Household
from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from visits import actions, checks
from visits.forms.checking import RiskForm, said_yes
from visits.models import HomeVisit, RiskCheck

PER_PAGE = 30


@requires(Permission.CHECK_RISKS)
def check_list(request: StaffRequest) -> HttpResponse:
    """The homes to look at again, all of them alike (rule 4)."""
    homes = checks.homes_to_check(request.viewer)
    page = Paginator(homes, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "visits/check_list.html", {"page": page})


@requires(Permission.CHECK_RISKS, Permission.RECORD_VISITS)
def risk_check(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """How one goes to a home; a lead looks again here. Reading it is written down."""
    viewer = request.viewer
    household = get_object_or_404(Household.objects.writable_by(viewer), pk=family_id)
    may_check = viewer.can(Permission.CHECK_RISKS)
    if request.method == "POST" and not may_check:
        raise PermissionDenied
    check = checks.newest_checks([household.pk]).get(household.pk)
    form = RiskForm(request.POST or None, initial={"controls": check.controls if check else ""})
    if form.is_valid():
        with form.showing_refusals():
            actions.check_risk(
                household=household,
                answers=form.answers(),
                result=RiskCheck.Result(form.cleaned_data["result"]),
                controls=form.cleaned_data["controls"],
                by=request.user,
            )
            messages.success(request, "Saved. Thank you for looking.")
            return redirect("visits:risk-check", household.pk)
    if check:
        trail.looked(
            by=viewer, what="visits.risk-check", on=check, household=household.pk,
            ip=trail.ip_of(request.META),
        )  # fmt: skip
    return render(
        request,
        "visits/risk_check.html",
        {"form": form, "may_check": may_check, **_shown(request, household, check)},
    )


def _shown(request: StaffRequest, household: Household, check: RiskCheck | None) -> dict[str, Any]:
    viewer = request.viewer
    this = Household.objects.filter(pk=household.pk)
    _first, last = checks.days_ahead(this, viewer.today).get(household.pk, (None, viewer.today))
    newest = {household.pk: check} if check else {}
    ahead = HomeVisit.objects.visible_to(viewer).filter(
        household=household, state__in=[HomeVisit.State.AGREED, HomeVisit.State.PLANNED],
        planned_on__gte=viewer.today,
    )  # fmt: skip
    return {
        "household": household,
        "check": check,
        "said_yes": said_yes(check) if check else [],
        "is_to_look_again": bool(
            checks.to_check_again({household.pk: last}, viewer.setting, newest)
        ),
        "visits": ahead.order_by("planned_on", "planned_at"),
    }
