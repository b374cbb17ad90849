"""How soon worries are acknowledged (measure 15): for the safeguarding lead alone.

It is the second lane: nothing of it is kept among the figures, and it goes through
`Worry.visible_to` every time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from statistics import median
from typing import Any

from django.db.models import QuerySet

from families.reports import Question, Tally
from pastoral.accounts.calendar import instant
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.concerns.models import Worry
from pastoral.figures.report import Figure

MIDNIGHT = time()


@dataclass(frozen=True)
class Acknowledged:
    """Worries acknowledged in time, of all handed over, and the median of minutes it took.

    `figure.missing` are those nobody has acknowledged yet; the median is of the others.
    """

    figure: Figure
    minutes: int | None


def acknowledged(question: Question, viewer: Viewer) -> Acknowledged | None:
    """Return how soon the worries of a period were acknowledged; None to all but DSLs."""
    if not viewer.can(Permission.READ_WORRIES):
        return None
    moments = _handed_over(question, viewer).values_list("submitted_at", "acknowledged_at")
    took = [then - at if at and then else None for at, then in moments]
    minutes = [int(each.total_seconds() // 60) for each in took if each is not None]
    within = timedelta(minutes=question.policy.worry_deputy_minutes)
    in_time = sum(each is not None and each <= within for each in took)
    return Acknowledged(
        Figure(Tally(in_time, len(took)), {}, Tally(took.count(None), len(took))),
        round(median(minutes)) if minutes else None,
    )


def rows(question: Question, viewer: Viewer) -> Iterator[tuple[Any, None, None, bool]]:
    """Yield the worries of a period, without their words, each with whether it was in time."""
    within = timedelta(minutes=question.policy.worry_deputy_minutes)
    for worry in _handed_over(question, viewer).defer(*Worry.WORDS):
        at, then = worry.submitted_at, worry.acknowledged_at
        yield worry, None, None, bool(at and then and then - at <= within)


def _handed_over(question: Question, viewer: Viewer) -> QuerySet[Worry]:
    first, last = question.period.first_on, question.period.last_on
    day = timedelta(days=1)
    return (
        Worry.objects.visible_to(viewer)
        .filter(
            about=Worry.About.CHILD,
            submitted_at__gte=instant(question.setting, first, MIDNIGHT),
            submitted_at__lt=instant(question.setting, last + day, MIDNIGHT),
            removed_at=None,
        )
        .order_by("submitted_at", "pk")
    )
