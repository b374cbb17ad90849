"""Not happy with something? The page behind every link of a parent's."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from families.views.behind_links import Reader
from pastoral.accounts import trail
from pastoral.parents.views import NOT_UNDERSTOOD, behind_a_link
from pastoral.privacy import actions
from pastoral.privacy.forms import ComplaintForm
from sessions_app.views import parent_words as of_afternoons
from visits.views import parent_words as of_visits

TEMPLATE, HERE = "parents/complain.html", "complain/"
reads_and_acts = require_http_methods(["POST", "GET", "HEAD"])


@behind_a_link
@reads_and_acts
def parent_complaint(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Not happy with something, from the page about an afternoon."""
    reader = of_afternoons.reader_of(secret)
    return _page(request, reader) if reader else None


@behind_a_link
@reads_and_acts
def parent_visit_complaint(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Not happy with something, from the page about a visit."""
    reader = of_visits.reader_of(secret)
    return _page(request, reader) if reader else None


def _page(request: HttpRequest, reader: Reader) -> HttpResponse:
    form = ComplaintForm(request.POST or None)
    if form.is_valid():
        actions.complain(household=reader.household, text=form.text(), by=trail.PARENT)
        return reader.sent_to("complain/?sent")
    is_wrong = request.method == "POST"
    if is_wrong:
        form = ComplaintForm(request.POST)
    response = reader.page(
        TEMPLATE,
        HERE,
        days=reader.adult.setting.policy.complaint_days,
        has_sent="sent" in request.GET and not is_wrong,
        words=request.POST.get("words", ""),
        reach=request.POST.get("reach", ""),
        wrong={name: " ".join(map(str, form.errors.get(name, []))) for name in form.fields},
    )
    response.status_code = NOT_UNDERSTOOD if is_wrong else 200
    return response
