"""How an adult may be reached: numbers checked, wishes kept, contacts noted."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from families.models import Adult, ContactLog, ContactPreference, Household
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Channel, Message, Topic
from pastoral.refusals import Refusal

Source = ContactPreference.Source
BY_VOICE, IN_PERSON = "by voice", "in person"
AUTOMATIC = (Channel.TEXT, Channel.EMAIL)
CHANGED = "The number was changed while this page stood open. Please check the new one."
LOOK_BACK = timedelta(days=2)


@transaction.atomic
def verify_mobile(*, adult: Adult, number: str, how: str, by: Staff) -> Adult:
    """Keep that somebody checked a number with its owner, by voice or in person (rule 32).

    `number` is the one they rang: where it was changed meanwhile, the new one is to be checked.
    """
    adult = Adult.objects.select_for_update(no_key=True, of=("self",)).get(pk=adult.pk)
    if not adult.mobile:
        raise Refusal(f"There is no mobile number of {adult.known_as} to check.")
    if adult.is_deceased:
        raise Refusal(f"{adult.known_as} has died. There is no number to check.")
    if how not in {BY_VOICE, IN_PERSON}:
        raise Refusal("A number is checked by voice or in person.")
    if adult.mobile != number:
        raise Refusal(CHANGED)
    adult.mobile_state = Adult.Mobile.VERIFIED
    adult.mobile_verified_at = timezone.now()
    adult.mobile_verified_by = by
    adult.updated_by = by
    adult.save()
    trail.wrote(by=by, what="families.mobile-checked", on=adult, reason=how)
    return adult


@transaction.atomic
def mark_unreachable(*, adult: Adult, channel: str, by: Staff | str) -> Adult:
    """Keep that a number or address does not work: it is not tried again (rule 31).

    Until there is a new one, `asking` tells the mentor to ask for it in person.
    """
    if channel == Channel.TEXT:
        if not adult.mobile:
            raise Refusal(f"There is no mobile number of {adult.known_as}.")
        adult.mobile_state = Adult.Mobile.UNREACHABLE
        adult.mobile_verified_at = adult.mobile_verified_by = None
    elif channel == Channel.EMAIL:
        adult.email_is_unreachable = True
    else:
        raise Refusal("Only a mobile number or an e-mail address can stop working.")
    adult.updated_by = by if isinstance(by, Staff) else None
    adult.save()
    outbox.cancel_to(
        setting_id=adult.setting_id,
        adult_ids=[adult.pk],
        addresses=[_address(adult, channel)],
        channels=[channel],
        reason="It does not reach them.",
        even_sent=False,
    )
    trail.wrote(by=by, what="families.unreachable", on=adult, reason=str(Channel(channel).label))
    return adult


@transaction.atomic
def record_preference(
    *,
    adult: Adult,
    channel: str,
    topic: str,
    is_allowed: bool,
    source: str,
    by: Staff | str,
) -> ContactPreference:
    """Keep whether an adult wants one kind of message by one channel, and how we know.

    `by` is the member of staff they told, or `trail.PARENT` where they said so themselves.
    """
    if not is_allowed:
        outbox.take_turns(adult.setting_id)
    preference, _is_new = ContactPreference.objects.update_or_create(
        adult=adult,
        channel=channel,
        topic=topic,
        defaults={
            "is_allowed": is_allowed,
            "source": source,
            "recorded_at": timezone.now(),
            "recorded_by": by if isinstance(by, Staff) else None,
        },
    )
    if not is_allowed:
        outbox.cancel_to(
            setting_id=adult.setting_id,
            adult_ids=[adult.pk],
            addresses=[_address(adult, channel)],
            channels=[channel],
            topic=topic,
            reason="They said no to these.",
        )
    trail.wrote(by=by, what="families.preference", on=preference, setting=adult.setting_id)
    return preference


@transaction.atomic
def stop(
    *, adult: Adult, source: str, by: Staff | str, channel: str = Channel.TEXT
) -> list[ContactPreference]:
    """Stop all messages to an adult by one channel at once, whatever they are about (rule 25)."""
    return [
        record_preference(
            adult=adult, channel=channel, topic=topic, is_allowed=False, source=source, by=by
        )
        for topic in Topic.values
    ]


@transaction.atomic
def start(
    *, adult: Adult, source: str, by: Staff | str, channel: str = Channel.TEXT
) -> list[ContactPreference]:
    """Let messages by one channel come again that an adult had stopped, whatever they are about."""
    refused = adult.preferences.filter(channel=channel, is_allowed=False)
    return [
        record_preference(
            adult=adult, channel=channel, topic=topic, is_allowed=True, source=source, by=by
        )
        for topic in list(refused.values_list("topic", flat=True))
    ]


@transaction.atomic
def pause_messages(*, adult: Adult, by: Staff | str) -> Adult:
    """Write nothing to an adult for the policy's `message_pause_days`; paused already, it stays so.

    What waits is called off. What cannot wait is a phone call, as for whoever said no to texts.
    """
    adult = Adult.objects.select_for_update(no_key=True, of=("self",)).get(pk=adult.pk)
    today = timezone.localdate(timezone=adult.setting.zone)
    if adult.messages_paused_until and adult.messages_paused_until > today:
        return adult
    days = adult.setting.policy.message_pause_days
    adult.messages_paused_until = today + timedelta(days=days)
    adult.updated_by = by if isinstance(by, Staff) else None
    adult.save()
    outbox.cancel_to(
        setting_id=adult.setting_id,
        adult_ids=[adult.pk],
        addresses=[_address(adult, channel) for channel in AUTOMATIC],
        channels=AUTOMATIC,
        reason="They asked for a pause.",
    )
    trail.wrote(by=by, what="families.messages-paused", on=adult)
    return adult


@transaction.atomic
def end_message_pause(*, adult: Adult, by: Staff | str) -> Adult:
    """Let messages come again to an adult who had asked for a pause."""
    adult = Adult.objects.select_for_update(no_key=True, of=("self",)).get(pk=adult.pk)
    if adult.messages_paused_until:
        adult.messages_paused_until = None
        adult.updated_by = by if isinstance(by, Staff) else None
        adult.save()
        trail.wrote(by=by, what="families.messages-unpaused", on=adult)
    return adult


@transaction.atomic
def set_safe_contact(*, adult: Adult, safe_contact: str, by: Staff) -> Adult:
    """Keep what an adult said is safe: it beats every other choice (rule 30)."""
    adult.safe_contact = safe_contact
    adult.updated_by = by
    adult.save()
    unsafe = {
        Adult.SafeContact.MENTOR_CALLS_ONLY: (*AUTOMATIC, Channel.LETTER),
        Adult.SafeContact.NONE: tuple(Channel),
        Adult.SafeContact.THIS_NUMBER_ONLY: (Channel.EMAIL,),
    }.get(Adult.SafeContact(safe_contact))
    if unsafe:
        outbox.cancel_to(
            setting_id=adult.setting_id,
            adult_ids=[adult.pk],
            addresses=[_address(adult, channel) for channel in unsafe],
            channels=unsafe,
            reason="It is not safe for them.",
        )
    trail.wrote(by=by, what="families.safe-contact", on=adult)
    return adult


@transaction.atomic
def log_contact(
    *,
    adult: Adult,
    household: Household,
    channel: str,
    line: str,
    by: Staff,
    is_two_way: bool = True,
    is_from_family: bool = False,
    happened_at: datetime | None = None,
) -> ContactLog:
    """Keep one line about a call, a text or a word at the gate."""
    happened_at = happened_at or timezone.now()
    if happened_at > timezone.now():
        raise Refusal("That has not happened yet.")
    contact = ContactLog.objects.create(
        setting=household.setting,
        adult=adult,
        household=household,
        channel=channel,
        line=line.strip(),
        is_two_way=is_two_way,
        is_from_family=is_from_family,
        happened_at=happened_at,
        created_by=by,
        updated_by=by,
    )
    trail.wrote(by=by, what="families.contact", on=contact, household=household.pk)
    return contact


def failed_lately() -> list[UUID]:
    """Return the messages to numbers and addresses that do not exist and we would try again.

    So are those that their reader stopped at the carrier, where we know of no STOP (rule 25).
    The outbox knows no adults, so the clock comes here and looks at what failed lately.
    What failed for another reason, or was changed since then, is left alone (rule 31).
    """
    failed = (
        Message.objects.filter(
            Q(is_dead_address=True) | Q(reason=Message.STOPPED),
            state=Message.State.FAILED_PERMANENT,
            channel__in=AUTOMATIC,
            adult_id__isnull=False,
            updated_at__gte=timezone.now() - LOOK_BACK,
        )
        .order_by("updated_at")
        .only("adult_id", "channel", "to", "updated_at", "reason", "is_dead_address")
    )
    adults = Adult.objects.prefetch_related("preferences").in_bulk(
        [m.adult_id for m in failed if m.adult_id is not None]
    )
    return [
        message.pk
        for message in failed
        if message.adult_id in adults and _is_to_heed(adults[message.adult_id], message)
    ]


@transaction.atomic
def heed_failure(message_id: UUID) -> bool:
    """Mark a number or address that a carrier said does not exist; return whether it was new.

    Whoever stopped our texts at the carrier has stopped them here too (rule 25).
    """
    message = Message.objects.get(pk=message_id)
    outbox.take_turns(message.setting_id)  # First: whoever says it in person meanwhile asks anew.
    adult = Adult.objects.filter(pk=message.adult_id).first() if message.adult_id else None
    if adult is None or not _is_to_heed(adult, message):
        return False
    if message.reason == Message.STOPPED:
        stop(adult=adult, source=Source.TEXT, by=trail.CLOCK)
        return True
    mark_unreachable(adult=adult, channel=message.channel, by=trail.CLOCK)
    return True


def _address(adult: Adult, channel: str) -> str:
    return {Channel.TEXT: adult.mobile, Channel.EMAIL: adult.email}.get(Channel(channel), "")


def _is_to_heed(adult: Adult, message: Message) -> bool:
    if message.reason != Message.STOPPED:
        return message.is_dead_address and _is_tried_there(adult, message)
    # A word of theirs that came since is the newer one, be it STOP or START.
    said = [it for it in adult.preferences.all() if it.channel == Channel.TEXT]
    known = {it.topic for it in said if not it.is_allowed or it.recorded_at > message.updated_at}
    return adult.mobile == message.to and known != set(Topic.values)


def _is_tried_there(adult: Adult, message: Message) -> bool:
    """Whether we would write to them there again, nobody having checked it since."""
    if message.channel == Channel.EMAIL:
        return adult.email == message.to and not adult.email_is_unreachable
    checked_since = adult.mobile_verified_at and adult.mobile_verified_at > message.updated_at
    works = adult.mobile_state != Adult.Mobile.UNREACHABLE
    return adult.mobile == message.to and works and not checked_since
