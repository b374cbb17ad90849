"""After an afternoon: of whom we think, and the very words each would get (rule 41).

A person sends or leaves each; nothing here goes by itself.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from families.asking import Asking, Reason, who_may_be_asked
from families.models import HouseholdMember
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.concerns.newer import with_newer_worry
from pastoral.outbox import gsm, words
from pastoral.outbox.models import Channel, Topic
from pastoral.refusals import Refusal
from sessions_app import wording
from sessions_app.models import Afternoon, CareNote

Kind, State = CareNote.Kind, CareNote.State
TEMPLATES = {
    Kind.MISSED_YOU: "missed-you",
    Kind.FIRST_TIME: "first-time-thanks",
    Kind.WHAT_TO_CHANGE: "what-to-change",
}
SELDOM = (Kind.MISSED_YOU, Kind.WHAT_TO_CHANGE)  # One of these in `care_message_days`.
GENERIC = "Check with your lead."  # The one sentence of rule 4, whatever stands in the way.
THEIR_LINK = "[their own link]"
# Whoever asked for peace, is gone or may not hear of us is not thought of at all.
IN_PEACE = frozenset({
    Reason.DECEASED, Reason.LEFT, Reason.RESTRICTION, Reason.NOT_A_CARER, Reason.NO_HOME,
    Reason.RESPONSIBILITY_UNKNOWN, Reason.LIVES_ELSEWHERE, Reason.PAUSED, Reason.OPTED_OUT,
    Reason.PAUSED_BY_THEM,
})  # fmt: skip


@dataclass(frozen=True)
class Thought:
    """One note to decide: the words that would go and how, or why they would not.

    `is_for_lead` says that somebody is to be asked first; which reason there is it does not
    know. `is_theirs_to_agree` is the same for the safeguarding lead, who sees the words and may
    agree. `call` names why no message reaches them, so that a person rings instead.
    """

    note: CareNote
    asking: Asking | None
    subject: str = ""
    body: str = ""
    parts: int = 0
    is_for_lead: bool = False
    is_theirs_to_agree: bool = False
    call: str = ""

    @property
    def may_go(self) -> bool:
        """Whether it can be sent as it stands, by anybody who sees it."""
        return bool(self.body) and not self.is_theirs_to_agree

    @property
    def by(self) -> str:
        """The channel, in a word."""
        channel = self.asking.channel if self.asking else None
        return Channel(channel).label.lower() if channel else ""


def thoughts(viewer: Viewer, afternoon: Afternoon) -> list[Thought]:
    """Return what is to be decided after an afternoon, of families the viewer may see."""
    notes = (
        CareNote.objects.visible_to(viewer)
        .filter(afternoon=afternoon, state=State.THOUGHT_OF)
        .select_related("household", "adult")
        .order_by("kind", "household__label", "pk")
    )
    return of_notes(list(notes), afternoon, may_agree=viewer.can(Permission.READ_WORRIES))


def of_notes(notes: list[CareNote], afternoon: Afternoon, *, may_agree: bool) -> list[Thought]:
    """Return what each note would say now, in a constant number of queries.

    `may_agree` is the safeguarding lead: what stops others is theirs to decide (rule 41).
    """
    if not notes:
        return []
    setting, today = afternoon.setting, _today(afternoon.setting)
    adults = {note.adult_id for note in notes}
    asked = {one.adult_id: one for one in ask(setting, today, adults)}
    homes = {note.household_id for note in notes}
    held, mourning = after_a_worry(setting, homes), in_mourning(homes)
    wanted = {
        (TEMPLATES[Kind(note.kind)], one.language, str(one.channel))
        for note in notes
        if (one := asked.get(note.adult_id)) and one.channel
    }
    found = words.many_words(setting, wanted)
    return [
        Thought(note, asked.get(note.adult_id), is_for_lead=True)
        if note.household_id in mourning or (note.household_id in held and not may_agree)
        else replace(
            _thought(note, asked.get(note.adult_id), afternoon, found),
            is_theirs_to_agree=note.household_id in held,
        )
        for note in notes
    ]


def _thought(
    note: CareNote,
    asking: Asking | None,
    afternoon: Afternoon,
    found: Mapping[tuple[str, str, str], words.Words],
) -> Thought:
    if asking and (asking.reason is Reason.SUPERVISED or is_in_peace(asking)):
        return Thought(note, asking, is_for_lead=True)
    if asking is None or asking.channel is None:
        return Thought(note, asking, call=_why(asking))
    its = found.get((TEMPLATES[Kind(note.kind)], asking.language, str(asking.channel)))
    if its is None:
        return Thought(note, asking, call=Reason.LANGUAGE_HAS_NO_WORDS.label)
    if its.has_link and timezone.now() >= link_closes_at(afternoon):
        return Thought(note, asking, call="their own page is closed by now")
    try:
        subject, body = its.fill(wording.blanks(afternoon, asking))
    except Refusal as refusal:
        return Thought(note, asking, call=str(refusal))
    parts = 0
    if asking.channel == Channel.TEXT:
        as_sent = body.replace(words.LINK_HERE, words.link_of(note.pk, 1))  # As long as theirs.
        parts = gsm.parts(gsm.plain(as_sent, afternoon.setting.policy.text_parts))
    return Thought(note, asking, subject, body.replace(words.LINK_HERE, THEIR_LINK), parts)


def is_in_peace(asking: Asking) -> bool:
    """Whether nobody rings or writes: what they said is safe leaves no way (rule 30), or they are gone."""
    nothing_is_safe = asking.reason is Reason.SAFE_CONTACT and not asking.needs_person
    return nothing_is_safe or asking.reason in IN_PEACE


def link_closes_at(afternoon: Afternoon) -> datetime:
    """Return when the links to an afternoon stop opening (rule 21)."""
    return afternoon.ends_at + timedelta(hours=afternoon.setting.policy.link_hours_after)


def _why(asking: Asking | None) -> str:
    reason = asking.reason if asking else None
    return reason.label if reason else "No message reaches them"


def ask(setting: Setting, day: date, adults: Collection[uuid.UUID]) -> list[Asking]:
    """Ask who of these may be written to about an afternoon that was."""
    return who_may_be_asked(
        setting=setting,
        topic=Topic.AFTERNOONS,
        day=day,
        template_key=TEMPLATES[Kind.MISSED_YOU],
        adult_ids=adults,
    )


def after_a_worry(setting: Setting, homes: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return the homes of whose children somebody handed a worry over lately; for a guard alone."""
    since = timezone.now() - timedelta(days=setting.policy.care_after_worry_days)
    rows = HouseholdMember.objects.filter(household__in=homes, child__isnull=False)
    lives = {(home, child) for home, child in rows.values_list("household_id", "child_id")}
    asked = [(child, since) for _home, child in lives if child is not None]
    with_one = {child for child, _since in with_newer_worry(asked)}
    return {home for home, child in lives if child in with_one}


