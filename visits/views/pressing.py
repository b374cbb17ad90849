"""What is pressed at a door: arrived, left and safe, staying longer.

Whoever goes may press; the buddy and those who watch may, on her word, say that she is out or
stays longer. For everybody else the visit is not there. A press that was made already is no
error: a thumb presses twice, and a phone sends again.
"""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal, WrongMove
from visits import actions
from visits.forms.pressing import LeaveEarlyForm
from visits.models import HomeVisit, OverdueAlert
from visits.outings import goes, may_be_watched_by, when_said

P = Permission
State = HomeVisit.State
# A buddy may be anybody who works with families; which visits are theirs, the rows say.
WITH_FAMILIES = (P.RECORD_VISITS, P.WATCH_VISITS, P.HAND_OVER_WORRIES)


@requires(P.RECORD_VISITS)
def visit_arrive(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Start the clock at the door."""
    visit = _one(request, visit_id, goes(request.user))
    if request.method != "POST":
        return _back(request, visit)
    if visit.arrived_at:
        return _answer(request, visit, "You have arrived already.")
    visit = actions.arrive(visit=visit, by=request.user)
    return _answer(request, visit, f"Arrived. We expect you back by {_back_by(visit)}.")


@requires(*WITH_FAMILIES)
def visit_leave(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Stop the clock: she is out and safe, by her own press or on her word to a colleague."""
    visit = _one(request, visit_id, may_be_watched_by(request.viewer))
    if request.method != "POST":
        return _back(request, visit)
    if visit.left_at:
        return _answer(request, visit, "The clock has stopped already.")
    if request.POST.get("spoken") or not _goes(request, visit):
        visit = actions.say_safe(visit=visit, by=request.user)
        return _answer(request, visit, "Thank you. The clock has stopped.")
    visit = actions.leave(visit=visit, by=request.user)
    return _answer(request, visit, "Out and safe. The clock has stopped.")


@requires(P.RECORD_VISITS)
def visit_leave_early(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Stop the clock before the time, with a line about it."""
    visit = _one(request, visit_id, goes(request.user))
    form = LeaveEarlyForm(request.POST or None)
    if visit.left_at and request.method == "POST":
        return _answer(request, visit, "The clock has stopped already.")
    if form.is_valid():
        visit = actions.leave_early(
            visit=visit,
            by=request.user,
            outcome=HomeVisit.Outcome(form.cleaned_data["outcome"]),
            reason=form.cleaned_data["reason"],
        )
        return _answer(request, visit, "Out and safe. Your lead is told that it was shorter.")
    return render(request, "visits/leave_early.html", {"form": form, "visit": visit})


@requires(*WITH_FAMILIES)
def visit_longer(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Expect her back some minutes later."""
    visit = _one(request, visit_id, may_be_watched_by(request.viewer))
    if request.method != "POST":
        return _back(request, visit)
    minutes = request.POST.get("minutes", "")
    if minutes not in map(str, request.viewer.policy.longer):
        raise Http404
    try:
        visit = actions.stay_longer(visit=visit, minutes=int(minutes), by=request.user)
    except Refusal as refusal:
        raise WrongMove(str(refusal)) from refusal
    return _answer(request, visit, f"Back by {_back_by(visit)} now.")


@requires(*WITH_FAMILIES)
def alert_acknowledge(request: StaffRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Say that one has seen an alert and deals with it."""
    watched = HomeVisit.objects.filter(
        may_be_watched_by(request.viewer), setting=request.viewer.setting, removed_at=None
    )
    alerts = OverdueAlert.objects.filter(visit__in=watched).select_related("visit")
    alert = get_object_or_404(alerts, pk=alert_id)
    if request.method == "POST":
        try:
            actions.acknowledge(alert=alert, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Thank you. Everybody sees that you are dealing with it.")
    return redirect("visits:overdue", alert.visit_id)


def _one(request: StaffRequest, visit_id: uuid.UUID, theirs: Q) -> HomeVisit:
    visits = HomeVisit.objects.filter(theirs, setting=request.viewer.setting, removed_at=None)
    return get_object_or_404(
        visits.select_related("setting__policy", "household", "mentor", "buddy"), pk=visit_id
    )


def _goes(request: StaffRequest, visit: HomeVisit) -> bool:
    return HomeVisit.objects.filter(goes(request.user), pk=visit.pk).exists()


def _back_by(visit: HomeVisit) -> str:
    assert visit.back_by is not None  # noqa: S101 - a clock that runs has an end
    return when_said(visit.setting, visit.back_by)


def _answer(request: StaffRequest, visit: HomeVisit, sentence: str) -> HttpResponse:
    """Say what is so now: to a script in JSON, to a person on the page they came for."""
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse(
            {
                "sentence": sentence,
                "state": visit.state,
                "arrived_at": visit.arrived_at,
                "back_by": visit.back_by,
                "left_at": visit.left_at,
            }
        )
    messages.success(request, sentence)
    return _back(request, visit)


def _back(request: StaffRequest, visit: HomeVisit) -> HttpResponse:
    """Go on to where they were: those who go to their day, colleagues to the card."""
    if request.viewer.can(P.RECORD_VISITS) and _goes(request, visit):
        if visit.planned_on == request.viewer.today:
            return redirect("visits:day")
        return redirect("visits:day", on=visit.planned_on)
    return redirect("visits:overdue", visit.pk)
