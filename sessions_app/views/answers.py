"""Who answered what to an afternoon, and the answers that came by another door."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal
from sessions_app import answers, coming, waiting
from sessions_app.actions import answering, seats
from sessions_app.forms.answers import RecordForm
from sessions_app.models import Afternoon, Invitation
from sessions_app.models.invitations import AnswerWord, Via

SAVED = {
    "held": "Saved. A lead decides about this one; please say “we’ll be in touch”.",
    "waitlisted": "Saved. The room is full or others wait, so they are on the waiting list.",
}


@requires(Permission.SEE_AFTERNOONS)
@require_GET
def answer_list(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Who said what, by family; those who may not see who declined see how many."""
    viewer, afternoon = request.viewer, _afternoon(request, afternoon_id)
    sees_names = viewer.can(Permission.SEE_WHO_DECLINED)
    who, gives_seats = coming.who_is_coming(afternoon), viewer.can(Permission.DECIDE_HELD)
    return render(
        request,
        "sessions_app/answers.html",
        {
            "afternoon": afternoon,
            "coming": who,
            "waiting": waiting.waiting_for(afternoon, viewer)
            if gives_seats and afternoon.is_asking
            else None,
            "lines": answers.lines(afternoon, viewer) if sees_names else [],
            "sees_names": sees_names,
            "smallest": viewer.policy.smallest_count,
            "may_record": viewer.can(Permission.RECORD_ANSWERS) and afternoon.is_asking,
        },
    )


@requires(Permission.RECORD_ANSWERS)
def answer_record(
    request: StaffRequest, afternoon_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    """Write down what somebody said by phone, in person, by text or on paper."""
    invitation = _invitation(request, afternoon_id, invitation_id)
    form = RecordForm(request.POST or None, invitation=invitation)
    if form.is_valid():
        with form.showing_refusals():
            state = answering.record_answer(
                invitation=invitation,
                word=AnswerWord(form.cleaned_data["answer"]),
                via=Via(form.cleaned_data["via"]),
                details=form.details(),
                by=request.user,
            )
            messages.success(
                request, SAVED.get(state, f"{invitation.adult.known_as}’s answer is saved.")
            )
            return redirect("afternoons:answers", afternoon_id)
    may_decide = invitation.state == "held" and request.viewer.can(Permission.DECIDE_HELD)
    shown = {"invitation": invitation, "form": form, "may_decide": may_decide}
    return render(request, "sessions_app/answer_record.html", shown)


@requires(Permission.DECIDE_HELD)
@require_POST
def answer_decide(
    request: StaffRequest, afternoon_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    """Settle an answer that was held (rule 17), or give a free seat to who waits (rule 35)."""
    invitation = _invitation(request, afternoon_id, invitation_id)
    answer, name = request.POST.get("answer"), invitation.adult.known_as
    said = f"Decided. Please tell {name} by voice."
    try:
        if answer == "pass-on":
            seats.pass_on(invitation=invitation, by=request.user)
            said = "The seat goes to the next in line. They stay on the list."
        elif answer == "seat":
            state = answering.give_seat(invitation=invitation, by=request.user)
            said = SAVED.get(state, f"{name} has a seat now. Please tell them.")
        else:
            word = AnswerWord.YES if answer == "yes" else AnswerWord.NO
            answering.decide(invitation=invitation, word=word, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("afternoons:answers", afternoon_id)


def _afternoon(request: StaffRequest, afternoon_id: uuid.UUID) -> Afternoon:
    afternoons = Afternoon.objects.visible_to(request.viewer).select_related("setting__policy")
    return get_object_or_404(afternoons, pk=afternoon_id)


def _invitation(
    request: StaffRequest, afternoon_id: uuid.UUID, invitation_id: uuid.UUID
) -> Invitation:
    asked = Invitation.objects.visible_to(request.viewer).asked()
    theirs = asked.select_related("adult", "household", "afternoon__setting")
    return get_object_or_404(theirs, pk=invitation_id, afternoon=afternoon_id)
