"""Whether an adult still lives where a row says, and may still hear of a child (rule 14)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from families.asking.cases import NEVER_ASKED
from families.models import Adult, HouseholdMember, Relationship, Restriction

KEPT_APART = [Restriction.Kind.NO_CONTACT, Restriction.Kind.NO_INFORMATION]


def still_hears(*, adult: str, household: str, day: str, today: date) -> Q:
    """Return the condition that a row's adult may open what was written to them about its day.

    They are alive, have not left, live in the row's household on that day (and have not
    moved out since), and there is a child here then, and still, of whom no restriction
    keeps them from hearing. `adult`, `household` and `day` name the row's fields.
    """
    on = OuterRef(day)
    there = Adult.objects.filter(
        _not_over("left_on", on, today),
        pk=OuterRef(adult),
        removed_at=None,
        is_deceased=False,
    )
    lives = HouseholdMember.objects.filter(
        _not_over("to_on", on, today),
        adult=OuterRef(adult),
        household=OuterRef(household),
        from_on__lte=on,
    )
    kept = Restriction.objects.active().filter(
        adult=OuterRef("adult"), child=OuterRef("child"), kind__in=KEPT_APART
    )
    ties = Relationship.objects.filter(
        _not_over("child__placement_ends_on", on, today),
        ~Exists(kept),
        adult=OuterRef(adult),
        child__placement_starts_on__lte=on,
        child__removed_at=None,
    ).exclude(kind__in=NEVER_ASKED)
    return Q(Exists(there), Exists(lives), Exists(ties))


def _not_over(field: str, *days: OuterRef | date) -> Q:
    """Return the condition that a last day has come on none of the days."""
    still = Q()
    for day in days:
        still &= Q(**{f"{field}__gte": day})
    return Q(**{field: None}) | still
