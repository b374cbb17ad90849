"""Pages on which a morning to join in is planned, and for whom it is."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from sessions_app.actions import mornings
from sessions_app.forms.mornings import MorningForm, PickForm
from sessions_app.models import Afternoon


@requires(Permission.PLAN_AFTERNOONS)
def morning_create(request: StaffRequest) -> HttpResponse:
    """Plan a morning in the zone that adults join with their child."""
    initial = {"lead": request.user}
    form = MorningForm(request.POST or None, viewer=request.viewer, initial=initial)
    if form.is_valid():
        with form.showing_refusals():
            made = mornings.plan_morning(
                setting=request.viewer.setting, morning=form.morning(), children=form.picked(),
                by=request.user,
            )  # fmt: skip
            messages.success(request, "The morning is planned. Open it, then ask those it is for.")
            return redirect("afternoons:detail", made.pk)
    return render(request, "sessions_app/morning_create.html", {"form": form})


@requires(Permission.PLAN_AFTERNOONS)
def morning_children(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Change whose grown-ups a morning is for."""
    afternoon = get_object_or_404(Afternoon.objects.visible_to(request.viewer), pk=afternoon_id)
    if not afternoon.is_join_in:  # An afternoon is for all: there is nobody to pick.
        return redirect("afternoons:detail", afternoon.pk)
    there = [str(pk) for pk in afternoon.for_children.values_list("pk", flat=True)]
    initial = {"children": there}
    form = PickForm(request.POST or None, viewer=request.viewer, initial=initial)
    if form.is_valid():
        with form.showing_refusals():
            mornings.pick_children(afternoon=afternoon, children=form.picked(), by=request.user)
            messages.success(request, "Saved. Whoever is new can be asked now.")
            return redirect("afternoons:detail", afternoon.pk)
    shown = {"form": form, "afternoon": afternoon}
    return render(request, "sessions_app/morning_children.html", shown)
