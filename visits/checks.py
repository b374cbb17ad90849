"""Risk checks as they stand: the newest of each home, and which homes are looked at again."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from families.models import Household, HouseholdMember
from pastoral.accounts.calendar import instant
from pastoral.accounts.models import Setting
from pastoral.accounts.viewers import Viewer
from pastoral.concerns.newer import Since, with_newer_worry
from visits.models import HomeVisit, RiskCheck

Checks = Mapping[uuid.UUID, RiskCheck]


def newest_checks(households: Collection[uuid.UUID]) -> dict[uuid.UUID, RiskCheck]:
    """Return the newest risk check of each home that has one, in force or not."""
    checks = RiskCheck.objects.filter(household__in=list(households), removed_at=None)
    in_order = checks.select_related("checked_by").order_by("checked_on", "created_at")
    return {check.household_id: check for check in in_order}


def to_check_again(
    days: Mapping[uuid.UUID, date], setting: Setting, checks: Checks
) -> set[uuid.UUID]:
    """Return the homes somebody looks at again before one goes there on that day (rule 4).

    There is no check, it has run out by then, somebody moved in since, or a worry about a
    child came after it. Which of these it is nobody is told. Three queries, however many.
    """
    again = {home for home, day in days.items() if _is_over(checks.get(home), day)}
    checked = {home: check for home, check in checks.items() if home in days}
    asked: set[tuple[uuid.UUID, Since]] = set()
    for member in HouseholdMember.objects.filter(household__in=list(checked)).order_by():
        home, day = member.household_id, days[member.household_id]
        if member.from_on > day or (member.to_on and member.to_on < day):
            continue
        if member.from_on > checked[home].checked_on:
            again.add(home)
        if member.child_id is not None:
            asked.add((home, (member.child_id, looked_at(checked[home], setting))))
    for home, child in _seen_there(checked):
        asked.add((home, (child, looked_at(checked[home], setting))))
    worried = with_newer_worry({since for _home, since in asked})
    return again | {home for home, since in asked if since in worried}


@dataclass(frozen=True)
class HomeToCheck:
    """A home to look at again, and the next visit to it, if one is agreed or planned."""

    household: Household
    next_on: date | None


def homes_to_check(viewer: Viewer) -> list[HomeToCheck]:
    """Return the homes a lead looks at again, those with the nearest visit first.

    Every home a child in placement lives in is asked about, and every home with a visit
    ahead. All of them look alike: none tells why it is here (rule 4).
    """
    today, homes = viewer.today, Household.objects.writable_by(viewer)
    ahead = days_ahead(homes, today)
    asked = homes.filter(
        Q(pk__in=list(ahead)) | Q(pk__in=Household.objects.with_placement_on(today).values("pk"))
    ).exclude(pk__in=homes.paused_on(today).exclude(pk__in=list(ahead)).values("pk"))
    households = {home.pk: home for home in asked}
    days = {key: ahead[key][1] if key in ahead else today for key in households}
    again = to_check_again(days, viewer.setting, newest_checks(households))
    rows = [HomeToCheck(households[key], ahead[key][0] if key in ahead else None) for key in again]
    return sorted(rows, key=lambda row: (row.next_on or date.max, row.household.label))


def days_ahead(households: QuerySet[Household], today: date) -> dict[uuid.UUID, tuple[date, date]]:
    """Return the first and the last day of the visits agreed or planned to each home."""
    visits = HomeVisit.objects.filter(
        household__in=households,
        state__in=[HomeVisit.State.AGREED, HomeVisit.State.PLANNED],
        planned_on__gte=today,
        removed_at=None,
    )
    by_home = visits.order_by().values("household").annotate(Min("planned_on"), Max("planned_on"))
    return {row["household"]: (row["planned_on__min"], row["planned_on__max"]) for row in by_home}


def looked_at(check: RiskCheck, setting: Setting) -> datetime:
    """Return the moment somebody looked; of a check written down later, its day’s beginning."""
    if timezone.localdate(check.created_at, setting.zone) == check.checked_on:
        return check.created_at
    return instant(setting, check.checked_on, time.min)


def _is_over(check: RiskCheck | None, day: date) -> bool:
    return check is None or check.valid_until < day


def _seen_there(homes: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return the children whom visits ahead are about, wherever they live, with the home."""
    rows = HomeVisit.children.through.objects.filter(
        homevisit__household__in=list(homes), homevisit__state__in=HomeVisit.AHEAD
    )
    return list(rows.order_by().values_list("homevisit__household_id", "child_id"))
