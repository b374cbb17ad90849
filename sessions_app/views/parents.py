"""The pages behind the link to an afternoon: one statement to read (decision 0011)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pastoral.parents.tongues import set_apart, words_of_language
from pastoral.parents.views import NOT_UNDERSTOOD, behind_a_link, page_of
from pastoral.refusals import Refusal
from pastoral.ui.said import day_in, time_in
from sessions_app.actions import answering
from sessions_app.calendar_file import calendar_file
from sessions_app.forms.parents import COUNTS, DetailsForm, values_of
from sessions_app.models.invitations import AnswerWord
from sessions_app.parent_page import Asked, Stage
from sessions_app.views.parent_words import is_easy, opened, said, sent_to, url

INSTEAD = {
    Stage.STARTED: "parents/started.html",
    Stage.OVER: "parents/over.html",
    Stage.CALLED_OFF: "parents/called_off.html",
}
THANKS = {
    "yes": "parents/yes.html",
    "maybe": "parents/maybe.html",
    "no": "parents/no.html",
    "waitlisted": "parents/room_full.html",
}
MAY_TELL_MORE = ("yes", "maybe")
NOT_COMING = ("waitlisted", "held")
TOLD, MORE = "told", "more"


@behind_a_link
@require_safe
def parent_invitation(request: HttpRequest, secret: str) -> HttpResponse | None:
    """The first screen: who, what, when, where, and three large buttons."""
    asked = opened(secret, now := timezone.now())
    if asked is None:
        return None
    return _instead(asked, secret, now) or _first_screen(asked, secret, now)


@behind_a_link
@require_http_methods(["POST", "GET", "HEAD"])
def parent_answer(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Keep an answer: one tap, kept at once."""
    if request.method != "POST":
        return sent_to("invitation", secret)
    word = request.POST.get("answer", "")
    if word in AnswerWord.values:
        return _kept(secret, word=AnswerWord(word))
    asked = opened(secret, now := timezone.now())
    if asked is None:
        return None
    return _instead(asked, secret, now) or _first_screen(asked, secret, now, status=NOT_UNDERSTOOD)


@behind_a_link
@require_http_methods(["POST", "GET", "HEAD"])
def parent_details(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Keep what they tell us beside the answer."""
    if request.method != "POST":
        return sent_to("invitation", secret)
    form = DetailsForm(request.POST)
    if form.is_valid():
        return _kept(secret, details=form.details())
    asked = opened(secret, now := timezone.now())
    if asked is None:
        return None
    if asked.state not in MAY_TELL_MORE:
        return sent_to("invitation", secret)
    return _instead(asked, secret, now) or _thanks(asked, secret, form=form)


@behind_a_link
@require_safe
def parent_thanks(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Thank you; with a yes or a maybe, a few more questions, or what they told us."""
    asked = opened(secret, now := timezone.now())
    if asked is None:
        return None
    if instead := _instead(asked, secret, now):
        return instead
    if asked.state not in THANKS:
        return sent_to("invitation", secret)
    if asked.is_offered_a_seat(now):
        return sent_to("invitation", secret)
    return _thanks(asked, secret, has_told=TOLD in request.GET, has_more=MORE in request.GET)


@behind_a_link
@require_safe
def parent_calendar(request: HttpRequest, secret: str) -> HttpResponse | None:
    """The afternoon as a file for their calendar, for those who may come."""
    asked = opened(secret, timezone.now())
    if asked is None:
        return None
    if asked.answer not in MAY_TELL_MORE or asked.state in NOT_COMING:
        return sent_to("invitation", secret)
    return HttpResponse(
        calendar_file(asked),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="cuppa.ics"'},
    )


@behind_a_link
def parent_no_such_page(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Whatever else stands under /r/: a link broken in two, or typed by hand."""
    return None


def _kept(
    secret: str, *, word: AnswerWord | None = None, details: answering.Details | None = None
) -> HttpResponse | None:
    try:
        answering.answer(secret=secret, word=word, details=details)
    except answering.LinkClosed:
        return None
    except Refusal:  # It has begun, or is off: their page says so.
        return sent_to("invitation", secret)
    return sent_to("thanks", secret, f"?{TOLD}" if details else "")


def _instead(asked: Asked, secret: str, now: datetime) -> HttpResponse | None:
    """Return the page that stands here once an afternoon has begun, is over or is off.

    To whom staff will speak, or have spoken, none of them says more than thank you (rule 17).
    """
    stage = asked.stage(now)
    if asked.is_with_staff and stage is not Stage.CALLED_OFF:
        may_say_no = asked.state == "held" and stage is Stage.AHEAD
        more = {"may_say_no": may_say_no, "answer_url": url("answer", secret)}
        return page_of("parents/in_touch.html", said(asked, secret) | more)
    template = INSTEAD.get(stage)
    return page_of(template, said(asked, secret)) if template else None


def _first_screen(asked: Asked, secret: str, now: datetime, status: int = 200) -> HttpResponse:
    has_a_seat = asked.is_offered_a_seat(now)
    more = {
        "answer_url": url("answer", secret),
        "state": asked.state,
        "days": (asked.on - now.astimezone(asked.zone).date()).days,
        "is_full": asked.is_full,
        "had_a_seat": asked.had_a_seat,
        "is_not_understood": status == NOT_UNDERSTOOD,
        **set_apart(until=_until(asked) if has_a_seat else ""),
    }
    template = "parents/invitation.html"
    if has_a_seat:
        template = "parents/seat.html"
    elif is_easy(asked) and not asked.is_join_in:
        template = "parents/easy_invitation.html"
    return page_of(template, said(asked, secret) | more, status)


def _until(asked: Asked) -> str:
    """Return until when a seat is held: “Tuesday 4pm”, as their language says it."""
    assert asked.offered_until is not None  # noqa: S101 - asked before
    until = asked.offered_until.astimezone(asked.zone)
    language = words_of_language()["language"]
    return f"{day_in(language, until.date())[0]} {time_in(language, until)}"


def _thanks(
    asked: Asked, secret: str, *, has_told: bool = False, form: DetailsForm | None = None,
    has_more: bool = False,
) -> HttpResponse:  # fmt: skip
    more: dict[str, Any] = {
        "state": asked.state,
        "had_a_seat": asked.had_a_seat,
        "calendar_url": url("calendar", secret),
        "change_url": url("invitation", secret),
    }
    template = THANKS[asked.state]
    if asked.state in MAY_TELL_MORE:
        details = answering.details_of(asked)
        template = "parents/told.html" if has_told else template
        more |= {
            "details": details,
            "details_url": url("details", secret),
            "thanks_url": url("thanks", secret),
            "told": form.values() if form else values_of(details),
            "wrong": form.what_is_wrong() if form else {},
            "counts": COUNTS,
        }
    if is_easy(asked) and not (asked.is_join_in or has_told or has_more or form):
        template = "parents/easy_thanks.html"
    here = f"thanks/?{TOLD}" if has_told else "thanks/"
    return page_of(template, said(asked, secret, here) | more, NOT_UNDERSTOOD if form else 200)
