"""Putting messages into the outbox, taking them out again, and deciding about the doubtful."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.ids import new_id
from pastoral.outbox import rows, words
from pastoral.outbox.drafts import Draft, PostResult
from pastoral.outbox.models import Channel, Message, MessageQuerySet, Template
from pastoral.outbox.reported import keep_inbound as keep_inbound  # noqa: PLC0414 - an action like the others
from pastoral.outbox.reported import keep_receipt as keep_receipt  # noqa: PLC0414 - the same
from pastoral.outbox.rows import Columns
from pastoral.outbox.timing import Hours
from pastoral.outbox.words import Words
from pastoral.refusals import Refusal, WrongMove

State = Message.State
SENT_BY_PEOPLE = (Channel.LETTER, Channel.VOICE)
TOO_LATE = "It was over before a message could be sent."
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
ADDRESS = re.compile(r"[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+")


def take_turns(setting_id: UUID) -> None:
    """Let one transaction at a time decide whom a setting writes to, until it ends.

    Whoever asks who may be written to and then posts takes a turn first, and so does
    whoever calls off: else a death or a restriction kept meanwhile would miss the messages
    being written, which it can't see yet. (SQLite lets one write at a time anyway.)
    """
    list(Setting.objects.select_for_update(no_key=True).filter(pk=setting_id).values_list("pk"))


@transaction.atomic
def post_many(
    *, setting: Setting, drafts: Sequence[Draft], shows_refused: bool = False
) -> PostResult:
    """Write the messages into the outbox, each key once and no more (rule 28).

    A draft that may not be sent is refused with a sentence and leaves the others alone:
    no words, a blank unfilled, a text too long (rule 33), no such number or address. With
    `shows_refused` it is kept, held back, with that sentence: nobody is at the screen to
    read it. What waits is called off together with the caller's transaction.
    """
    result = PostResult()
    found = words.many_words(
        setting, {(d.template_key, d.language, str(d.channel)) for d in drafts}
    )
    when = _moments(Hours.of(setting), timezone.now())
    written: dict[str, Columns] = {}
    for draft in drafts:
        if draft.key in written or draft.key in result.refused:
            continue
        asked = draft.template_key, draft.language, str(draft.channel)
        try:
            written[draft.key] = _columns(setting, draft, found.get(asked), when)
        except Refusal as refusal:
            result.refused[draft.key] = str(refusal)
    if shows_refused and result.refused:
        _show_refused(setting, drafts, result.refused, when)
    new = rows.insert(list(written.values()))
    for key, columns in written.items():
        if columns["id"] in new:
            result.posted[key] = columns["id"]
        else:
            result.already.add(key)
    return result


def post(*, setting: Setting, draft: Draft) -> Message | None:
    """Write one message into the outbox; None if its key is there already.

    Raises Refusal where it may not be sent.
    """
    result = post_many(setting=setting, drafts=[draft])
    if sentence := result.refused.get(draft.key):
        raise Refusal(sentence)
    if draft.key in result.already:
        return None
    return Message.objects.get(pk=result.posted[draft.key])


@transaction.atomic
def cancel_about(
    *, ids: Collection[UUID], reason: str, template_keys: Collection[str] = (), kind: str = ""
) -> int:
    """Call off what may still go about these things; return how many messages.

    With `template_keys`, only messages in these words; with a `kind`, only what a person
    does, or only what leaves by itself.
    """
    messages = Message.objects.filter(about_id__in=ids)
    if kind:
        messages = messages.filter(kind=kind)
    if template_keys:
        messages = messages.filter(template_key__in=template_keys)
    return _called_off(messages, reason)


@transaction.atomic
def cancel_to(
    *,
    setting_id: UUID,
    adult_ids: Collection[UUID],
    reason: str,
    channels: Collection[str] = (),
    topic: str = "",
    addresses: Collection[str] = (),
    even_sent: bool = True,
) -> int:
    """Call off everything that may still go to these adults; return how many messages.

    So goes what waits for one of their `addresses` in another's name: two who share a
    mobile get one text. With `channels` or a `topic`, only messages by those or about that.
    Without `even_sent` what a carrier took is left to its receipt: where that says that it
    failed, a person may tell them.
    """
    take_turns(setting_id)
    called_off = 0
    shared = [address for address in addresses if address]
    for whose in (
        Q(adult_id__in=adult_ids),
        Q(setting_id=setting_id, to__in=shared, staff=None),
    ):
        messages = Message.objects.filter(whose)
        if channels:
            messages = messages.filter(channel__in=channels)
        if topic:
            messages = messages.filter(topic=topic)
        called_off += _called_off(messages, reason, even_sent=even_sent)
    return called_off


@transaction.atomic
def cancel_words(*, setting_id: UUID, template: Template, reason: str) -> int:
    """Call off a setting's messages in these very words; return how many (rule 34)."""
    messages = Message.objects.filter(
        setting=setting_id,
        template_key=template.key,
        language=template.language,
        channel=template.channel,
        template_version=template.version,
    )
    return _called_off(messages, reason)


@transaction.atomic
def resolve_unsure(*, message: Message, arrived: bool, by: Staff) -> Message:
    """Settle a message of which nobody knows whether it went, on a person's word.

    One that did not arrive is called off and not sent again by itself.
    """
    message = _locked(message)
    if message.state != State.UNSURE:
        raise WrongMove("Somebody has settled this message already.")
    if arrived:
        message.state = State.SENT
        message.sent_at = message.claimed_at or timezone.now()
        message.reason = f"{by} says it arrived."
    else:
        message.state = State.CANCELLED
        message.reason = f"{by} says it did not arrive."
    message.save(update_fields=["state", "sent_at", "reason", "updated_at"])
    trail.wrote(by=by, what="messages.settled", on=message, household=message.household_id)
    return message


