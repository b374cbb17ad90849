"""What every page needs to draw its frame."""

from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer

P = Permission


class Way(NamedTuple):
    """One way on from any page: where to, its word and icon, and who is shown it."""

    url_name: str
    word: str
    icon: str
    permissions: tuple[Permission, ...]
    here: tuple[str, ...] = ()  # Namespaces and pages that are “here” too.


SEES_FAMILIES = (P.SEE_ALL_FAMILIES, P.SEE_OWN_FAMILIES, P.SEE_OWN_ROLL)
READS_WORRIES = (P.READ_WORRIES, P.READ_WORRIES_ABOUT_STAFF)
BAR = [
    Way("desk:home", "Today", "house", (P.OPEN_HOME,), ("visits:day",)),
    Way("families:list", "Families", "people", SEES_FAMILIES, ("families", "desk:family")),
    Way("afternoons:list", "Wednesday", "cup-hot", (P.SEE_AFTERNOONS,), ("afternoons",)),
    Way("desk:more", "More", "list", (P.OPEN_HOME,)),
]
MORE = [
    Way("visits:week", "My week", "calendar-week", (P.RECORD_VISITS,)),
    Way("visits:not-seen", "Who have we not seen?", "search", (P.RECORD_VISITS,)),
    Way("desk:mine", "My own half-term", "person", (P.RECORD_VISITS,)),
    Way("visits:list", "Home visits", "house-heart", (P.RECORD_VISITS,), ("visits",)),
    Way("visits:board", "Live board", "eye", (P.WATCH_VISITS,)),
    Way("visits:risk-checks", "Homes to look at again", "shield-check", (P.CHECK_RISKS,)),
    Way("families:promises", "Promises", "heart", (P.KEEP_PROMISES,)),
    Way("concerns:inbox", "Worries", "shield-check", READS_WORRIES),
    Way("visits:caseloads", "Caseloads", "person-walking", (P.BALANCE_CASELOADS,)),
    Way(
        "visits:supervision",
        "Reading together",
        "journal-text",
        (P.RECORD_VISITS, P.READ_ALL_NOTES),
    ),
    Way("desk:reports", "Figures", "bar-chart", (P.SEE_REPORTS,)),
    Way("families:import", "Bring families in", "file-earmark-arrow-up", (P.IMPORT_FAMILIES,)),
    Way(
        "afternoons:voices",
        "What families wrote",
        "chat-dots",
        (P.READ_PULSES,),
    ),
    Way("afternoons:changes", "What we changed", "pencil", (P.NOTE_CHANGES,)),
    Way(
        "families:context",
        "Attendance at school",
        "calendar-week",
        (P.SEE_SCHOOL_CONTEXT,),
        ("families:context-preview", "families:context-family"),
    ),
    Way("outbox:list", "Messages", "envelope", (P.INVITE_FAMILIES,), ("outbox",)),
    Way(
        "outbox:words",
        "Words in every language",
        "translate",
        (P.APPROVE_WORDS,),
        ("outbox:word-message", "outbox:word-language", "outbox:word-approve", "outbox:word-own"),
    ),
    Way("replies:texts", "Texts that came in", "chat-dots", (P.RECORD_ANSWERS,)),
    Way("replies:by-hand", "Letters and calls", "telephone", (P.RECORD_ANSWERS,), ("replies",)),
    Way("complaints:list", "Complaints", "chat-dots", (P.ANSWER_COMPLAINTS,), ("complaints",)),
    Way("afternoons:activities", "Activities", "palette", (P.SEE_AFTERNOONS,)),
    Way("accounts:calendar", "Calendar", "calendar-week", (P.MANAGE_SETTING,)),
    Way("accounts:policy", "Policy", "gear", (P.MANAGE_SETTING,)),
    Way("outbox:carrier", "Carrier of texts", "send", (P.MANAGE_SETTING,)),
    Way("accounts:staff", "Staff", "person", (P.MANAGE_STAFF,)),
    Way("accounts:your-phone", "Your phone", "telephone", (P.OPEN_HOME,)),
    Way("account_change_password", "Your password", "key", (P.OPEN_HOME,)),
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
        "demo_url": reverse("demo:look-around") if settings.DEMO else "",
    }
    if viewer is None:
        return frame
    frame["nav"] = _shown(request, viewer, BAR)
    frame["nav_more"] = _shown(request, viewer, MORE)
    frame["sign_out_url"] = reverse("account_logout")
    if any(viewer.can(permission) for permission in SEES_FAMILIES):
        frame["search_url"] = reverse("families:list")
    if viewer.can(P.HAND_OVER_WORRIES):
        frame["worry_url"] = f"{reverse('concerns:worried')}{_about(request)}"
    return frame


@cache
def _url_of(name: str) -> str:
    """Return a way's address: the same for everybody, at every page."""
    return reverse(name)


def _about(request: HttpRequest) -> str:
    """Return which family the page is about, so that a worry begins there."""
    match = request.resolver_match
    family = match.kwargs.get("family_id") if match else None
    return f"?family={family}" if family else ""


def _shown(request: HttpRequest, viewer: Viewer, ways: list[Way]) -> list[dict[str, Any]]:
    match = request.resolver_match
    now = {match.view_name, match.namespace} if match else set()
    # A page with a way of its own is there alone, and not also where its neighbours are.
    if match and any(way.url_name == match.view_name for way in ways):
        now = {match.view_name}
    return [
        {
            "url": _url_of(way.url_name),
            "word": way.word,
            "icon": way.icon,
            "current": bool(now & {way.url_name, *way.here}),
        }
        for way in ways
        if any(viewer.can(permission) for permission in way.permissions)
    ]
