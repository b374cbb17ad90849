"""Adults who must not be in the room together (rule 17)."""

import uuid
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from families.models import Relationship, Restriction
from pastoral.accounts.models import Setting

APART = [Restriction.Kind.DO_NOT_CO_ATTEND, Restriction.Kind.NO_CONTACT]


def keep_apart_pairs(
    setting: Setting, adult_ids: Collection[uuid.UUID]
) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return the pairs among these adults who must not meet, in two queries.

    A restriction between an adult and a child keeps that adult apart from everyone else
    here with a tie to the child: whoever of them comes may bring the child along.
    """
    among = set(adult_ids)
    rows = list(
        Restriction.objects.active()
        .filter(Q(adult__in=among) | Q(other_adult__in=among), setting=setting, kind__in=APART)
        .order_by()
        .values_list("adult_id", "other_adult_id", "child_id")
    )
    brings = defaultdict(set)
    children = {child for _adult, _other, child in rows if child is not None}
    ties = Relationship.objects.filter(child__in=children, adult__in=among).order_by()
    for child, adult in ties.values_list("child_id", "adult_id"):
        brings[child].add(adult)
    pairs = set()
    for adult, other, child in rows:
        for met in {other} if child is None else brings[child]:
            if met is not None and met != adult and {met, adult} <= among:
                pairs.add((min(adult, met), max(adult, met)))
    return sorted(pairs)
