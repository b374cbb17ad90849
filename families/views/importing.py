"""Bringing families in from a school’s export: a file, its columns, a look, and a yes."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from families.forms.importing import WHO, ColumnsForm, ConfirmForm, FileForm, answers_about
from families.importing import UnreadableFile, WrongMapping, fields, preview, uploads
from families.importing.plan import Plan
from families.importing.planning import plan_import
from families.models import ImportUpload
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal

P = Permission
State = ImportUpload.State


@requires(P.IMPORT_FAMILIES)
def import_start(request: StaffRequest) -> HttpResponse:
    """Choose a file; it is read, and nothing of it is written among the families yet."""
    form = FileForm(_sent(request), request.FILES or None)
    if form.is_valid():
        uploads.drop_old_uploads()
        upload = _taken(request, form)
        if upload:
            return redirect("families:import-preview", upload.pk)
    waiting = ImportUpload.objects.filter(
        setting=request.viewer.setting, state=State.LOOKED_AT, about=ImportUpload.About.FAMILIES
    )
    shown = {"form": form, "waiting": waiting.defer("content").select_related("uploaded_by")}
    return render(request, "families/import_start.html", shown)


def _taken(request: StaffRequest, form: FileForm) -> ImportUpload | None:
    """The upload, or nothing with a sentence on the form that keeps the file's name."""
    file = form.cleaned_data["file"]
    try:
        return uploads.take(
            setting=request.viewer.setting,
            file_name=file.name,
            content=file.read(),
            by=request.user,
        )
    except (UnreadableFile, WrongMapping) as unreadable:
        form.add_error("file", f"“{file.name}” can’t be read. {unreadable}")
    return None


@requires(P.IMPORT_FAMILIES)
def import_map(request: StaffRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Say which column holds what; the answer is remembered for files with these headings."""
    upload = _upload(request, upload_id)
    if upload.state != State.LOOKED_AT:
        return redirect("families:import-preview", upload.pk)
    export = uploads.export_of(upload)
    samples = uploads.samples_of(upload)
    form = ColumnsForm(_sent(request), columns=export.columns, samples=samples)
    if form.is_valid() and _are_kept(upload, form, request):
        return redirect("families:import-preview", upload.pk)
    lacking = [fields.label(name) for name in export.columns.missing]
    shown = {"form": form, "upload": upload, "lacking": lacking}
    return render(request, "families/import_map.html", shown)


def _are_kept(upload: ImportUpload, form: ColumnsForm, request: StaffRequest) -> bool:
    try:
        export = uploads.choose_columns(upload=upload, columns=form.chosen, by=request.user)
    except WrongMapping as wrong:
        form.add_error(None, str(wrong))
        return False
    for name in export.columns.missing:
        form.add_error(None, f"Please say which column holds “{fields.label(name)}”.")
    return export.is_readable


@requires(P.IMPORT_FAMILIES)
def import_preview(request: StaffRequest, upload_id: uuid.UUID) -> HttpResponse:
    """What a file would do, before it does; with a yes, it does exactly that."""
    upload = _upload(request, upload_id)
    if upload.state != State.LOOKED_AT:
        return render(request, "families/import_done.html", _done(upload))
    export = uploads.export_of(upload)
    if not export.is_readable:
        return redirect("families:import-map", upload.pk)
    today = request.viewer.today
    plan = plan_import(upload.setting, export, today=today)
    form = ConfirmForm(_sent(request), plan=plan, today=today)
    if form.is_valid():
        try:
            _bring_in(upload, form, request)
            return redirect("families:import-preview", upload.pk)
        except uploads.ChangedMeanwhile as changed:
            messages.warning(request, str(changed))
            plan = plan_import(upload.setting, export, today=today)
            form = ConfirmForm(plan=plan, today=today)
        except Refusal as refusal:
            messages.info(request, str(refusal))
            return redirect("families:import-preview", upload.pk)
    shown = _shown(plan, form) | {"upload": upload, "export": export}
    return render(request, "families/import_preview.html", shown)


def _done(upload: ImportUpload) -> dict[str, Any]:
    """What was brought in, in figures."""
    words = (
        ("children", "child", "children"),
        ("households", "home", "homes"),
        ("adults", "adult", "adults"),
    )
    about = [(upload.counts.get(name), one, many) for name, one, many in words]
    return {"upload": upload, "about": about, "held": upload.counts.get("held", 0)}


def _bring_in(upload: ImportUpload, form: ConfirmForm, request: StaffRequest) -> None:
    uploads.confirm(
        upload=upload,
        seen=form.cleaned_data["seen"],
        decided=form.decided,
        starts_on=form.cleaned_data.get("starts_on") or request.viewer.today,
        by=request.user,
    )


def _shown(plan: Plan, form: ConfirmForm) -> dict[str, Any]:
    """A plan laid out for the page."""
    rows = preview.row_groups(plan)
    groups = preview.problem_groups(plan.problems)
    questions = [
        (question, form[f"{WHO}{question.alike.key}"], answers_about(question.alike))
        for question in preview.questions(plan)
    ]
    return {
        "plan": plan,
        "form": form,
        "starts_on": form["starts_on"] if "starts_on" in form.fields else None,
        "rows": rows,
        "counted": [(group.counts, group.one, group.many) for group in rows],
        "has_new": any(group.new for group in rows) or "starts_on" in form.fields,
        "new_children": sum(row.known is None for row in plan.children),
        "look_first": [group for group in groups if group.looks_first],
        "other_problems": [group for group in groups if not group.looks_first],
        "problem_count": sum(group.count for group in groups if not group.looks_first),
        "questions": questions,
    }


@require_POST
@requires(P.IMPORT_FAMILIES)
def import_drop(request: StaffRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Forget a file that is not wanted."""
    upload = _upload(request, upload_id)
    uploads.drop(upload=upload, by=request.user)
    messages.success(request, f"“{upload.file_name}” is forgotten. Nothing of it was kept.")
    return redirect("families:import")


def _sent(request: StaffRequest) -> QueryDict | None:
    """What was sent, if it was: a form with nothing ticked or chosen is sent all the same."""
    return request.POST if request.method == "POST" else None


def _upload(request: StaffRequest, upload_id: uuid.UUID) -> ImportUpload:
    uploads_here = ImportUpload.objects.filter(
        setting=request.viewer.setting, about=ImportUpload.About.FAMILIES
    )
    return get_object_or_404(uploads_here.select_related("setting", "uploaded_by"), pk=upload_id)
