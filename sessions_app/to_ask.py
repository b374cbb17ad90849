"""Who would be asked to an afternoon now, who not and why, and who needs a person first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q, QuerySet

from families.asking import Asking, Reason, keep_apart_pairs, who_may_be_asked
from families.models import Adult, Relationship
from pastoral.outbox.models import Message, Topic
from sessions_app import wording
from sessions_app.models import Afternoon, Invitation

# What an invitation in one of these states says may still become an invitation (rule 28).
NOT_YET = Q(state__in=[Invitation.State.DRAFT, Invitation.State.BLOCKED])
# Nor was anybody asked whose message did not go, unless they heard of it otherwise.
UNHEARD = Q(
    state=Invitation.State.QUEUED,
    answered_at=None,
    message__state__in=Message.DID_NOT_GO,
)


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
        waiting = (*self.will_not, *self.needs_first)
        return sum(asking.reason == Reason.LANGUAGE_HAS_NO_WORDS for asking in waiting)


def not_asked_yet(afternoon: Afternoon) -> QuerySet[Invitation]:
    """Return the invitations that reached nobody and may still be sent."""
    return Invitation.objects.filter(NOT_YET | UNHEARD, afternoon=afternoon)


def to_ask(*, afternoon: Afternoon, in_english_too: bool = False) -> ToAsk:
    """Return who would be asked to the afternoon now; whoever was asked is left in peace."""
    asked = set(
        Invitation.objects.filter(afternoon=afternoon)
        .exclude(pk__in=not_asked_yet(afternoon).values("pk"))
        .values_list("adult_id", flat=True)
    )
    picked = _picked(afternoon)
    found = who_may_be_asked(
        setting=afternoon.setting,
        topic=Topic.AFTERNOONS,
        day=afternoon.on,
        template_key=wording.words_for(afternoon, wording.INVITE),
        in_english_too=in_english_too,
        adult_ids=_adults_of(picked) if afternoon.is_join_in else None,
    )
    if afternoon.is_join_in:
        found = [_with_children(asking, picked) for asking in found]
    new = [asking for asking in found if asking.adult_id not in asked]
    return ToAsk(
        will=tuple(a for a in new if a.reason is None),
        will_not=tuple(a for a in new if a.reason is not None and not a.needs_person),
        needs_first=tuple(a for a in new if a.reason is not None and a.needs_person),
        already=len(asked),
    )


def _picked(afternoon: Afternoon) -> dict[UUID, str]:
    """Return the first names of the children whose adults join in; none for an afternoon."""
    if not afternoon.is_join_in:
        return {}
    return {child.pk: child.first_name for child in afternoon.for_children.all()}


def _adults_of(picked: Iterable[UUID]) -> list[UUID]:
    ties = Relationship.objects.filter(child__in=list(picked)).order_by()
    return list(ties.values_list("adult_id", flat=True).distinct())


def _with_children(asking: Asking, picked: dict[UUID, str]) -> Asking:
    """Return an answer that speaks of the children they would join, and of no other.

    Who may hear of none of these has left them, or is kept from them: they are not asked.
    """
    children = tuple(child_id for child_id in asking.child_ids if child_id in picked)
    if asking.child_ids and not children and asking.reason is None:
        return replace(asking, child_ids=(), child_names=(), reason=Reason.LEFT)
    names = tuple(dict.fromkeys(picked[child_id] for child_id in children))
    return replace(asking, child_ids=children, child_names=names if asking.child_names else ())


def kept_apart(afternoon: Afternoon, found: ToAsk) -> list[tuple[str, str]]:
    """Return the first names of those who would both be asked, or are, and must not meet (rule 17)."""
    here = {asking.adult_id for asking in found.will} | set(
        Invitation.objects.asked().filter(afternoon=afternoon).values_list("adult_id", flat=True)
    )
    pairs = keep_apart_pairs(afternoon.setting, here)
    people = {adult_id for pair in pairs for adult_id in pair}
    names = (
        dict(Adult.objects.filter(pk__in=people).values_list("pk", "known_as")) if people else {}
    )
    return sorted((names[one], names[other]) for one, other in pairs)


def ask_again(
    *,
    afternoon: Afternoon,
    invitations: Iterable[Invitation],
    template_key: str,
    past_caps: bool = False,
) -> dict[UUID, Asking]:
    """Return what may be said now to adults who were asked before, by adult.

    What was right on Thursday may be wrong on Monday: whoever left, died, was restricted or
    wants peace since has a reason now. Who was asked in plain English still is.
    """
    answers: dict[UUID, Asking] = {}
    by_choice: dict[bool, list[UUID]] = {}
    for invitation in invitations:
        in_english_too = bool(invitation.run and invitation.run.in_english_too)
        by_choice.setdefault(in_english_too, []).append(invitation.adult_id)
    for in_english_too, adult_ids in by_choice.items():
        found = who_may_be_asked(
            setting=afternoon.setting,
            topic=Topic.AFTERNOONS,
            day=afternoon.on,
            template_key=wording.words_for(afternoon, template_key),
            in_english_too=in_english_too,
            adult_ids=adult_ids,
            past_caps=past_caps,
        )
        answers.update({asking.adult_id: asking for asking in found})
    if afternoon.is_join_in:
        picked = _picked(afternoon)
        return {adult_id: _with_children(one, picked) for adult_id, one in answers.items()}
    return answers
