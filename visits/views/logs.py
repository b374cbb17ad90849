"""The one-minute log: of a visit from its day, and of one nobody had planned."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from families.models import Household, HouseholdMember, MentorAssignment
from pastoral.accounts.models import Staff
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.accounts.views.keeping import kept_on_phone
from pastoral.refusals import Refusal, WrongMove
from visits import actions
from visits.forms.log import LogForm, OneVisitForm, VisitForm
from visits.forms.logbook import NoteForm
from visits.forms.phone import taken_up
from visits.models import HomeVisit, PhoneItem
from visits.outings import goes, out_without


@requires(Permission.RECORD_VISITS)
@kept_on_phone
def visit_log_one(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Log one visit from its day: its family is known, and that they met is filled in."""
    visits = may_log(request.viewer).select_related("household", "setting__policy")
    visit = get_object_or_404(visits, pk=visit_id)
    # What was typed meanwhile is never sent on with the page: it comes back, with the reason.
    if request.method == "GET" and not _is_to_log(request, visit):
        return redirect("visits:detail", visit.pk)
    form = OneVisitForm(
        request.POST or None,
        viewer=request.viewer,
        visit=visit,
        initial=LogForm.start(request.viewer) | _words_of(request),
    )
    if logged := _logged(request, form):
        return redirect("visits:detail", logged.pk)
    return render(request, "visits/visit_log_one.html", {"form": form, "visit": visit})


@requires(Permission.RECORD_VISITS)
@kept_on_phone
def visit_log(request: StaffRequest) -> HttpResponse:
    """Log a visit nobody had planned: tap the family, then the names."""
    household = _family_asked_for(request)
    start = {"family": household, "visited_on": request.viewer.today}
    form = VisitForm(
        request.POST or None,
        viewer=request.viewer,
        homes=[household] if household else _homes_of(request.viewer),
        initial=LogForm.start(request.viewer) | start | _words_of(request),
    )
    if logged := _logged(request, form):
        return redirect("visits:detail", logged.pk)
    return render(request, "visits/visit_log.html", {"form": form, "household": household})


def _logged(request: StaffRequest, form: OneVisitForm | VisitForm) -> HomeVisit | None:
    """Return the visit as it was logged; None where the form is shown (again)."""
    if not form.is_valid():
        return None
    visit = None
    with form.showing_refusals():
        visit = _log(form, request.user)
        if uses := refused_before(request, form):
            actions.words_used(item=uses, by=request.user)
        messages.success(request, f"Saved. Thank you for going to see {visit.household}.")
        say_gently(request, form)
    return visit


def _log(form: OneVisitForm | VisitForm, by: Staff) -> HomeVisit:
    """Log it; a move there is not is a refusal like any other, so that no words go with it."""
    try:
        return actions.log_visit(log=form.log(), by=by)
    except WrongMove as wrong:
        raise Refusal(str(wrong)) from wrong


def _is_to_log(request: StaffRequest, visit: HomeVisit) -> bool:
    """Whether a visit is still to be written up, and no colleague is out on it."""
    if visit.logged_at or visit.state not in actions.LOGGABLE:
        return False
    return not out_without(visit, request.user)


def _family_asked_for(request: StaffRequest) -> Household | None:
    """Return the family named in the address or the form; 404 for one that is not theirs."""
    asked = request.POST.get("family") or request.GET.get("family") or ""
    family = family_named(request.viewer, asked)
    if asked and family is None:
        raise Http404
    return family


def may_log(viewer: Viewer) -> QuerySet[HomeVisit]:
    """Return the visits somebody may write up: those they see, and those they go on."""
    seen = HomeVisit.objects.visible_to(viewer)
    return HomeVisit.objects.filter(
        Q(pk__in=seen.values("pk")) | goes(viewer.user), setting=viewer.setting, removed_at=None
    )


def may_press(viewer: Viewer) -> QuerySet[HomeVisit]:
    """Return the visits whose clock somebody may start and stop: those they go on."""
    theirs = goes(viewer.user) if viewer.can(Permission.RECORD_VISITS) else Q(pk=None)
    return HomeVisit.objects.filter(theirs, setting=viewer.setting, removed_at=None)


def family_named(viewer: Viewer, asked: str) -> Household | None:
    """Return the family somebody names, if they may write of it."""
    try:
        key = uuid.UUID(asked)
    except ValueError:
        return None
    return Household.objects.writable_by(viewer).filter(pk=key).first()


def _homes_of(viewer: Viewer) -> list[Household]:
    """Return the homes to tap: one’s own, also where one may see every family there is."""
    homes = Household.objects.writable_by(viewer)
    if viewer.can(Permission.SEE_ALL_FAMILIES):
        mine = MentorAssignment.objects.current(viewer.today).filter(mentor=viewer.user)
        members = HouseholdMember.objects.current(viewer.today)
        members = members.filter(child__in=mine.values("child"))
        homes = homes.filter(pk__in=members.values("household"))
    return list(homes)


def _words_of(request: StaffRequest) -> dict[str, Any]:
    """Return the words of what was refused before, for a new form to begin with."""
    asked = request.GET.get("words", "")
    try:
        key = uuid.UUID(asked)
    except ValueError:
        return {}
    items = PhoneItem.objects.visible_to(request.viewer).exclude(state=PhoneItem.State.TAKEN)
    item = get_object_or_404(items, pk=key)
    return taken_up(item.body) | {"uses": item.pk}


def refused_before(request: StaffRequest, form: LogForm) -> PhoneItem | None:
    """Return what was refused before and whose words the form takes up."""
    items = PhoneItem.objects.filter(staff=request.user)
    return items.filter(pk=form.cleaned_data["uses"]).first()


def say_gently(request: StaffRequest, form: NoteForm) -> None:
    """Say what might be said otherwise, now that it is saved: a hint never stops anybody."""
    if gentle := form.gentle_word():
        messages.info(request, f"{gentle} You can change the note from this page.")
