"""What families wrote: read by a lead, released or kept back, and chosen for governors."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.periods import Kind, Period, periods_of
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal, WrongMove
from sessions_app import voices
from sessions_app.actions import voices as actions
from sessions_app.forms.voices import YesForm
from sessions_app.models import Afternoon, Pulse, Quote

P = Permission
DONE: dict[str, tuple[Callable[..., Any], str]] = {
    "release": (actions.release, "Colleagues may read it now."),
    "keep-back": (actions.keep_back, "Kept back. Only leads read it."),
    "choose": (actions.choose, "Chosen for the governors’ page."),
    "put-back": (actions.put_back, "No longer on the governors’ page. The yes stands."),
    "withdraw": (actions.withdraw, "Written down. The words are shown no more."),
}


@requires(P.READ_PULSES)
@require_safe
def voice_list(request: StaffRequest) -> HttpResponse:
    """What was written, unread first, and how it felt this term."""
    term = _term(request)
    felt = voices.felt_in(request.viewer.setting, term.first_on, term.last_on) if term else []
    shown = {
        "term": term,
        "felt": felt,
        "voices": voices.written_in(request.viewer),
        "most": request.viewer.policy.quotes_shown,
    }
    return render(request, "sessions_app/voice_list.html", shown)


@requires(P.READ_PULSES)
@require_POST
def voice_decide(request: StaffRequest, pulse_id: int, do: str) -> HttpResponse:
    """Release words or keep them back, choose them or put them back, or take a yes back."""
    if do not in DONE:
        raise Http404
    act, said = DONE[do]
    return _done(request, lambda: act(pulse=_pulse(request, pulse_id), by=request.user), said)


@requires(P.READ_PULSES)
@require_POST
def voice_yes(request: StaffRequest, pulse_id: int) -> HttpResponse:
    """Write down that somebody said their words may be shown, and how they said it."""
    pulse = _pulse(request, pulse_id)
    form = YesForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say first how they said yes.")
        return redirect("afternoons:voices")
    said = Quote.Said(form.cleaned_data["said"])
    return _done(
        request,
        lambda: actions.record_yes(pulse=pulse, said=said, by=request.user),
        "Their yes is written down, with your name.",
    )


def _done(request: StaffRequest, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("afternoons:voices")


def _pulse(request: StaffRequest, pulse_id: int) -> Pulse:
    afternoons = Afternoon.objects.visible_to(request.viewer)
    rows = Pulse.objects.filter(afternoon__in=afternoons).select_related("afternoon__setting")
    return get_object_or_404(rows, pk=pulse_id)


def _term(request: StaffRequest) -> Period | None:
    """The term that runs, or the last there was."""
    half_terms = calendar_of(request.viewer.setting).half_terms
    begun = periods_of(half_terms, request.viewer.today)
    return next((period for period in begun if period.kind == Kind.TERM), None)
