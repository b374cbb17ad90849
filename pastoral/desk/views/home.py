"""The first page, and the page of everything else."""

from django.http import HttpResponse
from django.shortcuts import render

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import settings_of
from pastoral.desk import home as reading


@requires(Permission.OPEN_HOME)
def home(request: StaffRequest) -> HttpResponse:
    """What is next for the person who opens it."""
    shown = {
        "home": reading.home_of(request.viewer),
        "records_visits": request.viewer.can(Permission.RECORD_VISITS),
        "sees_reports": request.viewer.can(Permission.SEE_REPORTS),
    }
    return render(request, "desk/home.html", shown)


@requires(Permission.OPEN_HOME)
def more(request: StaffRequest) -> HttpResponse:
    """Everything that is not in the bar, and the person's other settings."""
    settings = settings_of(request.user, request.viewer.today)
    return render(request, "more.html", {"settings_of_viewer": settings})
