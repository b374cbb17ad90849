"""Letters and calls: who waits for one and why, and what came of it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.outbox.models import Message
from pastoral.refusals import Refusal, WrongMove
from pastoral.replies import by_hand, seats
from pastoral.replies.actions import doing_by_hand as actions

SAID = {
    "held": "Kept. A lead decides about this one; please say “we’ll be in touch”.",
    "waitlisted": "Kept. The room is full or others wait, so they are on the waiting list.",
}


@require_safe
@requires(Permission.RECORD_ANSWERS)
def by_hand_list(request: StaffRequest) -> HttpResponse:
    """Everything a person says or gives, one's own first; and the seats to ring about."""
    rows = by_hand.to_do(request.viewer)
    mine, others = by_hand.mine_first(rows, request.viewer)
    letters = {
        row.invitation.afternoon_id: row.invitation.afternoon for row in rows if row.is_letter
    }
    shown = {
        "mine": mine,
        "others": others,
        "letters": list(letters.values()),
        "seats": seats.to_ring(request.viewer, timezone.now()),
        "may_give_seats": request.viewer.can(Permission.DECIDE_HELD),
    }
    return render(request, "replies/by_hand.html", shown)


@require_POST
@requires(Permission.RECORD_ANSWERS)
def called(request: StaffRequest, message_id: uuid.UUID) -> HttpResponse:
    """Keep what came of a call."""
    message = _message(request, message_id)
    said = request.POST.get("said", "")
    try:
        state = actions.called(message=message, said=said, by=request.user)
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        tried = "Kept. The call stays here to be made." if said == actions.NOT_REACHED else ""
        messages.success(request, tried or SAID.get(state, "Thank you. It is kept."))
    return redirect("replies:by-hand")


@require_POST
@requires(Permission.RECORD_ANSWERS)
def given(request: StaffRequest, message_id: uuid.UUID) -> HttpResponse:
    """Keep that a letter was given."""
    try:
        actions.given(message=_message(request, message_id), by=request.user)
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Thank you. The letter is kept as given.")
    return redirect("replies:by-hand")


@require_POST
@requires(Permission.RECORD_ANSWERS)
def dropped(request: StaffRequest, message_id: uuid.UUID) -> HttpResponse:
    """Say that a call or a letter is not needed."""
    actions.not_needed(message=_message(request, message_id), by=request.user)
    messages.success(request, "It is taken off the list.")
    return redirect("replies:by-hand")


def _message(request: StaffRequest, message_id: uuid.UUID) -> Message:
    return get_object_or_404(by_hand.visible_to(request.viewer), pk=message_id)
