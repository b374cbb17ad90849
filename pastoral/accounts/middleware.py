"""The door: nothing opens that does not say to whom."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.accounts.permissions import StaffRequest
from pastoral.accounts.second_step import second_step_url
from pastoral.accounts.viewers import viewer_for
from pastoral.refusals import WrongMove

CHOSEN_SETTING = "setting"
SEEN = "seen"
POLL = "poll"
SEEN_EVERY = 60  # Seconds between two writes of when a person was last here.


class OwnAddressMiddleware:
    """Put the visitor's own address where the nearest proxy's stands.

    Tries are counted for each address (rule 23) and the trail keeps it. Only as many
    hops as we have proxies are believed: what stands before them, anybody can write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the address as the outermost of our proxies saw it."""
        hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
        proxies = settings.TRUSTED_PROXIES
        if proxies and len(hops) >= proxies and hops[-proxies]:
            request.META["REMOTE_ADDR"] = hops[-proxies]
        return self.get_response(request)


class StaffOnlyMiddleware:
    """Let a request through only if its view is public or its person may open it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and keep pages about people out of every cache."""
        response = self.get_response(request)
        if getattr(request, "viewer", None) is not None:
            if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
                allowed = response.headers["Allow"]
                response = render(request, "405.html", status=response.status_code)
                response.headers["Allow"] = allowed
            response.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Send strangers to sign in; refuse those whose roles do not open the page."""
        if getattr(view, "is_public", False):
            return None
        permissions = getattr(view, "required_permissions", None)
        if not permissions:
            name = f"{view.__module__}.{getattr(view, '__name__', view)}"
            raise ImproperlyConfigured(f"{name} needs @requires(…) or @public.")
        if not isinstance(request.user, Staff):
            return sign_in_first(request)
        viewer = viewer_for(request.user, _chosen(request), timezone.localdate())
        if viewer is None:
            return render(request, "accounts/no_role.html", status=403)
        staff_request: StaffRequest = request  # type: ignore[assignment]
        staff_request.viewer = viewer
        _stay_signed_in(staff_request)
        if step := second_step_url(staff_request):
            return redirect_to_login(request.get_full_path(), step)
        if not any(viewer.can(permission) for permission in permissions):
            _note_refusal(staff_request)
            raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a move the state machine does not know with 409, in words."""
        if not isinstance(exception, WrongMove):
            return None
        if _wants_json(request):
            return JsonResponse({"sentence": str(exception)}, status=409)
        return render(request, "409.html", {"sentence": str(exception)}, status=409)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a person to sign in and back; a script is told so without a page."""
    if _wants_json(request):
        return JsonResponse({"sentence": "Please sign in again."}, status=401)
    if "hx-request" in request.headers:
        # A part of a page: the whole page has to go, not a sign-in form inside it.
        page = urlsplit(request.headers.get("hx-current-url", "/"))
        to = redirect_to_login(page._replace(scheme="", netloc="").geturl() or "/")
        return HttpResponse(status=401, headers={"HX-Redirect": to["Location"]})
    # What was sent is not sent again after signing in: its page may not open by GET.
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _note_refusal(request: StaffRequest) -> None:
    what = request.resolver_match.view_name[:60]
    trail.refused(by=request.viewer, what=what, ip=trail.ip_of(request.META))


def _chosen(request: HttpRequest) -> uuid.UUID | None:
    chosen = request.session.get(CHOSEN_SETTING)
    return uuid.UUID(chosen) if chosen else None


def _stay_signed_in(request: StaffRequest) -> None:
    """Move the idle time-out on, at most once a minute (rule 50).

    A page that asks by itself (`?poll=1`) is no sign that anybody is there.
    """
    if request.method == "GET" and POLL in request.GET:
        return
    now = int(timezone.now().timestamp())
    if now - request.session.get(SEEN, 0) >= SEEN_EVERY:
        request.session[SEEN] = now
        request.session.set_expiry(request.viewer.policy.idle_minutes * 60)
