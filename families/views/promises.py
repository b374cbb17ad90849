"""Pages about promises: whose they are, making one, and what came of it."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from families import actions, finding, promising
from families.covering import stand_in_on
from families.forms import promises as forms
from families.models import Child, Household, Promise
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.ui.forms import HouseForm
from pastoral.ui.said import day_said

P = Permission
ALL = "all"
KEPT, NOT_NEEDED, HAND_ON = "save", "not_needed", "hand_on"  # The three buttons.


@requires(P.KEEP_PROMISES)
def promise_list(request: StaffRequest) -> HttpResponse:
    """What is mine to keep today, overdue first; for who looks after all, by owner."""
    viewer = request.viewer
    may_see_all = promising.looks_after_all(viewer)
    is_all = may_see_all and request.GET.get("whose") == ALL
    stand_in = stand_in_on(viewer.today, viewer.user, viewer.setting)
    shown = {
        "is_all": is_all,
        "may_see_all": may_see_all,
        "promises": [] if is_all else list(promising.theirs(viewer)),
        "owned": promising.everybodys(viewer) if is_all else [],
        "stand_in": stand_in if stand_in != viewer.user else None,
    }
    return render(request, "families/promise_list.html", shown)


@requires(P.KEEP_PROMISES)
def promise_add(request: StaffRequest) -> HttpResponse:
    """Keep in mind what we said we would do; ?family= and ?made_in= say what is known."""
    viewer, household = request.viewer, _family_asked_for(request)
    mine = Household.objects.writable_by(viewer)
    here = finding.families_for(viewer).filter(setting=viewer.setting)
    form = forms.PromiseForm(
        request.POST or None,
        today=viewer.today,
        families=mine.filter(pk=household.pk) if household else here,
        children=_children_of(request, household) if household else None,
        owners=promising.colleagues(viewer),
        initial={
            "family": household,
            "owner": viewer.user.pk,
            "when": forms.A_WEEK,
            "made_in": _made_in(request),
        },
    )
    if form.is_valid():
        with form.showing_refusals():
            typed = form.promise()
            made_in_id = _made_in_id(request, typed["made_in"])
            promise = actions.make_promise(by=request.user, made_in_id=made_in_id, **typed)
            messages.success(request, f"It is kept in mind for {_day(request, promise)}.")
            return redirect(promise.household)
    return render(request, "families/promise_add.html", {"form": form, "household": household})


@requires(P.KEEP_PROMISES)
def promise_close(request: StaffRequest, promise_id: uuid.UUID) -> HttpResponse:
    """Say what came of a promise: done, not needed any more, or handed on."""
    viewer = request.viewer
    seen = promising.shown_to(viewer, promising.closable_by(viewer))
    promise = get_object_or_404(seen, pk=promise_id)
    if request.method == "GET" and promise.state != Promise.State.OPEN:
        messages.info(request, "This promise is closed already.")
        return redirect(_back(request, promise))
    pressed = ""
    if request.method == "POST":
        pressed = next((name for name in (NOT_NEEDED, HAND_ON) if name in request.POST), KEPT)
    three = _three(request, promise, pressed)
    if pressed and three[pressed].is_valid():
        with three[pressed].showing_refusals():
            messages.success(request, _close(request, promise, three[pressed]))
            return redirect(_back(request, promise))
    shown = {
        "kept": three[KEPT],
        "not_needed": three[NOT_NEEDED],
        "hand_on": three[HAND_ON],
        "promise": promise,
        "pressed": pressed,
        "wrong": three[pressed or KEPT],
        "back_url": _back(request, promise),
    }
    return render(request, "families/promise_close.html", shown)


def _three(request: StaffRequest, promise: Promise, pressed: str) -> dict[str, HouseForm]:
    """Return the three ways to close it, the one that was pressed with what was typed."""
    typed = {pressed: request.POST}
    today = request.viewer.today
    return {
        KEPT: forms.KeptForm(typed.get(KEPT)),
        NOT_NEEDED: forms.NotNeededForm(typed.get(NOT_NEEDED)),
        HAND_ON: forms.HandOnForm(
            typed.get(HAND_ON),
            today=today,
            owners=promising.colleagues(request.viewer).exclude(pk=promise.owner_id),
            initial={"due_on": max(promise.due_on, today)},
        ),
    }


def _close(request: StaffRequest, promise: Promise, form: HouseForm) -> str:
    """Close it the way that was pressed; return what to say of it."""
    typed, who, by = form.cleaned_data, promise.household, request.user
    if isinstance(form, forms.HandOnForm):
        new = actions.hand_promise_on(promise=promise, by=by, **typed)
        return f"{new.owner.first_name} has it now, for {_day(request, new)}. Tell them, too."
    if isinstance(form, forms.NotNeededForm):
        actions.let_promise_go(promise=promise, why=typed["why"], by=by)
        return f"“{promise.what}” for {who} is not needed any more."
    actions.keep_promise(promise=promise, result=typed["result"], by=by)
    return f"Done: “{promise.what}” for {who}. Thank you."


def _family_asked_for(request: StaffRequest) -> Household | None:
    """Return the family the address names, if the viewer may write of it."""
    key = _uuid(request, "family")
    mine = Household.objects.writable_by(request.viewer)
    return get_object_or_404(mine, pk=key) if key else None


def _children_of(request: StaffRequest, household: Household) -> QuerySet[Child]:
    at_home = household.members.current(request.viewer.today)
    return Child.objects.visible_to(request.viewer).filter(pk__in=at_home.values("child"))


def _made_in(request: StaffRequest) -> str:
    asked = request.GET.get("made_in", "")
    return asked if asked in dict(forms.PLACES) else Promise.MadeIn.OTHER


def _made_in_id(request: StaffRequest, made_in: Promise.MadeIn) -> uuid.UUID | None:
    """Return the afternoon the address names, while it is still said to be made on one."""
    is_afternoon = made_in == _made_in(request) == Promise.MadeIn.AFTERNOON
    return _uuid(request, "from") if is_afternoon else None


def _uuid(request: StaffRequest, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _back(request: StaffRequest, promise: Promise) -> str:
    """Return the page one came from: the first page, the family’s, or the list."""
    mine = reverse("families:promises")
    places = {
        "home": reverse("desk:home"),
        "family": promise.household.get_absolute_url(),
        ALL: f"{mine}?whose={ALL}",
    }
    return places.get(request.GET.get("back", ""), mine)


def _day(request: StaffRequest, promise: Promise) -> str:
    return day_said(promise.due_on, request.viewer.today)
