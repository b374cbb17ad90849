"""The register at the door."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.views.keeping import kept_on_phone, not_kept
from pastoral.ids import new_id
from pastoral.refusals import Refusal
from sessions_app import door, guests
from sessions_app.actions import pressing, register
from sessions_app.actions.register import Guest
from sessions_app.models import Afternoon, Attendance

PARTS = {"register-list": "_register_list", "register-found": "_register_found"}
ON_THE_PAGE = {"", *(mark.value for mark in Attendance.HERE)}


@requires(Permission.KEEP_REGISTERS)
@require_GET
@kept_on_phone
def register_page(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Who is expected, who is here; with htmx, only the part that changes.

    A tablet may keep the page while its register is open, and no longer (rule 50).
    """
    afternoon = _afternoon(request, afternoon_id)
    words = request.GET.get("q", "")
    shown = {
        "afternoon": afternoon,
        "door": door.at_the_door(afternoon),
        "refused": door.refused_at(afternoon),
        "words": words,
        "others": door.others_named(afternoon, words),
        "has_come": afternoon.on <= request.viewer.today,
        "may_promise": request.viewer.can(Permission.KEEP_PROMISES),
    }
    target = request.htmx.target if request.htmx else ""
    part = PARTS.get(target or "")
    page = render(request, f"sessions_app/{part or 'register'}.html", shown)
    is_open = afternoon.on == request.viewer.today and not afternoon.register_closed_at
    return page if is_open and not part and not words else not_kept(page)


@requires(Permission.KEEP_REGISTERS)
@require_POST
def register_mark(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Mark one person, or take the mark back; the answer is the list as it is now."""
    afternoon = _afternoon(request, afternoon_id)
    person, mark = request.POST.get("person", ""), request.POST.get("mark", "")
    guest = guests.guest_named(afternoon, person)
    is_somebody = guest or (not mark and guests.is_by_name_alone(person))
    if mark not in ON_THE_PAGE or not is_somebody:
        raise Http404
    _tapped(request, afternoon, person, mark, guest)
    if request.htmx:
        shown = {
            "afternoon": afternoon,
            "door": door.at_the_door(afternoon),
            "refused": door.refused_at(afternoon),
            "has_come": True,
        }
        return render(request, "sessions_app/_register_list.html", shown)
    return redirect(f"{reverse('afternoons:register', args=[afternoon.pk])}#p-{person}")


@requires(Permission.KEEP_REGISTERS)
@require_POST
def register_walk_in(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Welcome somebody who was not expected: known, or by first name alone."""
    afternoon = _afternoon(request, afternoon_id)
    person = request.POST.get("person", "")
    name = request.POST.get("name", "")[:60].strip()
    if name:
        guest: Guest | None = Guest(name=name, is_child=request.POST.get("is_child") == "1")
        person = person or f"w{new_id()}"
    else:
        guest = guests.guest_named(afternoon, person)
    if guest is None and person:
        raise Http404
    if guest is None:
        messages.error(request, "Say who came: a first name is enough.")
    elif _tapped(request, afternoon, person, Attendance.Mark.WALK_IN, guest):
        messages.success(request, f"{guest.said} is on the register.")
    return redirect("afternoons:register", afternoon.pk)


def _tapped(
    request: StaffRequest, afternoon: Afternoon, person: str, mark: str, guest: Guest | None
) -> bool:
    """Put in what was tapped just now on the page; return whether it could be."""
    press = pressing.Press(
        key=new_id(),
        person=person,
        mark=mark,
        pressed_at=timezone.now(),
        guest=guest,
        knows_it_is_closed=True,
    )
    kept = pressing.take(afternoon=afternoon, press=press, by=request.user)
    if kept.refused:
        messages.error(request, kept.refused)
    return not kept.refused


@requires(Permission.KEEP_REGISTERS)
@require_POST
def register_close(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Close the register for the day."""
    afternoon = _afternoon(request, afternoon_id)
    try:
        register.close(afternoon=afternoon, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("afternoons:register", afternoon.pk)
    messages.success(request, "The register is closed. Thank you: the figures have it now.")
    return redirect(afternoon)


def _afternoon(request: StaffRequest, afternoon_id: uuid.UUID) -> Afternoon:
    afternoons = door.with_what_was_refused(Afternoon.objects.visible_to(request.viewer))
    return get_object_or_404(
        afternoons.select_related("setting", "activity", "half_term"), pk=afternoon_id
    )
