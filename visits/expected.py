"""Honest outcomes: what became of the visits of a half-term, in parts that add up.

For the mentor herself, never a comparison. The definition stands in docs/figures.md.
"""

from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from families.models import Household
from pastoral.ui.said import list_said
from visits.models import HomeVisit

Outcome, State = HomeVisit.Outcome, HomeVisit.State
NOT_WRITTEN_UP = (State.AGREED, State.PLANNED, State.UNDER_WAY)


@dataclass(frozen=True)
class Expected:
    """The visits there were to be, each in exactly one part; `not_written_up` are not in it yet."""

    completed: int = 0
    nobody_in: int = 0
    family_moved_it: int = 0
    we_cancelled: int = 0
    not_today: int = 0
    paused: int = 0
    not_written_up: int = 0

    @property
    def visits(self) -> int:
        """All of them: the sum of its six parts."""
        return sum(getattr(self, name) for name in PARTS)

    @property
    def said(self) -> str:
        """The parts in words, those that are none left out: “9 we met and 2 nobody in”."""
        parts = ((getattr(self, name), words) for name, words in PARTS.items())
        return list_said([f"{count} {words}" for count, words in parts if count])


PARTS = {
    "completed": "we met",
    "nobody_in": "nobody in",
    "family_moved_it": "the family moved",
    "we_cancelled": "we cancelled",
    "not_today": "not that day",
    "paused": "while they were left in peace",
}


def expected(homes: QuerySet[Household], first: date, last: date, today: date) -> Expected:
    """Return what became of the visits to some families from day to day, in one query."""
    at_its_end = Q(rescheduled_to=None) | Q(rescheduled_to__removed_at__isnull=False)
    visits = HomeVisit.objects.filter(
        at_its_end,  # A visit that was moved counts once, where it was moved to.
        household__in=homes,
        removed_at=None,
        planned_on__range=(first, min(last, today)),
    )
    in_peace = ~Q(outcome=Outcome.COMPLETED) & (
        Q(household__paused_from__lte=F("planned_on"))
        & (Q(household__paused_until=None) | Q(household__paused_until__gte=F("planned_on")))
    )
    open_then = Q(state__in=NOT_WRITTEN_UP, planned_on__lt=today)
    parts = {each.value: Count("pk", Q(outcome=each) & ~in_peace) for each in Outcome}
    parts["paused"] = Count("pk", in_peace & (~Q(outcome="") | open_then))
    parts["not_written_up"] = Count("pk", open_then & ~in_peace)
    counted = visits.aggregate(**parts)
    return Expected(**{each.name: counted[each.name] for each in fields(Expected)})
