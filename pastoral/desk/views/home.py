"""The first page, and the page of everything else."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import settings_of
from pastoral.desk import home as reading
from pastoral.desk.heads import trusts_settings
from visits.timetable import week_for
from visits.week import is_visiting_day

ALL_THE_SAME = "home"  # `/?home=1` is this page also on a day of visits.


@requires(Permission.OPEN_HOME)
def home(request: StaffRequest) -> HttpResponse:
    """What is next for the person who opens it; on a day of visits, that day’s page."""
    viewer = request.viewer
    timetable = week_for(viewer) if viewer.can(Permission.RECORD_VISITS) else ()
    if (
        viewer.can(Permission.RECORD_VISITS)
        and ALL_THE_SAME not in request.GET
        and is_visiting_day(viewer, timetable)
    ):
        return redirect("visits:day")
    page = reading.home_of(viewer, timetable)
    shown = {
        "home": page,
        "texts_waiting": len(page.texts) + page.more_texts,  # The menu need not count them again.
        "records_visits": viewer.can(Permission.RECORD_VISITS),
        "watches_visits": viewer.can(Permission.WATCH_VISITS),
        "sees_reports": viewer.can(Permission.SEE_REPORTS),
        "has_trust": viewer.can(Permission.SEE_REPORTS) and bool(trusts_settings(viewer)),
    }
    return render(request, "desk/home.html", shown)


@requires(Permission.OPEN_HOME)
def more(request: StaffRequest) -> HttpResponse:
    """Everything that is not in the bar, and the person's other settings."""
    settings = settings_of(request.user, request.viewer.today)
    return render(request, "more.html", {"settings_of_viewer": settings})
