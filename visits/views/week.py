"""One's own week: the page, the timetable behind it, and lines about children's days."""

import uuid
from datetime import date, time

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from families.models import Child
from pastoral.accounts.models import Staff
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal
from visits import lines, timetable
from visits.actions import lines as line_actions
from visits.actions import timetable as actions
from visits.forms.timetable import SlotForm
from visits.lines import LineToday
from visits.models import ChildLine
from visits.timetable import own_week, usual_week, week_for
from visits.week import monday_of, week_of

WHAT_HELPED = "what-helped"  # The page a line was written on, where it was not the first one.
HOME = "/?home=1"  # The first page, also on a day of visits.


@requires(Permission.RECORD_VISITS)
@require_safe
def week_page(request: StaffRequest, on: date | None = None) -> HttpResponse:
    """One’s own week: what each day is for, and the visits in it."""
    viewer = request.viewer
    week = week_of(viewer, monday_of(on or viewer.today), week_for(viewer))
    this = monday_of(viewer.today)
    return render(request, "visits/week_page.html", {"week": week, "this_monday": this})


@requires(Permission.RECORD_VISITS)
def timetable_page(request: StaffRequest) -> HttpResponse:
    """Change one’s own week: add to it, take from it, or go back to the usual one."""
    viewer = request.viewer
    form = SlotForm(request.POST if request.POST.get("do") == "add" else None)
    if form.is_valid():
        with form.showing_refusals():
            actions.add_slot(setting=viewer.setting, slot=form.slot(), by=viewer.user)
            messages.success(request, "It is in your week.")
            return redirect("visits:timetable")
    if request.POST.get("do") in ("remove", "usual"):
        return _changed(request)
    own = own_week(viewer.user, viewer.setting)
    week = own or usual_week(viewer.policy)
    shown = {"days": timetable.by_day(week), "is_own": bool(own), "form": form, "of": None}
    return render(request, "visits/timetable_page.html", shown)


def _changed(request: StaffRequest) -> HttpResponse:
    setting, by = request.viewer.setting, request.user
    try:
        if request.POST["do"] == "usual":
            actions.back_to_usual(setting=setting, by=by)
            messages.success(request, "Your week is the usual one again.")
        else:
            weekday, starts_at = _which(request.POST.get("slot", ""))
            actions.remove_slot(setting=setting, weekday=weekday, starts_at=starts_at, by=by)
            messages.success(request, "It is out of your week.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("visits:timetable")


def _which(slot: str) -> tuple[int, time]:
    """Return the stretch a button names: “2 13:30”."""
    weekday, _space, starts_at = slot.partition(" ")
    try:
        return int(weekday), time.fromisoformat(starts_at)
    except ValueError as broken:
        raise Refusal("That is not in your week any more.") from broken


@requires(Permission.BALANCE_CASELOADS)
@require_safe
def timetable_of(request: StaffRequest, staff_id: uuid.UUID) -> HttpResponse:
    """A colleague’s week, to look at: only they change it."""
    viewer = request.viewer
    here = Staff.objects.filter(memberships__setting=viewer.setting).distinct()
    staff = get_object_or_404(here, pk=staff_id)
    own = own_week(staff, viewer.setting)
    week = own or usual_week(viewer.policy)
    shown = {"days": timetable.by_day(week), "is_own": bool(own), "form": None, "of": staff}
    return render(request, "visits/timetable_page.html", shown)


@requires(Permission.RECORD_VISITS)
@require_POST
def line_add(request: StaffRequest, child_id: uuid.UUID) -> HttpResponse:
    """Keep today’s line about a child; a script gets the one row back, saved or with why not."""
    child = get_object_or_404(
        Child.objects.visible_to(request.viewer).filter(setting=request.viewer.setting), pk=child_id
    )
    kind, text = _kind(request.POST.get("kind", "")), request.POST.get("text", "")
    wrong, then = "", request.POST.get("then", "")
    try:
        line_actions.write_line(child=child, kind=kind, text=text, by=request.user)
    except Refusal as refusal:
        wrong = str(refusal)
    if request.htmx:
        line = LineToday(child, kind, text)
        row = {"line": line, "wrong": wrong, "is_saved": not wrong, "then": then}
        return render(request, "visits/_line_row.html", row)
    if wrong:
        messages.error(request, f"{child.first_name}: {wrong}")
    else:
        messages.success(request, f"Kept for {child.first_name}.")
    return redirect("visits:what-helped", child.pk) if then == WHAT_HELPED else redirect(HOME)


def _kind(word: str) -> ChildLine.Kind:
    if word not in ChildLine.Kind.values:
        raise Http404
    return ChildLine.Kind(word)


@requires(Permission.RECORD_VISITS)
@require_safe
def what_helped(request: StaffRequest, child_id: uuid.UUID) -> HttpResponse:
    """What helped one child in their school, to print or to read out to their teacher."""
    viewer = request.viewer
    children = Child.objects.visible_to(viewer).select_related("home_school")
    child = get_object_or_404(children.filter(setting=viewer.setting), pk=child_id)
    shown = {"helped": lines.what_helped(viewer, child, week_for(viewer))}
    return render(request, "visits/what_helped.html", shown)
