"""What waits, what failed, and what nobody knows about: shown to a person (rule 31)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.outbox import actions
from pastoral.outbox.models import Message, MessageQuerySet
from pastoral.refusals import Refusal, WrongMove

A_PAGE = 50
NEEDS_YOU, WAITING, SENT, NOT_SENT = "needs-you", "waiting", "sent", "not-sent"
LISTS = {NEEDS_YOU: "Needs you", WAITING: "Waiting", SENT: "Sent", NOT_SENT: "Not sent"}


@require_safe
@requires(Permission.INVITE_FAMILIES)
def message_list(request: StaffRequest) -> HttpResponse:
    """The setting's messages: first those that need a person."""
    which = request.GET.get("list", NEEDS_YOU)
    which = which if which in LISTS else NEEDS_YOU
    mine = Message.objects.visible_to(request.viewer)
    leaves_at = mine.waiting().aggregate(first=Min("not_before"))["first"]
    page = Paginator(_listed(mine, which), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "outbox/message_list.html",
        {
            "page": page,
            "which": which,
            "lists": LISTS.items(),
            "waiting": mine.waiting().count(),
            "leaves_at": leaves_at if leaves_at and leaves_at > timezone.now() else None,
            "needs_you": mine.needs_person().count(),
            "unsure": Message.State.UNSURE,
            "failed": Message.State.FAILED_PERMANENT,
        },
    )


@require_POST
@requires(Permission.INVITE_FAMILIES)
def message_settle(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Say whether a message of which nobody knows did arrive."""
    message = get_object_or_404(Message.objects.visible_to(request.viewer), pk=message_id)
    arrived = request.POST.get("arrived") == "yes"
    actions.resolve_unsure(message=message, arrived=arrived, by=request.user)
    messages.success(
        request, "Thank you. It is kept as sent." if arrived else "It will not be sent by itself."
    )
    return redirect("outbox:list")


@require_POST
@requires(Permission.INVITE_FAMILIES)
def message_try_again(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Send a message that failed once more."""
    message = get_object_or_404(Message.objects.visible_to(request.viewer), pk=message_id)
    try:
        actions.retry_failed(message=message, by=request.user)
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It goes out again in the next friendly hour.")
    return redirect("outbox:list")


def _listed(mine: MessageQuerySet, which: str) -> MessageQuerySet:
    if which == WAITING:
        return mine.waiting().order_by("not_before", "pk")
    if which == SENT:
        return mine.filter(state__in=Message.WENT).order_by("-sent_at", "-pk")
    if which == NOT_SENT:
        return mine.filter(state__in=Message.NOT_SENT)
    return mine.needs_person()
