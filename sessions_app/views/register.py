"""The register at the door."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from families.models import Adult, Child, Household, HouseholdMember
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal
from sessions_app import door
from sessions_app.actions import register
from sessions_app.models import Afternoon, Attendance

# A tile's letter, and how invitations and marks name who it stands for.
PEOPLE = {"a": ("adult", "adult"), "c": ("children", "child")}
ON_THE_PAGE = {"", *(mark.value for mark in Attendance.HERE)}


@requires(Permission.KEEP_REGISTERS)
@require_GET
def register_page(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Who is expected, who is here; with htmx, only the part that changes."""
    afternoon = _afternoon(request, afternoon_id)
    words = request.GET.get("q", "")
    shown = {
        "afternoon": afternoon,
        "door": door.at_the_door(afternoon),
        "words": words,
        "others": door.others_named(afternoon, words),
        "has_come": afternoon.on <= request.viewer.today,
        "may_promise": request.viewer.can(Permission.KEEP_PROMISES),
    }
    target = request.htmx.target if request.htmx else ""
    part = {"register-list": "_register_list", "register-found": "_register_found"}.get(
        target or ""
    )
    return render(request, f"sessions_app/{part or 'register'}.html", shown)


@requires(Permission.KEEP_REGISTERS)
@require_POST
def register_mark(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Mark one person, or take the mark back; the answer is the list as it is now."""
    afternoon = _afternoon(request, afternoon_id)
    person, mark = request.POST.get("person", ""), request.POST.get("mark", "")
    if mark not in ON_THE_PAGE:
        raise Http404
    try:
        if mark:
            guest = _guest(afternoon, person)
            register.mark(
                afternoon=afternoon, guest=guest, mark=Attendance.Mark(mark), by=request.user
            )
        else:
            register.unmark(row=_row(afternoon, person), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(request, afternoon, person)


@requires(Permission.KEEP_REGISTERS)
@require_POST
def register_walk_in(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Welcome somebody who was not expected: known, or by first name alone."""
    afternoon = _afternoon(request, afternoon_id)
    person = request.POST.get("person", "")
    try:
        if person:
            guest = _guest(afternoon, person)
        else:
            name = request.POST.get("name", "")[:60]
            guest = register.Guest(name=name, is_child=request.POST.get("is_child") == "1")
        row = register.walk_in(afternoon=afternoon, guest=guest, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        who = (
            row.adult.known_as
            if row.adult
            else row.child.first_name
            if row.child
            else row.walk_in_name
        )
        messages.success(request, f"{who} is on the register. Welcome!")
    return redirect("afternoons:register", afternoon.pk)


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
    afternoons = Afternoon.objects.visible_to(request.viewer)
    return get_object_or_404(
        afternoons.select_related("setting", "activity", "half_term"), pk=afternoon_id
    )


def _back(request: StaffRequest, afternoon: Afternoon, person: str) -> HttpResponse:
    if request.htmx:
        shown = {"afternoon": afternoon, "door": door.at_the_door(afternoon), "has_come": True}
        return render(request, "sessions_app/_register_list.html", shown)
    return redirect(f"{reverse('afternoons:register', args=[afternoon.pk])}#p-{person}")


def _guest(afternoon: Afternoon, person: str) -> register.Guest:
    """Return the guest a tile names, with their home.

    Whoever was asked to this afternoon, or is on its register, wherever they live by now;
    of all others only people who live in this setting's homes.
    """
    kind, key = person[:1], _uuid(person[1:])
    if kind not in PEOPLE:
        raise Http404
    asked_as, marked_as = PEOPLE[kind]
    best_first = ("-answer", "pk")  # yes, then no and maybe
    homes = Household.objects.filter(setting=afternoon.setting, removed_at=None)
    ways: tuple[QuerySet[Any], ...] = (
        afternoon.invitations.asked().filter(**{asked_as: key}).order_by(*best_first),
        afternoon.attendance.filter(**{marked_as: key}).exclude(household=None),
        HouseholdMember.objects.current(afternoon.on)
        .filter(**{marked_as: key}, household__in=homes)
        .order_by("from_on", "pk"),
    )
    found = (rows.select_related("household").first() for rows in ways)
    row = next((row for row in found if row), None)
    if row is None:
        raise Http404
    if kind == "a":
        return register.Guest(household=row.household, adult=Adult.objects.get(pk=key))
    return register.Guest(household=row.household, child=Child.objects.get(pk=key))


def _row(afternoon: Afternoon, person: str) -> Attendance:
    kind, key = person[:1], _uuid(person[1:])
    named = {"a": {"adult": key}, "c": {"child": key}, "w": {"pk": key}}.get(kind)
    if named is None:
        raise Http404
    rows = Attendance.objects.filter(afternoon=afternoon).select_related(
        "afternoon__setting", "household"
    )
    return get_object_or_404(rows, **named)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as wrong:
        raise Http404 from wrong
