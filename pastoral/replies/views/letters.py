"""Letters to print: made ready first, so that the link in each opens; then a page or a PDF."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.outbox.models import Channel
from pastoral.refusals import Refusal
from pastoral.replies import by_hand, letters
from pastoral.replies.actions import doing_by_hand as actions
from pastoral.replies.by_hand import ByHand
from pastoral.replies.letters import Sheet
from sessions_app.models import Afternoon


@require_POST
@requires(Permission.RECORD_ANSWERS)
def letter_ready(request: StaffRequest, message_id: uuid.UUID) -> HttpResponse:
    """Make one letter ready, and lead to it."""
    mine = by_hand.visible_to(request.viewer).filter(channel=Channel.LETTER)
    (row,) = by_hand.with_whom([get_object_or_404(mine, pk=message_id)])
    return _made_ready(request, [row], row.invitation.afternoon_id, only=str(message_id))


@require_POST
@requires(Permission.RECORD_ANSWERS)
def letters_ready(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Make all the letters of an afternoon ready, and lead to them."""
    _afternoon(request, afternoon_id)
    return _made_ready(request, by_hand.letters_of(request.viewer, afternoon_id), afternoon_id)


@require_safe
@requires(Permission.RECORD_ANSWERS)
def letter_page(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """The letters that are ready, a sheet of paper each."""
    afternoon, only = _afternoon(request, afternoon_id), request.GET.get("only", "")
    shown = {"sheets": _sheets(request, afternoon_id), "afternoon": afternoon, "only": only}
    return render(request, "replies/letters.html", {**shown, "why_no_pdf": ""})


@require_safe
@requires(Permission.RECORD_ANSWERS)
def letter_pdf(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """The same letters as a PDF; where this machine can't make one, the page with a sentence."""
    afternoon = _afternoon(request, afternoon_id)
    sheets = _sheets(request, afternoon_id)
    try:
        made = letters.pdf_of(sheets) if sheets else b""
    except Refusal as refusal:
        shown = {"sheets": sheets, "afternoon": afternoon, "only": "", "why_no_pdf": str(refusal)}
        return render(request, "replies/letters.html", shown)
    if not sheets:
        return redirect("replies:letters", afternoon_id)
    name = f"letters-{afternoon.on:%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _made_ready(
    request: StaffRequest, rows: list[ByHand], afternoon_id: uuid.UUID, only: str = ""
) -> HttpResponse:
    try:
        actions.letters_ready(messages=[row.message for row in rows], by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("replies:by-hand")
    url = reverse("replies:letters", args=[afternoon_id])
    return redirect(f"{url}?only={only}" if only else url)


def _sheets(request: StaffRequest, afternoon_id: uuid.UUID) -> list[Sheet]:
    setting = request.viewer.setting
    rows = by_hand.letters_of(request.viewer, afternoon_id, request.GET.get("only", ""))
    ready = [row for row in rows if row.is_ready]
    return [letters.sheet_of(row, setting.place, setting.phone) for row in ready]


def _afternoon(request: StaffRequest, afternoon_id: uuid.UUID) -> Afternoon:
    return get_object_or_404(Afternoon.objects.visible_to(request.viewer), pk=afternoon_id)
