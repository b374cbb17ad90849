"""Whose number a text came from, and whether anything may be sent back there."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from families.asking import Asking, Reason, who_may_be_asked
from families.models import Adult, ContactPreference
from pastoral.accounts.models import Setting
from pastoral.languages import ENGLISH
from pastoral.outbox import words
from pastoral.outbox.models import Channel, InboundMessage, Message, Topic

# For these a person reads what they say first, and nothing goes back by itself.
HELD = frozenset({
    Reason.LEFT, Reason.RESTRICTION, Reason.NOT_A_CARER, Reason.RESPONSIBILITY_UNKNOWN,
    Reason.LIVES_ELSEWHERE, Reason.NO_HOME, Reason.SUPERVISED,
})  # fmt: skip
SHARED = "More than one person has this number, so we can’t tell who wrote."
NOT_CHECKED = {
    Adult.Mobile.TO_VERIFY: "Nobody has checked yet that this number is theirs.",
    Adult.Mobile.UNREACHABLE: "We were told that this number does not reach them.",
}
Mobile = Adult.Mobile
ANSWER = "reply-yes"  # The words we ask about, where it is only asked who wrote.


@dataclass(frozen=True)
class Sender:
    """The adults with one number in one setting; those who died are known to have had it."""

    setting: Setting
    number: str
    adults: list[Adult]
    dead: list[Adult]

    @property
    def ids(self) -> list[UUID]:
        """The adults who may have written."""
        return [adult.pk for adult in self.adults]

    @property
    def languages(self) -> list[str]:
        """The languages they are known to use."""
        known = [
            [adult.language, adult.page_language, *adult.other_languages] for adult in self.adults
        ]
        return [language for some in known for language in some if language]

    @cached_property
    def is_written_in_english(self) -> bool:
        """Whether the last text that went there was in English, whatever their own language is."""
        texts = Message.objects.filter(
            setting=self.setting, channel=Channel.TEXT, to=self.number, state__in=Message.WENT
        )
        last = texts.order_by("-sent_at").values_list("language", flat=True).first()
        return last == ENGLISH

    def asking(self, template_key: str, topic: Topic = Topic.AFTERNOONS) -> list[Asking]:
        """Return how each of them may be written to now, in these words, past the caps."""
        if not self.adults:
            return []
        return who_may_be_asked(
            setting=self.setting,
            topic=topic,
            day=timezone.localdate(timezone=self.setting.zone),
            template_key=template_key,
            in_english_too=self.is_written_in_english,
            adult_ids=self.ids,
            past_caps=True,
        )

    def by_text(self, template_key: str, topic: Topic = Topic.AFTERNOONS) -> Asking | None:
        """Return whom a text there is written to, or nobody: it is no safe way then (rule 30)."""
        return next(iter(self.by_text_of(self.asking(template_key, topic))), None)

    def by_text_of(self, askings: Sequence[Asking]) -> list[Asking]:
        """Return those of the answers that say: by a text to this very number."""
        return [
            asking
            for asking in askings
            if asking.is_asked and (asking.channel, asking.to) == (Channel.TEXT, self.number)
        ]

    def language_for(self, template_key: str) -> str:
        """Return the language in which words without a name may go there, or nothing.

        Such words may also go to a number that is still to be checked (rule 32).
        """
        if not self.adults:
            has = words.has_words(self.setting, template_key, ENGLISH, Channel.TEXT)
            return ENGLISH if has else ""
        if way := self.by_text(template_key):
            return way.language
        return self._language_of_unchecked(template_key)

    @cached_property
    def stopped(self) -> set[tuple[UUID, str]]:
        """What each of them wants no texts about, as they said before this one."""
        said_no = ContactPreference.objects.filter(
            adult__in=self.ids, channel=Channel.TEXT, is_allowed=False
        )
        return set(said_no.values_list("adult_id", "topic"))

    def _language_of_unchecked(self, template_key: str) -> str:
        reasons = {asking.reason for asking in self.asking(template_key)}
        is_unchecked = [adult.mobile_state for adult in self.adults] == [Mobile.TO_VERIFY]
        if not is_unchecked or self.stopped or not reasons <= {None, Reason.UNVERIFIED_MOBILE}:
            return ""
        theirs = self.adults[0].language or ENGLISH
        if words.has_words(self.setting, template_key, theirs, Channel.TEXT):
            return theirs
        reads = self.adults[0].reads_english == Adult.ReadsEnglish.WELL
        return ENGLISH if reads or self.is_written_in_english else ""


def sender_of(text: InboundMessage) -> Sender:
    """Return whose number a text came from, in the setting it came to (rule 29)."""
    adults = list(_with_number(text).order_by("known_as", "pk"))
    return Sender(
        setting=text.setting,
        number=e164(text.sent_from),
        adults=[adult for adult in adults if not adult.is_deceased],
        dead=[adult for adult in adults if adult.is_deceased],
    )


def living_with(text: InboundMessage) -> QuerySet[Adult]:
    """Return the adults who may have sent a text, in the setting it came to."""
    return _with_number(text).filter(is_deceased=False)


def _with_number(text: InboundMessage) -> QuerySet[Adult]:
    number = e164(text.sent_from)
    there = Adult.objects.filter(setting=text.setting_id, removed_at=None, merged_into=None)
    return there.filter(mobile=number) if number else there.none()


def e164(written: str) -> str:
    """Return a number as carriers write it, with its plus and its country; nothing for a name."""
    if re.search(r"[^\d\s+().-]", written):
        return ""
    digits = re.sub(r"\D", "", written)
    if written.strip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+44{digits[1:]}" if digits.startswith("0") else f"+{digits}" if digits else ""


def why_read_first(askings: Collection[Asking], sender: Sender) -> str:
    """Return why a person reads first what this number answers; nothing where it simply counts."""
    if len(sender.adults) > 1 and not any(asking.to == sender.number for asking in askings):
        return SHARED
    states = [Mobile(adult.mobile_state) for adult in sender.adults]
    if why := next((NOT_CHECKED[state] for state in states if state in NOT_CHECKED), ""):
        return why
    if len(askings) < len(sender.adults):
        return "Nobody has noted where they live."
    held = [Reason(asking.reason) for asking in askings if asking.reason in HELD]
    label = str(held[0].label) if held else ""
    return f"Please read it first: {label[0].lower()}{label[1:]}." if label else ""
