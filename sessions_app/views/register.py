"""The register at the door."""

import uuid

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
    """Return the guest a tile names: only people who live in this setting's homes."""
    kind, key = person[:1], _uuid(person[1:])
    homes = Household.objects.filter(setting=afternoon.setting, removed_at=None)
    living = HouseholdMember.objects.current(afternoon.on).filter(household__in=homes)
    invited = afternoon.invitations.asked()
    if kind == "a":
        adult = get_object_or_404(Adult, pk=key, homes__in=living)
        home = invited.filter(adult=adult).values_list("household", flat=True).first()
        return register.Guest(household=_home(living.filter(adult=adult), home), adult=adult)
    if kind == "c":
        child = get_object_or_404(Child.objects.distinct(), pk=key, homes__in=living)
        coming = invited.filter(children=child).order_by("-answer")  # yes, then no and maybe
        return register.Guest(
            household=_home(
                living.filter(child=child), coming.values_list("household", flat=True).first()
            ),
            child=child,
        )
    raise Http404


def _home(living: QuerySet[HouseholdMember], invited_from: uuid.UUID | None) -> Household:
    members = living.select_related("household").order_by("from_on", "pk")
    found = [m.household for m in members]
    return next((h for h in found if h.pk == invited_from), found[0])


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
