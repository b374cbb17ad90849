"""The library of things to make."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal, WrongMove
from sessions_app import allergies
from sessions_app.actions import activities
from sessions_app.forms.activities import ALL, FindForm, OwnActivityForm, PeopleForm, material_forms
from sessions_app.models import Activity
from sessions_app.reports import activities as reports
from sessions_app.shopping import shopping_list

USUAL = {"families": 10, "people": 25}


@require_safe
@requires(Permission.SEE_AFTERNOONS)
def activity_list(request: StaffRequest) -> HttpResponse:
    """Everything there is to make, narrowed down to what suits."""
    form = FindForm(request.GET)
    done = reports.done_here(request.viewer.setting)
    shelf = [
        (activity, allergies.labels(activity.allergens), done.get(activity.pk))
        for activity in _found(request.viewer, form.wanted)
    ]
    shown = {
        "shelf": shelf,
        "form": form,
        "is_narrowed": any(form.wanted.values()),
        "may_plan": request.viewer.can(Permission.PLAN_AFTERNOONS),
    }
    return render(request, "sessions_app/activity_list.html", shown)


def _found(viewer: Viewer, wanted: dict[str, Any]) -> list[Activity]:
    """Return what is asked for; allergens stand in a list, so they are looked at one by one."""
    library = Activity.objects.visible_to(viewer)
    for name, field in (("mess", "mess"), ("minutes", "minutes"), ("cost", "cost_pence")):
        if wanted[name] is not None:
            library = library.filter(**{f"{field}__lte": wanted[name]})
    without = wanted["without"]
    lately = reports.done_lately(viewer.setting) if wanted["not_lately"] else set()
    return [
        activity
        for activity in library
        if activity.pk not in lately
        and not (without == ALL and activity.allergens)
        and without not in activity.allergens
    ]


@require_safe
@requires(Permission.SEE_AFTERNOONS)
def activity_detail(request: StaffRequest, activity_id: uuid.UUID) -> HttpResponse:
    """One activity: its shopping list for those who come, and who made it when."""
    activity = _activity(request, activity_id)
    form = PeopleForm(request.GET)
    numbers = form.cleaned_data if form.is_valid() else USUAL
    shown = {
        "activity": activity,
        "numbers": numbers,
        "is_wrong": bool(request.GET) and not form.is_valid(),
        "shopping": shopping_list(activity.materials, **numbers),
        "pounds": f"£{activity.cost_pence * numbers['families'] / 100:.2f}",
        "allergens": allergies.labels(activity.allergens),
        "last_here": reports.last_here(activity, request.viewer.setting),
        "families": reports.who_did_it(activity, request.viewer),
        "may_change": activity.setting_id and request.viewer.can(Permission.PLAN_AFTERNOONS),
    }
    return render(request, "sessions_app/activity_detail.html", shown)


@requires(Permission.PLAN_AFTERNOONS)
def activity_create(request: StaffRequest) -> HttpResponse:
    """Add something of one's own to the library."""
    form, rows = OwnActivityForm(request.POST or None), material_forms(request.POST or None)
    if form.is_valid() and rows.is_valid():
        with form.showing_refusals():
            added = activities.add_own(
                setting=request.viewer.setting, activity=form.activity(rows), by=request.user
            )
            messages.success(request, f"“{added}” is in your library.")
            return redirect("afternoons:activity", added.pk)
    shown = {"form": form, "rows": rows, "activity": None}
    return render(request, "sessions_app/activity_form.html", shown)


@requires(Permission.PLAN_AFTERNOONS)
def activity_edit(request: StaffRequest, activity_id: uuid.UUID) -> HttpResponse:
    """Change something of one's own."""
    activity = _own(request, activity_id)
    form = OwnActivityForm(request.POST or None, activity=activity)
    rows = material_forms(request.POST or None, activity)
    if form.is_valid() and rows.is_valid():
        with form.showing_refusals():
            activities.change_own(activity=activity, told=form.activity(rows), by=request.user)
            messages.success(request, "Saved.")
            return redirect("afternoons:activity", activity.pk)
    shown = {"form": form, "rows": rows, "activity": activity}
    return render(request, "sessions_app/activity_form.html", shown)


@require_POST
@requires(Permission.PLAN_AFTERNOONS)
def activity_take_out(request: StaffRequest, activity_id: uuid.UUID) -> HttpResponse:
    """Take something of one's own out of the library."""
    activity = _own(request, activity_id)
    try:
        activities.take_out(activity=activity, by=request.user)
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("afternoons:activity", activity.pk)
    messages.success(request, f"“{activity}” is out of your library.")
    return redirect("afternoons:activities")


def _activity(request: StaffRequest, activity_id: uuid.UUID) -> Activity:
    return get_object_or_404(Activity.objects.visible_to(request.viewer), pk=activity_id)


def _own(request: StaffRequest, activity_id: uuid.UUID) -> Activity:
    mine = Activity.objects.visible_to(request.viewer).filter(setting=request.viewer.setting)
    return get_object_or_404(mine, pk=activity_id)
