"""Asking how it was, for staff: the square for the wall, paper sheets, and what was written."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral import languages
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal
from pastoral.ui.paper import square_of
from sessions_app import pulses
from sessions_app.actions import pulses as actions
from sessions_app.actions import voices
from sessions_app.forms.pulses import PaperForm
from sessions_app.models import Afternoon, Pulse

A_SHEET = range(4)


@requires(Permission.KEEP_REGISTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def pulse_square(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """The square to scan, for a tablet or the wall, in the languages of those who come."""
    afternoon = _afternoon(request, afternoon_id)
    if request.method == "POST":
        try:
            actions.lay(afternoon=afternoon, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("afternoons:pulse", afternoon.pk)
    link = pulses.link_of(afternoon) if afternoon.pulse_digest else ""
    return render(
        request,
        "sessions_app/pulse_square.html",
        {
            "afternoon": afternoon,
            "square": square_of(link) if link else "",
            "link": link.partition("://")[2],
            "spoken": pulses.in_the_languages_of(afternoon),
        },
    )


@requires(Permission.KEEP_REGISTERS)
@require_safe
def pulse_sheets(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """The same four questions on paper, four to a sheet, in one language."""
    afternoon = _afternoon(request, afternoon_id)
    packs = languages.packs()
    pack = packs.get(request.GET.get("in", "")) or packs[languages.ENGLISH]
    with translation.override(pulses.code_of(pack)):
        words = {
            "heading": translation.gettext(pulses.HEADING),
            "questions": [translation.gettext(question) for question in pulses.QUESTIONS.values()],
            "felt": [translation.gettext(word) for _value, word in Pulse.Felt.choices],
            "more": translation.gettext("Would you like to say more? No names, please."),
            "quote": translation.gettext("You may show my words to others, without my name."),
        }
    return render(
        request,
        "sessions_app/pulse_sheets.html",
        {"afternoon": afternoon, "pack": pack, "packs": packs.values(), "words": words,
         "language": pulses.code_of(pack), "sheets": A_SHEET},
    )  # fmt: skip


@requires(Permission.KEEP_REGISTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def pulse_enter(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Put in what stands on a sheet of paper, one after the other."""
    afternoon = _afternoon(request, afternoon_id)
    form = PaperForm(request.POST or None)
    if form.is_valid():
        try:
            actions.enter(afternoon=afternoon, said=form.said(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Put in. The next sheet, or go back to the afternoon.")
            return redirect("afternoons:pulse-enter", afternoon.pk)
    return render(request, "sessions_app/pulse_enter.html", {"form": form, "afternoon": afternoon})


@requires(Permission.READ_PULSES)
@require_POST
def pulse_release(request: StaffRequest, afternoon_id: uuid.UUID, pulse_id: int) -> HttpResponse:
    """Let colleagues read what the lead has read."""
    afternoon = _afternoon(request, afternoon_id)
    pulse = get_object_or_404(Pulse.objects.filter(afternoon=afternoon), pk=pulse_id)
    voices.release(pulse=pulse, by=request.user)
    messages.success(request, "Colleagues may read it now.")
    return redirect("afternoons:after", afternoon.pk)


def _afternoon(request: StaffRequest, afternoon_id: uuid.UUID) -> Afternoon:
    afternoons = Afternoon.objects.visible_to(request.viewer)
    return get_object_or_404(afternoons.select_related("setting__policy"), pk=afternoon_id)
