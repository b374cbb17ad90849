"""What every page of staff says in red, while somebody’s safety asks for it (rules 6 and 7)."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from visits.in_red import InRed, in_red_for

WHOM_IT_CONCERNS = (
    Permission.RECORD_VISITS, Permission.WATCH_VISITS, Permission.HAND_OVER_WORRIES,
)  # fmt: skip


def coming_back(request: HttpRequest) -> dict[str, Any]:
    """Return what is said in red; it is asked for only where a whole page is drawn."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"in_red": InRed()}
    is_concerned = any(viewer.can(permission) for permission in WHOM_IT_CONCERNS)
    ask = partial(in_red_for, viewer, is_concerned=is_concerned)
    return {"in_red": cache(ask)}  # Asked once, when it is first drawn.
