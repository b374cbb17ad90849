"""Bringing attendance and suspensions in as context, and reading them of one family."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Min, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.context import codes, uploads
from families.context.planning import Plan, plan_of
from families.forms.context import ContextFileForm, SeenForm
from families.importing import UnreadableFile
from families.importing.uploads import ChangedMeanwhile, drop, drop_old_uploads
from families.models import Child, Household, ImportUpload, SchoolWeek, Suspension
from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal

P = Permission
State = ImportUpload.State
PROBLEMS_SHOWN, CHANGES_SHOWN, WEEKS_SHOWN = 100, 30, 40


@requires(P.SEE_SCHOOL_CONTEXT)
@require_http_methods(["GET", "HEAD", "POST"])
def context_start(request: StaffRequest) -> HttpResponse:
    """Choose a file; it is read, and nothing of it is written about a child yet."""
    posted = request.POST if request.method == "POST" else None
    form = ContextFileForm(posted, request.FILES or None, setting=request.viewer.setting)
    if form.is_valid():
        drop_old_uploads()
        upload = _taken(request, form)
        if upload:
            return redirect("families:context-preview", upload.pk)
    waiting = _uploads(request.viewer).filter(state=State.LOOKED_AT).defer("content")
    shown = {
        "form": form,
        "waiting": waiting.select_related("uploaded_by"),
        "here": _here(request.viewer),
    }
    return render(request, "families/context_start.html", shown)


@requires(P.SEE_SCHOOL_CONTEXT)
@require_http_methods(["GET", "HEAD", "POST"])
def context_preview(request: StaffRequest, upload_id: uuid.UUID) -> HttpResponse:
    """What a file would do, before it does; with a yes, it does exactly that."""
    upload = get_object_or_404(_uploads(request.viewer).select_related("setting"), pk=upload_id)
    if upload.state != State.LOOKED_AT:
        return render(request, "families/context_done.html", {"upload": upload})
    form = SeenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            uploads.confirm(upload=upload, seen=form.cleaned_data["seen"], by=request.user)
            return redirect("families:context-preview", upload.pk)
        except ChangedMeanwhile as changed:
            messages.warning(request, str(changed))
        except Refusal as refusal:
            messages.info(request, str(refusal))
            return redirect("families:context-preview", upload.pk)
    return render(request, "families/context_preview.html", _shown(upload, plan_of(upload)))


@requires(P.SEE_SCHOOL_CONTEXT)
@require_POST
def context_drop(request: StaffRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Forget a file that is not wanted."""
    upload = get_object_or_404(_uploads(request.viewer), pk=upload_id)
    drop(upload=upload, by=request.user)
    messages.success(request, f"“{upload.file_name}” is forgotten. Nothing of it was kept.")
    return redirect("families:context")


@requires(P.SEE_SCHOOL_CONTEXT)
@require_safe
def context_family(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """What was brought in about a family’s children; the trail says who read it."""
    viewer = request.viewer
    family = get_object_or_404(Household.objects.visible_to(viewer), pk=family_id)
    weeks = SchoolWeek.objects.visible_to(viewer).order_by("-week_on", "register")
    suspensions = Suspension.objects.visible_to(viewer).order_by("-starts_on")
    children = (
        Child.objects.visible_to(viewer)
        .filter(homes__household=family)
        .distinct()
        .prefetch_related(
            Prefetch("school_weeks", weeks[:WEEKS_SHOWN], to_attr="weeks"),
            Prefetch("suspensions", suspensions, to_attr="away"),
        )
    )
    trail.looked(by=viewer, what="families.context", on=family, household=family.pk)
    shown = {"family": family, "children": [_of_child(child) for child in children]}
    return render(request, "families/context_family.html", shown)


def _of_child(child: Any) -> dict[str, Any]:
    """A child’s weeks and suspensions, the reasons in words."""
    away = [(one, codes.reasons_said(one.reasons)) for one in child.away]
    return {"name": child.first_name, "weeks": child.weeks, "away": away}


def _taken(request: StaffRequest, form: ContextFileForm) -> ImportUpload | None:
    """The upload, or nothing with a sentence on the form that keeps the file's name."""
    file = form.cleaned_data["file"]
    try:
        return uploads.take(
            setting=request.viewer.setting,
            about=form.cleaned_data["about"],
            file_name=file.name,
            content=file.read(),
            by=request.user,
        )
    except UnreadableFile as unreadable:
        form.add_error("file", f"“{file.name}” can’t be read. {unreadable}")
    return None


def _uploads(viewer: Viewer) -> Any:
    about = ImportUpload.About.FAMILIES
    return ImportUpload.objects.filter(setting=viewer.setting).exclude(about=about)


def _here(viewer: Viewer) -> dict[str, Any]:
    """What is here already, in figures."""
    weeks = SchoolWeek.objects.visible_to(viewer).order_by()
    figures = weeks.aggregate(
        children=Count("child", distinct=True), first=Min("week_on"), last=Max("week_on")
    )
    return figures | {"suspensions": Suspension.objects.visible_to(viewer).count()}


def _shown(upload: ImportUpload, plan: Plan) -> dict[str, Any]:
    """A plan laid out for the page."""
    return {
        "upload": upload,
        "plan": plan,
        "seen": plan.digest(),
        "is_away": plan.about == ImportUpload.About.SUSPENSIONS,
        "changed": plan.changed[:CHANGES_SHOWN],
        "more_changed": max(0, len(plan.changed) - CHANGES_SHOWN),
        "problems": plan.problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(plan.problems) - PROBLEMS_SHOWN),
    }
