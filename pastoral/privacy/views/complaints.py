"""Complaints, for those who answer them: in time, and with what came of it."""

import uuid

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from families.models import Household
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.privacy import actions
from pastoral.privacy.forms import OutcomeForm
from pastoral.privacy.models import Complaint

AT_MOST = 100
P = Permission


@requires(P.ANSWER_COMPLAINTS)
def complaint_list(request: StaffRequest) -> HttpResponse:
    """Every complaint, those nobody has answered first."""
    complaints = Complaint.objects.visible_to(request.viewer).defer("text", "outcome")
    shown = complaints.order_by(F("closed_on").desc(nulls_first=True), "received_on", "pk")
    return render(request, "privacy/complaint_list.html", {"complaints": shown[:AT_MOST]})


@requires(P.ANSWER_COMPLAINTS)
def complaint_page(request: StaffRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """One complaint in the family's own words, and what came of it."""
    complaint = _theirs(request, complaint_id)
    form = OutcomeForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.close(
                complaint=complaint, outcome=form.cleaned_data["outcome"], by=request.user
            )
            messages.success(request, "Closed. Thank you for seeing to it.")
            return redirect("complaints:list")
    families = Household.objects.visible_to(request.viewer)
    family = families.filter(pk=complaint.household_id).first() if complaint.household_id else None
    shown = {"complaint": complaint, "family": family, "form": form}
    return render(request, "privacy/complaint_page.html", shown)


@requires(P.ANSWER_COMPLAINTS)
@require_POST
def complaint_acknowledge(request: StaffRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Keep that the family was told we have it."""
    complaint = actions.acknowledge(complaint=_theirs(request, complaint_id), by=request.user)
    messages.success(request, "Kept: they were told that we have it.")
    return redirect(complaint)


def _theirs(request: StaffRequest, complaint_id: uuid.UUID) -> Complaint:
    return get_object_or_404(Complaint.objects.visible_to(request.viewer), pk=complaint_id)
