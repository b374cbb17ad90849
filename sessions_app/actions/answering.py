"""What families answer, by whichever door: the last answer counts, all of them are kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone, translation

from families.asking import who_may_be_asked
from pastoral import crypto
from pastoral.accounts.models import Setting, Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, Topic
from pastoral.refusals import Refusal, WrongMove
from sessions_app import answer_rows, parent_page, room, wording
from sessions_app.calendar_file import calendar_file
from sessions_app.meeting import MAY_COME, must_not_meet
from sessions_app.models import Afternoon, Invitation, SeatOffer
from sessions_app.models.invitations import AnswerWord, Via
from sessions_app.parent_page import Asked, Stage

State = Invitation.State
THANKS = "answer-thanks"
ENGLISH = "en"
SETTLED = {  # What becomes of a seat that was offered; anything else calls the offer off.
    State.YES: SeatOffer.State.TAKEN,
    State.MAYBE: SeatOffer.State.DECLINED,
    State.NO: SeatOffer.State.DECLINED,
}


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
    """What stands between an adult and a seat, and the seats that are held for them.

    Others have `seats` or are offered them, and `waiting` of them wait for their turn.
    """

    seats: int = 0
    waiting: int = 0
    held: int = 0


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
    return _answered(asked, word, details, via=Via.LINK, now=now)


@transaction.atomic
def answer_by_text(*, invitation_id: UUID, word: AnswerWord) -> str:
    """Keep what an adult texted back; return the state it came to.

    Raises Refusal once the afternoon has begun or is off, or where they are not asked.
    """
    asked, now = _for_staff(invitation_id)
    return _answered(asked, word, None, via=Via.TEXT, now=now)


def _answered(
    asked: Asked, word: AnswerWord, details: Details | None, *, via: Via, now: datetime
) -> str:
    """Keep what a parent says themselves; saying again what stands writes nothing."""
    before = details_of(asked)
    told = details or before
    others = _others(asked)
    state = _state_for(asked, word, told, others)
    if asked.is_declined and word == AnswerWord.NO:
        return state
    if (word, state, told) == (asked.answer, asked.state, before):
        return state
    _write(asked, word, told, others, state=state, via=via, by=None, now=now)
    is_new_yes = state == State.YES != asked.state
    if is_new_yes and via == Via.LINK and asked.asked_by_email_in:
        _thank(asked)
    return state


@transaction.atomic
def record_answer(
    *, invitation: Invitation, word: AnswerWord, via: Via, by: Staff | None,
    details: Details | None = None,
) -> str:  # fmt: skip
    """Write down what somebody told a member of staff; return the state it came to.

    `by` is nobody where they told us by themselves, by a text. Raises Refusal once the afternoon has begun or is off, or where they are not asked.
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
    state = State.HELD if _is_kept_apart(asked) else State.YES
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
    if asked.state not in MAY_COME and _is_kept_apart(asked):
        return State.HELD
    if word == AnswerWord.MAYBE:
        return State.MAYBE
    has_a_seat = asked.state == State.YES or _people(asked, told) <= others.held
    if has_a_seat or (not others.waiting and _fits(asked, told, others)):
        return State.YES
    return State.WAITLISTED


def _fits(asked: Asked, told: Details, others: Others) -> bool:
    people = _people(asked, told)
    is_held = people <= others.held  # A promise, also if the room has become smaller since.
    return asked.capacity is None or is_held or others.seats + people <= asked.capacity


def _is_kept_apart(asked: Asked) -> bool:
    return asked.is_restricted and must_not_meet(
        adult_id=asked.adult_id, afternoon_id=asked.afternoon_id
    )


def _people(asked: Asked, told: Details) -> int:
    """Return how many seats an answer takes (rule 35): one adult at the least."""
    if told.adults_n or told.children_n:
        return told.adults_n + told.children_n
    return 1 + len(asked.children)


def _others(asked: Asked) -> Others:
    """Return the seats that others have and how many wait, where there is an end to them.

    Who let the time of an offer go by had their turn: they stand in nobody's way.
    """
    if asked.capacity is None:
        return Others()
    waits = room.WAITS & Q(offered_until=None, had_turn=False)
    them = Invitation.objects.filter(room.HAS_A_SEAT | room.WAITS, afternoon=asked.afternoon_id)
    mine = Q(pk=asked.pk)
    found = them.annotate(had_turn=room.had_their_turn()).aggregate(
        seats=Sum(room.PEOPLE, filter=room.HAS_A_SEAT & ~mine),
        waiting=Count("pk", filter=waits & ~mine),
        held=Sum(room.PEOPLE, filter=room.IS_OFFERED & mine),
    )
    return Others(found["seats"] or 0, found["waiting"], found["held"] or 0)


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
    if asked.state == State.WAITLISTED:
        _settle_offer(asked, state, now)
    if asked.capacity is not None:
        mine = _people(asked, told) if state == State.YES else 0
        _full_or_open(asked, is_full=others.seats + mine >= asked.capacity)


def _settle_offer(asked: Asked, state: str, now: datetime) -> None:
    """End the offer of a seat that waited for this answer, and its message if it has not left."""
    settled = SETTLED.get(State(state), SeatOffer.State.CALLED_OFF)
    offers = SeatOffer.objects.filter(invitation=asked.pk, state=SeatOffer.State.OPEN)
    if offers.update(state=settled, settled_at=now, updated_at=now):
        outbox.cancel_about(
            ids=[asked.pk], template_keys=[wording.SEAT_OFFERED], reason="They have answered."
        )


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
    phases = (asked.coffee_at, asked.children_join_at, asked.activity_at, asked.closes_at)
    variables = {
        **wording.when_and_what(way.language, asked.on, phases, asked.making),
        "name": asked.name, "place": asked.place, "mentor": asked.mentor, "phone": asked.phone,
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
        calendar=_calendar(asked, way.language),
    )
    outbox.post_many(setting=setting, drafts=[draft])


def _calendar(asked: Asked, language: str) -> str:
    with translation.override(language):
        return calendar_file(asked).decode()
