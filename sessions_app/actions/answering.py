"""What families answer, by whichever door: the last answer counts, all of them are kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from families.asking import who_may_be_asked
from families.asking.apart import APART
from families.models import Relationship, Restriction
from pastoral import crypto
from pastoral.accounts.models import Setting, Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, Topic
from pastoral.refusals import Refusal, WrongMove
from pastoral.ui import said
from sessions_app import answer_rows, parent_page, wording
from sessions_app.models import Afternoon, Invitation
from sessions_app.models.invitations import AnswerWord, Via
from sessions_app.parent_page import Asked, Stage

State = Invitation.State
MAY_COME = (State.YES, State.MAYBE)
THANKS = "answer-thanks"
ENGLISH = "en"


class LinkClosed(Refusal):
    """The link opens nothing, for whatever reason."""


@dataclass(frozen=True)
class Details:
    """What may come with a yes or a maybe."""

    adults_n: int = 0
    children_n: int = 0
    meet_at_gate: bool = False
    travel: str = ""
    set_off: str = ""
    helps: list[str] = field(default_factory=list)
    diet: str = ""


class Others(NamedTuple):
    """What stands between an adult and a seat: the seats others have, and who waits."""

    seats: int = 0
    waiting: int = 0


def details_of(asked: Asked) -> Details:
    """Return what they have told us so far."""
    return Details(
        asked.adults_n, asked.children_n, asked.meet_at_gate, asked.travel, asked.set_off,
        asked.helps, crypto.unseal(asked.diet_sealed),
    )  # fmt: skip


@transaction.atomic
def answer(*, secret: str, word: AnswerWord | None = None, details: Details | None = None) -> str:
    """Keep what a parent answers on their page; return the state it came to.

    Without a `word` the details are added to the answer given before. Saying again what
    stands already writes nothing, so a double tap is one answer.

    Raises LinkClosed for a link that opens nothing, Refusal once the afternoon has begun
    or is off, or where there is no answer to add details to.
    """
    now = timezone.now()
    asked = parent_page.locked_by_link(secret, now)
    if asked is None:
        raise LinkClosed("This link does not open any more.")
    _refuse_unless_ahead(asked, now)
    word = word or (AnswerWord(asked.answer) if asked.answer else None)
    if word is None:
        raise Refusal("There is no answer yet to add this to.")
    before = details_of(asked)
    told = details or before
    others = _others(asked)
    state = _state_for(asked, word, told, others)
    if asked.is_declined and word == AnswerWord.NO:
        return state
    if (word, state, told) == (asked.answer, asked.state, before):
        return state
    _write(asked, word, told, others, state=state, via=Via.LINK, by=None, now=now)
    is_new_yes = state == State.YES != asked.state
    if is_new_yes and asked.asked_by_email_in:
        _thank(asked)
    return state


@transaction.atomic
def record_answer(
    *, invitation: Invitation, word: AnswerWord, via: Via, by: Staff, details: Details | None = None
) -> str:
    """Write down what somebody told a member of staff; return the state it came to.

    Raises Refusal once the afternoon has begun or is off, or where they are not asked.
    """
    asked, now = _for_staff(invitation.pk)
    told, others = details or details_of(asked), _others(asked)
    state = _state_for(asked, word, told, others)
    _write(asked, word, told, others, state=state, via=via, by=by, now=now)
    return state


@transaction.atomic
def decide(*, invitation: Invitation, word: AnswerWord, by: Staff) -> str:
    """Settle an answer that was held: a person decides, never the clock (rule 17).

    The parent hears of it by voice. Raises WrongMove where nothing is held.
    """
    asked, now = _for_staff(invitation.pk)
    if asked.state != State.HELD:
        raise WrongMove("Somebody has decided about this answer already.")
    if word not in (AnswerWord.YES, AnswerWord.NO):
        raise Refusal("Decide yes or no.")
    told, others = details_of(asked), _others(asked)
    _write(asked, word, told, others, state=word.value, via=Via.DECIDED, by=by, now=now)
    return word.value


@transaction.atomic
def give_seat(*, invitation: Invitation, by: Staff) -> str:
    """Give a free seat to a family that waits (rule 35); return the state it came to.

    A person tells them. They are held instead if somebody they must not meet comes by now.
    Raises WrongMove where they do not wait (any more), Refusal where there are too few seats.
    """
    asked, now = _for_staff(invitation.pk)
    if asked.state != State.WAITLISTED:
        raise WrongMove("They do not wait for a seat any more.")
    told, others = details_of(asked), _others(asked)
    state = State.HELD if asked.is_restricted and _must_not_meet(asked) else State.YES
    if state == State.YES and not _fits(asked, told, others):
        raise Refusal("There are too few seats free for all of them now.")
    _write(asked, AnswerWord.YES, told, others, state=state, via=Via.DECIDED, by=by, now=now)
    return state


def _for_staff(invitation_id: UUID) -> tuple[Asked, datetime]:
    asked, now = parent_page.locked(invitation_id), timezone.now()
    if asked is None:
        raise Refusal("They are not asked to this afternoon.")
    _refuse_unless_ahead(asked, now)
    return asked, now


def _refuse_unless_ahead(asked: Asked, now: datetime) -> None:
    stage = asked.stage(now)
    if stage is Stage.CALLED_OFF:
        raise Refusal("This afternoon is off, so there is nothing to answer.")
    if stage is not Stage.AHEAD:
        raise Refusal("The afternoon has begun. Who comes is marked on the register.")


def _state_for(asked: Asked, word: AnswerWord, told: Details, others: Others) -> str:
    """Return where an answer leads: staff look first, or others wait, or as it says."""
    if word == AnswerWord.NO:
        return State.NO
    if asked.is_with_staff:
        return State.HELD
    if asked.state not in MAY_COME and asked.is_restricted and _must_not_meet(asked):
        return State.HELD
    if word == AnswerWord.MAYBE:
        return State.MAYBE
    has_a_seat = asked.state == State.YES or asked.capacity is None
    if has_a_seat or (not others.waiting and _fits(asked, told, others)):
        return State.YES
    return State.WAITLISTED


def _fits(asked: Asked, told: Details, others: Others) -> bool:
    return asked.capacity is None or others.seats + _people(asked, told) <= asked.capacity


def _must_not_meet(asked: Asked) -> bool:
    """Whether staff decide first: who must not be met may come, or a child joins in (rule 17).

    A child's restriction keeps that adult apart from everyone who may bring the child.
    """
    me = asked.adult_id
    coming = Invitation.objects.filter(afternoon=asked.afternoon_id, state__in=MAY_COME)
    them = coming.exclude(adult=me).values("adult")
    brings = Relationship.objects.filter(adult=me).values("child")
    children = Q(adult=me, child__isnull=False)
    grown_ups = Q(adult=me, other_adult__in=them) | Q(other_adult=me, adult__in=them)
    bringing = Q(adult__in=them, child__in=brings)
    apart = Restriction.objects.active().filter(kind__in=APART)
    return apart.filter(children | grown_ups | bringing).exists()


def _people(asked: Asked, told: Details) -> int:
    """Return how many seats an answer takes (rule 35): one adult at the least."""
    if told.adults_n or told.children_n:
        return told.adults_n + told.children_n
    return 1 + len(asked.children)


def _others(asked: Asked) -> Others:
    """Return the seats that others have and how many wait, where there is an end to them."""
    if asked.capacity is None:
        return Others()
    invitations = Invitation.objects.filter(
        afternoon=asked.afternoon_id, state__in=[State.YES, State.WAITLISTED]
    )
    found = invitations.exclude(pk=asked.pk).aggregate(
        seats=Sum(F("adults_n") + F("children_n"), filter=Q(state=State.YES)),
        waiting=Count("pk", filter=Q(state=State.WAITLISTED)),
    )
    return Others(found["seats"] or 0, found["waiting"])


def _write(
    asked: Asked, word: AnswerWord, told: Details, others: Others, *,
    state: str, via: Via, by: Staff | None, now: datetime,
) -> None:  # fmt: skip
    """Keep the answer as a row, and on the invitation as the one that counts."""
    details = vars(told)
    if word != AnswerWord.NO and not (told.adults_n or told.children_n):
        details = details | {"adults_n": 1, "children_n": len(asked.children)}
    answer_rows.keep(
        invitation=asked.pk, answer=word.value, state=str(state), via=via.value, now=now,
        details=details, by=by.pk if by else None,
        household=asked.household_id, setting=asked.setting_id,
    )  # fmt: skip
    if asked.capacity is not None:
        mine = _people(asked, told) if state == State.YES else 0
        _full_or_open(asked, is_full=others.seats + mine >= asked.capacity)


def _full_or_open(asked: Asked, *, is_full: bool) -> None:
    """Let the afternoon say whether seats are left; only the two states that ask change."""
    was, becomes = Afternoon.State.OPEN, Afternoon.State.FULL
    if not is_full:
        was, becomes = becomes, was
    if asked.afternoon_state == was:
        Afternoon.objects.filter(pk=asked.afternoon_id, state=was).update(state=becomes)


def _thank(asked: Asked) -> None:
    """Thank by e-mail whom an e-mail asked: once, only for a yes, and as their wishes are now."""
    setting = Setting.objects.select_related("policy").get(pk=asked.setting_id)
    answers = who_may_be_asked(
        setting=setting, topic=Topic.AFTERNOONS, day=asked.on, template_key=THANKS,
        in_english_too=asked.asked_by_email_in == ENGLISH, adult_ids=[asked.adult_id],
        past_caps=True,
    )  # fmt: skip
    way = next(iter(answers), None)
    if way is None or way.channel != Channel.EMAIL:
        return
    weekday, day = said.day_in(way.language, asked.on)
    variables = {
        "name": asked.name, "place": asked.place, "day": weekday, "date": day,
        "coffee": said.time_said(asked.coffee_at),
        "children_join": said.time_said(asked.children_join_at),
        "activity_time": said.time_said(asked.activity_at),
        "close": said.time_said(asked.closes_at),
        "activity": asked.activity or wording.TOGETHER, "mentor": asked.mentor, "phone": asked.phone,
    }  # fmt: skip
    draft = Draft(
        key=f"{THANKS}:{asked.pk}:{asked.on:%Y%m%d}",
        template_key=THANKS,
        language=way.language,
        channel=Channel.EMAIL,
        to=way.to,
        variables=variables,
        adult_id=asked.adult_id,
        household_id=asked.household_id,
        about_kind=wording.ABOUT,
        about_id=asked.pk,
        link_version=asked.link_version,
        link_digest=Invitation.objects.values_list("link_digest", flat=True).get(pk=asked.pk),
        topic=Topic.AFTERNOONS,
        drop_after=asked.instant(asked.closes_at),
        is_exempt_from_cap=True,
    )
    outbox.post_many(setting=setting, drafts=[draft])
