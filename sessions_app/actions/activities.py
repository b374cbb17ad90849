"""The library of things to make: what ships with Alongside, and what a setting adds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal
from sessions_app.models import Activity

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
class OwnActivity:
    """Something a setting makes together that is not in the library yet."""

    title: str
    summary: str
    steps: Sequence[str] = ()
    materials: Sequence[str] = ()
    allergens: Sequence[str] = ()
    hazards: Sequence[str] = ()
    talk: Sequence[str] = ()
    minutes: int = 40


@transaction.atomic
def add_own(*, setting: Setting, activity: OwnActivity, by: Staff) -> Activity:
    """Add a setting's own activity to its library.

    Raises Refusal if the setting has one of that name.
    """
    key = slugify(activity.title)[:60]
    if not key:
        raise Refusal("Give it a name with letters in it.")
    if Activity.objects.filter(setting=setting, key=key).exists():
        raise Refusal(f"“{activity.title}” is in your library already.")
    added = Activity.objects.create(
        setting=setting,
        key=key,
        title=activity.title,
        summary=activity.summary,
        steps=list(activity.steps),
        materials=[_material(name) for name in activity.materials],
        allergens=list(activity.allergens),
        hazards=list(activity.hazards),
        talk=list(activity.talk),
        minutes=activity.minutes,
    )
    trail.wrote(by=by, what="afternoons.activity-added", on=added)
    return added


def _material(name: str) -> dict[str, Any]:
    """Return a material as the library keeps it; how much is not said."""
    return {"name": name, "quantity": 0, "unit": "", "per": "room"}
