"""Pages on which families are asked, and on which one sees what became of it."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from families.asking import Asking
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal, WrongMove
from pastoral.ui.said import count_said
from sessions_app import allergies
from sessions_app.actions import asking, inviting
from sessions_app.forms.inviting import PersonForm, SendForm
from sessions_app.models import Afternoon
from sessions_app.reports import inviting as reports
from sessions_app.to_ask import ToAsk, kept_apart, to_ask

PER_PAGE = 50
BEFORE = {
    "will": "Will be asked",
    "will-not": "Will not be asked",
    "needs-you": "Need you first",
}
AFTER = {
    reports.SENT: "Sent",
    reports.WAITING: "Still waiting to go",
    reports.SKIPPED: "Not sent",
    reports.FAILED: "Failed",
    reports.UNSURE: "We are not sure",
}


def _afternoon(request: StaffRequest, afternoon_id: uuid.UUID) -> Afternoon:
    rows = Afternoon.objects.visible_to(request.viewer)
    return get_object_or_404(
        rows.select_related("setting__policy", "activity", "lead"), pk=afternoon_id
    )


@requires(Permission.INVITE_FAMILIES)
@require_http_methods(["GET", "POST"])
def afternoon_invite(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Who will be asked, who not and why, the very words; then what became of it."""
    afternoon = _afternoon(request, afternoon_id)
    if request.method == "POST":
        return _send(request, afternoon)
    in_english_too = request.GET.get("english") == "1"
    may_ask = afternoon.is_asking and afternoon.starts_at > timezone.now()
    found = to_ask(afternoon=afternoon, in_english_too=in_english_too) if may_ask else None
    form = PersonForm(request.GET or None, people=found.will if found else [])
    chosen = form.chosen()
    return render(
        request,
        "sessions_app/afternoon_invite.html",
        {
            "afternoon": afternoon,
            "found": found,
            "figures": reports.figures(afternoon) if afternoon.invited_at else None,
            "leaves_at": reports.leaves_at(afternoon) if afternoon.invited_at else None,
            "pairs": kept_apart(afternoon, found) if found else [],
            "in_english_too": in_english_too,
            "form": form,
            "preview": inviting.preview(afternoon=afternoon, asking=chosen) if chosen else None,
            "waits": inviting.waits(afternoon, found) if found else [],
            "cost": inviting.cost(afternoon, found) if found else None,
            "must_think": bool(found) and allergies.must_be_answered(afternoon),
            "may_open": request.viewer.can(Permission.PLAN_AFTERNOONS),
        },
    )


def _send(request: StaffRequest, afternoon: Afternoon) -> HttpResponse:
    form = SendForm(request.POST)
    in_english_too = form.is_valid() and form.cleaned_data["in_english_too"]
    try:
        done = inviting.invite(afternoon=afternoon, by=request.user, in_english_too=in_english_too)
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("afternoons:invite", afternoon.pk)
    if done.asked:
        messages.success(
            request, f"{count_said(done.asked, 'invitation is', 'invitations are')} on the way."
        )
    else:
        messages.info(
            request, "Everybody who may be asked has been asked already. Nobody got a second copy."
        )
    for sentence, count in done.not_written.most_common(3):
        messages.warning(
            request, f"Not sent to {count_said(count, 'person', 'people')}: {sentence}"
        )
    return redirect("afternoons:invite", afternoon.pk)


@requires(Permission.INVITE_FAMILIES)
def invite_list(request: StaffRequest, afternoon_id: uuid.UUID, which: str) -> HttpResponse:
    """The people behind one of the numbers, each with the reason."""
    afternoon = _afternoon(request, afternoon_id)
    number = request.GET.get("page")
    context: dict[str, object] = {"afternoon": afternoon, "which": which}
    if which in BEFORE:
        in_english_too = request.GET.get("english") == "1"
        found = to_ask(afternoon=afternoon, in_english_too=in_english_too)
        page = Paginator(_before(found, which), PER_PAGE).get_page(number)
        context |= {
            "title": BEFORE[which],
            "page": page,
            "query": "english=1&" if in_english_too else "",
            "may_see_why": request.viewer.can(Permission.SEE_WHY_ASKED),
        }
        return render(request, "sessions_app/invite_list_before.html", context)
    if which not in AFTER:
        raise Http404
    asked = Paginator(reports.list_of(afternoon, which), PER_PAGE).get_page(number)
    context |= {"title": AFTER[which], "page": asked, "lines": reports.lines(asked.object_list)}
    return render(request, "sessions_app/invite_list_after.html", context)


def _before(found: ToAsk, which: str) -> tuple[Asking, ...]:
    return {"will": found.will, "will-not": found.will_not, "needs-you": found.needs_first}[which]


@requires(Permission.INVITE_FAMILIES)
@require_POST
def afternoon_pairs(request: StaffRequest, afternoon_id: uuid.UUID) -> HttpResponse:
    """Say that somebody has thought of those who must not meet, so that the clock may ask."""
    afternoon = _afternoon(request, afternoon_id)
    asking.think_of_pairs(afternoon=afternoon, by=request.user)
    messages.success(request, "Thank you. The families are asked by themselves now.")
    return redirect("afternoons:detail", afternoon.pk)
