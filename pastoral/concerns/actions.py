"""Handing a worry over, acknowledging it, and adding to it. There is no taking back."""

import secrets
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from families.models import Child
from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.concerns.models import Worry, WorryAddition
from pastoral.concerns.telling import alert
from pastoral.refusals import Refusal, WrongMove

State, About = Worry.State, Worry.About
# Neither vowels nor what is misread: no word comes of it, and it can be said on the telephone.
LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
LENGTH = 6
TO_THE_CHAIR = (
    "A worry about the head is not written down here. Speak to the chair of governors or"
    " trustees: the office has the number."
)


@dataclass(frozen=True)
class Telling:
    """What somebody saw and heard, and whom they have told of it by voice."""

    facts: str
    exact_words: str = ""
    happened: str = ""
    who_was_there: str = ""
    done_already: str = ""
    told_whom: str = ""
    told_at: datetime | None = None


@transaction.atomic
def hand_over(
    *,
    setting: Setting,
    about: Worry.About,
    telling: Telling,
    by: Staff,
    children: Collection[Child] = (),
    key: uuid.UUID | None = None,
) -> Worry:
    """Hand a worry to who reads it, and alert them; the trail keeps that it was, and no word.

    One `key` makes one worry, however often the button is pressed. It is written down
    nowhere else: no note gets its words, and no family’s trail knows of it (rules 10, 11).
    """
    if about == About.HEAD:
        raise Refusal(TO_THE_CHAIR)
    if not telling.facts.strip():
        raise Refusal("Write what you saw or heard.")
    now = timezone.now()
    if telling.told_at and telling.told_at > now:
        raise Refusal("That time has not come yet. When did you tell them?")
    worry, is_new = Worry.objects.get_or_create(
        pk=key or uuid.uuid4(),
        created_by=by,
        defaults={
            **{name: _stripped(value) for name, value in asdict(telling).items()},
            "setting": setting,
            "about": about,
            "reference": _reference(),
            "state": State.SUBMITTED,
            "submitted_at": now,
            "updated_by": by,
        },
    )
    if is_new:
        worry.children.set(children)
        trail.wrote(by=by, what="concerns.handed-over", on=worry)
        alert(worry=worry, occasion=worry.pk, day=_today(setting), by=by)
    return worry


@transaction.atomic
def acknowledge(*, worry: Worry, by: Staff) -> Worry:
    """Say that one has read a worry and sees to it."""
    worry = _locked(worry)
    if worry.state != State.SUBMITTED:
        raise WrongMove("This worry is acknowledged already.")
    worry.state = State.ACKNOWLEDGED
    worry.acknowledged_at, worry.acknowledged_by = timezone.now(), by
    worry.updated_by = by
    worry.save()
    trail.wrote(by=by, what="concerns.acknowledged", on=worry)
    return worry


@transaction.atomic
def add(*, worry: Worry, text: str, by: Staff) -> WorryAddition:
    """Add to a worry one handed over; what was written before stays as it is."""
    worry = _locked(worry)
    if worry.created_by_id != by.pk:
        raise Refusal("Only who handed a worry over adds to it. You may hand over one of your own.")
    if worry.state not in Worry.MAY_BE_ADDED_TO:
        raise WrongMove("This worry is closed. Please hand over a new one.")
    if not text.strip():
        raise Refusal("Write what you would like to add.")
    addition = WorryAddition.objects.create(worry=worry, text=text.strip(), written_by=by)
    trail.wrote(by=by, what="concerns.added", on=worry)
    alert(worry=worry, occasion=addition.pk, day=_today(worry.setting), by=by)
    return addition


def _locked(worry: Worry) -> Worry:
    rows = Worry.objects.select_for_update(of=("self",)).select_related("setting__policy")
    return rows.get(pk=worry.pk)


def _reference() -> str:
    """Return a reference that nobody has yet and nobody guesses: “W-7K3QD2”."""
    while True:
        reference = f"W-{''.join(secrets.choice(LETTERS) for _each in range(LENGTH))}"
        if not Worry.objects.filter(reference=reference).exists():
            return reference


def _stripped(value: str | datetime | None) -> str | datetime | None:
    return value.strip() if isinstance(value, str) else value


def _today(setting: Setting) -> date:
    return timezone.localdate(timezone=setting.zone)
