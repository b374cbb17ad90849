"""The library of things to make: what ships with Alongside, and what a setting adds."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal, WrongMove
from sessions_app.models import Activity, Afternoon

State = Afternoon.State
SHIPPED = Path(__file__).resolve().parent.parent / "activities.json"


@transaction.atomic
def load_shipped() -> tuple[int, int]:
    """Put the activities that ship with Alongside into the library; return (new, changed).

    Loading them again changes only what differs, so it is safe at every start.
    """
    new = changed = 0
    there = {activity.key: activity for activity in Activity.objects.filter(setting=None)}
    for told in json.loads(SHIPPED.read_text("utf-8")):
        fields = _fields(told)
        activity = there.get(told["key"])
        if activity is None:
            Activity.objects.create(key=told["key"], **fields)
            new += 1
        elif any(getattr(activity, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(activity, name, value)
            activity.save()
            changed += 1
    return new, changed


def _fields(told: dict[str, Any]) -> dict[str, Any]:
    same = ("title", "summary", "steps", "materials", "minutes", "mess", "allergens", "hazards")
    return {
        **{name: told[name] for name in same},
        "cost_pence": told["cost_pence_per_family"],
        "age_from": told["ages"]["from"],
        "age_to": told["ages"]["to"],
        "talk": told["talk"],
        "quiet_option": told["quiet_option"],
        "removed_at": None,
    }


@dataclass(frozen=True)
class Material:
    """Something to bring; a quantity of 0 says that some of it is needed."""

    name: str
    quantity: float = 0
    unit: str = ""
    per: str = "room"


@dataclass(frozen=True)
class OwnActivity:
    """Something a setting makes together that is not in the library yet."""

    title: str
    summary: str
    steps: Sequence[str] = ()
    materials: Sequence[Material] = ()
    allergens: Sequence[str] = ()
    hazards: Sequence[str] = ()
    talk: Sequence[str] = ()
    quiet_option: str = ""
    minutes: int = 40
    mess: int = 1
    cost_pence: int = 0
    age_from: int = 4
    age_to: int = 11

    def columns(self) -> dict[str, Any]:
        """Return it as the library keeps it."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        lists = ("steps", "allergens", "hazards", "talk")
        materials = [asdict(material) for material in self.materials]
        return told | {name: list(told[name]) for name in lists} | {"materials": materials}


@transaction.atomic
def add_own(*, setting: Setting, activity: OwnActivity, by: Staff) -> Activity:
    """Add a setting's own activity to its library; one taken out before comes back as told now.

    Raises Refusal if the setting has one of that name.
    """
    key = slugify(activity.title)[:60]
    if not key:
        raise Refusal("Give it a name with letters in it.")
    there = Activity.objects.select_for_update(of=["self"]).filter(setting=setting, key=key).first()
    if there and there.removed_at is None:
        raise Refusal(f"“{activity.title}” is in your library already.")
    added = there or Activity(setting=setting, key=key)
    added.removed_at = None
    _told(added, activity)
    trail.wrote(by=by, what="afternoons.activity-added", on=added)
    return added


@transaction.atomic
def change_own(*, activity: Activity, told: OwnActivity, by: Staff) -> Activity:
    """Change a setting's own activity; afternoons that make it show it as it is from now on.

    An allergen that is new in it is thought of anew before anybody else is asked (rule 37).
    Raises Refusal for one that ships with Alongside.
    """
    activity = _own(activity)
    _told(activity, told)
    trail.wrote(by=by, what="afternoons.activity-changed", on=activity)
    return activity


@transaction.atomic
def take_out(*, activity: Activity, by: Staff) -> Activity:
    """Take a setting's own activity out of its library; what was made with it stays as it was.

    Raises Refusal while an afternoon to come makes it, and WrongMove where it is out already.
    """
    activity = _own(activity)
    if activity.removed_at:
        raise WrongMove("It is out of the library already.")
    to_come = Afternoon.objects.filter(
        activity=activity, state__in=(State.PLANNED, State.OPEN, State.FULL)
    ).order_by("on")
    if afternoon := to_come.first():
        on = f"{afternoon.on:%A} {afternoon.on.day} {afternoon.on:%B}"
        raise Refusal(f"It is planned for {on}. Choose something else there first.")
    activity.removed_at = timezone.now()
    activity.save()
    trail.wrote(by=by, what="afternoons.activity-taken-out", on=activity)
    return activity


def _own(activity: Activity) -> Activity:
    activity = Activity.objects.select_for_update(of=["self"]).get(pk=activity.pk)
    if activity.setting_id is None:
        raise Refusal("This one comes with Alongside. Add your own beside it.")
    return activity


def _told(activity: Activity, told: OwnActivity) -> None:
    for name, value in told.columns().items():
        setattr(activity, name, value)
    activity.save()
