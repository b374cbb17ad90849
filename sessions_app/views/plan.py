"""Pages on which a season and the plan of an afternoon are kept whole."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from sessions_app import allergies, coming, plan
from sessions_app.actions import duties, season
from sessions_app.forms.duties import DutyForm
from sessions_app.forms.season import SeasonForm
from sessions_app.models import Afternoon, AfternoonSeries, OnDuty


@requires(Permission.PLAN_AFTERNOONS)
def afternoon_duties(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Who looks after what at one afternoon, and what nobody does yet."""
    rows = Afternoon.objects.visible_to(request.viewer)
    afternoon = get_object_or_404(rows.select_related("setting", "activity"), pk=afternoon_id)
    form = DutyForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        with form.showing_refusals():
            row = duties.put_on(
                afternoon=afternoon, staff=form.cleaned_data["staff"],
                duty=OnDuty.Duty(form.cleaned_data["duty"]), by=request.user,
            )  # fmt: skip
            messages.success(request, f"{row.staff.first_name}: {row.get_duty_display().lower()}.")
            return redirect("afternoons:duties", afternoon.pk)
    must_think = allergies.must_be_answered(afternoon)
    whole = plan.plan_of(afternoon, coming.who_is_coming(afternoon), must_think=must_think)
    shown = {"afternoon": afternoon, "form": form, "plan": whole}
    return render(request, "sessions_app/afternoon_duties.html", shown)


@requires(Permission.PLAN_AFTERNOONS)
@require_POST
def duty_remove(request: StaffRequest, afternoon_id: uuid.UUID, duty_id: uuid.UUID) -> HttpResponse:
    """Take somebody off one duty."""
    here = Afternoon.objects.visible_to(request.viewer)
    rows = OnDuty.objects.filter(afternoon__in=here).select_related("afternoon", "staff")
    on_duty = get_object_or_404(rows, pk=duty_id, afternoon=afternoon_id)
    name = on_duty.staff.first_name
    duties.take_off(on_duty=on_duty, by=request.user)
    messages.success(request, f"{name} is not down for that any more.")
    return redirect("afternoons:duties", afternoon_id)


def _series(request: StaffRequest, series_id: uuid.UUID) -> AfternoonSeries:
    rows = AfternoonSeries.objects.filter(setting=request.viewer.setting, removed_at=None)
    return get_object_or_404(rows.select_related("setting", "lead"), pk=series_id)


@requires(Permission.SEE_AFTERNOONS)
def series_detail(request: StaffRequest, series_id: uuid.UUID) -> HttpResponse:
    """A season: what is still to plan soon, and its afternoons."""
    series, viewer = _series(request, series_id), request.viewer
    rows = Afternoon.objects.visible_to(viewer).filter(series=series).select_related("activity")
    may_plan = viewer.can(Permission.PLAN_AFTERNOONS)
    return render(
        request,
        "sessions_app/series_detail.html",
        {
            "series": series,
            "afternoons": coming.with_answers(rows).order_by("on"),
            "to_plan": plan.still_to_plan(series, viewer) if may_plan else [],
            "days_ahead": viewer.policy.plan_days_before,
            "may_plan": may_plan,
        },
    )


@requires(Permission.PLAN_AFTERNOONS)
def series_edit(request: StaffRequest, series_id: uuid.UUID) -> HttpResponse:
    """Change a season; what that does to each of its afternoons is shown before it is kept."""
    series = _series(request, series_id)
    form = SeasonForm(request.POST or None, viewer=request.viewer, series=series)
    follows = None
    if form.is_valid():
        if "save" in request.POST:
            with form.showing_refusals():
                season.change_season(series=series, season=form.season(), by=request.user)
                messages.success(request, "The season is changed.")
                return redirect("afternoons:series", series.pk)
        follows = season.what_follows(series=series, season=form.season())
        form.offer_to_save()
    shown = {"series": series, "form": form, "follows": follows}
    return render(request, "sessions_app/series_edit.html", shown)
