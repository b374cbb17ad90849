"""What we changed in a period, for every chart that draws one: one list, whoever wrote it where."""

from dataclasses import dataclass
from datetime import date

from pastoral.accounts.models import Setting
from sessions_app.models import Afternoon, Change


@dataclass(frozen=True)
class Changed:
    """One thing we did differently from a day on, in a few words."""

    on: date
    words: str


def changes_in(setting: Setting, first_on: date, last_on: date) -> list[Changed]:
    """Return what we changed from one day to another, oldest first, in one query.

    These are the notes of a lead, and those written with an afternoon that was not called off.
    The same words on the same day are one.
    """
    days = {"on__range": (first_on, last_on)}
    noted = Change.objects.standing().filter(setting=setting, **days).values_list("on", "words")
    with_one = (
        Afternoon.objects.filter(setting=setting, removed_at=None, **days)
        .exclude(change_note="")
        .exclude(state=Afternoon.State.CANCELLED)
        .values_list("on", "change_note")
    )
    return [Changed(on, words) for on, words in sorted(noted.order_by().union(with_one.order_by()))]
