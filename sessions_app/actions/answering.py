"""What families answer, by whichever door: the last answer counts, all of them are kept."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from families.models import Restriction
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
    others = _seats_of_others(asked)
    state = _state_for(asked, word, told, others)
    if (word, state, told) == (asked.answer, asked.state, before):
        return state
    _write(asked, word, told, others, state=state, via=Via.LINK, by=None, now=now)
    is_new_yes = state == State.YES != asked.state
    if is_new_yes and asked.email and asked.asked_by_email_in:
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
    told, others = details or details_of(asked), _seats_of_others(asked)
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
    told, others = details_of(asked), _seats_of_others(asked)
    _write(asked, word, told, others, state=word.value, via=Via.PHONE, by=by, now=now)
    return word.value


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


def _state_for(asked: Asked, word: AnswerWord, told: Details, others: int) -> str:
    """Return where an answer leads: staff look first, or the room is full, or as it says."""
    if word == AnswerWord.NO:
        return State.NO
    if asked.state == State.HELD:
        return State.HELD
    if asked.state not in MAY_COME and asked.is_restricted and _must_not_meet(asked):
        return State.HELD
    if word == AnswerWord.MAYBE:
        return State.MAYBE
    has_a_seat = asked.state == State.YES or asked.capacity is None
    if has_a_seat or others + _people(asked, told) <= (asked.capacity or 0):
        return State.YES
    return State.WAITLISTED


def _must_not_meet(asked: Asked) -> bool:
    """Whether staff decide first: who must not be met may come, or a child joins in (rule 17)."""
    coming = {"invitations__afternoon": asked.afternoon_id, "invitations__state__in": MAY_COME}
    apart = Restriction.Kind.DO_NOT_CO_ATTEND
    theirs = Q(
        adult=asked.adult_id, kind=apart, **{f"other_adult__{k}": v for k, v in coming.items()}
    )
    others = Q(
        other_adult=asked.adult_id, kind=apart, **{f"adult__{k}": v for k, v in coming.items()}
    )
    children = Q(
        adult=asked.adult_id, child__isnull=False, kind__in=[apart, Restriction.Kind.NO_CONTACT]
    )
    active = Restriction.objects.active()
    return active.filter(theirs | others | children).exists()


def _people(asked: Asked, told: Details) -> int:
    """Return how many seats an answer takes (rule 35): one adult at the least."""
    if told.adults_n or told.children_n:
        return told.adults_n + told.children_n
    return 1 + len(asked.children)


def _seats_of_others(asked: Asked) -> int:
    """Return the seats that others have, where there is an end to them."""
    if asked.capacity is None:
        return 0
    others = Invitation.objects.filter(afternoon=asked.afternoon_id, state=State.YES)
    seats = others.exclude(pk=asked.pk).aggregate(n=Sum(F("adults_n") + F("children_n")))["n"]
    return seats or 0


def _write(
    asked: Asked, word: AnswerWord, told: Details, others: int, *,
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
        _full_or_open(asked, is_full=others + mine >= asked.capacity)


def _full_or_open(asked: Asked, *, is_full: bool) -> None:
    """Let the afternoon say whether seats are left; only the two states that ask change."""
    was, becomes = Afternoon.State.OPEN, Afternoon.State.FULL
    if not is_full:
        was, becomes = becomes, was
    if asked.afternoon_state == was:
        Afternoon.objects.filter(pk=asked.afternoon_id, state=was).update(state=becomes)


def _thank(asked: Asked) -> None:
    """Thank by e-mail whom an e-mail asked: once, and only for a yes."""
    weekday, day = wording.day_in(asked.asked_by_email_in, asked.on)
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
        language=asked.asked_by_email_in,
        channel=Channel.EMAIL,
        to=asked.email,
        variables=variables,
        adult_id=asked.adult_id,
        household_id=asked.household_id,
        about_kind=wording.ABOUT,
        about_id=asked.pk,
        link_version=asked.link_version,
        topic=Topic.AFTERNOONS,
        drop_after=asked.instant(asked.closes_at),
        is_exempt_from_cap=True,
    )
    setting = Setting.objects.select_related("policy").get(pk=asked.setting_id)
    outbox.post_many(setting=setting, drafts=[draft])
