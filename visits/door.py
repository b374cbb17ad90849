"""What is good to know before one knocks: the way, what was promised, what to tell."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from django.db.models import Max

from families.models import Household, Promise
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from visits.guarding import Instruction
from visits.models import ChildLine, HomeVisit, VisitAnswer
from visits.wishes import still_open

Visibility = Household.AddressVisibility


@dataclass(frozen=True)
class Where:
    """The way to a home as far as this page may tell it (rule 19).

    `must_ask` says that it is told on a page of its own, and only to who goes there today;
    `is_kept` that it is not told at all today.
    """

    address: str = ""
    map_url: str = ""
    at_the_door: str = ""
    must_ask: bool = False
    is_kept: bool = False


def where(viewer: Viewer, visit: HomeVisit, instruction: Instruction) -> Where:
    """Return the address and its map: on this page never a hidden one (rule 19)."""
    home, is_today = visit.household, visit.planned_on == viewer.today
    if visit.meet_at != HomeVisit.MeetAt.HOME or instruction.is_not_at_home:
        return Where()
    if home.is_hidden:
        return Where(must_ask=is_today, is_kept=not is_today)
    if home.address_visibility == Visibility.RESTRICTED and not is_today:
        return Where(is_kept=True)
    if not viewer.can(Permission.SEE_ADDRESSES):
        return Where()
    return Where(home.address, _map_url(home), home.access_notes)


def _map_url(home: Household) -> str:
    """Return what opens the phone’s own map at a home; no other host is asked."""
    if home.latitude is not None and home.longitude is not None:
        place = f"{home.latitude},{home.longitude}"
        return f"geo:{place}?q={place}"
    return f"geo:0,0?q={quote(home.address)}" if home.address else ""


def last_seen(homes: Collection[uuid.UUID], on: date) -> dict[uuid.UUID, date]:
    """Return the day somebody last sat down with each family, earlier this day included."""
    made = HomeVisit.objects.seen().filter(household__in=list(homes), planned_on__lte=on)
    rows = made.order_by().values("household_id").annotate(last=Max("planned_on"))
    return {row["household_id"]: row["last"] for row in rows}


def promises_to(homes: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Promise]]:
    """Return what is still promised to each family, whoever promised it."""
    found: dict[uuid.UUID, list[Promise]] = defaultdict(list)
    rows = Promise.objects.open().filter(household__in=list(homes), removed_at=None)
    for promise in rows.select_related("owner").order_by("due_on", "pk"):
        found[promise.household_id].append(promise)
    return found


def news(viewer: Viewer, children: list[uuid.UUID], on: date) -> dict[uuid.UUID, list[ChildLine]]:
    """Return what is good to tell of each child, newest first (policy `good_news_days`).

    What is older was told at the door before.
    """
    first = on - timedelta(days=viewer.policy.good_news_days)
    found: dict[uuid.UUID, list[ChildLine]] = defaultdict(list)
    lines = ChildLine.objects.filter(
        child__in=children, setting=viewer.setting, kind=ChildLine.Kind.GOOD_NEWS,
        on__range=(first, on), removed_at=None,
    )  # fmt: skip
    for line in lines.select_related("child"):
        found[line.child_id].append(line)
    return found


def wishes(homes: Collection[uuid.UUID]) -> dict[uuid.UUID, list[VisitAnswer]]:
    """Return what each family asked for and nobody has settled yet."""
    found: dict[uuid.UUID, list[VisitAnswer]] = defaultdict(list)
    asked = still_open().filter(visit__household__in=list(homes), visit__removed_at=None)
    for wish in asked.select_related("adult", "visit"):
        found[wish.visit.household_id].append(wish)
    return found
