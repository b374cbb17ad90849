"""What a person does about a text that came in: answers it, records it, or says it needs nothing."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from families.asking import Reason
from families.models import Adult, Child
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox import own_words
from pastoral.outbox.actions import NUMBER
from pastoral.outbox.models import InboundMessage, Topic
from pastoral.outbox.own_words import Looked
from pastoral.refusals import Refusal, WrongMove
from pastoral.replies import senders
from pastoral.replies.questions import Question
from pastoral.replies.senders import Sender
from sessions_app.actions import answering as afternoons
from sessions_app.models.invitations import AnswerWord, Via
from visits.actions import answering as visits
from visits.models import HomeVisit, VisitAnswer

SEEN_TO = "Somebody has seen to this text already."
PLEASE_RING = "No text may go to them. Please ring, or ask your lead."
# A person may write to these in words of their own; for any other reason nobody texts them.
MAY_BE_TEXTED = frozenset({
    None, Reason.PAUSED, Reason.PREFERS_SPOKEN, Reason.LANGUAGE_HAS_NO_WORDS, Reason.TEXT_CAP,
})  # fmt: skip


@transaction.atomic
def record(*, text: InboundMessage, question: Question, word: str, by: Staff) -> str:
    """Keep a text as the answer to one open thing; return where that came to."""
    row = question.row
    if word not in dict(question.words):
        raise Refusal("Choose one of the answers.")
    if isinstance(row, HomeVisit):
        state = visits.record_answer(
            visit=row, adult=question.adult, said=VisitAnswer.Said(word),
            via=HomeVisit.Agreed.TEXT, by=by,
        ).said  # fmt: skip
    else:
        state = afternoons.record_answer(invitation=row, word=AnswerWord(word), via=Via.TEXT, by=by)
    text = _locked(text)
    text.about_kind, text.about_id = question.kind, question.pk
    _seen_to(text, by, "messages.recorded")
    return state


@transaction.atomic
def needs_nothing(*, text: InboundMessage, by: Staff) -> InboundMessage:
    """Say that a person has read it and there is nothing to do."""
    text = _locked(text)
    _seen_to(text, by, "messages.needs-nothing")
    return text


def look_at(*, text: InboundMessage, words: str) -> Looked:
    """Return an answer in one's own words as it would leave; Refusal where it may not."""
    sender = senders.sender_of(text)
    if why := why_no_text(sender):
        raise Refusal(why)
    return own_words.look_at(setting=text.setting, words=words, surnames=_surnames(text, sender))


@transaction.atomic
def answer(*, text: InboundMessage, words: str, by: Staff) -> InboundMessage:
    """Answer a text in one's own words, in the next friendly hour."""
    outbox.take_turns(text.setting_id)
    text = _locked(text)
    looked = look_at(text=text, words=words)
    sender = senders.sender_of(text)
    own_words.send(
        setting=text.setting,
        looked=looked,
        to=sender.number,
        language=sender.languages[0] if sender.languages else "en",
        adult_id=text.adult_id,
        household_id=text.household_id,
        about_kind=InboundMessage._meta.label_lower,
        about_id=text.pk,
        by=by,
    )
    _seen_to(text, by, "messages.answered")
    return text


def why_no_text(sender: Sender) -> str:
    """Return why nobody texts back there, or nothing."""
    if not NUMBER.fullmatch(sender.number):
        return "This is no number that can be texted."
    if not sender.adults:
        return "It is the number of somebody who has died." if sender.dead else ""
    if any(topic == Topic.URGENT for _who, topic in sender.stopped):
        return "They said no to texts. Please ring them."
    askings = sender.asking(senders.ANSWER, Topic.URGENT)
    is_shared = len(sender.adults) > 1
    if is_shared and not sender.by_text_of(askings):
        return senders.SHARED
    if not is_shared and sender.adults[0].mobile_state != Adult.Mobile.VERIFIED:
        return senders.NOT_CHECKED[Adult.Mobile(sender.adults[0].mobile_state)]
    may = {asking.reason for asking in askings} <= MAY_BE_TEXTED | {Reason.SHARED_MOBILE_WITH}
    return "" if askings and may else PLEASE_RING


def _surnames(text: InboundMessage, sender: Sender) -> set[str]:
    """Return the surnames of everybody of that family, and of the children they have a tie to."""
    home = Q(homes__household=text.household_id) if text.household_id else Q(pk=None)
    adults = Adult.objects.filter(Q(pk__in=sender.ids) | home)
    children = Child.objects.filter(Q(relationships__adult__in=sender.ids) | home)
    found = [*adults.values_list("surname", flat=True), *children.values_list("surname", flat=True)]
    return {surname.strip() for surname in found} - {""}


def _locked(text: InboundMessage) -> InboundMessage:
    rows = InboundMessage.objects.select_for_update(of=("self",)).select_related("setting__policy")
    text = rows.get(pk=text.pk)
    if text.answered_at is not None:
        raise WrongMove(SEEN_TO)
    return text


def _seen_to(text: InboundMessage, by: Staff, what: str) -> None:
    text.answered_at, text.answered_by = timezone.now(), by
    text.save()
    trail.wrote(by=by, what=what, on=text, household=text.household_id)
