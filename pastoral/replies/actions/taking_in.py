"""What follows from a text that came in: read once, heeded, and answered at most once (rule 24)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from families.actions import reaching
from families.asking import Asking
from families.models import ContactPreference
from pastoral.accounts import trail
from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Channel, InboundMessage, Topic
from pastoral.refusals import Refusal
from pastoral.replies import questions, reading, senders, texts_back
from pastoral.replies.questions import Question
from pastoral.replies.senders import Sender
from sessions_app.actions import answering as afternoons
from sessions_app.models import Invitation
from sessions_app.models.invitations import AnswerWord, Via
from visits.actions import answering as visits
from visits.models import HomeVisit, VisitAnswer

Understood = InboundMessage.Understood
Said = VisitAnswer.Said
BY_TEXT = ContactPreference.Source.TEXT
AT_ONCE = 200  # Texts that one tick of the clock hands out.
TRIES = 4  # Times the clock begins to read a text before a person does.
COULD_NOT_READ = "We could not read this by ourselves."
STRANGER = "We know nobody with this number."
UNCLEAR = "It is no yes, no or maybe."
NOTHING_OPEN = "Nothing is open for them to answer."
MORE_THAN_ONE = "More than one thing is open for them to answer."
TOO_LATE = "It came after the afternoon had begun."
MAYBE_A_VISIT = "They are not sure about a visit."
WRONG_NUMBER = "They say it is a wrong number. Please ask for a new one in person."
NO_WAY_BACK = "They ask for help, and no text may go there. Please ring them."
# After these nothing that waits goes there, and it says why.
SILENCES = {
    Understood.STOP: "They said no to these.",
    Understood.WRONG_NUMBER: "It does not reach them.",
}
REPLIES = {
    Invitation.State.YES: "reply-yes",
    Invitation.State.MAYBE: "reply-maybe",
    Invitation.State.NO: "reply-no",
    Invitation.State.WAITLISTED: "room-full",
    Invitation.State.HELD: "reply-in-touch",
}
VISIT_REPLIES = {Said.YES: "reply-visit-yes", Said.NO: "reply-visit-no"}


def unread() -> list[UUID]:
    """Return the texts nobody has read yet, the oldest first; those that failed come last."""
    rows = InboundMessage.objects.filter(read_at=None).order_by("tries", "received_at", "pk")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


def try_to_read(*, inbound_id: UUID) -> InboundMessage | None:
    """Read one text; after a few tries that failed, leave it to a person instead.

    A try is counted before it is made, so that one which stops the worker counts too.
    """
    text = InboundMessage.objects.filter(pk=inbound_id, read_at=None)
    if text.filter(tries__gte=TRIES).exists():
        return give_up(inbound_id=inbound_id)
    text.update(tries=F("tries") + 1)
    return read(inbound_id=inbound_id)


@transaction.atomic
def give_up(*, inbound_id: UUID) -> InboundMessage | None:
    """Leave a text that the clock can’t read to a person; None where it was read meanwhile."""
    now = timezone.now()
    if not InboundMessage.objects.filter(pk=inbound_id, read_at=None).update(read_at=now):
        return None
    text = InboundMessage.objects.get(pk=inbound_id)
    theirs = senders.living_with(text).values_list("pk", flat=True)
    if len(theirs) == 1:
        text.adult_id = theirs[0]
    text.understood_as, text.why_person = Understood.UNCLEAR, COULD_NOT_READ
    text.save()
    trail.wrote(by=trail.CLOCK, what="messages.not-read", on=text)
    return text


@transaction.atomic
def read(*, inbound_id: UUID) -> InboundMessage | None:
    """Read one text, do what it asks, and reply; None where it was read already.

    It is claimed by compare-and-set in the transaction that does the rest, so that two
    workers at once, or one killed and started again, come to the same.
    """
    now = timezone.now()
    if not InboundMessage.objects.filter(pk=inbound_id, read_at=None).update(read_at=now):
        return None
    text = InboundMessage.objects.select_related("setting__policy").get(pk=inbound_id)
    sender = senders.sender_of(text)
    _say_whose(text, sender)
    text.understood_as = reading.read(text.body, sender.languages)
    text.why_person = _heed(text, sender, now)[:120]
    text.save()
    trail.wrote(by=trail.CLOCK, what="messages.read", on=text, household=text.household_id)
    return text


def _say_whose(text: InboundMessage, sender: Sender) -> None:
    """Keep who wrote, and from which home: theirs who texts go to, where two share a number."""
    askings = sender.asking(senders.ANSWER)
    who = next((a for a in askings if a.to == sender.number), next(iter(askings), None))
    if who is not None:
        text.adult_id, text.household_id = who.adult_id, who.household_id
    elif sender.adults:
        text.adult_id = sender.ids[0]


def _heed(text: InboundMessage, sender: Sender, now: datetime) -> str:
    """Do what a text asks; return why a person has to read it, or nothing."""
    word = Understood(text.understood_as)
    if not sender.adults:
        return _from_a_stranger(text, sender, word)
    heed = HEEDED.get(word)
    return heed(text, sender) if heed else _answer(text, sender, word, now)


def _send_nothing_there(text: InboundMessage, sender: Sender) -> None:
    """Call off all texts that wait for a number, also where it is nobody’s by now (rule 25)."""
    outbox.cancel_to(
        setting_id=text.setting_id,
        adult_ids=[],
        addresses=[sender.number],
        channels=[Channel.TEXT],
        reason=SILENCES[Understood(text.understood_as)],
    )


def _from_a_stranger(text: InboundMessage, sender: Sender, word: Understood) -> str:
    if word in SILENCES:
        _send_nothing_there(text, sender)
    if sender.dead:
        return f"It is the number of {sender.dead[0].known_as}, who has died."
    if word not in SILENCES:
        texts_back.say_to_a_person(text, sender)
    return STRANGER


def _stop(text: InboundMessage, sender: Sender) -> str:
    """Stop every text to the number at once (rule 25); say so once, until they start again."""
    outbox.take_turns(text.setting_id)
    if sender.stopped >= {(who, topic) for who in sender.ids for topic in Topic.values}:
        return ""
    _send_nothing_there(text, sender)
    language = sender.language_for("stop-confirmed")
    for adult in sender.adults:
        reaching.stop(adult=adult, source=BY_TEXT, by=trail.PARENT)
    if language:
        texts_back.say_in(language, text, sender, "stop-confirmed")
    return ""


def _start(text: InboundMessage, sender: Sender) -> str:
    """Turn the texts on again that were turned off, where the number is known to be theirs."""
    if why := senders.why_read_first(sender.asking(senders.ANSWER), sender):
        return why
    stopped = ContactPreference.objects.filter(
        adult__in=sender.ids, channel=Channel.TEXT, is_allowed=False
    )
    for preference in stopped.select_related("adult"):
        reaching.record_preference(
            adult=preference.adult,
            channel=Channel.TEXT,
            topic=preference.topic,
            is_allowed=True,
            source=BY_TEXT,
            by=trail.PARENT,
        )
    texts_back.say(text, sender, "start-confirmed")
    return ""


def _help(text: InboundMessage, sender: Sender) -> str:
    return "" if texts_back.say(text, sender, "help-reply") else NO_WAY_BACK


def _wrong_number(text: InboundMessage, sender: Sender) -> str:
    """Write there no more, whoever has the number now, and say nothing back (rule 31)."""
    outbox.take_turns(text.setting_id)
    _send_nothing_there(text, sender)
    for adult in sender.adults:
        reaching.mark_unreachable(adult=adult, channel=Channel.TEXT, by=trail.PARENT)
    return WRONG_NUMBER


def _unclear(text: InboundMessage, sender: Sender) -> str:
    return _to_a_person(text, sender, UNCLEAR)


HEEDED: dict[Understood, Callable[[InboundMessage, Sender], str]] = {
    Understood.STOP: _stop,
    Understood.START: _start,
    Understood.HELP: _help,
    Understood.WRONG_NUMBER: _wrong_number,
    Understood.UNCLEAR: _unclear,
}


def _to_a_person(text: InboundMessage, sender: Sender, why: str) -> str:
    texts_back.say_to_a_person(text, sender)
    return why


def _answer(text: InboundMessage, sender: Sender, word: Understood, now: datetime) -> str:
    """Keep an answer to the one thing that is open; anything less sure is for a person."""
    askings = sender.asking(senders.ANSWER)
    if why := senders.why_read_first(askings, sender):
        return _to_a_person(text, sender, why)
    found = questions.meant(questions.open_to(sender.ids, now), word)
    if not found:
        return _nothing_open(text, sender, now)
    if len(found) > 1:
        return _to_a_person(text, sender, MORE_THAN_ONE)
    question = found[0]
    text.about_kind, text.about_id = question.kind, question.pk
    text.adult_id, text.household_id = question.adult_id, question.household_id
    if len(sender.adults) > 1 and not _is_texted(question, askings, sender):
        return _to_a_person(text, sender, senders.SHARED)
    return _keep_and_reply(text, sender, question, word)


def _keep_and_reply(
    text: InboundMessage, sender: Sender, question: Question, word: Understood
) -> str:
    if question.is_visit and word == Understood.MAYBE:
        return _to_a_person(text, sender, MAYBE_A_VISIT)
    try:
        with transaction.atomic():
            reply = _keep(question, word)
    except Refusal as refusal:
        return _to_a_person(text, sender, str(refusal))
    texts_back.answer(text, sender, question, reply)
    return ""


def _nothing_open(text: InboundMessage, sender: Sender, now: datetime) -> str:
    begun = questions.begun(sender.ids, now)
    if len(begun) != 1:
        return _to_a_person(text, sender, NOTHING_OPEN)
    text.about_kind, text.about_id = begun[0].kind, begun[0].pk
    texts_back.answer(text, sender, begun[0], "reply-too-late")
    return TOO_LATE


def _is_texted(question: Question, askings: list[Asking], sender: Sender) -> bool:
    """Whether it is they whom texts to a shared number are written to."""
    return any(a.adult_id == question.adult_id and a.to == sender.number for a in askings)


def _keep(question: Question, word: Understood) -> str:
    """Keep an answer through the action of what it answers; return the words of the reply."""
    row = question.row
    if isinstance(row, HomeVisit):
        kept = visits.record_answer(
            visit=row,
            adult=question.adult,
            said=Said(word),
            via=HomeVisit.Agreed.TEXT,
            by=None,
        )
        return VISIT_REPLIES.get(Said(kept.said), "reply-in-touch")
    was_decided = row.answered_via == Via.DECIDED and row.answer == AnswerWord.NO
    state = afternoons.answer_by_text(invitation_id=row.pk, word=AnswerWord(word))
    return "reply-in-touch" if was_decided else REPLIES[Invitation.State(state)]
