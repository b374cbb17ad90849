"""How a view says who may open it. A view that does not say opens to nobody."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpRequest

from pastoral.accounts.roles import Permission

if TYPE_CHECKING:
    from django.urls import ResolverMatch
    from django_htmx.middleware import HtmxDetails

    from pastoral.accounts.models import Staff
    from pastoral.accounts.viewers import Viewer

View = TypeVar("View", bound=Callable[..., Any])


class StaffRequest(HttpRequest):
    """A request from a signed-in member of staff: `viewer` is always there."""

    viewer: "Viewer"
    user: "Staff"
    htmx: "HtmxDetails"
    resolver_match: "ResolverMatch"


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Mark a view as open to those whose roles grant any one of the permissions."""

    def mark(view: View) -> View:
        view.required_permissions = permissions  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view as open to anyone, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view
