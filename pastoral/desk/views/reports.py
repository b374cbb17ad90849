"""The page of figures."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from families.reports import question
from pastoral.accounts import periods
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.desk import figures
from pastoral.desk.reports import report


@requires(Permission.SEE_REPORTS)
@require_GET
def reports(request: StaffRequest) -> HttpResponse:
    """How a half-term, a term or a year went, in figures about us."""
    viewer = request.viewer
    calendar = calendar_of(viewer.setting)
    choices = periods.periods_of(calendar.half_terms, viewer.today)
    if not choices:
        return render(request, "desk/reports_empty.html")
    wanted = request.GET.get("period", "")
    period = next((choice for choice in choices if choice.key == wanted), choices[0])
    asked = question(
        viewer=viewer, calendar=calendar, period=period, before=periods.before(period, choices)
    )
    is_open = viewer.can(Permission.OPEN_FIGURES)
    shown = {
        "page": figures.page(asked, report(asked), is_open=is_open),
        "period": period,
        "before": asked.before,
        "when": figures.when_said(period, viewer.today),
        "choices": figures.choices_said(choices),
        "has_roll": asked.has_roll,
        "is_open": is_open,
        "policy": viewer.policy,
    }
    return render(request, "desk/reports.html", shown)
