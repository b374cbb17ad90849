"""What every page behind a parent's link shares: no account, no cookie, no script.

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

from pastoral import limits, links
from pastoral.accounts import trail
from pastoral.accounts.permissions import public

NOT_UNDERSTOOD = 422

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


def words_of_language() -> dict[str, str]:
    """Return the language a page is in, and which way it runs."""
    return {
        "language": translation.get_language() or "en-gb",
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


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
        return _too_many_tries()
    return page_of("parents/opens_nothing.html", call(settings.CONTACT_PHONE), 404)


def _too_many_tries() -> HttpResponse:
    return page_of("parents/too_many_tries.html", call(settings.CONTACT_PHONE), 429)


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
