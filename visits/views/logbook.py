"""The visits that were, one by one: the note, what is added to it, and taking one back."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from families.models import Promise
from families.models.care import PromiseQuerySet
from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal
from visits import actions
from visits.forms.logbook import AddendumForm, OneNoteForm
from visits.life import life_of
from visits.models import HomeVisit, Reflection, VisitNote
from visits.offered import offered_of
from visits.outings import goes, out_without
from visits.to_offer import RESTS
from visits.views.logs import say_gently

PER_PAGE = 30


@requires(Permission.RECORD_VISITS)
def visit_list(request: StaffRequest) -> HttpResponse:
    """The visits of one's families, newest first."""
    visits = (
        HomeVisit.objects.visible_to(request.viewer)
        .select_related("household", "mentor", "note")
        .order_by("-planned_on", "-planned_at", "-pk")
    )
    page = Paginator(visits, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "visits/visit_list.html", {"page": page})


@requires(Permission.READ_ALL_NOTES, Permission.READ_OWN_NOTES, Permission.RECORD_VISITS)
def visit_detail(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """One visit with its note; reading a note is written to the trail."""
    visit = get_object_or_404(
        HomeVisit.objects.visible_to(request.viewer).select_related(
            "household__setting__policy",
            "mentor",
            "buddy",
            "agreed_by",
            "offered_to",
            "rescheduled_from",
            "setting__policy",
        ),
        pk=visit_id,
    )
    note = VisitNote.objects.visible_to(request.viewer).filter(visit=visit).first()
    form = AddendumForm(request.POST or None)
    if note and form.is_valid():
        with form.showing_refusals():
            actions.add_to_note(note=note, text=form.cleaned_data["text"], by=request.user)
            messages.success(request, "Added, with today’s date.")
            return redirect("visits:detail", visit.pk)
    if note:  # However the page is shown, also where what was added could not be kept.
        trail.looked(
            by=request.viewer, what="visits.note", on=note, household=visit.household_id,
            ip=trail.ip_of(request.META),
        )  # fmt: skip
    return render(request, "visits/visit_detail.html", _shown(request, visit, note, form))


def _shown(
    request: StaffRequest, visit: HomeVisit, note: VisitNote | None, form: AddendumForm
) -> dict[str, object]:
    is_mine = visit.mentor_id == request.user.pk
    may_press = HomeVisit.objects.live().filter(goes(request.user), pk=visit.pk).exists()
    return {
        "visit": visit,
        "life": life_of(visit, request.viewer),
        "offered": offered_of(visit, request.viewer),
        "note": note,
        "base": actions.base_of(note),
        "is_ahead": not visit.outcome,
        "is_at_rest": visit.state in RESTS,
        # While a colleague may be out, only who goes writes it up: it ends the looking for her.
        "may_log": visit.state in HomeVisit.AHEAD
        and visit.planned_on <= request.viewer.today
        and not out_without(visit, request.user),
        "may_press": may_press,
        "longer": request.viewer.policy.longer,
        "may_take_back": visit.logged_by_id == request.user.pk,
        "is_withheld": note is None and VisitNote.objects.filter(visit=visit).exists(),
        "addenda": note.addenda.select_related("written_by") if note else [],
        "reflections": _reflections(request, visit),
        "adults": visit.adults_met.all(),
        "children": visit.children.all(),
        "may_edit": is_mine and visit.was_made and not (note and actions.is_locked(note)),
        "promises": _promises(request, visit),
        "form": form,
    }


def _promises(request: StaffRequest, visit: HomeVisit) -> PromiseQuerySet:
    """Return what was promised on this visit, kept or not."""
    made = Promise.objects.visible_to(request.viewer).filter(
        household=visit.household, made_in=Promise.MadeIn.VISIT, made_in_id=visit.pk
    )
    return made.select_related("owner").order_by("due_on", "pk")


def _reflections(request: StaffRequest, visit: HomeVisit) -> list[Reflection]:
    """Return what the viewer may read of what was learnt; a colleague's is written down."""
    reflections = Reflection.objects.visible_to(request.viewer).filter(visit=visit)
    found = list(reflections.select_related("written_by"))
    for each in found:
        if each.written_by_id != request.user.pk:
            trail.looked(
                by=request.viewer, what="visits.reflection", on=each, household=visit.household_id,
                ip=trail.ip_of(request.META),
            )  # fmt: skip
    return found


@requires(Permission.RECORD_VISITS)
def note_edit(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Write or change the note of one’s own visit that was made, until it locks.

    Where another was saved since it was begun, both are shown, and what was typed is kept.
    """
    mine = HomeVisit.objects.visible_to(request.viewer).filter(
        mentor=request.user, state__in=HomeVisit.MADE
    )
    visit = get_object_or_404(mine.select_related("household"), pk=visit_id)
    note = VisitNote.objects.filter(visit=visit).first()
    form = OneNoteForm(
        request.POST or None, note=note, setting=request.viewer.setting, draft=f"visit:{visit.pk}"
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.write_note(
                visit=visit, text=form.text(), by=request.user, base=form.cleaned_data["base"]
            )
            messages.success(request, "The note is saved.")
            say_gently(request, form)
            return redirect(_saved_page(request, visit))
    saved = form.beside(VisitNote.objects.filter(visit=visit).first())
    return render(request, "visits/note_edit.html", {"form": form, "visit": visit, "saved": saved})


def _saved_page(request: StaffRequest, visit: HomeVisit) -> str:
    """Return where the saved note is shown: its phone hears which of its savings this was."""
    page = reverse("visits:detail", args=[visit.pk])
    name = request.POST.get("saved_as", "")
    return f"{page}?{urlencode({'saved': name})}" if name else page


@requires(Permission.RECORD_VISITS)
@require_POST
def visit_take_back(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Take back a visit that was logged by mistake."""
    mine = HomeVisit.objects.visible_to(request.viewer).filter(logged_by=request.user)
    visit = get_object_or_404(mine.select_related("household", "setting__policy"), pk=visit_id)
    try:
        actions.take_back(visit=visit, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("visits:detail", visit.pk)
    messages.success(request, "The visit is taken back. Nothing counts it any more.")
    return redirect(visit.household)
