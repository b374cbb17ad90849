"""By which channel an adult is reached, and in which language.

A text to a checked mobile comes first, an e-mail second; a channel without approved words
in a language they read is no way (rule 34).

A mobile that several adults have (rule 29) gets one text, to “both” in the language it is
written in, where there are two
of them, neither has any restriction, neither chose a safer way or said no to texts, both
may be asked, and there is a child both care for; only such children are named. It is
written to the one who comes first by priority and whose number is checked. The other is
asked by an e-mail of their own, or counts as asked together. In every other case nobody
is texted there until a mentor has found a number that is theirs alone.
"""

import uuid
from typing import NamedTuple

from families.asking.cases import Case
from families.asking.facts import ENGLISH, Facts, Question
from families.asking.reasons import Reason
from families.models import Adult
from pastoral.languages import pack_of
from pastoral.outbox.models import Channel
from pastoral.ui.said import list_in

TWO = 2
Mobile, Reads, Safe = Adult.Mobile, Adult.ReadsEnglish, Adult.SafeContact
TOLD = (None, Reason.PREFERS_SPOKEN)  # Neither of these makes a shared number unsafe.


class Way(NamedTuple):
    """How an adult is asked, as whom, and about which children."""

    channel: Channel
    to: str
    language: str
    name: str
    children: tuple[uuid.UUID, ...]
    is_to_both: bool = False


class _Shared(NamedTuple):
    """What a shared mobile is good for: who is written to about whom, or nobody."""

    speaker: uuid.UUID | None = None
    children: tuple[uuid.UUID, ...] = ()
    is_safe: bool = False


