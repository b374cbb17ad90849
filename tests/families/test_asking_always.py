"""Who may be asked, over many made-up worlds: what must never happen does not (rules 14 to 32)."""

import uuid
from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from families.asking import Asking, Reason
from families.asking.cases import CHECKS, NEVER_ASKED
from families.asking.deciding import decide, look
from families.asking.facts import Facts, Home, Mentor, Person, Question, Tie
from families.asking.reasons import NEEDS_PERSON
from families.models import Adult, Relationship
from pastoral.accounts.models import Setting
from pastoral.outbox.models import Channel, Topic

DAY = date(2026, 12, 2)
MOBILES = ["", "", "+447700900101", "+447700900102"]
LANGUAGES = ["en", "pl", "ur"]
MANY = 100  # Worlds for each promise: more find nothing new, and take longer.
CHANNELS = [Channel.TEXT, Channel.EMAIL]
Safe = Adult.SafeContact


def ids(kind: int, count: int) -> list[uuid.UUID]:
    return [uuid.UUID(int=kind * 1000 + n) for n in range(count)]


CHILDREN, HOMES = ids(2, 3), ids(3, 2)


@st.composite
def people(draw: st.DrawFn, who: uuid.UUID) -> Person:
    told: dict[str, Any] = {
        "id": who,
        "known_as": f"Adult {who.int}",
        "mobile": draw(st.sampled_from(MOBILES)),
        "mobile_state": draw(st.sampled_from(Adult.Mobile.values)),
        "email": draw(st.sampled_from(["", f"{who.int}@example.org"])),
        "email_is_unreachable": draw(st.booleans()),
        "safe_contact": draw(st.sampled_from([*[Safe.ANY] * 4, *Safe.values])),
        "language": draw(st.sampled_from(LANGUAGES)),
        "reads_english": draw(st.sampled_from(["", *Adult.ReadsEnglish.values])),
        "is_deceased": draw(st.sampled_from([False] * 5 + [True])),
        "left_on": draw(st.sampled_from([None] * 4 + [DAY - timedelta(days=1), DAY])),
        "messages_paused_until": draw(st.sampled_from([None] * 4 + [DAY, DAY + timedelta(days=7)])),
    }
    return Person(**{name: told[name] for name in Person._fields})


@st.composite
def ties(draw: st.DrawFn) -> Tie:
    here = draw(st.sampled_from([True, True, True, False]))
    return Tie(
        child_id=draw(st.sampled_from(CHILDREN)),
        kind=draw(st.sampled_from(Relationship.Kind.values)),
        responsibility=draw(st.sampled_from(Relationship.Responsibility.values)),
        lives_with=draw(st.booleans()),
        priority=draw(st.integers(1, 3)),
        is_here=here,
        is_recent=here or draw(st.booleans()),
    )


