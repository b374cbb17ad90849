"""What the menu of every page of staff says of the texts that wait for a person."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.replies import inbox


def texts_waiting(request: HttpRequest) -> dict[str, Any]:
    """Return how many texts wait for whoever looks; counted where a menu is drawn (one query)."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or not viewer.can(Permission.RECORD_ANSWERS):
        return {"texts_waiting": 0, "texts_url": ""}
    count = cache(partial(_count, viewer))
    return {"texts_waiting": count, "texts_url": reverse("replies:texts")}


def _count(viewer: Viewer) -> int:
    return inbox.waiting(viewer).count()
