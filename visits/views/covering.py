"""Caseloads, and who stands in for whom."""

import uuid
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html

from families.models import Cover
from pastoral.accounts.models import Membership, Staff
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission, roles_with
from pastoral.ui.said import count_said
from visits import actions
from visits.actions.handing_on import families_of, goes_along
from visits.caseloads import caseloads_of
from visits.covers import at_stake, clashes, is_out_now
from visits.crowding import crowding
from visits.forms.covering import BackForm, CoverForm, HandOnForm
from visits.models import HomeVisit

P = Permission


@requires(P.BALANCE_CASELOADS)
def caseloads(request: StaffRequest) -> HttpResponse:
    """Who walks with how many families, what waits, and who stands in for whom."""
    return render(request, "visits/caseloads.html", {"loads": caseloads_of(request.viewer)})


@requires(P.BALANCE_CASELOADS)
def cover_add(request: StaffRequest) -> HttpResponse:
    """Let somebody stand in: first what that means, with what clashes; then it is set."""
    form = CoverForm(
        request.POST or None,
        mentors=_staff(request, P.RECORD_VISITS),
        tellers=_staff(request, P.KEEP_PROMISES),
        initial=request.GET.dict() or {"from_on": request.viewer.today},
    )
    if form.is_valid():
        with form.showing_refusals():
            cover = _asked_for(request, form)
            if "set" not in request.POST:
                return render(request, "visits/cover_confirm.html", _meant(request, form, cover))
            told_by = form.cleaned_data["told_by"]
            actions.set_cover(
                away=cover.away, stand_in=cover.stand_in, setting=cover.setting,
                from_on=cover.from_on, to_on=cover.to_on, told_by=told_by, by=request.user,
            )  # fmt: skip
            said = f"{cover.stand_in.first_name} stands in for {cover.away.first_name}."
            messages.success(request, f"{said} Each family is to be told first.")
            return redirect("visits:caseloads")
    return render(request, "visits/cover_add.html", {"form": form})


def _asked_for(request: StaffRequest, form: CoverForm) -> Cover:
    """Return the cover as it would be, not kept; Refusal where it can't be."""
    days = {name: form.cleaned_data[name] for name in ("away", "stand_in", "from_on", "to_on")}
    actions.refuse_cover(setting=request.viewer.setting, **days)
    return Cover(setting=request.viewer.setting, **days)


def _meant(request: StaffRequest, form: CoverForm, cover: Cover) -> dict[str, object]:
    teller = form.cleaned_data["told_by"] or actions.usual_teller(cover, request.user)
    typed = {name: form.data.get(name, "") for name in form.fields}
    return {
        "cover": cover,
        "stake": at_stake(cover),
        "teller": "you" if teller == request.user else teller.first_name,
        "clashes": clashes(
            setting=cover.setting, away=cover.away, stand_in=cover.stand_in,
            from_on=cover.from_on, to_on=cover.to_on,
        ),
        "typed": typed,
        "query": urlencode(typed),
    }  # fmt: skip


@requires(P.BALANCE_CASELOADS)
def cover_end(request: StaffRequest, cover_id: uuid.UUID) -> HttpResponse:
    """Have everything back before the day that was agreed."""
    today = request.viewer.today
    ahead = Cover.objects.visible_to(request.viewer).filter(to_on__gte=today)
    cover = get_object_or_404(ahead.select_related("away", "stand_in"), pk=cover_id)
    start = {"back_on": max(today, cover.from_on)}
    form = BackForm(request.POST or None, initial=start)
    if form.is_valid():
        with form.showing_refusals():
            cover = actions.end_cover(cover=cover, last_on=form.last_on, by=request.user)
            messages.success(request, _ended_said(cover, form.last_on))
            return redirect("visits:caseloads")
    shown = {"form": form, "cover": cover, "is_out": is_out_now(cover)}
    return render(request, "visits/cover_end.html", shown)


def _ended_said(cover: Cover, asked_for: date) -> str:
    whose = f"everything is {cover.away.first_name}’s again"
    if not cover.removed_at and cover.to_on > asked_for:
        return f"Saved. {cover.stand_in.first_name} is out on a visit: from tomorrow {whose}."
    return f"Saved. Then {whose}."


@requires(P.BALANCE_CASELOADS)
def hand_on(request: StaffRequest, staff_id: uuid.UUID) -> HttpResponse:
    """Give somebody’s families, visits and promises to others, for good."""
    viewer = request.viewer
    ever_here = Membership.objects.filter(setting=viewer.setting).values("staff")
    of = get_object_or_404(Staff, pk=staff_id, pk__in=ever_here)
    form = HandOnForm(
        request.POST or None,
        of=of,
        mentors=list(_staff(request, P.RECORD_VISITS).exclude(pk=of.pk)),
        families=families_of(of, viewer.setting, viewer.today),
        along=goes_along(of, viewer.setting, viewer.today),
    )
    if form.is_valid():
        with form.showing_refusals():
            done = actions.hand_on(
                of=of, to=form.cleaned_data["to"], setting=viewer.setting, by=request.user,
                others=form.others(), goodbye=form.cleaned_data["goodbye"],
            )  # fmt: skip
            _say(request, done)
            return redirect("visits:caseloads")
    return render(request, "visits/hand_on.html", {"form": form, "of": of})


def _say(request: StaffRequest, done: actions.HandedOn) -> None:
    counts = ", ".join(
        [
            count_said(done.families, "family", "families"),
            count_said(done.visits, "visit"),
            count_said(done.promises, "promise"),
        ]
    )
    messages.success(request, f"Handed on: {counts}.")
    for visit in done.to_settle:
        messages.warning(request, _to_settle(visit))
    for clash in crowding(done.taken):
        link = format_html(
            '<a href="{}">Open this visit</a>', reverse("visits:detail", args=[clash.visit.pk])
        )
        messages.warning(request, format_html("{} {}", clash.words, link))


def _to_settle(visit: HomeVisit) -> str:
    return f"Somebody is missing for {visit}: a buddy, or who goes along. Please plan it again."


def _staff(request: StaffRequest, permission: Permission) -> QuerySet[Staff]:
    """Return who works here today in a role that grants the permission."""
    here = Membership.objects.current(request.viewer.today).filter(
        setting=request.viewer.setting, role__in=roles_with(permission)
    )
    return Staff.objects.filter(pk__in=here.values("staff"))
