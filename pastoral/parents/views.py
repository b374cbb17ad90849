"""What every page behind a parent's link shares: no account, no cookie, no script it needs.

The link is the capability, so nothing here asks for a CSRF token: whoever knows the
address may answer, and nobody else can forge it (decision 0011).
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from pastoral import limits, links
from pastoral.accounts import trail
from pastoral.accounts.permissions import public
from pastoral.parents.tongues import words_of_language

OK, NOT_UNDERSTOOD = 200, 422
KEPT_SECONDS = 300  # What is on next changes once a week.

Page = Callable[[HttpRequest, str], HttpResponse | None]


def behind_a_link(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """Open a page to whoever has the link; None from it says that the link opens nothing.

    A page whose link a whole room has says so (`is_for_a_room`): they may all come from one
    address, and none is to be stopped by the others.
    """
    limit = "ROOM_TRIES_PER_MINUTE" if hasattr(page, "is_for_a_room") else "LINK_TRIES_PER_MINUTE"

    @csrf_exempt
    @public
    @wraps(page)
    def opened(request: HttpRequest, secret: str) -> HttpResponse:
        # Rule 23: each link for itself, so that nobody at the same address closes a good one;
        # and only answers, so that a scanner's hundred looks never stand before a parent's tap.
        tried = f"{trail.ip_of(request.META)}:{links.digest_of(secret).hex}"
        # A page speaks its reader's language; what comes after it, ours again.
        with translation.override(settings.LANGUAGE_CODE):
            if request.method == "POST" and limits.too_many(tried, getattr(settings, limit)):
                response = _too_many_tries(request)
            else:
                response = page(request, secret) or _opens_nothing(request)
        for name, value in _headers().items():
            response[name] = value
        return response

    return opened


def for_everybody(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """Open a page to whoever walks by; it is only read, and may be kept for a few minutes.

    None from it says that there is no such place. A poster hangs where many read it at once,
    behind one address: each place has a room's looks a minute, and codes that are no place's
    have as few as links that open nothing.
    """

    @public
    @require_safe
    @wraps(page)
    def opened(request: HttpRequest, code: str) -> HttpResponse:
        tried = f"{trail.ip_of(request.META)}:everybody:{code.casefold()}"
        if limits.too_many(tried, settings.ROOM_TRIES_PER_MINUTE):
            response = _too_many_tries(request)
        else:
            response = page(request, code) or _opens_nothing(request)
        for name, value in _headers().items():
            response[name] = value
        if response.status_code == OK:
            response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        return response

    return opened


def call(phone: str) -> dict[str, str]:
    """Return a number to read, in one piece, and the same to ring."""
    number = "".join(letter for letter in phone if letter in "+0123456789")
    return {"phone": phone.replace(" ", "\N{NO-BREAK SPACE}"), "number": number}


def page_of(template: str, words: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Return a page made without the request, so that nothing asks who is signed in."""
    return HttpResponse(render_to_string(template, words), status=status)


def sent_on(url: str) -> HttpResponse:
    """Send a browser on after an answer, so that going back never sends it twice."""
    return HttpResponseRedirect(url, status=303)


def _opens_nothing(request: HttpRequest) -> HttpResponse:
    """Return the one page for every link that does not open, whatever the reason (rule 23)."""
    tried = f"{trail.ip_of(request.META)}:unknown"
    if limits.too_many(tried, settings.LINK_TRIES_PER_MINUTE):
        return _too_many_tries(request)
    return _page_for_anybody("parents/opens_nothing.html", request, 404)


def _too_many_tries(request: HttpRequest) -> HttpResponse:
    return _page_for_anybody("parents/too_many_tries.html", request, 429)


def _page_for_anybody(template: str, request: HttpRequest, status: int) -> HttpResponse:
    """Return a page that does not know who reads it: its language is the browser's."""
    translation.activate(translation.get_language_from_request(request))
    return page_of(template, words_of_language() | call(settings.CONTACT_PHONE), status)


@lru_cache(maxsize=1)
def _headers() -> dict[str, str]:
    """Return what every page here carries: kept nowhere, passed on to nobody, found by none.

    The style, and the script that reads aloud, are allowed by their hashes instead of a
    nonce, so that all pages of one kind are the same to the last byte.
    """
    style = _hash_of("components/parent_style.html")
    script = _hash_of("components/parent_voice.html")
    policy = f"style-src {style}; script-src {script}; img-src data:; form-action 'self'"
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
        "Content-Security-Policy": (
            f"default-src 'none'; {policy}; base-uri 'none'; frame-ancestors 'none'"
        ),
    }


def _hash_of(template: str) -> str:
    digest = hashlib.sha256(render_to_string(template).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
