"""The pages behind the link to an afternoon: one statement to read (decision 0011)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pastoral.parents.views import (
    NOT_UNDERSTOOD,
    behind_a_link,
    call,
    page_of,
    sent_on,
    words_of_language,
)
from pastoral.refusals import Refusal
from pastoral.ui.said import day_in, list_said, time_said
from sessions_app import parent_page
from sessions_app.actions import answering
from sessions_app.calendar_file import calendar_file
from sessions_app.forms.parents import COUNTS, DetailsForm, values_of
from sessions_app.models.invitations import AnswerWord
from sessions_app.parent_page import Asked, Stage

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
TOLD = "told"


@behind_a_link
@require_safe
def parent_invitation(request: HttpRequest, secret: str) -> HttpResponse | None:
    """The first screen: who, what, when, where, and three large buttons."""
    asked = parent_page.by_link(secret, now := timezone.now())
    if asked is None:
        return None
    return _instead(asked, secret, now) or _first_screen(asked, secret, now)


@behind_a_link
@require_http_methods(["POST", "GET", "HEAD"])
def parent_answer(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Keep an answer: one tap, kept at once."""
    if request.method != "POST":
        return _to("invitation", secret)
    word = request.POST.get("answer", "")
    if word in AnswerWord.values:
        return _kept(secret, word=AnswerWord(word))
    asked = parent_page.by_link(secret, now := timezone.now())
    if asked is None:
        return None
    return _instead(asked, secret, now) or _first_screen(asked, secret, now, status=NOT_UNDERSTOOD)


@behind_a_link
@require_http_methods(["POST", "GET", "HEAD"])
def parent_details(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Keep what they tell us beside the answer."""
    if request.method != "POST":
        return _to("invitation", secret)
    form = DetailsForm(request.POST)
    if form.is_valid():
        return _kept(secret, details=form.details())
    asked = parent_page.by_link(secret, now := timezone.now())
    if asked is None:
        return None
    if asked.state not in MAY_TELL_MORE:
        return _to("invitation", secret)
    return _instead(asked, secret, now) or _thanks(asked, secret, now, form=form)


@behind_a_link
@require_safe
def parent_thanks(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Thank you; with a yes or a maybe, a few more questions, or what they told us."""
    asked = parent_page.by_link(secret, now := timezone.now())
    if asked is None:
        return None
    if instead := _instead(asked, secret, now):
        return instead
    if asked.state not in THANKS:
        return _to("invitation", secret)
    return _thanks(asked, secret, now, has_told=TOLD in request.GET)


@behind_a_link
@require_safe
def parent_calendar(request: HttpRequest, secret: str) -> HttpResponse | None:
    """The afternoon as a file for their calendar, for those who may come."""
    asked = parent_page.by_link(secret, timezone.now())
    if asked is None:
        return None
    if asked.answer not in MAY_TELL_MORE or asked.state in NOT_COMING:
        return _to("invitation", secret)
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
        return _to("invitation", secret)
    return _to("thanks", secret, f"?{TOLD}" if details else "")


def _instead(asked: Asked, secret: str, now: datetime) -> HttpResponse | None:
    """Return the page that stands here once an afternoon has begun, is over or is off.

    To whom staff will speak, or have spoken, none of them says more than thank you (rule 17).
    """
    stage = asked.stage(now)
    if asked.is_with_staff and stage is not Stage.CALLED_OFF:
        may_say_no = asked.state == "held" and stage is Stage.AHEAD
        more = {"may_say_no": may_say_no, "answer_url": _url("answer", secret)}
        return page_of("parents/in_touch.html", _said(asked, now) | more)
    template = INSTEAD.get(stage)
    return page_of(template, _said(asked, now)) if template else None


def _first_screen(asked: Asked, secret: str, now: datetime, status: int = 200) -> HttpResponse:
    more = {
        "answer_url": _url("answer", secret),
        "state": asked.state,
        "days": (asked.on - now.astimezone(asked.zone).date()).days,
        "is_not_understood": status == NOT_UNDERSTOOD,
    }
    return page_of("parents/invitation.html", _said(asked, now) | more, status)


def _thanks(
    asked: Asked, secret: str, now: datetime, *,
    has_told: bool = False, form: DetailsForm | None = None,
) -> HttpResponse:  # fmt: skip
    more: dict[str, Any] = {
        "calendar_url": _url("calendar", secret),
        "change_url": _url("invitation", secret),
    }
    template = THANKS[asked.state]
    if asked.state in MAY_TELL_MORE:
        details = answering.details_of(asked)
        template = "parents/told.html" if has_told else template
        more |= {
            "state": asked.state,
            "details": details,
            "details_url": _url("details", secret),
            "thanks_url": _url("thanks", secret),
            "told": form.values() if form else values_of(details),
            "wrong": form.what_is_wrong() if form else {},
            "counts": COUNTS,
        }
    return page_of(template, _said(asked, now) | more, NOT_UNDERSTOOD if form else 200)


def _said(asked: Asked, now: datetime) -> dict[str, Any]:
    """Return the words every page may need: no more than rule 20 allows."""
    spoken = words_of_language()
    weekday, day = day_in(spoken["language"], asked.on)
    return {
        **spoken,
        "name": asked.name,
        "place": asked.place,
        "weekday": weekday,
        "date": day,
        "coffee": time_said(asked.coffee_at),
        "children_join": time_said(asked.children_join_at),
        "close": time_said(asked.closes_at),
        "activity": asked.activity,
        "child": list_said(asked.children),
        "children": asked.children,
        "mentor": asked.mentor,
        **call(asked.phone),
    }


def _to(name: str, secret: str, question: str = "") -> HttpResponse:
    return sent_on(_url(name, secret) + question)


def _url(name: str, secret: str) -> str:
    return reverse(f"parents:{name}", args=[secret])
