"""What a tablet at the door keeps and sends: the worker, and the one road in (decision 0028)."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pastoral.accounts.permissions import StaffRequest, public, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer, viewer_for
from pastoral.accounts.views.keeping import worker_of
from pastoral.refusals import Refusal
from sessions_app import guests
from sessions_app.actions import pressing
from sessions_app.actions.register import Guest
from sessions_app.forms.pressing import PressForm
from sessions_app.models import Afternoon

BAD, SOMEBODY_ELSES = 400, 409


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that answers for the register when the network does not."""
    return worker_of(
        request,
        pages=r"^\/afternoons\/[0-9a-f-]{36}\/register\/$",
        home=reverse("afternoons:list"),
        home_word="All afternoons",
        has="Today’s register is, if you opened it here while there was signal: go back to it."
        " What you tapped is kept.",
    )


@requires(Permission.KEEP_REGISTERS)
@require_http_methods(["GET", "POST"])
def register_press(request: StaffRequest) -> HttpResponse:
    """Tell a tablet who is signed in, and take one of the taps it kept."""
    if request.method == "POST":
        return _taken(request)
    return JsonResponse(
        {
            "csrf": get_token(request),
            "staff": str(request.user.pk),
            "now": timezone.now().isoformat(),
        }
    )


def _taken(request: StaffRequest) -> HttpResponse:
    form = PressForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"sentence": "This can’t be read."}, status=BAD)
    said = form.cleaned_data
    if said["owner"] != request.user.pk:
        return JsonResponse({"sentence": "This is a colleague’s."}, status=SOMEBODY_ELSES)
    afternoon = _afternoon(request, said["afternoon"])
    press = pressing.Press(
        key=said["key"],
        person=said["person"],
        mark=said["mark"],
        pressed_at=said["pressed_at"],
        guest=_guest(afternoon, said),
        knows_it_is_closed=said["knows_it_is_closed"],
    )
    try:
        kept = pressing.take(afternoon=afternoon, press=press, by=request.user)
    except Refusal as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=SOMEBODY_ELSES)
    state = "refused" if kept.refused else "taken"
    return JsonResponse({"state": state, "sentence": kept.refused})


def _guest(afternoon: Afternoon, said: dict[str, Any]) -> Guest | None:
    if not guests.is_by_name_alone(said["person"]):
        return guests.guest_named(afternoon, said["person"])
    name = said["name"].strip()
    return Guest(name=name, is_child=said["is_child"]) if name else None


def _afternoon(request: StaffRequest, afternoon_id: uuid.UUID) -> Afternoon:
    """Return the afternoon, wherever they work: a tablet may send from either place."""
    named = get_object_or_404(Afternoon.objects.select_related("setting"), pk=afternoon_id)
    viewer = _viewer_at(request, named)
    if not viewer.can(Permission.KEEP_REGISTERS):
        viewer = request.viewer
    return get_object_or_404(
        Afternoon.objects.visible_to(viewer).select_related("setting"), pk=afternoon_id
    )


def _viewer_at(request: StaffRequest, afternoon: Afternoon) -> Viewer:
    if afternoon.setting_id == request.viewer.setting.pk:
        return request.viewer
    there = viewer_for(request.user, afternoon.setting_id, request.viewer.today)
    return there or request.viewer
