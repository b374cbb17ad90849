"""The pages behind the link to a visit: a yes, another time, not now; or please call me."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from families.models import Adult
from pastoral.parents.views import (
    NOT_UNDERSTOOD,
    behind_a_link,
    page_of,
    sent_on,
)
from pastoral.refusals import Refusal
from visits import actions
from visits.forms.parents import SUITS, AnotherTimeForm
from visits.models import HomeVisit, VisitAnswer
from visits.views.parent_words import is_easy, opened, said, url
from visits.visit_page import Stage, VisitPage

Said = VisitAnswer.Said
SCREENS = {
    Stage.OFFERED: "parents/visit_offer.html",
    Stage.COMING: "parents/visit_coming.html",
}
MAY_MOVE = (Stage.OFFERED, Stage.COMING)
# Where a thank-you still says what is so; else the visit's own page does.
THANKED_AT: dict[str, tuple[Stage, ...]] = {
    Said.YES: (Stage.COMING,),
    Said.NO: (Stage.RESTS, Stage.OFF_BY_THEM),
    Said.ANOTHER_TIME: (Stage.OFFERED, Stage.RESTS, Stage.OFF_BY_THEM),
    Said.CALL_ME: tuple(Stage),
    Said.VISIT_ME: tuple(Stage),
}
EASY_THANKS = (Said.YES, Said.NO)


@behind_a_link
@require_safe
def parent_visit(request: HttpRequest, secret: str) -> HttpResponse | None:
    """The first screen: who, when, that nothing is wrong, and three large buttons."""
    page = opened(secret, now := timezone.now())
    return _first_screen(page, secret, now) if page else None


@behind_a_link
@require_http_methods(["POST", "GET", "HEAD"])
def parent_visit_answer(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Keep an answer or a wish: one tap, kept at once."""
    if request.method != "POST":
        return _to("visit", secret)
    page = opened(secret, now := timezone.now())
    if page is None:
        return None
    word = request.POST.get("answer", "")
    if word not in Said.values:
        return _first_screen(page, secret, now, status=NOT_UNDERSTOOD)
    form = AnotherTimeForm(request.POST)
    if word == Said.ANOTHER_TIME and not form.is_valid():
        return _another_time(page, secret, now, form)
    try:
        actions.record_answer(
            visit=HomeVisit(pk=page.pk),
            adult=Adult.objects.get(pk=page.adult_id),
            said=Said(word),
            words=form.kept() if word == Said.ANOTHER_TIME else "",
            via=HomeVisit.Agreed.LINK,
            by=None,
        )
    except Refusal:  # Its time has come, or it is off: their page says so.
        return _to("visit", secret)
    return _to("thanks", secret)


@behind_a_link
@require_safe
def parent_visit_another_time(request: HttpRequest, secret: str) -> HttpResponse | None:
    """A few ticks and a line: when would suit better."""
    page = opened(secret, now := timezone.now())
    if page is None:
        return None
    if page.stage(now) not in MAY_MOVE:
        return _to("visit", secret)
    return _another_time(page, secret, now)


@behind_a_link
@require_safe
def parent_visit_thanks(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Thank you, and what happens next."""
    page = opened(secret, now := timezone.now())
    if page is None:
        return None
    stage = page.stage(now)
    if stage not in THANKED_AT.get(page.said, ()):
        return _to("visit", secret)
    has_easy = is_easy(page) and page.said in EASY_THANKS
    template = "parents/easy_visit_thanks.html" if has_easy else "parents/visit_thanks.html"
    return page_of(template, said(page, secret, "thanks/") | {"stage": stage.name})


@behind_a_link
def parent_visit_no_such_page(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Whatever else stands under /v/: a link broken in two, or typed by hand."""
    return None


def _first_screen(page: VisitPage, secret: str, now: datetime, status: int = 200) -> HttpResponse:
    stage = page.stage(now)
    more = {"stage": stage.name, "is_not_understood": status == NOT_UNDERSTOOD}
    template = SCREENS.get(stage, "parents/visit_word.html")
    if is_easy(page) and stage in SCREENS:
        template = "parents/easy_visit.html"
    return page_of(template, said(page, secret) | more, status)


def _another_time(
    page: VisitPage, secret: str, now: datetime, form: AnotherTimeForm | None = None
) -> HttpResponse:
    ticked = form.data.getlist("suits") if form else []  # type: ignore[attr-defined]
    more = {
        "suits": [(key, label, key in ticked) for key, (_kept, label) in SUITS.items()],
        "words": form.data.get("words", "") if form else "",
        "is_too_long": form is not None,
        "is_coming": page.stage(now) is Stage.COMING,
    }
    status = NOT_UNDERSTOOD if form else 200
    words = said(page, secret, "another-time/") | more
    return page_of("parents/visit_another_time.html", words, status)


def _to(name: str, secret: str) -> HttpResponse:
    return sent_on(url(name, secret))
