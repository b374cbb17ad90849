"""Taking figures out of Alongside: a file for a reason (rule 46)."""

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.desk import exports, heads
from pastoral.desk.exports import Mark, Paper
from pastoral.desk.forms import OutForm


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
        paper = exports.paper_of(heads.governors_page(viewer, asked))
        if given := given_out(viewer, form, paper, key=asked.question.period.key):
            return given
    return render(request, "desk/figures_out.html", {"form": form, "period": asked.question.period})


def given_out(
    viewer: Viewer, form: OutForm, paper: Paper, *, key: str, on: Model | None = None
) -> HttpResponse | None:
    """Return the file that a valid form asks for, and say so in the trail (rule 46).

    None, with a sentence on the form, where this machine can’t make it.
    """
    kind, reason = form.cleaned_data["kind"], form.cleaned_data["reason"]
    made = exports.MAKE[kind](paper, Mark(f"{viewer.user}", reason, viewer.today))
    if made is None:
        form.add_error(None, exports.NO_PDF)
        return None
    trail.exported(by=viewer, what=f"figures.{kind}", reason=f"{key}: {reason}", on=on)
    name = f"figures-{viewer.setting.code}-{key}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made, content_type=exports.TYPES[kind], headers=headers)
