"""What a person did by hand: rang somebody, gave a letter, or found that it is not needed."""

from collections.abc import Collection

from django.db import transaction

from families.actions import reaching
from pastoral.accounts.models import Staff
from pastoral.outbox import by_hand as outbox
from pastoral.outbox.models import Channel, Message
from pastoral.refusals import Refusal
from sessions_app.actions import answering, by_hand
from sessions_app.models import Invitation
from sessions_app.models.invitations import AnswerWord, Via

NOT_REACHED, TOLD = "not-reached", "told"
ANSWERS = {word.value: word for word in AnswerWord}


@transaction.atomic
def called(*, message: Message, said: str, by: Staff) -> str:
    """Keep what came of a call; return where an answer came to, or nothing.

    Who was asked by voice is asked from then on (states.md), and what they said is kept as
    told by phone. Nobody reached leaves the call to be made. Raises WrongMove where somebody
    has made it already.
    """
    invitation = _invitation(message)
    if said == NOT_REACHED:
        _log(invitation, by, "Rang, and nobody answered.", is_two_way=False)
        outbox.tried(message=message, by=by)
        return ""
    state = ""
    if said in ANSWERS:
        by_hand.asked_in_person(invitation=invitation, message=message, by=by)
        state = answering.record_answer(
            invitation=invitation, word=ANSWERS[said], via=Via.PHONE, by=by
        )
    elif said != TOLD:
        raise Refusal("Choose what came of it.")
    day = f"{invitation.afternoon.on.day} {invitation.afternoon.on:%B}"
    _log(invitation, by, f"Rang about the afternoon on {day}.", is_two_way=True)
    outbox.done(message=message, by=by)
    return state


@transaction.atomic
def letters_ready(*, messages: Collection[Message], by: Staff) -> int:
    """Make letters ready to print, so that the link in each opens; return how many."""
    for message in messages:
        by_hand.asked_in_person(invitation=_invitation(message), message=message, by=by)
    return len(messages)


@transaction.atomic
def given(*, message: Message, by: Staff) -> Message:
    """Keep that a letter was printed and given."""
    if message.channel != Channel.LETTER:
        raise Refusal("This is a call, not a letter.")
    message = outbox.done(message=message, by=by)
    by_hand.asked_in_person(invitation=_invitation(message), message=message, by=by)
    return message


@transaction.atomic
def not_needed(*, message: Message, by: Staff) -> Message:
    """Say that a call or a letter is not needed."""
    return outbox.drop(message=message, by=by)


def _invitation(message: Message) -> Invitation:
    rows = Invitation.objects.select_related("afternoon", "adult", "household__setting")
    assert message.about_id is not None  # noqa: S101 - it is about an invitation
    return rows.get(pk=message.about_id)


def _log(invitation: Invitation, by: Staff, line: str, *, is_two_way: bool) -> None:
    """Keep the call among the family's contacts, where everybody looks for it."""
    reaching.log_contact(
        adult=invitation.adult,
        household=invitation.household,
        channel=Channel.VOICE,
        line=line,
        by=by,
        is_two_way=is_two_way,
    )
