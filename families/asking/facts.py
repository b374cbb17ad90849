"""What has to be known to decide who may be asked, read in a constant number of queries.

Tuples and dictionaries, not model instances: a run of 10,000 adults takes about a second.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from families.models import (
    Adult,
    ContactPreference,
    HouseholdMember,
    MentorAssignment,
    Relationship,
    Restriction,
    spans,
)
from pastoral.accounts.models import Setting
from pastoral.outbox import words
from pastoral.outbox.models import Channel, Message, Topic

FEW = 500  # Up to so many adults are asked for by id; beyond, the whole setting is read.
ENGLISH = "en"
BY_MESSAGE = (Channel.TEXT, Channel.EMAIL)
COUNTED = [
    Message.State.QUEUED, Message.State.SENDING, Message.State.SENT, Message.State.DELIVERED,
    Message.State.FAILED_TEMPORARY, Message.State.UNSURE,
]  # fmt: skip
_OF_A_MENTOR = {
    MentorAssignment.Kind.LEAD: 0,
    MentorAssignment.Kind.SECOND: 1,
    MentorAssignment.Kind.COVER: 2,
}


class Person(NamedTuple):
    """An adult, as far as asking goes."""

    id: uuid.UUID
    known_as: str
    mobile: str
    mobile_state: str
    email: str
    email_is_unreachable: bool
    safe_contact: str
    language: str
    reads_english: str
    is_deceased: bool
    left_on: date | None
    messages_paused_until: date | None


class Tie(NamedTuple):
    """One adult in one child’s life.

    `is_here` says the child is in placement on the day, `is_recent` that they are or left
    within the policy’s `goodbye_days`.
    """

    child_id: uuid.UUID
    kind: str
    responsibility: str
    lives_with: bool
    priority: int
    is_here: bool
    is_recent: bool


class Home(NamedTuple):
    """The home an adult is addressed at; not theirs where none of their own is known."""

    id: uuid.UUID
    label: str
    is_paused: bool
    is_theirs: bool = True


class Mentor(NamedTuple):
    """Whose name the messages carry."""

    id: uuid.UUID
    first_name: str


@dataclass(slots=True)
class Facts:
    """All that the checks look at; `today` is the place's own."""

    today: date = date.min
    people: dict[uuid.UUID, Person] = field(default_factory=dict)
    ties: dict[uuid.UUID, list[Tie]] = field(default_factory=lambda: defaultdict(list))
    child_names: dict[uuid.UUID, str] = field(default_factory=dict)
    homes_of_adults: dict[uuid.UUID, Home] = field(default_factory=dict)
    homes_of_children: dict[uuid.UUID, Home] = field(default_factory=dict)
    living_together: set[tuple[uuid.UUID, uuid.UUID]] = field(default_factory=set)
    kept_apart: set[tuple[uuid.UUID, uuid.UUID]] = field(default_factory=set)
    supervised: set[tuple[uuid.UUID, uuid.UUID]] = field(default_factory=set)
    restricted: set[uuid.UUID] = field(default_factory=set)
    opted_out: set[tuple[uuid.UUID, str]] = field(default_factory=set)
    capped: set[uuid.UUID] = field(default_factory=set)
    mentors: dict[uuid.UUID, Mentor] = field(default_factory=dict)
    words: set[tuple[str, str]] = field(default_factory=set)
    sharing: dict[str, list[uuid.UUID]] = field(default_factory=lambda: defaultdict(list))


class Question(NamedTuple):
    """What is asked: about what, for which day, with which words."""

    setting: Setting
    topic: Topic
    day: date
    template_key: str
    in_english_too: bool
    past_caps: bool = False


def read(question: Question, adult_ids: Collection[uuid.UUID] | None) -> Facts:
    """Return the facts about some adults, and those who share a mobile with them, or all."""
    facts = Facts(today=timezone.localdate(timezone=question.setting.zone))
    few = adult_ids is not None and len(adult_ids) <= FEW
    for person in _people(question.setting, adult_ids if few else None):
        facts.people[person.id] = person
        if person.mobile and not person.is_deceased:
            facts.sharing[person.mobile].append(person.id)
    only = set(facts.people) if few else None
    _read_ties(facts, question, only)
    _read_homes(facts, question, only)
    _read_restrictions(facts, question.setting, only)
    _read_mentors(facts, question, only)
    _read_wishes(facts, question, only)
    _read_words(facts, question)
    return facts


def _people(setting: Setting, only: Collection[uuid.UUID] | None) -> Iterator[Person]:
    adults = Adult.objects.filter(setting=setting, removed_at=None, merged_into=None)
    if only is not None:
        theirs = adults.filter(pk__in=only).exclude(mobile="").values("mobile")
        adults = adults.filter(Q(pk__in=only) | Q(mobile__in=theirs))
    return map(Person._make, adults.order_by().values_list(*Person._fields).iterator())


