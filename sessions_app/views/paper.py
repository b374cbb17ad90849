"""What goes onto paper for an afternoon: the door sheet and the poster."""

import uuid

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.ui import paper
from sessions_app import sheet, whats_on
from sessions_app.models import Afternoon

PLAIN = "plain"


def _afternoon(request: StaffRequest, afternoon_id: uuid.UUID) -> Afternoon:
    rows = Afternoon.objects.visible_to(request.viewer).select_related("setting", "activity")
    return get_object_or_404(rows, pk=afternoon_id)


def _sheet(request: StaffRequest, afternoon: Afternoon) -> dict[str, object]:
    with_care = PLAIN not in request.GET
    if with_care:
        trail.looked(by=request.viewer, what="afternoons.door-sheet", on=afternoon)
    return {
        "afternoon": afternoon,
        "sheet": sheet.sheet_of(afternoon, with_care=with_care),
        "with_care": with_care,
        "walk_ins": range(sheet.WALK_IN_LINES),
    }


@requires(Permission.KEEP_REGISTERS)
@require_safe
def afternoon_sheet(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """The list for the door, to print: with what to know, or first names alone for volunteers."""
    afternoon = _afternoon(request, afternoon_id)
    return render(request, "sessions_app/afternoon_sheet.html", _sheet(request, afternoon))


@requires(Permission.KEEP_REGISTERS)
@require_safe
def afternoon_sheet_pdf(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """The same as a PDF; where this machine can make none, the page that prints."""
    afternoon = _afternoon(request, afternoon_id)
    shown = {**_sheet(request, afternoon), "today": request.viewer.today}
    made = paper.as_pdf(render_to_string("sessions_app/sheet_on_paper.html", shown))
    if made is None:
        return redirect("afternoons:sheet", afternoon.pk)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="door-{afternoon.on:%Y-%m-%d}.pdf"',
            "Cache-Control": "no-store",
        },
    )


@requires(Permission.SEE_AFTERNOONS)
@require_safe
def afternoon_poster(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """A poster to hang up, in English and whatever language is signed here, with its square."""
    afternoon = _afternoon(request, afternoon_id)
    setting = afternoon.setting
    address = settings.SITE_URL + reverse("whats-on:next", args=[setting.code])
    said = [whats_on.said_in(one, setting, afternoon) for one in whats_on.languages_of(setting)]
    shown = {
        "afternoon": afternoon,
        "said": said[0],
        "others": said[1:],
        "address": address,
        "square": paper.square_of(address),
    }
    return render(request, "sessions_app/afternoon_poster.html", shown)