def in_mourning(homes: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return the homes of somebody who has died (rule 43): no cheerful word goes there by list."""
    rows = HouseholdMember.objects.filter(household__in=homes, adult__is_deceased=True)
    return set(rows.values_list("household_id", flat=True))


def written_lately(setting: Setting, homes: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return the homes that had such a message within `care_message_days`."""
    since = timezone.now() - timedelta(days=setting.policy.care_message_days)
    rows = CareNote.objects.filter(
        household__in=homes, state=State.SENT, kind__in=SELDOM, decided_at__gte=since
    )
    return set(rows.values_list("household_id", flat=True))


@dataclass(frozen=True)
class ToThinkOf:
    """An afternoon after which there are families to think of, and until when it is best done."""

    afternoon: Afternoon
    families: int
    due_on: date
    is_late: bool


def to_think_of(viewer: Viewer) -> list[ToThinkOf]:
    """Return the afternoons with something to decide, quietly gone after `care_message_days`."""
    if not viewer.can(Permission.SEND_CARE_NOTES):
        return []
    since = viewer.today - timedelta(days=viewer.policy.care_message_days)
    homes: dict[Afternoon, set[uuid.UUID]] = defaultdict(set)
    notes = (
        CareNote.objects.visible_to(viewer)
        .filter(state=State.THOUGHT_OF, afternoon__on__gte=since)
        .select_related("afternoon")
        .order_by("afternoon__on")
    )
    for note in notes:
        homes[note.afternoon].add(note.household_id)
    if not homes:
        return []
    calendar = calendar_of(viewer.setting)
    days = viewer.policy.care_due_school_days
    due = {one: calendar.school_days_after(one.on, days) for one in homes}
    return [
        ToThinkOf(one, len(families), due[one], is_late=due[one] < viewer.today)
        for one, families in homes.items()
    ]


def _today(setting: Setting) -> date:
    return timezone.localdate(timezone=setting.zone)
