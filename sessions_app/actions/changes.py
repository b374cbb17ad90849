"""Writing down what we changed, and taking it back."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal
from sessions_app.models import Change


@transaction.atomic
def note(*, setting: Setting, on: date, words: str, by: Staff) -> Change:
    """Mark the trend on a day with what we changed; raises Refusal for a day still to come."""
    if on > timezone.localdate(timezone=setting.zone):
        raise Refusal("Write it down once it is so: the day is still to come.")
    words = " ".join(words.split())
    if Change.objects.standing().filter(setting=setting, on=on, words=words).exists():
        raise Refusal("This is noted on that day already.")
    change = Change.objects.create(
        setting=setting, on=on, words=words, created_by=by, updated_by=by
    )
    trail.wrote(by=by, what="afternoons.change-noted", on=change)
    return change


@transaction.atomic
def take_back(*, change: Change, by: Staff) -> Change:
    """Take a note off the trend; taken back twice, it is once."""
    change = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.removed_at is None:
        change.removed_at, change.updated_by = timezone.now(), by
        change.save()
        trail.wrote(by=by, what="afternoons.change-taken-back", on=change)
    return change
