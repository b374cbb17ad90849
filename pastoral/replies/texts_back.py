"""What goes back to somebody who texted us: one short text at most, in words we have approved."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from families.asking import Asking
from pastoral.outbox import actions as outbox
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, InboundMessage, Topic
from pastoral.outbox.timing import is_in_hand
from pastoral.replies.questions import Question
from pastoral.replies.senders import Sender
from sessions_app import wording
from sessions_app.models import Invitation
from visits import offer_words

A_WHILE = timedelta(days=1)  # A reply that has not left by then helps nobody.
TO_A_PERSON = "reply-to-a-person"


def say(text: InboundMessage, sender: Sender, template_key: str) -> bool:
    """Post words that name nobody; return whether they go.

    Nothing goes where a text is no safe way, or their language has no approved words.
    """
    outbox.take_turns(text.setting_id)
    language = sender.language_for(template_key)
    return bool(language) and say_in(language, text, sender, template_key)


def say_in(language: str, text: InboundMessage, sender: Sender, template_key: str) -> bool:
    """Post words that name nobody, in a language that was asked for before."""
    return _post(text, _nameless(language, text, sender, template_key), key_of(text))


def say_to_a_person(text: InboundMessage, sender: Sender) -> bool:
    """Say that one of us will read it, once a day for each number."""
    outbox.take_turns(text.setting_id)
    day = timezone.localdate(timezone=sender.setting.zone)
    key = f"{TO_A_PERSON}:{sender.setting.pk.hex}:{sender.number}:{day:%Y%m%d}"
    language = sender.language_for(TO_A_PERSON)
    return bool(language) and _post(text, _nameless(language, text, sender, TO_A_PERSON), key)


def answer(text: InboundMessage, sender: Sender, question: Question, template_key: str) -> bool:
    """Post the reply to an answer, with the name of who gave it and when it is."""
    outbox.take_turns(text.setting_id)
    topic = Topic.VISITS if question.is_visit else Topic.AFTERNOONS
    ways = sender.by_text_of(sender.asking(template_key, topic))
    way = next((way for way in ways if way.adult_id == question.adult_id), None)
    return way is not None and _post(text, _draft(question, way, template_key), key_of(text))


def key_of(text: InboundMessage) -> str:
    """Return the key under which a text is replied to: once, whatever the words."""
    return f"reply:{text.pk}"


def _nameless(language: str, text: InboundMessage, sender: Sender, template_key: str) -> Draft:
    setting = sender.setting
    return Draft(
        key="",
        template_key=template_key,
        language=language,
        channel=Channel.TEXT,
        to=sender.number,
        variables={"place": setting.place, "phone": setting.phone},
        adult_id=sender.ids[0] if sender.ids else None,
        household_id=text.household_id,
        about_kind=InboundMessage._meta.label_lower,
        about_id=text.pk,
        link_version=None,
        topic=Topic.URGENT,
    )


def _draft(question: Question, way: Asking, template_key: str) -> Draft:
    row = question.row
    if isinstance(row, Invitation):
        return wording.draft(
            afternoon=row.afternoon,
            asking=way,
            invitation_id=row.pk,
            link_version=row.link_version,
            link_digest=row.link_digest,
            template_key=template_key,
            drop_after=row.afternoon.starts_at,
        )
    return offer_words.draft(visit=row, asking=way, template_key=template_key, key="")


def _post(text: InboundMessage, draft: Draft, key: str) -> bool:
    now = timezone.now()
    is_ahead = draft.drop_after is not None and draft.drop_after > now
    draft = replace(
        draft,
        key=key,
        drop_after=draft.drop_after if is_ahead else now + A_WHILE,
        is_exempt_from_cap=True,
        answers_now=is_in_hand(text.received_at, now),
    )
    return key in outbox.post_many(setting=text.setting, drafts=[draft]).posted
