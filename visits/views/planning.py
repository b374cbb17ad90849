"""Pages that plan a visit, move it, call it off, or keep that nobody was in."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.ui.forms import HouseForm
from pastoral.ui.said import day_said, time_said
from visits import actions
from visits.forms.planning import CallOffForm, MoveForm, NobodyInForm, PlanForm
from visits.guarding import CheckWithLead, instruction_for
from visits.models import HomeVisit
from visits.moves import Move, can, go
from visits.outings import out_without
from visits.who_goes import leads

Outcome = HomeVisit.Outcome


@requires(Permission.RECORD_VISITS)
def visit_plan(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Plan a visit that was agreed to, or change the plan; what was typed is kept."""
    visit, viewer = _visit(request, visit_id), request.viewer
    is_planned = visit.state == HomeVisit.State.PLANNED
    if not is_planned and (elsewhere := _if_stale(request, visit, Move.PLAN)):
        return elsewhere
    instruction = instruction_for(visit.household, visit.planned_on, visit)
    form = PlanForm(
        request.POST or None, viewer=viewer, visit=visit, instruction=instruction,
        out=out_without(visit, request.user),
    )  # fmt: skip
    is_blocked = False
    if form.is_valid():
        with form.showing_refusals():
            try:
                visit = _planned(form, visit, request)
            except CheckWithLead:
                is_blocked = True
            except actions.FullDay:
                form.ask_why()
                raise
            else:
                messages.success(request, _said(visit, request))
                return redirect("visits:detail", visit.pk)
    shown = {
        "visit": visit,
        "form": form,
        "instruction": instruction,
        "is_change": is_planned,
        "is_blocked": is_blocked,
        "leads": leads(viewer.setting, viewer.today).exclude(pk=request.user.pk),
        "may_check": viewer.can(Permission.CHECK_RISKS),
    }
    return render(request, "visits/visit_plan.html", shown)


def _planned(form: PlanForm, visit: HomeVisit, request: StaffRequest) -> HomeVisit:
    """Do what the page offered when it was opened: a plan made meanwhile is a wrong move."""
    act = actions.change_plan if form.cleaned_data["is_change"] else actions.plan
    return act(visit=visit, plan=form.plan(), by=request.user)


def _said(visit: HomeVisit, request: StaffRequest) -> str:
    day = day_said(visit.planned_on, request.viewer.today)
    at = f" at {time_said(visit.planned_at)}" if visit.planned_at else ""
    buddy = f" {visit.buddy.first_name} knows where you are." if visit.buddy else ""
    return f"Planned: {day}{at}.{buddy}"


@requires(Permission.RECORD_VISITS)
def visit_reschedule(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Move a planned visit to a day somebody who lives there agreed to."""
    visit = _visit(request, visit_id)
    if elsewhere := _if_stale(request, visit, Move.RESCHEDULE):
        return elsewhere
    form = MoveForm(request.POST or None, visit=visit, out=out_without(visit, request.user))
    if form.is_valid():
        with form.showing_refusals():
            new = actions.reschedule(visit=visit, by=request.user, **form.move())
            messages.success(request, "Moved. Now plan the new day.")
            return redirect("visits:plan", new.pk)
    return _form_page(request, visit, form, "Move this visit")


@requires(Permission.RECORD_VISITS)
def visit_call_off(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Call a visit off, on the family’s word or on ours."""
    visit = _visit(request, visit_id)
    if elsewhere := _if_stale(request, visit, Move.FAMILY_CALLS_OFF):
        return elsewhere
    form = CallOffForm(request.POST or None, out=out_without(visit, request.user))
    if form.is_valid():
        with form.showing_refusals():
            outcome = Outcome(form.cleaned_data["outcome"])
            actions.call_off(
                visit=visit, outcome=outcome, reason=form.cleaned_data["reason"],
                has_spoken=form.cleaned_data["has_spoken"], by=request.user,
            )  # fmt: skip
            messages.success(request, _off_said(visit, outcome, request))
            return redirect("visits:detail", visit.pk)
    return _form_page(request, visit, form, "Call this visit off")


def _off_said(visit: HomeVisit, outcome: HomeVisit.Outcome, request: StaffRequest) -> str:
    if outcome == Outcome.WE_CANCELLED:
        is_own = visit.mentor == request.user
        whose = "your" if is_own else f"{visit.mentor.first_name}’s"
        return f"The visit is off. To ring the family today is on {whose} list."
    return "The visit is off. Thank you for keeping their word."


@requires(Permission.RECORD_VISITS)
def visit_nobody_in(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Keep that somebody knocked and nobody was in."""
    visit = _visit(request, visit_id)
    if elsewhere := _if_stale(request, visit, Move.NOBODY_IN):
        return elsewhere
    form = NobodyInForm(request.POST or None, out=out_without(visit, request.user))
    if form.is_valid():
        with form.showing_refusals():
            actions.nobody_in(
                visit=visit, reason=form.cleaned_data["reason"],
                has_spoken=form.cleaned_data["has_spoken"], by=request.user,
            )  # fmt: skip
            messages.success(request, "Kept. It counts against nobody.")
            return redirect("visits:detail", visit.pk)
    return _form_page(request, visit, form, "Nobody in?")


def _visit(request: StaffRequest, visit_id: uuid.UUID) -> HomeVisit:
    rows = HomeVisit.objects.visible_to(request.viewer).select_related(
        "setting__policy", "household__setting", "mentor", "agreed_by", "rescheduled_from"
    )
    return get_object_or_404(rows, pk=visit_id)


def _if_stale(request: StaffRequest, visit: HomeVisit, move: Move) -> HttpResponse | None:
    """Lead back to the visit where there is no such move any more; a POST is answered with 409."""
    if can(visit, move):
        return None
    if request.method == "POST":
        go(visit, move)  # Raises WrongMove: there is no such move.
    return redirect("visits:detail", visit.pk)


def _form_page(
    request: StaffRequest, visit: HomeVisit, form: HouseForm, title: str
) -> HttpResponse:
    shown = {"visit": visit, "form": form, "title": title}
    return render(request, "visits/visit_move.html", shown)
