"""Pages on which afternoons are planned and looked after."""

import uuid
from datetime import date, datetime
from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal, WrongMove
from pastoral.ui.said import count_said, day_said, time_said
from sessions_app import after, allergies, coming, plan, terms
from sessions_app.actions import moving, series
from sessions_app.forms.planning import CancelForm, DetailsForm, MoveForm, SeriesForm
from sessions_app.models import Afternoon
from sessions_app.reports import inviting
from sessions_app.reports.activities import suggestions

PER_PAGE = 20
MOST_AHEAD = 60  # More than a year of Wednesdays.
State = Afternoon.State
P = Permission


@requires(Permission.SEE_AFTERNOONS)
def afternoon_list(request: StaffRequest) -> HttpResponse:
    """The next Wednesday large, then those to come, then those gone by."""
    viewer = request.viewer
    rows = Afternoon.objects.visible_to(viewer).select_related(
        "activity", "setting__policy", "series"
    )
    ahead = list(coming.with_answers(rows.upcoming(viewer.today))[:MOST_AHEAD])
    following = next((a for a in ahead if a.state != State.CANCELLED), None)
    gone_by = coming.with_answers(rows.filter(on__lt=viewer.today)).order_by("-on")
    return render(
        request,
        "sessions_app/afternoon_list.html",
        {
            "following": following,
            "step": _next_step(request, following) if following else None,
            "ahead": [a for a in ahead if a != following],
            "gone": Paginator(gone_by, PER_PAGE).get_page(request.GET.get("page")),
            "may_plan": viewer.can(Permission.PLAN_AFTERNOONS),
        },
    )


def _afternoon(request: StaffRequest, afternoon_id: uuid.UUID) -> Afternoon:
    rows = Afternoon.objects.visible_to(request.viewer).select_related(
        "setting__policy", "activity", "lead", "series", "allergens_answered_by"
    )
    return get_object_or_404(rows, pk=afternoon_id)


class Step(NamedTuple):
    """What to do next with an afternoon: the button's words, where it leads, and why."""

    words: str
    url: str
    why: str


def _next_step(request: StaffRequest, afternoon: Afternoon) -> Step | None:
    """Return the first thing to do with the afternoon that the viewer may do."""
    is_planned, asks = afternoon.state == State.PLANNED, afternoon.is_asking
    is_today, nobody_asked = afternoon.on == request.viewer.today, afternoon.invited_at is None
    may_open = "Families can be asked once it is open."
    ask_by = _ask_by(afternoon, request.viewer.today)
    steps = [
        (
            is_planned and not afternoon.activity,
            P.PLAN_AFTERNOONS,
            "Choose what we make",
            "edit",
            "",
        ),
        (is_planned, P.PLAN_AFTERNOONS, "Look it over and open it", "detail", may_open),
        (asks and is_today, P.KEEP_REGISTERS, "Open the register", "register", ""),
        (asks and nobody_asked, P.INVITE_FAMILIES, "Invite the families", "invite", ask_by),
        (asks, P.RECORD_ANSWERS, "See the answers", "answers", ""),
    ]
    for holds, permission, words, name, why in steps:
        if holds and request.viewer.can(permission):
            return Step(words, reverse(f"afternoons:{name}", args=[afternoon.pk]), why)
    return None


def _ask_by(afternoon: Afternoon, today: date, *, must_think: bool = False) -> str:
    """Say when the families are asked, and by whom: the clock, or a person."""
    if must_think:
        return "Nobody is asked before somebody has thought of the allergies."
    at = terms.invite_at(afternoon).astimezone(afternoon.setting.zone)
    if afternoon.series and afternoon.series.asks_by_itself and at > timezone.now():
        return f"The families are asked by themselves {_on(at, today)}, {time_said(at)}."
    if at.date() <= today:
        return "Nobody has been asked yet."
    return f"Families are best asked {_on(at, today)}."


def _on(at: datetime, today: date) -> str:
    day = day_said(at.date(), today)
    return day if day[:1].islower() else f"on {day}"