def pairs(draw: st.DrawFn, adults: list[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    either = st.tuples(st.sampled_from(adults), st.sampled_from(CHILDREN))
    return set(draw(st.lists(either, max_size=2)))


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    """Up to four adults, three children and two homes, with whatever stands between them."""
    adults = ids(1, draw(st.integers(1, 4)))
    facts = Facts(today=DAY)
    for who in adults:
        facts.people[who] = person = draw(people(who))
        if person.mobile and not person.is_deceased:
            facts.sharing[person.mobile].append(who)
        found = draw(st.lists(ties(), max_size=3, unique_by=lambda tie: tie.child_id))
        facts.ties[who] = found
        if draw(st.sampled_from([True, True, True, False])):
            home = Home(
                draw(st.sampled_from(HOMES)), "A home", draw(st.sampled_from([False, False, True]))
            )
            facts.homes_of_adults[who] = home
    for child in CHILDREN:
        facts.child_names[child] = f"Child {child.int}"
        facts.homes_of_children[child] = Home(
            draw(st.sampled_from(HOMES)), "A home", is_paused=False
        )
    facts.living_together = pairs(draw, adults)
    facts.kept_apart = pairs(draw, adults)
    facts.supervised = pairs(draw, adults)
    facts.restricted = {who for who, _child in facts.kept_apart | facts.supervised}
    facts.restricted |= set(draw(st.lists(st.sampled_from(adults), max_size=1)))
    said_no = st.tuples(st.sampled_from(adults), st.sampled_from(CHANNELS))
    facts.opted_out = {(who, str(channel)) for who, channel in draw(st.lists(said_no, max_size=2))}
    facts.capped = set(draw(st.lists(st.sampled_from(adults), max_size=1)))
    facts.mentors[CHILDREN[0]] = Mentor(uuid.UUID(int=9), "Jo")
    there = st.tuples(st.sampled_from(LANGUAGES), st.sampled_from(CHANNELS))
    facts.words = {(one, str(channel)) for one, channel in draw(st.lists(there, max_size=6))}
    facts.words |= {("en", str(channel)) for channel in CHANNELS}
    return facts


def answers(facts: Facts, *, english: bool = False) -> dict[uuid.UUID, Asking]:
    question = Question(Setting(), Topic.AFTERNOONS, DAY, "afternoon-invite", english)
    found = decide(facts, question, list(facts.people))
    assert len(found) == len({answer.adult_id for answer in found}), "one answer each"
    return {answer.adult_id: answer for answer in found}


@settings(max_examples=MANY, deadline=None)
@given(facts=worlds(), english=st.booleans())
def test_whoever_must_not_be_written_to_is_never_given_a_way(facts: Facts, english: bool) -> None:
    for who, answer in answers(facts, english=english).items():
        person, home = facts.people[who], facts.homes_of_adults.get(who)
        if answer.channel is None:
            continue
        assert not person.is_deceased
        assert person.left_on is None or person.left_on >= DAY
        assert person.safe_contact not in (Safe.NONE, Safe.MENTOR_CALLS_ONLY)  # Rule 30.
        assert person.reads_english != Adult.ReadsEnglish.PREFER_SPOKEN
        assert home is not None
        assert not home.is_paused
        assert person.messages_paused_until is None or person.messages_paused_until <= DAY
        assert (who, str(answer.channel)) not in facts.opted_out  # Rule 25.
        assert (answer.language, str(answer.channel)) in facts.words  # Rule 34.


@settings(max_examples=MANY, deadline=None)
@given(facts=worlds())
def test_rule_14_nobody_ever_hears_of_a_child_they_are_kept_from(facts: Facts) -> None:
    for who, answer in answers(facts).items():
        here = {
            tie.child_id for tie in facts.ties[who] if tie.is_here and tie.kind not in NEVER_ASKED
        }
        assert not {(who, child) for child in answer.child_ids} & facts.kept_apart
        assert set(answer.child_ids) <= here
        if answer.is_asked:
            assert answer.child_ids
            assert not {(who, child) for child in answer.child_ids} & facts.supervised


@settings(max_examples=MANY, deadline=None)
@given(facts=worlds())
def test_rule_32_only_a_checked_number_is_texted_and_rule_29_each_once(facts: Facts) -> None:
    texted: Counter[str] = Counter()
    for who, answer in answers(facts).items():
        person = facts.people[who]
        if answer.channel == Channel.TEXT:
            assert answer.to == person.mobile
            assert person.mobile_state == Adult.Mobile.VERIFIED
            assert who not in facts.capped  # Rule 27.
            texted[answer.to] += 1
            sharing = facts.sharing[answer.to]
            assert answer.is_to_both == (len(sharing) > 1)
            assert len(sharing) == 1 or not facts.restricted & set(sharing)
        elif answer.channel == Channel.EMAIL:
            assert answer.to == person.email
            assert not person.email_is_unreachable
            assert person.safe_contact != Safe.THIS_NUMBER_ONLY
    assert not texted or max(texted.values()) == 1


@settings(max_examples=MANY, deadline=None)
@given(facts=worlds(), english=st.booleans())
def test_everybody_has_one_answer_a_way_or_a_reason(facts: Facts, english: bool) -> None:
    found = answers(facts, english=english)

    for who in facts.people:
        has_home = who in facts.homes_of_adults or facts.ties[who]
        assert (who in found) == bool(has_home)
    for answer in found.values():
        assert (answer.reason is None) == (answer.channel is not None) == bool(answer.to)
        if answer.reason is Reason.SAFE_CONTACT:
            by_mentor = facts.people[answer.adult_id].safe_contact == Safe.MENTOR_CALLS_ONLY
            assert answer.needs_person == by_mentor
        else:
            assert answer.needs_person == (answer.reason in NEEDS_PERSON)


@settings(max_examples=MANY, deadline=None)
@given(facts=worlds(), english=st.booleans())
def test_what_is_shown_as_looked_at_is_what_decides(facts: Facts, english: bool) -> None:
    question = Question(Setting(), Topic.AFTERNOONS, DAY, "afternoon-invite", english)
    ways, found = look(facts, question), answers(facts, english=english)

    for who, case in ways.cases.items():
        first = next((reason for reason, holds in CHECKS if holds(case)), None)
        assert case.reason == first
        if first:
            assert found[who].reason == first
            continue
        open_to = [
            channel
            for channel in CHANNELS
            if not any(stops for _reason, stops in ways.steps(case, channel))
        ]
        assert found[who].channel == (open_to[0] if open_to else None)


@settings(max_examples=MANY, deadline=None)
@given(facts=worlds())
def test_a_leads_choice_of_english_never_takes_an_e_mail_from_anybody(facts: Facts) -> None:
    without, with_english = answers(facts), answers(facts, english=True)

    for who, answer in without.items():
        if answer.channel == Channel.EMAIL:
            assert (
                with_english[who].is_asked or with_english[who].reason is Reason.SHARED_MOBILE_WITH
            )
