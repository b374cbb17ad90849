"""Whom to tell in a home when somebody new comes: by the names they go by."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef

from families.models import HouseholdMember, Relationship, Restriction

MOST_NAMES = 3
THE_FAMILY = "the family"


def adults_to_tell(homes: Collection[uuid.UUID], day: date) -> dict[uuid.UUID, list[str]]:
    """Return the grown-ups of some homes who hear of a child there, by the names they go by.

    Those a restriction keeps from a child are not named beside it (rule 14), nor is anybody
    who has died (rule 43). One query, however many homes there are.
    """
    ties = Relationship.objects.filter(adult=OuterRef("adult"), child__removed_at=None)
    kept = Restriction.objects.keeping_apart().filter(
        adult=OuterRef("adult"), child=OuterRef("child")
    )
    living = (
        HouseholdMember.objects.current(day)
        .filter(
            Exists(ties.filter(~Exists(kept))),
            household__in=homes,
            adult__removed_at=None,
            adult__is_deceased=False,
        )
        .order_by("from_on", "adult__known_as", "pk")
        .values_list("household", "adult__known_as")
    )
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for home, known_as in living:
        found[home].append(known_as)
    return found
