"""What every page needs to draw its frame."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer

P = Permission
SEES_FAMILIES = (P.SEE_ALL_FAMILIES, P.SEE_OWN_FAMILIES, P.SEE_OWN_ROLL)
# URL name, word, icon, who sees it, and the URL namespaces in which it is “here”.
MAIN = [
    ("desk:home", "Today", "house", P.OPEN_HOME, ()),
    ("families:list", "Families", "people", SEES_FAMILIES, ("families",)),
    ("afternoons:list", "Wednesday", "cup-hot", P.SEE_AFTERNOONS, ("afternoons",)),
]
MORE = [
    ("visits:list", "Home visits", "house-heart", P.RECORD_VISITS, ("visits",)),
    ("desk:reports", "Figures", "bar-chart", P.SEE_REPORTS, ()),
    ("families:import", "Bring families in", "file-earmark-arrow-up", P.IMPORT_FAMILIES, ()),
    ("outbox:list", "Messages", "envelope", P.INVITE_FAMILIES, ("outbox",)),
    ("afternoons:activities", "Activities", "palette", P.SEE_AFTERNOONS, ()),
    ("accounts:calendar", "Calendar", "calendar-week", P.MANAGE_SETTING, ()),
    ("accounts:policy", "Policy", "gear", P.MANAGE_SETTING, ()),
    ("accounts:staff", "Staff", "person", P.MANAGE_STAFF, ()),
    ("account_change_password", "Your password", "key", P.OPEN_HOME, ()),
]


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the frame of a page: who is looking, and the ways on from here."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    frame: dict[str, Any] = {
        "viewer": viewer,
        "nav": [],
        "nav_more": [],
        "worry_url": "",
        "search_url": "",
        "sign_out_url": "",
        "demo_mode": settings.DEMO,
        "demo_url": _way(request, "demo:look-around", "", "", ())["url"] if settings.DEMO else "",
    }
    if viewer is None:
        return frame
    frame["nav_more"] = _ways(request, viewer, MORE)
    frame["nav"] = [*_ways(request, viewer, MAIN), _way(request, "desk:more", "More", "list", ())]
    frame["sign_out_url"] = reverse("account_logout")
    if any(viewer.can(permission) for permission in SEES_FAMILIES):
        frame["search_url"] = _way(request, "families:list", "", "", ())["url"]
    if viewer.can(P.HAND_OVER_WORRIES):
        frame["worry_url"] = _way(request, "concerns:worried", "", "", ())["url"]
    return frame


def _ways(request: HttpRequest, viewer: Viewer, ways: list[Any]) -> list[dict[str, Any]]:
    return [
        _way(request, name, word, icon, here)
        for name, word, icon, permission, here in ways
        if any(
            viewer.can(p) for p in (permission if isinstance(permission, tuple) else (permission,))
        )
    ]


def _way(
    request: HttpRequest, name: str, word: str, icon: str, here: tuple[str, ...]
) -> dict[str, Any]:
    match = request.resolver_match
    try:
        reverse(name)
    except NoReverseMatch:  # FOR NOW while parts are being written
        return {"url": "/", "word": word, "icon": icon, "current": False}
    current = match is not None and (match.view_name == name or match.namespace in here)
    return {"url": reverse(name), "word": word, "icon": icon, "current": current}
