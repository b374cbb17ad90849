"""The reports of terms: which there are, having one made, and one of them with its files."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.reports import reads_roll
from pastoral.accounts.models import Setting
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer, viewer_for
from pastoral.desk.exports import kept_paper
from pastoral.desk.forms import OutForm
from pastoral.desk.views.figures_out import given_out
from pastoral.termly import actions, terms
from pastoral.termly.forms import AgainForm, MakeForm
from pastoral.termly.models import TermReport
from sessions_app.voices import words_of

P = Permission


@requires(P.SEE_REPORTS)
@require_safe
def report_list(request: StaffRequest) -> HttpResponse:
    """The reports of the setting’s terms, newest first, and whether one can be made now."""
    viewer = request.viewer
    shown = {
        "reports": TermReport.objects.visible_to(viewer).select_related("setting").defer("paper"),
        "may_make": viewer.can(P.MAKE_TERM_REPORTS) and bool(_to_make(viewer)),
        "days": viewer.policy.term_report_days,
    }
    return render(request, "termly/report_list.html", shown)


@requires(P.MAKE_TERM_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def report_make(request: StaffRequest) -> HttpResponse:
    """Have the report of a term that is over made now, for a reason."""
    viewer = request.viewer
    choices = {term.key: term for term in _to_make(viewer)}
    if not choices:
        return redirect("termly:list")
    form = MakeForm(request.POST or None, terms=terms.keys_of(choices.values()))
    if form.is_valid():
        with form.showing_refusals():
            report = actions.begin(
                setting=viewer.setting,
                term=choices[form.cleaned_data["term"]],
                has_roll=reads_roll(viewer.setting, viewer.permissions),
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
            return redirect("termly:report", report.pk)
    return render(request, "termly/report_make.html", {"form": form})


@requires(P.SEE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: StaffRequest, report_id: uuid.UUID) -> HttpResponse:
    """One report: how far it is, or what it says, and its files for a reason (rule 46)."""
    viewer = request.viewer
    report = TermReport.objects.visible_to(viewer).filter(pk=report_id).first()
    if report is None:
        return _elsewhere(request, report_id)
    if request.htmx and not report.is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.htmx:
        return render(request, "termly/_under_way.html", {"report": report})
    if report.state != TermReport.State.READY:
        may_try = report.state == TermReport.State.FAILED and viewer.can(P.MAKE_TERM_REPORTS)
        again = _again(report) if may_try else None
        return render(request, "termly/report_page.html", _shown(report, again=again))
    form = OutForm(request.POST or None)
    paper = kept_paper(report.paper, quotes=words_of(report.quotes.all()))
    if form.is_valid() and (given := given_out(viewer, form, paper, key=report.key, on=report)):
        return given
    return render(request, "termly/report_page.html", _shown(report, form=form, paper=paper))


@requires(P.MAKE_TERM_REPORTS)
@require_POST
def report_again(request: StaffRequest, report_id: uuid.UUID) -> HttpResponse:
    """Try again to make a report that could not be made."""
    report = get_object_or_404(TermReport.objects.visible_to(request.viewer), pk=report_id)
    form = _again(report, request.POST)
    if form.is_valid():
        actions.try_again(report=report, by=request.user, reason=form.cleaned_data["reason"])
        return redirect("termly:report", report.pk)
    return render(request, "termly/report_page.html", _shown(report, again=form))


def _to_make(viewer: Viewer) -> list[Any]:
    has_roll = reads_roll(viewer.setting, viewer.permissions)
    return terms.without_report(viewer.setting, has_roll=has_roll, today=viewer.today)


def _again(report: TermReport, sent: QueryDict | None = None) -> AgainForm:
    return AgainForm(sent, action=reverse("termly:again", args=[report.pk]))


def _shown(report: TermReport, **more: Any) -> dict[str, Any]:
    return {"report": report, "form": None, "again": None, "paper": None, **more}


def _elsewhere(request: StaffRequest, report_id: uuid.UUID) -> HttpResponse:
    """Say where a report is that they may read in another setting of theirs; 404 to all others."""
    setting = Setting.objects.filter(term_reports=report_id).first()
    if setting is None:
        raise Http404
    there = viewer_for(request.user, setting.pk, request.viewer.today)
    if there is None or there.setting != setting:
        raise Http404
    report = get_object_or_404(TermReport.objects.visible_to(there), pk=report_id)
    shown = {"report": report, "setting": setting}
    return render(request, "termly/report_elsewhere.html", shown)
