"""Who may be asked: the checks in their order, then the way, then the language."""

import uuid
from collections.abc import Collection
from datetime import date

from families.asking.cases import Case, case_of
from families.asking.facts import Facts, Question, read
from families.asking.reasons import NEEDS_PERSON, Asking, Reason
from families.asking.ways import Ways
from pastoral.accounts.models import Setting
from pastoral.outbox.models import Topic


def who_may_be_asked(
    *,
    setting: Setting,
    topic: Topic,
    day: date,
    template_key: str,
    in_english_too: bool = False,
    adult_ids: Collection[uuid.UUID] | None = None,
    past_caps: bool = False,
) -> list[Asking]:
    """Return one answer for each adult, in a constant number of queries.

    Without `adult_ids`, everyone with a tie to a child who is in placement on the day
    (the day of what they are asked to), or who left within the policy's `goodbye_days`.
    `in_english_too` is a lead's open choice for those whose language has no approved
    words; `past_caps` is for cancellations and replies, which no cap counts (rule 27).
    Whoever is not in the answer (removed, or without any home) may not be asked.
    """
    question = Question(setting, topic, day, template_key, in_english_too, past_caps)
    facts = read(question, adult_ids)
    return decide(facts, question, adult_ids)


def decide(
    facts: Facts, question: Question, adult_ids: Collection[uuid.UUID] | None
) -> list[Asking]:
    """Return the answers that follow from the facts; nothing more is read."""
    ways = look(facts, question)
    wanted = _wanted(facts, adult_ids)
    answers = [answer_of(case, ways) for who, case in ways.cases.items() if who in wanted]
    return sorted(answers, key=_by_home_and_name)


def look(facts: Facts, question: Question) -> Ways:
    """Return the cases of everybody the facts are about, and the ways to them."""
    cases = {who: case for who in facts.people if (case := case_of(who, facts, question))}
    return Ways(facts, question, cases)


def _wanted(facts: Facts, adult_ids: Collection[uuid.UUID] | None) -> Collection[uuid.UUID]:
    """Return whom the answer is about: those named, or all with a child here or just gone."""
    if adult_ids is not None:
        return set(adult_ids)
    return {who for who, ties in facts.ties.items() if any(tie.is_recent for tie in ties)}


def _by_home_and_name(answer: Asking) -> tuple[str, str, str, str]:
    return (
        answer.household_label, str(answer.household_id), answer.adult_name, str(answer.adult_id)
    )  # fmt: skip


def answer_of(case: Case, ways: Ways) -> Asking:
    """Return the one answer about an adult: the way to them, or the first reason against."""
    facts = ways.facts
    way = None if case.reason else ways.of(case)
    reason = case.reason or (ways.why_none(case) if way is None else None)
    children = way.children if way else tuple(tie.child_id for tie in case.heard)
    mentor = next((facts.mentors[c] for c in children if c in facts.mentors), None)
    return Asking(
        adult_id=case.who.id,
        household_id=case.home.id,
        household_label=case.home.label,
        adult_name=way.name if way else case.who.known_as,
        child_ids=children,
        child_names=tuple(dict.fromkeys(facts.child_names[c] for c in children)),
        mentor_id=mentor.id if mentor else None,
        mentor_name=mentor.first_name if mentor else "",
        language=way.language if way else case.who.language,
        channel=way.channel if way else None,
        to=way.to if way else "",
        reason=reason,
        needs_person=_needs_person(case, reason),
        paused_until=case.who.messages_paused_until if case.is_paused_by_them else None,
        is_to_both=way is not None and way.is_to_both,
    )


def _needs_person(case: Case, reason: Reason | None) -> bool:
    if reason is Reason.SAFE_CONTACT:
        return case.is_called_by_mentor
    return reason in NEEDS_PERSON
