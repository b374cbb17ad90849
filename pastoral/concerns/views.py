"""The worried lane: whom to speak to, the form that comes after, and who reads it."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.concerns import actions, picking, way_back
from pastoral.concerns.forms import ABOUT, AdditionForm, WorryForm
from pastoral.concerns.models import Worry
from pastoral.concerns.telling import whom_to_tell
from pastoral.ids import new_id

P = Permission
READERS = (P.READ_WORRIES, P.READ_WORRIES_ABOUT_STAFF)
PER_PAGE = 30


@requires(P.HAND_OVER_WORRIES)
def worried(request: StaffRequest) -> HttpResponse:
    """Say whom to speak to first, and lead on to the form."""
    back = _back(request)
    ids = {name: key for name in ("family", "child") if (key := _uuid(request, name))}
    on = {**ids, "back": back["back_url"]} if back["back_url"] else ids
    shown = {
        "query": urlencode(on),
        "query_staff": urlencode({**on, "about": Worry.About.STAFF}),
        "has_any": Worry.objects.written_by(request.viewer).exists(),
        **back,
        **_whom(request),
    }
    return render(request, "concerns/worried.html", shown)


@requires(P.HAND_OVER_WORRIES)
def worry_write(request: StaffRequest) -> HttpResponse:
    """Write a worry down after it was told; nothing of it goes anywhere else (rule 10)."""
    viewer, asked = request.viewer, request.GET.get("about", "")
    meant = picking.children_meant(
        viewer, child=_uuid(request, "child"), family=_uuid(request, "family")
    )
    form = WorryForm(
        request.POST or None,
        children=picking.children_to_name(viewer, meant),
        initial={
            "key": new_id(),
            "about": asked if asked in dict(ABOUT) else Worry.About.CHILD,
            "children": [str(child.pk) for child in meant],
        },
    )
    if form.is_valid():
        with form.showing_refusals():
            worry = actions.hand_over(
                setting=viewer.setting,
                about=Worry.About(form.cleaned_data["about"]),
                children=form.chosen(),
                telling=form.telling(),
                key=form.cleaned_data["key"],
                by=request.user,
            )
            messages.success(request, f"{worry.reference} is handed over. Keep its reference.")
            back = way_back.safe(request.GET.get("back", ""))
            mine = reverse("concerns:mine")
            return redirect(f"{mine}?{urlencode({'back': back})}" if back else mine)
    shown = {"form": form, **_back(request), **_whom(request)}
    return render(request, "concerns/write.html", shown)


@requires(P.HAND_OVER_WORRIES)
def worry_mine(request: StaffRequest) -> HttpResponse:
    """What one handed over: its reference, the time and its state, and no more (rule 11)."""
    worries = list(Worry.objects.written_by(request.viewer))
    whom = whom_to_tell(request.viewer.setting, request.viewer.today)
    unsaid = [w for w in worries if w.state == Worry.State.SUBMITTED and not w.told_whom]
    shown = {
        "worries": worries,
        "to_ring": [(worry.reference, whom.of(worry.about)) for worry in unsaid],
        "setting_phone": request.viewer.setting.phone,
        **_back(request),
    }
    return render(request, "concerns/mine.html", shown)


@requires(P.HAND_OVER_WORRIES)
def worry_add(request: StaffRequest, worry_id: uuid.UUID) -> HttpResponse:
    """Add to what one handed over; what was written before is neither shown nor changed."""
    worry = get_object_or_404(Worry.objects.written_by(request.viewer), pk=worry_id)
    form = AdditionForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.add(worry=worry, text=form.cleaned_data["text"], by=request.user)
            messages.success(request, f"Added to {worry.reference}.")
            return redirect("concerns:mine")
    return render(request, "concerns/add.html", {"form": form, "worry": worry})


@requires(*READERS)
def worry_inbox(request: StaffRequest) -> HttpResponse:
    """The worries one reads: first those nobody has acknowledged, the longest waiting first."""
    worries = (
        Worry.objects.visible_to(request.viewer)
        .defer(*Worry.WORDS, "told_whom")
        .select_related("created_by", "acknowledged_by")
        .prefetch_related("children")
        .annotate(added_at=Max("additions__created_at"))
    )
    seen = worries.exclude(state=Worry.State.SUBMITTED).order_by("-submitted_at", "pk")
    shown = {
        "waiting": list(worries.waiting().order_by("submitted_at", "pk")),
        "page": Paginator(seen, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "concerns/inbox.html", shown)


@requires(*READERS)
def worry_read(request: StaffRequest, worry_id: uuid.UUID) -> HttpResponse:
    """One worry, whole; that it was read is kept in the trail."""
    worries = Worry.objects.visible_to(request.viewer)
    worry = get_object_or_404(
        worries.select_related("created_by", "acknowledged_by").prefetch_related("children"),
        pk=worry_id,
    )
    trail.looked(by=request.viewer, what="concerns.worry", on=worry, ip=trail.ip_of(request.META))
    shown = {
        "worry": worry,
        "children": list(worry.children.all()),
        "additions": list(worry.additions.select_related("written_by")),
        "is_waiting": worry.state == Worry.State.SUBMITTED,
    }
    return render(request, "concerns/read.html", shown)


@require_POST
@requires(*READERS)
def worry_acknowledge(request: StaffRequest, worry_id: uuid.UUID) -> HttpResponse:
    """Say that one has read it and sees to it; its author sees the state change."""
    worry = get_object_or_404(Worry.objects.visible_to(request.viewer), pk=worry_id)
    actions.acknowledge(worry=worry, by=request.user)
    messages.success(request, f"{worry.reference} is acknowledged. Whoever wrote it can see so.")
    return redirect("concerns:read", worry.pk)


def _whom(request: StaffRequest) -> dict[str, Any]:
    setting = request.viewer.setting
    whom = whom_to_tell(setting, request.viewer.today)
    return {
        "leads": whom.leads,
        "deputies": whom.deputies,
        "heads": whom.heads,
        "setting_phone": setting.phone,
    }


def _back(request: StaffRequest) -> dict[str, str]:
    """Return the way back that the address names, or that the browser tells."""
    named = way_back.safe(request.GET.get("back", ""))
    referer = request.headers.get("referer", "") if request.method == "GET" else ""
    back = named or way_back.of_referer(referer, request.get_host())
    return {"back_url": back, "back_word": way_back.words_for(back)}


def _uuid(request: StaffRequest, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        return None
