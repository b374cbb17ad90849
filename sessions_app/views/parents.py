"""The pages behind a parent's link: no account, no cookie, no script, one statement to read.

The link is the capability, so nothing here asks for a CSRF token: whoever knows the
address may answer, and nobody else can forge it (decision 0011).
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from pastoral import limits, links
from pastoral.accounts import trail
from pastoral.accounts.permissions import public
from pastoral.refusals import Refusal
from pastoral.ui.said import list_said, time_said
from sessions_app import parent_page
from sessions_app.actions import answering
from sessions_app.calendar_file import calendar_file
from sessions_app.forms.parents import COUNTS, DetailsForm, values_of
from sessions_app.models.invitations import AnswerWord
from sessions_app.parent_page import Asked, Stage
from sessions_app.wording import day_in

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
NOT_UNDERSTOOD = 422
TOLD = "told"

Page = Callable[[HttpRequest, str], HttpResponse | None]


def behind_a_link(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """Open a page to whoever has the link; None from it says that the link opens nothing."""

    @csrf_exempt
    @public
    @wraps(page)
    def opened(request: HttpRequest, secret: str) -> HttpResponse:
        # Rule 23: each link for itself, so that nobody at the same address closes a good one;
        # and only answers, so that a scanner's hundred looks never stand before a parent's tap.
        tried = f"{trail.ip_of(request.META)}:{links.digest_of(secret).hex}"
        if request.method == "POST" and limits.too_many(tried, settings.LINK_TRIES_PER_MINUTE):
            response = _too_many_tries()
        else:
            response = page(request, secret) or _opens_nothing(request)
        for name, value in _headers().items():
            response[name] = value
        return response

    return opened


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
        return _page("parents/in_touch.html", _said(asked, now) | more)
    template = INSTEAD.get(stage)
    return _page(template, _said(asked, now)) if template else None


def _first_screen(asked: Asked, secret: str, now: datetime, status: int = 200) -> HttpResponse:
    more = {
        "answer_url": _url("answer", secret),
        "state": asked.state,
        "days": (asked.on - now.astimezone(asked.zone).date()).days,
        "is_not_understood": status == NOT_UNDERSTOOD,
    }
    return _page("parents/invitation.html", _said(asked, now) | more, status)


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
    return _page(template, _said(asked, now) | more, NOT_UNDERSTOOD if form else 200)


def _said(asked: Asked, now: datetime) -> dict[str, Any]:
    """Return the words every page may need: no more than rule 20 allows."""
    language = translation.get_language() or "en-gb"
    weekday, day = day_in(language, asked.on)
    return {
        "language": language,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
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
        **_call(asked.phone),
    }


def _opens_nothing(request: HttpRequest) -> HttpResponse:
    """Return the one page for every link that does not open, whatever the reason (rule 23)."""
    tried = f"{trail.ip_of(request.META)}:unknown"
    if limits.too_many(tried, settings.LINK_TRIES_PER_MINUTE):
        return _too_many_tries()
    return _page("parents/opens_nothing.html", _call(settings.CONTACT_PHONE), 404)


def _too_many_tries() -> HttpResponse:
    return _page("parents/too_many_tries.html", _call(settings.CONTACT_PHONE), 429)


def _call(phone: str) -> dict[str, str]:
    """Return a number to read, in one piece, and the same to ring."""
    number = "".join(letter for letter in phone if letter in "+0123456789")
    return {"phone": phone.replace(" ", "\N{NO-BREAK SPACE}"), "number": number}


def _page(template: str, words: Mapping[str, Any], status: int = 200) -> HttpResponse:
    # Without the request, so that no context processor asks who is signed in.
    return HttpResponse(render_to_string(template, words), status=status)


def _to(name: str, secret: str, question: str = "") -> HttpResponse:
    return HttpResponseRedirect(_url(name, secret) + question, status=303)


def _url(name: str, secret: str) -> str:
    return reverse(f"parents:{name}", args=[secret])


@lru_cache(maxsize=1)
def _headers() -> dict[str, str]:
    """Return what every page here carries: kept nowhere, passed on to nobody, found by none.

    The style is allowed by its hash instead of a nonce, so that all pages of one kind are
    the same to the last byte.
    """
    style = render_to_string("components/parent_style.html").encode()
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    policy = f"style-src 'sha256-{digest}'; img-src data:; form-action 'self'"
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
        "Content-Security-Policy": (
            f"default-src 'none'; {policy}; base-uri 'none'; frame-ancestors 'none'"
        ),
    }
