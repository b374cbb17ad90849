"""What was made when, and by whom: so that nobody makes the same thing three times in a row."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Max, Q

from families.models import Household
from pastoral.accounts.models import Setting
from pastoral.accounts.viewers import Viewer
from sessions_app import allergies
from sessions_app.models import Activity, Afternoon, Attendance

FAMILIES_SHOWN = 50
SUGGESTED = 4
LEFT = Attendance.Mark.LEFT_EARLY


class LastHere(NamedTuple):
    """When something was last made here, and how many came and stayed to the end."""

    on: date
    came: int
    stayed: int


class DidIt(NamedTuple):
    """A family that made something: when they last did, and how many of them."""

    household_id: uuid.UUID
    label: str
    on: date
    came: int
    stayed: int


@dataclass(frozen=True)
class Suggestion:
    """Something these families have not made lately."""

    activity: Activity
    families: int
    last_on: date | None


def done_here(setting: Setting) -> dict[uuid.UUID, date]:
    """Return when each activity was last made here, in one query."""
    held = Afternoon.objects.filter(
        setting=setting, state=Afternoon.State.HELD, activity__isnull=False
    )
    rows = held.order_by().values("activity").annotate(last=Max("on"))
    return {row["activity"]: row["last"] for row in rows}


def done_lately(setting: Setting) -> set[uuid.UUID]:
    """Return what was made in the last few afternoons (policy `regular_of`), in one query."""
    held = Afternoon.objects.filter(setting=setting, state=Afternoon.State.HELD)
    last = held.order_by("-on").values_list("activity", flat=True)
    return set(last[: setting.policy.regular_of])


def last_here(activity: Activity, setting: Setting) -> LastHere | None:
    """Return the last afternoon this was made on, and who stayed."""
    held = Afternoon.objects.filter(
        setting=setting, activity=activity, state=Afternoon.State.HELD
    ).order_by("-on")
    here = Q(attendance__mark__in=Attendance.HERE)
    row = (
        held.annotate(
            came=Count("attendance", filter=here),
            left=Count("attendance", filter=Q(attendance__mark=LEFT)),
        )
        .values_list("on", "came", "left")
        .first()
    )
    return LastHere(row[0], row[1], row[1] - row[2]) if row else None


def who_did_it(activity: Activity, viewer: Viewer) -> list[DidIt]:
    """Return the families the viewer may see who made this, the latest first, in one query."""
    families = Household.objects.visible_to(viewer)
    rows = (
        Attendance.objects.here()
        .filter(afternoon__activity=activity, afternoon__setting=viewer.setting)
        .filter(household__in=families.values("pk"))
        .order_by()
        .values_list("household_id", "household__label", "afternoon__on")
        .annotate(came=Count("pk"), left=Count("pk", filter=Q(mark=LEFT)))
        .order_by("-afternoon__on", "household__label")
    )
    found: dict[uuid.UUID, DidIt] = {}
    for household, label, on, came, left in rows.iterator():
        found.setdefault(household, DidIt(household, label, on, came, came - left))
        if len(found) == FAMILIES_SHOWN:
            break
    return list(found.values())


def suggestions(afternoon: Afternoon, viewer: Viewer) -> list[Suggestion]:
    """Return what the families of an afternoon have not made lately, in four queries.

    First what fewest of them have made, then what is longest ago; nothing that meets an
    allergy of somebody expected, or that was made here in the last few afternoons.
    """
    families = Household.objects.with_placement_on(afternoon.on).filter(setting=afternoon.setting)
    rows = (
        Attendance.objects.here()
        .filter(household__in=families.values("pk"), afternoon__activity__isnull=False)
        .order_by()
        .values(making=F("afternoon__activity"))
        .annotate(families=Count("household", distinct=True), last=Max("afternoon__on"))
    )
    done = {row["making"]: (row["families"], row["last"]) for row in rows}
    lately = done_lately(afternoon.setting)
    met = allergies.of_expected(afternoon)
    found = [
        Suggestion(activity, *done.get(activity.pk, (0, None)))
        for activity in Activity.objects.visible_to(viewer)
        if activity.pk not in lately and not met & set(activity.allergens)
    ]
    found.sort(key=lambda one: (one.families, one.last_on or date.min, one.activity.title))
    return found[:SUGGESTED]
