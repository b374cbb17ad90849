"""The library of things to make."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from sessions_app import allergies
from sessions_app.actions import activities
from sessions_app.forms.planning import OwnActivityForm, PeopleForm
from sessions_app.models import Activity
from sessions_app.shopping import shopping_list

USUAL = {"families": 10, "people": 25}


@requires(Permission.SEE_AFTERNOONS)
def activity_list(request: StaffRequest) -> HttpResponse:
    """Everything there is to make."""
    library = Activity.objects.visible_to(request.viewer)
    shelf = [(activity, allergies.labels(activity.allergens)) for activity in library]
    may_plan = request.viewer.can(Permission.PLAN_AFTERNOONS)
    return render(
        request, "sessions_app/activity_list.html", {"shelf": shelf, "may_plan": may_plan}
    )


@requires(Permission.SEE_AFTERNOONS)
def activity_detail(request: StaffRequest, activity_id: uuid.UUID) -> HttpResponse:
    """One activity, with its shopping list for those who come."""
    activity = get_object_or_404(Activity.objects.visible_to(request.viewer), pk=activity_id)
    form = PeopleForm(request.GET)
    numbers = form.cleaned_data if form.is_valid() else USUAL
    return render(
        request,
        "sessions_app/activity_detail.html",
        {
            "activity": activity,
            "numbers": numbers,
            "is_wrong": bool(request.GET) and not form.is_valid(),
            "shopping": shopping_list(activity.materials, **numbers),
            "pounds": f"£{activity.cost_pence * numbers['families'] / 100:.2f}",
            "allergens": allergies.labels(activity.allergens),
        },
    )


@requires(Permission.PLAN_AFTERNOONS)
def activity_create(request: StaffRequest) -> HttpResponse:
    """Add something of one's own to the library."""
    form = OwnActivityForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            added = activities.add_own(
                setting=request.viewer.setting, activity=form.activity(), by=request.user
            )
            messages.success(request, f"“{added}” is in your library.")
            return redirect("afternoons:activity", added.pk)
    return render(request, "sessions_app/activity_create.html", {"form": form})
