"""What makes coming hard for the families now, in numbers only."""

from dataclasses import dataclass

from django.db.models import Count

from families.models import Barrier
from pastoral.accounts.models import Setting


@dataclass(frozen=True)
class BarrierCount:
    """How many adults say that one thing makes coming hard; `count` is None for a few."""

    kind: Barrier.Kind
    count: int | None
    fewer_than: int

    @property
    def said(self) -> str:
        """The count, or “fewer than 5”."""
        return f"fewer than {self.fewer_than}" if self.count is None else str(self.count)


def barriers(setting: Setting) -> list[BarrierCount]:
    """Return what makes coming hard now, the commonest first; nothing that nobody said.

    A count below the policy's `smallest_count` is not told, so that nobody is known by it,
    and there is no total it could be had from: an adult may tick several.
    """
    least = setting.policy.smallest_count
    standing = Barrier.objects.filter(setting=setting, gone_at=None, adult__removed_at=None)
    rows = standing.order_by().values("kind").annotate(count=Count("adult", distinct=True))
    counted = [
        BarrierCount(
            Barrier.Kind(row["kind"]), row["count"] if row["count"] >= least else None, least
        )
        for row in rows
    ]
    return sorted(counted, key=lambda one: (-(one.count or 0), one.kind))
