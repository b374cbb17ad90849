"""The door: nothing opens that does not say to whom."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
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
SEEN_EVERY = 60  # Seconds between two writes of when a person was last here.


class StaffOnlyMiddleware:
    """Let a request through only if its view is public or its person may open it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and keep pages about people out of every cache."""
        response = self.get_response(request)
        if getattr(request, "viewer", None) is not None:
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
        if getattr(view, "is_public", False) or view.__module__.startswith("allauth."):
            return None
        permissions = getattr(view, "required_permissions", None)
        if not permissions:
            name = f"{view.__module__}.{getattr(view, '__name__', view)}"
            raise ImproperlyConfigured(f"{name} needs @requires(…) or @public.")
        if not isinstance(request.user, Staff):
            return sign_in_first(request)
        viewer = viewer_for(request.user, _chosen(request), timezone.localdate())
        if viewer is None:
            raise PermissionDenied
        staff_request: StaffRequest = request  # type: ignore[assignment]
        staff_request.viewer = viewer
        _stay_signed_in(staff_request)
        if step := second_step_url(staff_request):
            return redirect_to_login(request.get_full_path(), step)
        if not any(viewer.can(permission) for permission in permissions):
            trail.refused(by=viewer, what=request.resolver_match.view_name, ip=trail.ip_of(request.META))
            raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a move the state machine does not know with 409, in words."""
        if not isinstance(exception, WrongMove):
            return None
        return render(request, "409.html", {"sentence": str(exception)}, status=409)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a person to sign in and back; a script is told so without a page."""
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse({"sentence": "Please sign in again."}, status=401)
    return redirect_to_login(request.get_full_path())


def _chosen(request: HttpRequest) -> uuid.UUID | None:
    chosen = request.session.get(CHOSEN_SETTING)
    return uuid.UUID(chosen) if chosen else None


def _stay_signed_in(request: StaffRequest) -> None:
    """Move the idle time-out on, at most once a minute (rule 50)."""
    now = int(timezone.now().timestamp())
    if now - request.session.get(SEEN, 0) >= SEEN_EVERY:
        request.session[SEEN] = now
        request.session.set_expiry(request.viewer.policy.idle_minutes * 60)
