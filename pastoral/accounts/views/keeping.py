"""How a page says that a phone may keep a copy of it for when there is no signal."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page

from pastoral.accounts.permissions import StaffRequest

OWNER, HOURS, COPY = "Phone-Owner", "Phone-Hours", "Phone-Copy"
View = Callable[..., HttpResponse]


def kept_on_phone(view: View) -> View:
    """Let the phone keep the page, sealed, for its owner and no longer than the policy says.

    The phone keeps nothing that is not marked here (decision 0020). A page that shows what
    must not be kept, as a hidden address, is marked by `not_kept` and is not.
    """

    @gzip_page
    @wraps(view)
    def kept(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if COPY in request.headers:
            # A copy fetched ahead is seen by nobody yet: what is said once is still to be said.
            said: Any = get_messages(request)
            said.used = False
        is_page = request.method == "GET" and response.status_code == 200  # noqa: PLR2004 - “OK”
        if is_page and not getattr(response, "is_not_kept", False):
            response.headers[OWNER] = str(request.user.pk)
            response.headers[HOURS] = str(request.viewer.policy.offline_hours)
        return response

    return kept


def not_kept(response: HttpResponse) -> HttpResponse:
    """Return the page, never to be kept on a phone (rule 19)."""
    response.is_not_kept = True  # type: ignore[attr-defined]
    return response


def worker_of(
    request: HttpRequest, *, pages: str, home: str, home_word: str, has: str
) -> HttpResponse:
    """Return the script that answers for some pages when the network does not.

    `pages` is a regular expression of the addresses that may be kept; where nothing is, the
    script says what the device `has`, and leads `home`.
    """
    words = {"pages": pages, "home": home, "home_word": home_word, "has": has}
    script = render(request, "components/worker.js", words, content_type="text/javascript")
    script.headers["Cache-Control"] = "no-cache"
    return script
