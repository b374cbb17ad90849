"""Who would be asked to an afternoon now, who not and why, and who needs a person first."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from families.asking import Asking, Reason, who_may_be_asked
from families.models import Restriction
from pastoral.outbox.models import Topic
from sessions_app import wording
from sessions_app.models import Afternoon, Invitation

# What an invitation in one of these states says may still become an invitation (rule 28).
NOT_YET = (Invitation.State.DRAFT, Invitation.State.BLOCKED)


@dataclass(frozen=True)
class ToAsk:
    """Every adult considered who is not asked yet, each in exactly one of the three."""

    will: tuple[Asking, ...]
    will_not: tuple[Asking, ...]
    needs_first: tuple[Asking, ...]
    already: int

    def __iter__(self) -> Iterator[Asking]:
        """Yield everybody considered, those who will be asked first."""
        yield from (*self.will, *self.will_not, *self.needs_first)

    @property
    def in_english(self) -> int:
        """How many wait only for words in their language."""
        return sum(
            a.reason == Reason.NO_WORDS for a in (*self.will_not, *self.needs_first)
        )


def to_ask(*, afternoon: Afternoon, in_english_too: bool = False) -> ToAsk:
    """Return who would be asked to the afternoon now; whoever was asked is left in peace."""
    asked = set(
        Invitation.objects.filter(afternoon=afternoon)
        .exclude(state__in=NOT_YET)
        .values_list("adult_id", flat=True)
    )
    found = who_may_be_asked(
        setting=afternoon.setting,
        topic=Topic.AFTERNOONS,
        day=afternoon.on,
        template_key=wording.INVITE,
        in_english_too=in_english_too,
    )
    new = [asking for asking in found if asking.adult_id not in asked]
    return ToAsk(
        will=tuple(a for a in new if a.reason is None),
        will_not=tuple(a for a in new if a.reason is not None and not a.needs_person),
        needs_first=tuple(a for a in new if a.reason is not None and a.needs_person),
        already=len(asked),
    )


@dataclass(frozen=True)
class KeptApart:
    """Two who must not be in the room together, and what staff do."""

    one: str
    other: str
    instruction: str


def kept_apart(afternoon: Afternoon, found: ToAsk) -> list[KeptApart]:
    """Return the pairs who would both be asked, or are (rule 17); one query."""
    people = {a.adult_id for a in found.will}
    pairs = Restriction.objects.active().filter(
        kind=Restriction.Kind.DO_NOT_CO_ATTEND,
        setting=afternoon.setting,
        other_adult__isnull=False,
    )
    there = Q(afternoon=afternoon) & ~Q(state__in=[*NOT_YET, Invitation.State.WITHDRAWN])
    asked: set[UUID] = set()
    rows = list(pairs.select_related("adult", "other_adult"))
    if rows:
        both = {r.adult_id for r in rows} | {r.other_adult_id for r in rows if r.other_adult_id}
        asked = set(
            Invitation.objects.filter(there, adult__in=both).values_list("adult_id", flat=True)
        )
    here = people | asked
    return [
        KeptApart(row.adult.known_as, row.other_adult.known_as, row.instruction)
        for row in rows
        if row.other_adult and row.adult_id in here and row.other_adult_id in here
    ]