class Ways:
    """Finds the way to each adult."""

    def __init__(self, facts: Facts, question: Question, cases: dict[uuid.UUID, Case]) -> None:
        self.facts = facts
        self.question = question
        self.cases = cases
        self.shared = {
            mobile: self._sharing(who) for mobile, who in facts.sharing.items() if len(who) > 1
        }

    def of(self, case: Case) -> Way | None:
        """Return the way to an adult whom no check keeps from being asked."""
        return self._by_text(case) or self._by_email(case)

    def steps(self, case: Case, channel: Channel) -> list[tuple[Reason, bool]]:
        """Return what is looked at before a channel is used, in order, each with whether it stops.

        A channel is a way exactly where nothing stops it: `explain` shows these.
        """
        who = case.who
        if channel == Channel.EMAIL:
            is_theirs_alone = who.safe_contact == Safe.THIS_NUMBER_ONLY
            return [
                (Reason.NO_WAY_TO_REACH, not who.email),
                (Reason.NOT_WORKING, bool(who.email) and who.email_is_unreachable),
                (Reason.SAFE_CONTACT, is_theirs_alone),
                (Reason.OPTED_OUT, self._said_no(case, channel)),
                (Reason.LANGUAGE_HAS_NO_WORDS, not self._language(case, channel)),
            ]
        shared = self.shared.get(who.mobile) if who.mobile else None
        return [
            (Reason.NO_WAY_TO_REACH, not who.mobile),
            (Reason.NOT_WORKING, who.mobile_state == Mobile.UNREACHABLE),
            (Reason.SHARED_MOBILE, bool(shared and not shared.is_safe)),
            (Reason.UNVERIFIED_MOBILE, bool(who.mobile) and who.mobile_state != Mobile.VERIFIED),
            (Reason.OPTED_OUT, self._said_no(case, channel)),
            (Reason.TEXT_CAP, who.id in self.facts.capped),
            (Reason.LANGUAGE_HAS_NO_WORDS, not self._language(case, channel)),
            (
                Reason.SHARED_MOBILE_WITH,
                bool(shared and shared.is_safe and shared.speaker != who.id),
            ),
        ]

    def why_none(self, case: Case) -> Reason:
        """Return why there is no way to them."""
        who = case.who
        have = self._have(case)
        if have and all(self._said_no(case, channel) for channel in have):
            return Reason.OPTED_OUT
        if (shared := self.shared.get(who.mobile)) and not shared.is_safe:
            return Reason.SHARED_MOBILE
        if shared and shared.speaker not in (None, who.id):
            return Reason.SHARED_MOBILE_WITH
        if who.mobile_state == Mobile.TO_VERIFY:
            return Reason.UNVERIFIED_MOBILE
        return self._why_not_by_what_works(case, have)

    def _why_not_by_what_works(self, case: Case, have: list[Channel]) -> Reason:
        works = [channel for channel in have if not self._said_no(case, channel)]
        if works and any(self._language(case, channel) for channel in works):
            return Reason.TEXT_CAP
        if works:
            return Reason.LANGUAGE_HAS_NO_WORDS
        return Reason.NOT_WORKING if case.who.mobile or case.who.email else Reason.NO_WAY_TO_REACH

    def _have(self, case: Case) -> list[Channel]:
        """Return the channels that work for them, whether or not they want them."""
        who = case.who
        text = [Channel.TEXT] if who.mobile and who.mobile_state != Mobile.UNREACHABLE else []
        by_email = who.email and not who.email_is_unreachable
        is_safe = who.safe_contact != Safe.THIS_NUMBER_ONLY
        return [*text, Channel.EMAIL] if by_email and is_safe else text

    def _by_text(self, case: Case) -> Way | None:
        who = case.who
        shared = self.shared.get(who.mobile) if who.mobile else None
        if shared and shared.is_safe:
            if shared.speaker != who.id:
                return None
            language = self._text_language(case)
            name = self._both(who.mobile, language)
            return Way(Channel.TEXT, who.mobile, language, name, shared.children, is_to_both=True)
        if shared or not (language := self._text_language(case)):
            return None
        return Way(Channel.TEXT, who.mobile, language, who.known_as, _children(case))

    def _by_email(self, case: Case) -> Way | None:
        if Channel.EMAIL not in self._have(case) or self._said_no(case, Channel.EMAIL):
            return None
        if not (language := self._language(case, Channel.EMAIL)):
            return None
        return Way(Channel.EMAIL, case.who.email, language, case.who.known_as, _children(case))

    def _text_language(self, case: Case) -> str:
        """Return the language a text may go to them in now, or nothing where none may."""
        may = (
            case.who.mobile != ""
            and case.who.mobile_state == Mobile.VERIFIED
            and not self._said_no(case, Channel.TEXT)
            and case.who.id not in self.facts.capped
        )
        return self._language(case, Channel.TEXT) if may else ""

    def _language(self, case: Case, channel: Channel) -> str:
        """Return the language to use: theirs, or English where they read it well or a lead chose so."""
        who = case.who
        theirs = who.language or ENGLISH
        if (theirs, channel) in self.facts.words:
            return theirs
        in_english = who.reads_english == Reads.WELL or self.question.in_english_too
        return ENGLISH if in_english and (ENGLISH, channel) in self.facts.words else ""

    def _both(self, mobile: str, language: str) -> str:
        """Return “both” as their language says it, or their names where we lack the word."""
        if pack := pack_of(language):
            return pack.both
        names = [self.facts.people[who].known_as for who in self.facts.sharing[mobile]]
        return list_in(language, sorted(names))

    def _said_no(self, case: Case, channel: Channel) -> bool:
        return (case.who.id, channel) in self.facts.opted_out

    def _sharing(self, who: list[uuid.UUID]) -> _Shared:
        cases = [self.cases[key] for key in who if key in self.cases]
        is_safe = len(who) == len(cases) == TWO and all(
            case.reason in TOLD
            and case.who.id not in self.facts.restricted
            and not self._said_no(case, Channel.TEXT)
            for case in cases
        )
        both = [set(_children(case)) for case in cases]
        children = tuple(c for c in _children(cases[0]) if c in both[1]) if is_safe else ()
        if not children:
            return _Shared()
        speakers = [c for c in sorted(cases, key=lambda c: c.rank) if not c.reason]
        speaker = next((c.who.id for c in speakers if self._text_language(c)), None)
        return _Shared(speaker, children, is_safe=True)


def _children(case: Case) -> tuple[uuid.UUID, ...]:
    return tuple(tie.child_id for tie in case.heard)
