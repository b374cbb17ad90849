"""The texts a person has to read, and what they do about each."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.outbox.models import InboundMessage
from pastoral.outbox.timing import Hours
from pastoral.refusals import Refusal, WrongMove
from pastoral.replies import inbox
from pastoral.replies.actions import seeing_to
from pastoral.replies.forms import WordsForm

A_PAGE = 50
WAITING, SEEN_TO = "waiting", "seen-to"
LISTS = {WAITING: "Waiting for a person", SEEN_TO: "Seen to"}
SAID = {
    "held": "Saved. A lead decides about this one; please say “we’ll be in touch”.",
    "waitlisted": "Saved. The room is full or others wait, so they are on the waiting list.",
}


@require_safe
@requires(Permission.RECORD_ANSWERS)
def text_list(request: StaffRequest) -> HttpResponse:
    """Texts that came in: first those that wait for a person, the newest first."""
    which = request.GET.get("list", WAITING)
    which = which if which in LISTS else WAITING
    rows = (inbox.waiting if which == WAITING else inbox.seen_to)(request.viewer)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now() if which == WAITING else None
    shown: dict[str, object] = {
        "page": page,
        "texts": inbox.with_who(list(page.object_list), request.viewer.today, now),
        "which": which,
        "lists": LISTS.items(),
        "waits": which == WAITING,
    }
    if which == WAITING:  # The menu need not count them again.
        shown["texts_waiting"] = page.paginator.count
    return render(request, "replies/text_list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_ANSWERS)
def text_read(request: StaffRequest, text_id: uuid.UUID) -> HttpResponse:
    """One text: who it is, what is open for them, and an answer in one's own words."""
    text = _text(request, text_id)
    form, looked = WordsForm(request.POST or None), None
    if form.is_valid():
        words = form.cleaned_data["words"]
        with form.showing_refusals():
            if "send" in request.POST:
                seeing_to.answer(text=text, words=words, by=request.user)
                messages.success(request, "Your text goes out in the next friendly hour.")
                return redirect("replies:texts")
            looked = seeing_to.look_at(text=text, words=words)
    now = timezone.now()
    (one,) = inbox.with_who([text], request.viewer.today, now)
    leaves_at = Hours.of(request.viewer.setting).next_allowed(now)
    shown = {
        "one": one,
        "questions": [(q, q.title(request.viewer.today)) for q in one.open],
        "form": form,
        "looked": looked,
        "leaves_at": leaves_at if leaves_at > now else None,
        "is_open": text.answered_at is None and bool(text.why_person),
        "before": inbox.before(text),
    }
    return render(request, "replies/text_read.html", shown)


@require_POST
@requires(Permission.RECORD_ANSWERS)
def text_record(request: StaffRequest, text_id: uuid.UUID) -> HttpResponse:
    """Keep a text as the answer to one thing that is open."""
    text = _text(request, text_id)
    about, _, word = request.POST.get("answer", "").partition(":")
    question = inbox.question_for(text, about, timezone.now())
    if question is None:
        raise Http404
    try:
        state = seeing_to.record(text=text, question=question, word=word, by=request.user)
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("replies:text", text_id)
    name = question.adult.known_as
    messages.success(request, SAID.get(state, f"{name}’s answer is saved."))
    return redirect("replies:texts")


@require_POST
@requires(Permission.RECORD_ANSWERS)
def text_nothing(request: StaffRequest, text_id: uuid.UUID) -> HttpResponse:
    """Say that there is nothing to do about a text."""
    seeing_to.needs_nothing(text=_text(request, text_id), by=request.user)
    messages.success(request, "Thank you. It is kept with the texts that were seen to.")
    return redirect("replies:texts")


def _text(request: StaffRequest, text_id: uuid.UUID) -> InboundMessage:
    texts = inbox.visible_to(request.viewer).select_related("setting__policy", "answered_by")
    return get_object_or_404(texts, pk=text_id)
