"""Whether something was handed over since; no more than that is ever told (rule 4)."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from pastoral.concerns.models import Worry

Since = tuple[uuid.UUID, datetime]


def with_newer_worry(asked: Collection[Since]) -> set[Since]:
    """Return those children, each with a moment, of whom a worry was handed over after it.

    A draft is nobody’s business yet. What is closed by now still counts: somebody looks
    again at how one goes there. What this returns is for a guard alone, never for a page.
    """
    told: dict[uuid.UUID, list[datetime]] = defaultdict(list)
    worries = Worry.objects.exclude(state=Worry.State.DRAFT).order_by()
    rows = worries.filter(children__in={child for child, _since in asked})
    for child, at, begun_at in rows.values_list("children", "submitted_at", "created_at"):
        told[child].append(at or begun_at)
    return {(child, since) for child, since in asked if any(at > since for at in told[child])}
