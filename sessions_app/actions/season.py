"""Changing a season: its afternoons ahead follow, each in what nobody changed by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import time

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from sessions_app import room
from sessions_app.actions import series as planning
from sessions_app.models import Afternoon, AfternoonSeries

HOURS = ("coffee_at", "children_join_at", "activity_at", "closes_at")
# What an afternoon takes from its season, by the word for it; the hours go together.
FOLLOWS = {"room": ("room",), "size": ("capacity",), "lead": ("lead_id",), "hours": HOURS}
KNOWN = "families know its hours: move it by itself"
BY_HAND = "changed by hand"


@dataclass(frozen=True)
class Season:
    """What may be changed about a season."""

    title: str
    lead: Staff
    coffee_at: time
    children_join_at: time
    activity_at: time
    closes_at: time
    room: str = ""
    capacity: int | None = None
    asks_by_itself: bool = True
    invite_days_before: int | None = None
    invite_at: time | None = None
    first_reminder_days_before: int | None = None
    first_reminder_at: time | None = None
    second_reminder_days_before: int | None = None
    second_reminder_at: time | None = None

    @property
    def lead_id(self) -> object:
        """The key of who leads it."""
        return self.lead.pk


@dataclass(frozen=True)
class WillChange:
    """One afternoon ahead: what of it follows the season, and what stays and why."""

    afternoon: Afternoon
    follows: tuple[str, ...]
    stays: tuple[tuple[str, str], ...]


def what_follows(*, series: AfternoonSeries, season: Season) -> list[WillChange]:
    """Return what a change would do to each afternoon ahead, before it is made."""
    changed = _changed(series, season)
    return [_of(afternoon, series, changed) for afternoon in _ahead(series)]


@transaction.atomic
def change_season(*, series: AfternoonSeries, season: Season, by: Staff) -> AfternoonSeries:
    """Change a season, and those of its afternoons ahead that nobody changed by hand.

    Hours that families know are left alone: a move tells them, and is one afternoon’s own.
    When families are asked and reminded follows by itself.
    """
    series = AfternoonSeries.objects.select_for_update().get(pk=series.pk)
    changed = _changed(series, season)
    for afternoon in _ahead(series):
        kept = planning.locked(afternoon)
        _follow(kept, _of(kept, series, changed).follows, season, by)
    for field in fields(Season):
        setattr(series, field.name, getattr(season, field.name))
    series.updated_by = by
    series.save()
    trail.wrote(by=by, what="afternoons.series-changed", on=series)
    return series


def _follow(afternoon: Afternoon, follows: Iterable[str], season: Season, by: Staff) -> None:
    names = [name for word in follows for name in FOLLOWS[word]]
    if not names:
        return
    for name in names:
        setattr(afternoon, name, getattr(season, name))
    room.full_or_open(afternoon)
    afternoon.updated_by = by
    afternoon.save()


def _changed(series: AfternoonSeries, season: Season) -> list[str]:
    """Return the words for what is another way now."""
    return [
        word
        for word, names in FOLLOWS.items()
        if any(getattr(series, name) != getattr(season, name) for name in names)
    ]


def _ahead(series: AfternoonSeries) -> list[Afternoon]:
    today = timezone.localdate(timezone=series.setting.zone)
    ahead = series.afternoons.filter(removed_at=None, on__gt=today)
    off = [Afternoon.State.CANCELLED, Afternoon.State.HELD]
    return list(ahead.exclude(state__in=off).select_related("setting").order_by("on"))


def _of(afternoon: Afternoon, series: AfternoonSeries, changed: list[str]) -> WillChange:
    stays = {word: why for word in changed if (why := _why_not(afternoon, series, word))}
    return WillChange(
        afternoon, tuple(word for word in changed if word not in stays), tuple(stays.items())
    )


def _why_not(afternoon: Afternoon, series: AfternoonSeries, word: str) -> str:
    if any(getattr(afternoon, name) != getattr(series, name) for name in FOLLOWS[word]):
        return BY_HAND
    return KNOWN if word == "hours" and afternoon.invited_at else ""
