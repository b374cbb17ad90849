"""Reading together: two notes a month, a mentor and whoever supervises them."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from visits import actions
from visits.models import VisitNote
from visits.supervision import is_drawn_for, last_month, months_before, readings_of

SHOWN = 3  # Months one can turn back to; further back nobody remembers the kitchen.


@requires(Permission.RECORD_VISITS, Permission.READ_ALL_NOTES)
def supervision(request: StaffRequest) -> HttpResponse:
    """The notes of a month that were drawn to be read together."""
    months = months_before(last_month(request.viewer.today), SHOWN)
    month = _month(request, months)
    shown = {
        "readings": readings_of(request.viewer, month),
        "month": month,
        "months": months,
    }
    return render(request, "visits/supervision.html", shown)


@requires(Permission.RECORD_VISITS, Permission.READ_ALL_NOTES)
@require_POST
def read_together(request: StaffRequest, note_id: uuid.UUID) -> HttpResponse:
    """Keep that two people read a note together."""
    note = get_object_or_404(VisitNote.objects.visible_to(request.viewer), pk=note_id)
    if not is_drawn_for(request.viewer, note):
        raise Http404
    actions.read_together(note=note, by=request.user)
    messages.success(request, "Kept that you read it together.")
    return redirect("visits:supervision")


def _month(request: StaffRequest, months: list[date]) -> date:
    """Return the month asked for, where it is one of these; otherwise the last."""
    asked = request.GET.get("month", "")
    return next((month for month in months if f"{month:%Y-%m}" == asked), months[0])