@transaction.atomic
def retry_failed(*, message: Message, by: Staff) -> Message:
    """Send a message that failed once more, in the next friendly hour."""
    message = _locked(message)
    if message.state != State.FAILED_PERMANENT:
        raise WrongMove("Only a message that failed can be tried again.")
    if message.is_dead_address:
        raise Refusal("Nothing arrives there. Please ask them for a new number or address.")
    now = timezone.now()
    message.not_before = now if message.staff_id else Hours.of(message.setting).next_allowed(now)
    if message.drop_after and message.not_before >= message.drop_after:
        raise Refusal("It is too late for this message: what it speaks of will be over.")
    message.state, message.tries, message.reason = State.QUEUED, 0, ""
    message.save(update_fields=["state", "tries", "reason", "not_before", "updated_at"])
    trail.wrote(by=by, what="messages.tried_again", on=message, household=message.household_id)
    return message


def _locked(message: Message) -> Message:
    return (
        Message.objects.select_for_update(of=("self",))
        .select_related("setting__policy")
        .get(pk=message.pk)
    )


def _called_off(messages: MessageQuerySet, reason: str, *, even_sent: bool = True) -> int:
    now = timezone.now()
    # What was handed over, or is in a worker's hand, may be gone; if a receipt says that it is
    # not, it is too late to try again. What waits is held fast with it: no worker takes it.
    handed_over = (State.SENDING, State.UNSURE, State.SENT) if even_sent else (State.SENDING,)
    in_question = messages.filter(state__in=(*handed_over, *Message.WAITING))
    in_question.exclude(drop_after__lte=now).update(drop_after=now, updated_at=now)
    return messages.may_still_go().update(
        state=State.CANCELLED, reason=reason[:200], updated_at=now
    )


Moments = Callable[[Draft], datetime]


def _moments(hours: Hours, now: datetime) -> Moments:
    """Return a way to ask for the moment a message may leave; most in a run share one."""
    known: dict[datetime, datetime] = {}

    def when(draft: Draft) -> datetime:
        wished = draft.not_before or now
        if draft.staff or draft.answers_now:
            return wished
        if wished not in known:
            known[wished] = hours.next_allowed(wished)
        return known[wished]

    return when


def _columns(setting: Setting, draft: Draft, found: Words | None, when: Moments) -> Columns:
    if found is None:
        raise Refusal(
            f"There are no words for “{draft.template_key}” in “{draft.language}”"
            f" by {Channel(draft.channel).label.lower()}."
        )
    _check_address(draft)
    if found.has_link and (draft.about_id is None or draft.link_version is None):
        raise Refusal(f"The words “{draft.template_key}” need a link, and there is none.")
    subject, body = found.fill(draft.variables)
    parts = 1
    if draft.channel == Channel.TEXT:
        body, parts = _as_text(setting, body)
    not_before = when(draft)
    return {
        **_said(setting, draft, not_before),
        "template_version": found.version,
        "subject": subject[:160],
        "body": body,
        "parts": parts,
        **_start(draft, not_before),
    }


def _show_refused(
    setting: Setting, drafts: Sequence[Draft], refused: Mapping[str, str], when: Moments
) -> None:
    """Keep what could not be written where staff see it, with the reason."""
    rows.insert(
        [
            {
                **_said(setting, draft, when(draft)),
                "to": draft.to[:254],
                "body": "",
                "state": State.SUPPRESSED,
                "reason": refused[draft.key][:200],
            }
            for draft in drafts
            if draft.key in refused
        ]
    )


def _said(setting: Setting, draft: Draft, not_before: datetime) -> Columns:
    return {
        "id": new_id(),
        "setting_id": setting.pk,
        "adult_id": draft.adult_id,
        "household_id": draft.household_id,
        "staff_id": draft.staff.pk if draft.staff else None,
        "about_kind": draft.about_kind,
        "about_id": draft.about_id,
        "link_version": draft.link_version,
        "link_digest": draft.link_digest,
        "template_key": draft.template_key,
        "language": draft.language,
        "topic": draft.topic,
        "channel": draft.channel,
        "to": draft.to,
        "calendar": draft.calendar if draft.channel == Channel.EMAIL else "",
        "is_exempt_from_cap": draft.is_exempt_from_cap,
        "not_before": not_before,
        "drop_after": draft.drop_after,
        "dedupe_key": draft.key,
    }


def _start(draft: Draft, not_before: datetime) -> Columns:
    if draft.channel in SENT_BY_PEOPLE:
        return {"state": State.DRAFT, "kind": Message.Kind.TASK}
    if draft.drop_after and not_before >= draft.drop_after:
        return {"state": State.EXPIRED, "reason": TOO_LATE}
    return {}


def _check_address(draft: Draft) -> None:
    if draft.channel == Channel.TEXT and not NUMBER.fullmatch(draft.to):
        raise Refusal(f"“{draft.to}” is not a mobile number we can text.")
    if draft.channel == Channel.EMAIL and not ADDRESS.fullmatch(draft.to):
        raise Refusal(f"“{draft.to}” is not an e-mail address.")


def _as_text(setting: Setting, body: str) -> tuple[str, int]:
    """Return the text in plain characters and its parts, counted with the link written in."""
    most = setting.policy.text_parts
    written, parts = words.as_text(body, most)
    if parts > most:
        raise Refusal(f"This text would take {parts} parts, and {most} are allowed.")
    return written, parts
