"""Worries in numbers: how soon they are acknowledged (measure 15), for the safeguarding lead alone.

It is the second lane: nothing of it is kept among the figures, and it goes through
`Worry.visible_to` every time. A head reads how many there were in a term, in steps, and
nobody else does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from families.reports import Question, Tally
from pastoral.accounts import periods
from pastoral.accounts.calendar import instant
from pastoral.accounts.periods import Kind
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.concerns.models import Worry
from pastoral.figures.report import Figure

MIDNIGHT = time()
# From how many on a step is said, the highest first (domain §5: “head termly banded”). They are
# no setting’s to change: steps that a lead could move would give the number away.
STEPS = (
    (20, "20 or more worries were"),
    (10, "10 to 19 worries were"),
    (5, "5 to 9 worries were"),
    (1, "fewer than 5 worries were"),
    (0, "no worry was"),
)


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
    within, now = timedelta(minutes=question.policy.worry_deputy_minutes), timezone.now()
    moments = _handed_over(question, viewer).values_list("submitted_at", "acknowledged_at")
    took = [
        then - at if then else None
        for at, then in moments
        if at and (then or at + within <= now)  # Others may yet be in time.
    ]
    minutes = [int(each.total_seconds() // 60) for each in took if each is not None]
    in_time = sum(each is not None and each <= within for each in took)
    return Acknowledged(
        Figure(Tally(in_time, len(took)), {}, Tally(took.count(None), len(took))),
        round(median(minutes)) if minutes else None,
    )


def in_steps(question: Question, viewer: Viewer) -> str:
    """Return how many worries about a child were handed over in a term, in steps, for its head.

    Nothing to all others, for any period but a term, and while it is running: a step taken from
    one day to the next would tell when a worry was handed over (rule 4). Whoever reads the
    worries themselves reads exact numbers (`acknowledged`).
    """
    period = question.period
    if not viewer.can(Permission.SEE_WORRIES_IN_BANDS) or viewer.can(Permission.READ_WORRIES):
        return ""
    is_over = periods.is_over(period, question.calendar.half_terms, question.today)
    if period.kind is not Kind.TERM or not is_over:
        return ""
    count = _in_period(question, Worry.objects.handed_over(viewer.setting)).count()
    return next(said for least, said in STEPS if count >= least)


def rows(question: Question, viewer: Viewer) -> Iterator[tuple[Any, None, None, bool]]:
    """Yield the worries of a period, without their words, each with whether it was in time."""
    within = timedelta(minutes=question.policy.worry_deputy_minutes)
    for worry in _handed_over(question, viewer).defer(*Worry.WORDS):
        at, then = worry.submitted_at, worry.acknowledged_at
        yield worry, None, None, bool(at and then and then - at <= within)


def _handed_over(question: Question, viewer: Viewer) -> QuerySet[Worry]:
    return _in_period(question, Worry.objects.visible_to(viewer))


def _in_period(question: Question, worries: QuerySet[Worry]) -> QuerySet[Worry]:
    first, last = question.period.first_on, question.period.last_on
    day = timedelta(days=1)
    return worries.filter(
        about=Worry.About.CHILD,
        submitted_at__gte=instant(question.setting, first, MIDNIGHT),
        submitted_at__lt=instant(question.setting, last + day, MIDNIGHT),
        removed_at=None,
    ).order_by("submitted_at", "pk")