def _read_ties(facts: Facts, question: Question, only: Collection[uuid.UUID] | None) -> None:
    goodbye = timedelta(days=question.setting.policy.goodbye_days)
    ties = Relationship.objects.filter(
        child__setting=question.setting, child__removed_at=None, child__merged_into=None
    )
    if only is not None:
        ties = ties.filter(adult__in=only)
    rows = ties.order_by().values_list(
        "adult_id", "child_id", "child__preferred_first", "child__legal_first",
        "child__placement_starts_on", "child__placement_ends_on",
        "kind", "responsibility", "lives_with", "priority",
    )  # fmt: skip
    for (
        adult,
        child,
        preferred,
        legal,
        starts,
        ends,
        kind,
        holds,
        lives,
        priority,
    ) in rows.iterator():
        is_here = starts <= question.day and (ends is None or question.day <= ends)
        is_recent = is_here or (ends is not None and starts <= question.day <= ends + goodbye)
        facts.ties[adult].append(Tie(child, kind, holds, lives, priority, is_here, is_recent))
        facts.child_names[child] = preferred or legal


def _read_homes(facts: Facts, question: Question, only: Collection[uuid.UUID] | None) -> None:
    today = facts.today
    members = HouseholdMember.objects.filter(household__setting=question.setting)
    if only is not None:
        members = members.filter(Q(adult__in=only) | Q(child__in=list(facts.child_names)))
    rows = members.order_by("household_id").values_list(
        "household_id", "adult_id", "child_id", "from_on", "to_on",
        "household__label", "household__paused_from", "household__paused_until",
    )  # fmt: skip
    latest: dict[uuid.UUID, tuple[bool, date]] = {}
    for household, group in groupby(rows.iterator(), key=lambda row: row[0]):
        adults: list[uuid.UUID] = []
        children: list[uuid.UUID] = []
        for _id, adult, child, from_on, to_on, label, paused_from, paused_until in group:
            is_now = from_on <= question.day and (to_on is None or question.day <= to_on)
            is_paused = paused_from is not None and any(
                paused_from <= day and (paused_until is None or day <= paused_until)
                for day in (today, question.day)
            )
            who, lived_in, here = (
                (adult, facts.homes_of_adults, adults)
                if adult is not None
                else (child, facts.homes_of_children, children)
            )
            if is_now:
                here.append(who)
            if (is_now, from_on) >= latest.get(who, (False, date.min)):
                latest[who] = (is_now, from_on)
                lived_in[who] = Home(household, label, is_paused)
        facts.living_together.update((adult, child) for adult in adults for child in children)


def _read_restrictions(facts: Facts, setting: Setting, only: Collection[uuid.UUID] | None) -> None:
    """Read the restrictions in force; one past its end is still in force (rule 15)."""
    active = Restriction.objects.active().filter(setting=setting)
    if only is not None:
        active = active.filter(Q(adult__in=only) | Q(other_adult__in=only))
    kinds = Restriction.Kind
    for adult, other, child, kind in active.order_by().values_list(
        "adult_id", "other_adult_id", "child_id", "kind"
    ):
        facts.restricted.update(who for who in (adult, other) if who is not None)
        if kind in {kinds.NO_CONTACT, kinds.NO_INFORMATION}:
            facts.kept_apart.add((adult, child))
        elif kind == kinds.SUPERVISED_ONLY:
            facts.supervised.add((adult, child))


def _read_mentors(facts: Facts, question: Question, only: Collection[uuid.UUID] | None) -> None:
    assignments = MentorAssignment.objects.filter(
        spans.on(question.day), child__setting=question.setting
    )
    if only is not None:
        assignments = assignments.filter(child__in=list(facts.child_names))
    rows = assignments.order_by().values_list(
        "child_id", "kind", "from_on", "mentor_id", "mentor__first_name"
    )
    best: dict[uuid.UUID, tuple[int, int]] = {}
    for child, kind, from_on, mentor, first_name in rows:
        rank = (_OF_A_MENTOR[MentorAssignment.Kind(kind)], -from_on.toordinal())
        if child not in best or rank < best[child]:
            best[child] = rank
            facts.mentors[child] = Mentor(mentor, first_name)


def _read_wishes(facts: Facts, question: Question, only: Collection[uuid.UUID] | None) -> None:
    """Read what they said no to (rule 25), and who has had enough texts (rule 27)."""
    said_no = ContactPreference.objects.filter(
        adult__setting=question.setting, topic=question.topic, is_allowed=False
    )
    policy = question.setting.policy
    since = timezone.now() - timedelta(days=policy.texts_window_days)
    texts = Message.objects.filter(
        Q(sent_at__gte=since) | Q(sent_at=None, created_at__gte=since),
        setting=question.setting,
        channel=Channel.TEXT,
        is_exempt_from_cap=False,
        state__in=COUNTED,
        adult_id__isnull=False,
    )
    if only is not None:
        said_no = said_no.filter(adult__in=only)
        texts = texts.filter(adult_id__in=only)
    facts.opted_out.update(said_no.order_by().values_list("adult_id", "channel"))
    if question.past_caps:
        return
    counted = texts.order_by().values("adult_id").annotate(n=Count("pk"))
    facts.capped.update(
        row["adult_id"]
        for row in counted
        if row["adult_id"] is not None and row["n"] >= policy.texts_per_window
    )


def _read_words(facts: Facts, question: Question) -> None:
    languages = {person.language or ENGLISH for person in facts.people.values()} | {ENGLISH}
    key = question.template_key
    wanted = {(key, language, channel) for language in languages for channel in BY_MESSAGE}
    found = words.many_words(question.setting, wanted)
    facts.words.update((language, channel) for _key, language, channel in found)
