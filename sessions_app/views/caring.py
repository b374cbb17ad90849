"""After an afternoon: of whom we think, and what came of it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal
from pastoral.ui.said import count_said
from sessions_app import after, care, pulses
from sessions_app.actions import caring
from sessions_app.forms.caring import AGREE, LEAVE, SEND, DecideForm
from sessions_app.models import Afternoon, CareNote

P = Permission


@requires(P.SEND_CARE_NOTES)
@require_GET
def after_page(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Whom to think of, each with the very words, and what was decided already."""
    afternoon = _afternoon(request, afternoon_id)
    thoughts = care.thoughts(request.viewer, afternoon)
    decided = (
        CareNote.objects.visible_to(request.viewer)
        .filter(afternoon=afternoon)
        .exclude(state=CareNote.State.THOUGHT_OF)
        .select_related("household", "adult", "decided_by", "message")
        .order_by("decided_at")
    )
    reads_first = request.viewer.can(P.READ_PULSES)
    return render(
        request,
        "sessions_app/after.html",
        {
            "afternoon": afternoon,
            "thoughts": thoughts,
            "ready": sum(thought.may_go for thought in thoughts),
            "decided": decided,
            "came": after.came_of_it(afternoon),
            "reads_first": reads_first,
            "felt": pulses.felt(afternoon, smallest_group=request.viewer.policy.smallest_group)
            if reads_first
            else [],
            "written": pulses.written(afternoon, may_read_first=reads_first),
        },
    )


@requires(P.SEND_CARE_NOTES)
@require_POST
def care_decide(
    request: StaffRequest, afternoon_id: uuid.UUID, care_note_id: uuid.UUID
) -> HttpResponse:
    """Send one, leave it, or keep that somebody spoke to them."""
    afternoon = _afternoon(request, afternoon_id)
    notes = CareNote.objects.visible_to(request.viewer).filter(afternoon=afternoon)
    note = get_object_or_404(notes.select_related("adult"), pk=care_note_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise Http404
    decide = form.cleaned_data["decide"]
    try:
        if decide in (SEND, AGREE):
            agrees = decide == AGREE and request.viewer.can(P.READ_WORRIES)
            caring.send(note=note, by=request.user, may_agree=agrees)
            said = f"On its way to {note.adult.known_as}, in the next friendly hour."
        elif decide == LEAVE:
            caring.leave(note=note, by=request.user)
            said = f"Left. Nothing goes to {note.adult.known_as}."
        else:
            caring.spoke(note=note, line=form.cleaned_data["line"], by=request.user)
            said = f"Kept. Thank you for ringing {note.adult.known_as}."
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("afternoons:after", afternoon.pk)


@requires(P.SEND_CARE_NOTES)
@require_POST
def care_send_all(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Send every note that was on the page and can go, on one person’s word."""
    afternoon = _afternoon(request, afternoon_id)
    shown = set(request.POST.getlist("note"))
    sent, not_sent = 0, []
    for thought in care.thoughts(request.viewer, afternoon):
        if not thought.may_go or str(thought.note.pk) not in shown:
            continue
        try:
            caring.send(note=thought.note, by=request.user)
        except Refusal as refusal:
            not_sent.append(f"{thought.note.adult.known_as}: {refusal}")
        else:
            sent += 1
    if sent:
        messages.success(
            request, f"{count_said(sent, 'message')} on the way, in the next friendly hour."
        )
    for sentence in not_sent:
        messages.error(request, sentence)
    return redirect("afternoons:after", afternoon.pk)


def _afternoon(request: StaffRequest, afternoon_id: uuid.UUID) -> Afternoon:
    afternoons = Afternoon.objects.visible_to(request.viewer)
    return get_object_or_404(
        afternoons.select_related("setting__policy", "activity", "lead"), pk=afternoon_id
    )