@requires(Permission.SEE_AFTERNOONS)
def afternoon_detail(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """One afternoon: its phases, what we make, who comes and what they need."""
    viewer = request.viewer
    afternoon = _afternoon(request, afternoon_id)
    may_plan = viewer.can(Permission.PLAN_AFTERNOONS)
    is_over = afternoon.ends_at <= timezone.now()
    watches = may_plan and not is_over and afternoon.state not in (State.HELD, State.CANCELLED)
    who = coming.who_is_coming(afternoon)
    warning = allergies.warning_for(afternoon) if watches else None
    must_think = bool(warning and warning.must_be_answered)
    return render(
        request,
        "sessions_app/afternoon_detail.html",
        {
            "afternoon": afternoon,
            "coming": who,
            "plan": plan.plan_of(afternoon, who, must_think=must_think),
            "shows_missing": watches,
            "warning": warning,
            "allergens": allergies.labels(allergies.allergens_of(afternoon)),
            "to_call": inviting.to_be_called(afternoon, viewer)
            if afternoon.state == State.CANCELLED
            else [],
            "may_plan": may_plan,
            "may_change": may_plan and afternoon.state not in (State.HELD, State.CANCELLED),
            "may_invite": viewer.can(Permission.INVITE_FAMILIES),
            "may_see_answers": viewer.can(Permission.RECORD_ANSWERS),
            "may_promise": viewer.can(Permission.KEEP_PROMISES),
            "may_see_who_declined": viewer.can(Permission.SEE_WHO_DECLINED),
            "may_keep_register": viewer.can(Permission.KEEP_REGISTERS)
            and afternoon.on <= viewer.today,
            "is_over": is_over,
            "came": after.came_of_it(afternoon) if afternoon.state == State.HELD else None,
            "may_think_of": afternoon.care_listed_at and viewer.can(P.SEND_CARE_NOTES),
            "ask_by": _ask_by(afternoon, viewer.today, must_think=must_think),
        },
    )


@requires(Permission.PLAN_AFTERNOONS)
def series_create(request: StaffRequest) -> HttpResponse:
    """Plan a season from one form; its days are shown before anything is kept."""
    form = SeriesForm(request.POST or None, viewer=request.viewer, initial={"lead": request.user})
    if form.is_valid():
        days = series.days_of(setting=request.viewer.setting, plan=form.plan())
        has_seen = "save" in request.POST and form.cleaned_data["seen"] == form.seen_days(days)
        with form.showing_refusals():
            if has_seen:
                made = series.plan_series(
                    setting=request.viewer.setting, plan=form.plan(), by=request.user,
                    instead=form.instead,
                )  # fmt: skip
                count = count_said(made.afternoons.count(), "afternoon is", "afternoons are")
                messages.success(request, f"{count.capitalize()} planned.")
                return redirect("afternoons:list")
        form.show(days)
    return render(request, "sessions_app/series_create.html", {"form": form, "days": form.days})


@requires(Permission.PLAN_AFTERNOONS)
def afternoon_edit(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Change one afternoon without anybody being told."""
    afternoon = _afternoon(request, afternoon_id)
    form = DetailsForm(request.POST or None, viewer=request.viewer, afternoon=afternoon)
    if form.is_valid():
        with form.showing_refusals():
            series.change(afternoon=afternoon, details=form.details(), by=request.user)
            messages.success(request, "Saved. The other afternoons stay as they are.")
            return redirect("afternoons:detail", afternoon.pk)
    shown = {
        "form": form,
        "afternoon": afternoon,
        "suggestions": suggestions(afternoon, request.viewer),
    }
    return render(request, "sessions_app/afternoon_edit.html", shown)


@requires(Permission.PLAN_AFTERNOONS)
def afternoon_move(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Move one afternoon to another day, and tell those who know of it."""
    afternoon = _afternoon(request, afternoon_id)
    form = MoveForm(
        request.POST or None, initial={"on": afternoon.on, "coffee_at": afternoon.coffee_at}
    )
    if form.is_valid():
        with form.showing_refusals():
            moved = moving.move(
                afternoon=afternoon, on=form.cleaned_data["on"],
                coffee_at=form.cleaned_data["coffee_at"], by=request.user,
            )  # fmt: skip
            messages.success(request, f"It is moved. {_told_said(moved)}")
            return redirect("afternoons:detail", afternoon.pk)
    return render(
        request, "sessions_app/afternoon_move.html", {"form": form, "afternoon": afternoon}
    )


@requires(Permission.PLAN_AFTERNOONS)
def afternoon_cancel(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Call one afternoon off, with a reason, and tell each who knew of it once."""
    afternoon = _afternoon(request, afternoon_id)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            off = moving.cancel(
                afternoon=afternoon, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(request, f"It is called off. {_told_said(off)}")
            return redirect("afternoons:detail", afternoon.pk)
    context = {"form": form, "afternoon": afternoon, "is_over": afternoon.ends_at <= timezone.now()}
    return render(request, "sessions_app/afternoon_cancel.html", context)


def _told_said(change: moving.Told) -> str:
    if not change.told and not change.to_call:
        return "Nobody had been told of it yet."
    told = count_said(change.told, "person is", "people are").capitalize()
    if not change.to_call:
        return f"{told} told by a message."
    return f"{told} told by a message; {count_said(change.to_call, 'person needs', 'people need')} a call."


@requires(Permission.PLAN_AFTERNOONS)
@require_POST
def afternoon_open(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Open a planned afternoon."""
    afternoon = _afternoon(request, afternoon_id)
    try:
        series.open_afternoon(afternoon=afternoon, by=request.user)
        messages.success(request, "It is open: families can be asked now.")
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("afternoons:detail", afternoon.pk)


@requires(Permission.PLAN_AFTERNOONS)
@require_POST
def afternoon_allergens(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Say that somebody has thought of the allergies."""
    afternoon = _afternoon(request, afternoon_id)
    series.answer_allergens(afternoon=afternoon, by=request.user)
    messages.success(request, "Thank you. Your name and the time stand beside it.")
    return redirect("afternoons:detail", afternoon.pk)


@requires(Permission.PLAN_AFTERNOONS)
@require_POST
def afternoon_held(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Say that an afternoon without a register took place."""
    afternoon = _afternoon(request, afternoon_id)
    try:
        series.say_held(afternoon=afternoon, by=request.user)
        messages.success(request, "Thank you. It counts as held.")
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("afternoons:detail", afternoon.pk)
