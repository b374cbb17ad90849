"""What a phone keeps and sends: the worker, the one road in, and what was refused."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.models import Household
from pastoral.accounts.permissions import StaffRequest, public, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer, viewer_for
from pastoral.accounts.views.keeping import worker_of
from pastoral.refusals import Refusal
from visits import actions
from visits.actions import Sent
from visits.forms.log import LogForm, OneVisitForm, VisitForm
from visits.forms.phone import PhoneItemForm, words_in
from visits.models import HomeVisit, PhoneItem
from visits.views.logs import family_named, may_log, may_press, refused_before

BAD, SOMEBODY_ELSES = 400, 409
Kind, State = PhoneItem.Kind, PhoneItem.State


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that answers for pages of visits when the network does not."""
    return worker_of(
        request,
        pages=r"^\/visits\/(day|log|[0-9a-f-]{36}\/log)\/$",
        home=reverse("visits:day"),
        home_word="My day",
        has="Your day and the logs of its visits are, if you opened it this morning;"
        " what you wrote is kept.",
    )


@requires(Permission.RECORD_VISITS)
@require_http_methods(["GET", "POST"])
def sync(request: StaffRequest) -> HttpResponse:
    """Tell a phone who is signed in, and take one of the items it kept."""
    if request.method == "POST":
        return _taken(request)
    return JsonResponse(
        {
            "csrf": get_token(request),
            "staff": str(request.user.pk),
            "now": timezone.now().isoformat(),
            "needs_you": _needs_you(request),
        }
    )


def _needs_you(request: StaffRequest) -> int:
    """Return how many of her items the server refused and nobody dealt with."""
    return PhoneItem.objects.visible_to(request.viewer).refused().count()


def _taken(request: StaffRequest) -> HttpResponse:
    form = PhoneItemForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"sentence": "This can’t be read."}, status=BAD)
    if form.cleaned_data["owner"] != request.user.pk:
        return JsonResponse({"sentence": "This is a colleague’s."}, status=SOMEBODY_ELSES)
    is_new = not PhoneItem.objects.filter(pk=form.cleaned_data["key"]).exists()
    try:
        kept = actions.take(item=_sent(request, form.cleaned_data), by=request.user)
    except Refusal as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=SOMEBODY_ELSES)
    if is_new and kept.kind == Kind.LOG and kept.visit and not kept.sentence:
        messages.success(request, f"Saved. Thank you for going to see {kept.visit.household}.")
    said = "refused" if kept.sentence else "taken"
    where = reverse("visits:detail", args=[kept.visit_id]) if kept.visit_id else ""
    return JsonResponse(
        {
            "state": said,
            "sentence": kept.sentence,
            "url": where,
            "needs_you": _needs_you(request),
        }
    )


def _sent(request: StaffRequest, said: dict[str, Any]) -> Sent:
    """Return the item with what it is about, as far as it is there and theirs."""
    named = HomeVisit.objects.filter(pk=said["visit"]).first() if said["visit"] else None
    words = QueryDict(said["body"], mutable=True)
    viewer = _viewer_at(request, named.setting_id if named else _setting_of(words))
    theirs = may_log(viewer) if said["kind"] == Kind.LOG else may_press(viewer)
    visit = theirs.filter(pk=said["visit"]).first()
    log, wrong, uses = None, "", None
    if said["kind"] == Kind.LOG:
        form = _log_form(viewer, visit, said, words)
        if form is None or not viewer.can(Permission.RECORD_VISITS):
            wrong = actions.NOT_THERE
        elif form.is_valid():
            log = form.log()  # type: ignore[attr-defined]
            uses = refused_before(request, form)
        else:
            wrong = " ".join(str(each) for errors in form.errors.values() for each in errors)
    return Sent(
        key=said["key"], kind=Kind(said["kind"]), pressed_at=said["pressed_at"],
        setting=viewer.setting, visit=visit, body=said["body"], log=log, wrong=wrong, uses=uses,
    )  # fmt: skip


def _setting_of(words: QueryDict) -> uuid.UUID | None:
    """Return where the family is that a log of no visit names."""
    try:
        key = uuid.UUID(words.get("family", ""))
    except ValueError:
        return None
    return Household.objects.filter(pk=key).values_list("setting", flat=True).first()


def _viewer_at(request: StaffRequest, setting: uuid.UUID | None) -> Viewer:
    """Return the person as they act where the visit is: a phone may send from either place."""
    if setting is None or setting == request.viewer.setting.pk:
        return request.viewer
    return viewer_for(request.user, setting, request.viewer.today) or request.viewer


def _log_form(
    viewer: Viewer, visit: HomeVisit | None, said: dict[str, Any], words: QueryDict
) -> LogForm | None:
    """Return the form over a log’s words; None where its visit or its family is not theirs."""
    words["log_key"] = str(said["key"])
    if visit is not None:
        return OneVisitForm(words, viewer=viewer, visit=visit)
    if not said["visit"] and not words.get("family"):
        return VisitForm(words, viewer=viewer, homes=[])  # It asks which family, in its own words.
    home = None if said["visit"] else family_named(viewer, words.get("family", ""))
    return VisitForm(words, viewer=viewer, homes=[home]) if home else None


@requires(Permission.RECORD_VISITS)
@require_safe
def kept(request: StaffRequest) -> HttpResponse:
    """Show what the server could not put in, its words whole, and the ways on."""
    items = PhoneItem.objects.visible_to(request.viewer).select_related(
        "visit__household", "setting"
    )
    stuck = items.exclude(state=State.TAKEN).order_by("-pressed_at")
    shown: dict[str, list[dict[str, Any]]] = {State.REFUSED: [], State.PUT_ASIDE: []}
    for item in stuck:
        shown[item.state].append({"item": item, "words": words_in(item.body)})
    return render(
        request,
        "visits/kept.html",
        {"refused": shown[State.REFUSED], "put_aside": shown[State.PUT_ASIDE]},
    )


@requires(Permission.RECORD_VISITS)
@require_POST
def kept_settle(request: StaffRequest, item_id: uuid.UUID) -> HttpResponse:
    """Put one aside: it is dealt with, and its words stay."""
    items = PhoneItem.objects.visible_to(request.viewer)
    item = get_object_or_404(items.exclude(state=State.TAKEN), pk=item_id)
    actions.put_aside(item=item, by=request.user)
    messages.success(request, "Put aside. Its words stay at the foot of this page.")
    return redirect("visits:kept")
