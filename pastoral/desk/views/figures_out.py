"""Taking figures out of Alongside: a file for a reason (rule 46)."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.desk import exports, heads
from pastoral.desk.exports import Mark
from pastoral.desk.forms import OutForm
from pastoral.desk.heads import GovernorsPage
from pastoral.ui.paper import as_pdf

NO_PDF = "This machine can’t make PDFs. Please print the governors’ page itself."
TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires(Permission.SEE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def figures_out(request: StaffRequest) -> HttpResponse:
    """Ask why, and give the file; what is shown on the governors’ page and no more."""
    viewer = request.viewer
    asked = heads.asked_by(viewer, request.GET.get("period", ""))
    if asked is None:
        return render(request, "desk/reports_empty.html")
    form = OutForm(request.POST or None)
    if form.is_valid():
        kind, reason = form.cleaned_data["kind"], form.cleaned_data["reason"]
        mark = Mark(f"{viewer.user}", reason, viewer.today)
        made = MAKE[kind](heads.governors_page(viewer, asked), mark)
        if made is not None:
            key = asked.question.period.key
            trail.exported(by=viewer, what=f"figures.{kind}", reason=f"{key}: {reason}")
            name = f"figures-{viewer.setting.code}-{key}.{kind}"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return HttpResponse(made, content_type=TYPES[kind], headers=headers)
        form.add_error(None, NO_PDF)
    return render(request, "desk/figures_out.html", {"form": form, "period": asked.question.period})


def _pdf(page: GovernorsPage, mark: Mark) -> bytes | None:
    before = page.shown.before
    shown = {"page": page, "mark": mark, "before_name": before.name if before else ""}
    html = render_to_string("desk/governors_pdf.html", shown)
    return as_pdf(html, style="css/figures.css", is_for_everyone=True)


MAKE: dict[str, Callable[[GovernorsPage, Mark], bytes | None]] = {
    "pdf": _pdf, "csv": exports.as_csv, "xlsx": exports.as_workbook,
}  # fmt: skip
