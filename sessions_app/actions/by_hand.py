"""Who is asked, or told of a change, by a person: a call or a letter each, and never two.

Whoever said that nothing is safe for them gets nothing by this way either (rule 30), and a
child that a restriction keeps from an adult is named to them by nobody (rule 14).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from families.actions import reaching
from families.asking import Asking, Reason
from families.models import Adult
from pastoral import languages
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox import by_hand, words
from pastoral.outbox.by_hand import Call
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, Message, Topic
from pastoral.refusals import Refusal
from pastoral.ui.said import list_said, time_said
from sessions_app import wording
from sessions_app.actions import series
from sessions_app.models import Afternoon, Invitation
from sessions_app.to_ask import ask_again

State = Invitation.State
# A person asks these; for any other reason somebody has to find something out first.
ASKED_BY_HAND = frozenset({
    Reason.PREFERS_SPOKEN, Reason.SAFE_CONTACT, Reason.UNVERIFIED_MOBILE, Reason.SHARED_MOBILE,
    Reason.LANGUAGE_HAS_NO_WORDS, Reason.NOT_WORKING, Reason.NO_WAY_TO_REACH,
})  # fmt: skip
# And these too are told that what they know of is off, or on another day (rule 39).
TOLD_BY_HAND = ASKED_BY_HAND | {
    Reason.OPTED_OUT, Reason.PAUSED, Reason.PAUSED_BY_THEM, Reason.TEXT_CAP,
}  # fmt: skip
NOT_BY_PHONE = (Reason.NOT_WORKING, Reason.NO_WAY_TO_REACH)
# Messages that a person says instead, where they failed for good: in all their words.
SAID_INSTEAD = [
    words
    for errand in (wording.INVITE, wording.INVITE_NO_CHILD, wording.MOVED, wording.CANCELLED)
    for words in (errand, wording.JOIN_IN[errand])
]
NEVER = datetime.min.replace(tzinfo=UTC)
FAILED = "The message to them could not be delivered"
Mobile, Safe = Adult.Mobile, Adult.SafeContact


class One(NamedTuple):
    """One adult, the invitation they are asked by, or were, and the message that did not go."""

    invitation_id: UUID
    link_version: int
    link_digest: UUID
    asking: Asking
    instead_of: UUID | None = None


def of_invitations(invitations: Iterable[Invitation], again: Mapping[UUID, Asking]) -> list[One]:
    """Return these invitations with what may be said now to each of their adults."""
    return [
        One(row.pk, row.link_version, row.link_digest, again[row.adult_id], row.message_id)
        for row in invitations
        if row.adult_id in again
    ]


def ask(*, afternoon: Afternoon, among: Iterable[One]) -> int:
    """Let a person ask those whom no message may ask; return how many calls and letters."""
    asked = [one for one in among if _is_for(one, ASKED_BY_HAND)]
    if afternoon.is_join_in:  # Nobody joins in who may hear of none of the children (rule 14).
        asked = [one for one in asked if one.asking.child_ids]
    return _add(afternoon, asked, wording.INVITE)


def tell(
    *,
    afternoon: Afternoon,
    invitations: Iterable[Invitation],
    again: Mapping[UUID, Asking],
    template_key: str,
) -> int:
    """Let a person tell those of a change whom no message may tell (rule 39); return how many.

    Who asked for peace is rung only where they meant to come.
    """
    among = of_invitations(invitations, again)
    return _tell(afternoon, invitations, among, template_key)


def ask_blocked_again(afternoon: Afternoon) -> int:
    """Let a person ask whom no message could to the new day of an afternoon that moved."""
    blocked = list(
        Invitation.objects.filter(
            afternoon=afternoon, state=State.BLOCKED, block_reason__in=ASKED_BY_HAND
        ).select_related("run")
    )
    outbox.cancel_about(ids=[row.pk for row in blocked], reason="The afternoon moved.")
    if not afternoon.is_asking:
        return 0
    again = ask_again(afternoon=afternoon, invitations=blocked, template_key=wording.INVITE)
    return ask(afternoon=afternoon, among=of_invitations(blocked, again))


def call_off_blocked(afternoon: Afternoon, reason: str) -> None:
    """Call off what a person was to ask, where an afternoon is off."""
    blocked = Invitation.objects.filter(afternoon=afternoon, state=State.BLOCKED)
    outbox.cancel_about(ids=list(blocked.values_list("pk", flat=True)), reason=reason)


def failed_lately(now: datetime) -> list[UUID]:
    """Return the messages about afternoons ahead that failed for good, and nobody rang about."""
    failed = list(
        Message.objects.filter(
            state=Message.State.FAILED_PERMANENT,
            about_kind=wording.ABOUT,
            template_key__in=SAID_INSTEAD,
            drop_after__gt=now,
        ).order_by("updated_at")
    )
    tasks = Message.objects.filter(
        about_id__in=[message.about_id for message in failed], kind=Message.Kind.TASK
    ).exclude(state=Message.State.CANCELLED)
    seen_to: dict[tuple[UUID | None, str], datetime] = {}
    for task in tasks.order_by("created_at"):
        seen_to[_about_what(task)] = task.created_at
    return [
        message.pk
        for message in failed
        if seen_to.get(_about_what(message), NEVER) < message.created_at
    ]


@transaction.atomic
def instead_of_failed(message_id: UUID) -> int:
    """Let a person say what a message could not, asked anew who may hear it; return how many.

    Why it failed is heeded first: that there is no such number (rule 31), or a STOP that the
    carrier knows of and we do not yet (rule 25).
    """
    about = Message.objects.values_list("about_id", flat=True).get(pk=message_id)
    assert about is not None  # noqa: S101 - it is about an invitation
    found = Invitation.objects.select_related("run")
    afternoon = series.locked(Afternoon(pk=found.get(pk=about).afternoon_id))
    outbox.take_turns(afternoon.setting_id)
    reaching.heed_failure(message_id)
    message, invitation = Message.objects.get(pk=message_id), found.get(pk=about)
    if message.state != Message.State.FAILED_PERMANENT or not _is_still_to_say(message, invitation):
        return 0
    _, key = _about_what(message)
    again = ask_again(
        afternoon=afternoon, invitations=[invitation], template_key=key, past_caps=True
    )
    among = [one._replace(instead_of=message.pk) for one in of_invitations([invitation], again)]
    if among and among[0].asking.reason is None:
        return _add(afternoon, among, key)
    if key == wording.INVITE:
        return ask(afternoon=afternoon, among=among)
    return _tell(afternoon, [invitation], among, key)


@transaction.atomic
def asked_in_person(*, invitation: Invitation, message: Message, by: Staff) -> Invitation:
    """Let an invitation stand that no message could carry, since a person asked (states.md).

    A letter that was made ready waits to be given; a call was made. Raises Refusal where they
    are not to be asked any more.
    """
    afternoon = series.locked(Afternoon(pk=invitation.afternoon_id))
    invitation = Invitation.objects.select_related("run", "adult").get(pk=invitation.pk)
    is_given = message.channel == Channel.VOICE or message.state in Message.WENT
    becomes = State.SENT if is_given else State.QUEUED
    if invitation.state == State.BLOCKED:
        again = ask_again(
            afternoon=afternoon, invitations=[invitation], template_key=wording.INVITE
        )
        among = of_invitations([invitation], again)
        if not any(one.asking.is_asked or _is_for(one, ASKED_BY_HAND) for one in among):
            raise Refusal(f"{invitation.adult.known_as} is not to be asked any more.")
    elif invitation.state != State.QUEUED:
        return invitation
    invitation.state, invitation.block_reason, invitation.message = becomes, "", message
    invitation.save(update_fields=["state", "block_reason", "message", "updated_at"])
    trail.wrote(
        by=by, what="afternoons.asked-in-person", on=invitation, household=invitation.household_id
    )
    return invitation


def _is_for(one: One, reasons: frozenset[Reason]) -> bool:
    reason = one.asking.reason
    if reason is Reason.SAFE_CONTACT:
        return one.asking.needs_person  # Their mentor rings; “don’t contact” is left in peace.
    return reason in reasons


def _tell(
    afternoon: Afternoon, invitations: Iterable[Invitation], among: list[One], template_key: str
) -> int:
    meant_to_come = {row.pk for row in invitations if row.answer in ("yes", "maybe")}
    to_tell = [
        one
        for one in among
        if _is_for(one, TOLD_BY_HAND)
        and (one.asking.reason is not Reason.PAUSED or one.invitation_id in meant_to_come)
    ]
    return _add(afternoon, to_tell, template_key)


def _about_what(message: Message) -> tuple[UUID | None, str]:
    """Return whom a message or a call is to, and on what errand, whatever words it takes."""
    errand = wording.errand_of(message.template_key)
    return message.about_id, wording.INVITE if errand == wording.INVITE_NO_CHILD else errand


def _is_still_to_say(message: Message, invitation: Invitation) -> bool:
    """Whether what could not be delivered is still so: not once they answered, or it is off."""
    _, key = _about_what(message)
    if key == wording.INVITE:
        is_waiting = invitation.state in (State.QUEUED, State.SENT) and not invitation.answered_at
        return is_waiting and invitation.message_id == message.pk
    return key == wording.CANCELLED or invitation.state != State.WITHDRAWN


def _add(afternoon: Afternoon, among: list[One], template_key: str) -> int:
    adults = Adult.objects.in_bulk([one.asking.adult_id for one in among])
    calls: list[Call] = []
    letters = []
    for one in among:
        adult = adults[one.asking.adult_id]
        number = _number(adult, one.asking)
        letter = None if number else _letter(afternoon, one, adult, template_key)
        if letter:
            letters.append(letter)
        else:
            calls.append(_call(afternoon, one, adult, template_key, number))
    posted = outbox.post_many(setting=afternoon.setting, drafts=letters).posted
    _say_why(among, posted.values())
    return len(posted) + by_hand.add_calls(setting=afternoon.setting, calls=calls)


def _say_why(among: list[One], letters: Iterable[UUID]) -> None:
    """Keep with each new letter why it is one, as every call has it."""
    why = {one.invitation_id: _why(one.asking) for one in among}
    for letter in Message.objects.filter(pk__in=list(letters)):
        letter.reason = why.get(letter.about_id, "")[:200] if letter.about_id else ""
        letter.save(update_fields=["reason", "updated_at"])


def _why(asking: Asking) -> str:
    return str(Reason(asking.reason).label) if asking.reason else FAILED


def _number(adult: Adult, asking: Asking) -> str:
    """Return the number a person may ring, or nothing: they speak to them, or give a letter."""
    if asking.reason in NOT_BY_PHONE or asking.reason is Reason.SHARED_MOBILE:
        return "" if adult.safe_contact == Safe.THIS_NUMBER_ONLY else adult.landline
    works = adult.mobile_state != Mobile.UNREACHABLE
    return (adult.mobile if works else "") or adult.landline


def _letter(afternoon: Afternoon, one: One, adult: Adult, template_key: str) -> Draft | None:
    """Return a letter, where they may have one and there are words in a language they read."""
    if one.asking.reason not in NOT_BY_PHONE or adult.safe_contact != Safe.ANY:
        return None
    is_asking = template_key == wording.INVITE
    key = wording.invitation_template(one.asking) if is_asking else template_key
    reads = adult.reads_english == Adult.ReadsEnglish.WELL
    for language in dict.fromkeys([adult.language or "en", *(["en"] if reads else [])]):
        theirs = wording.words_for(afternoon, key)
        if words.has_words(afternoon.setting, theirs, language, Channel.LETTER):
            asking = replace(one.asking, channel=Channel.LETTER, to="", language=language)
            draft = wording.draft(
                afternoon=afternoon,
                asking=asking,
                invitation_id=one.invitation_id,
                link_version=one.link_version,
                link_digest=one.link_digest,
                template_key=key,
                drop_after=_until(afternoon, template_key),
                is_exempt_from_cap=True,
            )
            return replace(draft, key=_key(afternoon, one, template_key))
    return None


def _call(afternoon: Afternoon, one: One, adult: Adult, template_key: str, number: str) -> Call:
    asking = one.asking
    return Call(
        key=_key(afternoon, one, template_key),
        template_key=template_key,
        to=number,
        body=" ".join([_what_to_say(afternoon, asking, template_key), *_hints(adult, asking)]),
        why=_why(asking),
        language=adult.language,
        adult_id=asking.adult_id,
        household_id=asking.household_id,
        about_kind=wording.ABOUT,
        about_id=one.invitation_id,
        topic=Topic.AFTERNOONS,
        drop_after=_until(afternoon, template_key),
    )


def _key(afternoon: Afternoon, one: One, template_key: str) -> str:
    told_as = wording.key_for(template_key, one.invitation_id, afternoon, one.instead_of)
    return f"by-hand:{told_as}"


def _until(afternoon: Afternoon, template_key: str) -> datetime:
    return afternoon.ends_at if template_key == wording.CANCELLED else afternoon.starts_at


def _what_to_say(afternoon: Afternoon, asking: Asking, template_key: str) -> str:
    name, day = asking.adult_name, f"{afternoon.on:%A} {afternoon.on.day} {afternoon.on:%B}"
    coffee = time_said(afternoon.coffee_at)
    if afternoon.is_join_in:
        return _what_to_say_of_a_morning(name, day, coffee, asking, template_key)
    if template_key == wording.CANCELLED:
        return f"Tell {name} that there is no afternoon on {day}. It is nothing they did."
    if template_key == wording.MOVED:
        return f"Tell {name} that the afternoon is on {day} now, at {coffee}. Can they come then?"
    children = list_said(list(asking.child_names))
    join = time_said(afternoon.children_join_at)
    joins = f" {children} will join us at {join}." if children else ""
    return f"Ask {name} to a cuppa here on {day}, {coffee}.{joins} Yes or no, both are fine."


def _what_to_say_of_a_morning(
    name: str, day: str, coffee: str, asking: Asking, template_key: str
) -> str:
    if template_key == wording.CANCELLED:
        return f"Tell {name} that the morning on {day} is off. It is nothing they did."
    if template_key == wording.MOVED:
        return f"Tell {name} that the morning is on {day} now, at {coffee}. Can they come then?"
    children = list_said(list(asking.child_names)) or "their child"
    return f"Ask {name} to join {children} here on {day}, {coffee}. Yes or no, both are fine."


def _hints(adult: Adult, asking: Asking) -> list[str]:
    hints = []
    if asking.reason is Reason.UNVERIFIED_MOBILE:
        hints.append("First make sure whom you are speaking to: nobody has checked this number.")
    if asking.reason is Reason.SAFE_CONTACT and asking.mentor_name:
        hints.append(f"Only {asking.mentor_name} rings them.")
    pack = languages.pack_of(adult.language or "en")
    if adult.needs_interpreter and pack and pack.language != "en":
        hints.append(f"Have somebody with you who speaks {pack.english_name}.")
    return hints
