"""The setting’s own pages: its calendar and its numbers."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from pastoral.accounts import actions, calendar, half_terms
from pastoral.accounts.forms import CalendarDayForm, HalfTermsForm
from pastoral.accounts.models import CalendarDay, HalfTerm, Setting
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.policy_form import PolicyForm
from pastoral.accounts.roles import Permission


@requires(Permission.MANAGE_SETTING)
def calendar_page(request: StaffRequest) -> HttpResponse:
    """A school year’s half-terms, its days that differ, and the nation’s bank holidays."""
    setting = request.viewer.setting
    form = CalendarDayForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            added = actions.add_calendar_day(
                setting=setting,
                day=form.cleaned_data["day"],
                kind=CalendarDay.Kind(form.cleaned_data["kind"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
            messages.success(request, f"{added} is in the calendar.")
            return redirect("accounts:calendar")
    year = _year_asked_for(request)
    first, last = date(year, 8, 1), date(year + 1, 7, 31)
    shown = {
        "form": form,
        "half_terms": setting.half_terms.filter(school_year=year),
        "days": setting.calendar_days.filter(day__range=(first, last)),
        "bank_holidays": _bank_holidays(setting, first, last),
        **_years(year),
    }
    return render(request, "accounts/calendar.html", shown)


@requires(Permission.MANAGE_SETTING)
def half_terms_page(request: StaffRequest) -> HttpResponse:
    """Set a school year’s half-terms, beginning with what is usual in the nation."""
    setting, year = request.viewer.setting, _year_asked_for(request)
    kept = list(setting.half_terms.filter(school_year=year))
    form = HalfTermsForm(request.POST or None, halves=_as_they_stand(setting, year, kept))
    if form.is_valid():
        with form.showing_refusals():
            actions.set_half_terms(
                setting=setting, school_year=year, halves=form.dates(), by=request.user
            )
            messages.success(request, "The half-terms are saved.")
            return redirect("accounts:calendar")
    shown = {"form": form, "is_proposal": not kept, **_years(year)}
    return render(request, "accounts/half_terms.html", shown)


@requires(Permission.MANAGE_SETTING)
@require_POST
def calendar_day_remove(request: StaffRequest, day_id: uuid.UUID) -> HttpResponse:
    """Make a day an ordinary day again."""
    mine = CalendarDay.objects.filter(setting=request.viewer.setting)
    calendar_day = get_object_or_404(mine, pk=day_id)
    actions.remove_calendar_day(calendar_day=calendar_day, by=request.user)
    messages.success(request, f"{calendar_day.day:%-d %B} is an ordinary day again.")
    return redirect("accounts:calendar")


@requires(Permission.MANAGE_SETTING)
def policy_page(request: StaffRequest) -> HttpResponse:
    """Change the numbers this setting works by."""
    policy = request.viewer.policy
    form = PolicyForm(request.POST or None, policy=policy)
    if form.is_valid():
        with form.showing_refusals():
            actions.change_policy(policy=policy, numbers=form.cleaned_data, by=request.user)
            messages.success(request, "The policy is saved.")
            return redirect("accounts:policy")
    return render(request, "accounts/policy.html", {"form": form})


def _year_asked_for(request: StaffRequest) -> int:
    """Return the school year in the address, where it is one near now; else this one."""
    this_year = half_terms.school_year_of(request.viewer.today)
    asked = request.GET.get("year", "")
    near = {str(year): year for year in range(this_year - 5, this_year + 4)}
    return near.get(asked, this_year)


def _years(year: int) -> dict[str, object]:
    return {"year": year, "year_said": f"{year}/{(year + 1) % 100:02}"}


def _bank_holidays(setting: Setting, first: date, last: date) -> list[tuple[date, str]]:
    days = {
        **calendar.bank_holidays(setting.nation, first.year),
        **calendar.bank_holidays(setting.nation, last.year),
    }
    return sorted((day, name) for day, name in days.items() if first <= day <= last)


def _as_they_stand(setting: Setting, year: int, kept: list[HalfTerm]) -> list[half_terms.Dates]:
    found = {(row.term, row.half): row for row in kept}
    return [
        half_terms.Dates(usual.term, usual.half, row.starts_on, row.ends_on)
        if (row := found.get((usual.term, usual.half)))
        else usual
        for usual in half_terms.proposed(setting.nation, year)
    ]
