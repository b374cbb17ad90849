"""What a parent's page and answer are made of, read in one statement written by hand.

Subqueries stand where joins could: PostgreSQL plans them in a third of the time, and the
planning is most of the cost of a page that reads a dozen rows by their keys.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from functools import cached_property
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pastoral import links
from pastoral.prepared import Statement
from sessions_app.making import Making

# Rules 14 and 42 are asked anew each time the page is opened: a child of whom this adult is
# to hear nothing, or who has left by then, is not named. Nobody's link opens who is not asked
# (any more); an afternoon that was called off says so to whoever had been asked.
_SQL = """
SELECT i.id, i.setting_id, i.household_id, i.adult_id, i.afternoon_id,
  i.state, i.answer, i.adults_n, i.children_n, i.meet_at_gate, i.travel, i.set_off,
  i.helps, i.diet, i.link_version,
  a."on", a.coffee_at, a.children_join_at, a.activity_at, a.closes_at, a.state, a.capacity,
  s.name, s.nickname, s.phone, s.timezone, d.known_as,
  (SELECT p.link_hours_after FROM accounts_policy p WHERE p.setting_id = i.setting_id),
  (SELECT CASE WHEN t.setting_id IS NULL THEN t.key ELSE '' END || ':' || t.title
    FROM sessions_app_activity t WHERE t.id = a.activity_id),
  (SELECT m.first_name FROM accounts_staff m WHERE m.id = COALESCE(i.mentor_id, a.lead_id)),
  (SELECT {names} {heard}), i.answered_via,
  i.offered_until, d.page_language, d.wants_easy_words, a.kind,
  COALESCE((SELECT w.language FROM outbox_message w WHERE w.id = i.message_id), d.language),
  (i.state = 'waitlisted' AND EXISTS (SELECT 1 FROM sessions_app_seatoffer o
    WHERE o.invitation_id = i.id AND o.state = 'lapsed')),
  {more}
FROM sessions_app_invitation i
JOIN sessions_app_afternoon a ON a.id = i.afternoon_id
JOIN accounts_setting s ON s.id = i.setting_id
JOIN families_adult d ON d.id = i.adult_id
WHERE {which} = {key} AND i.state NOT IN ('draft', 'blocked') AND a.removed_at IS NULL
  AND d.removed_at IS NULL AND NOT d.is_deceased
  AND (i.state <> 'withdrawn' OR a.state = 'cancelled')
  {opens}
{lock}
"""
_HEARD = """FROM sessions_app_invitation_children ic
    JOIN families_child c ON c.id = ic.child_id
    WHERE ic.invitation_id = i.id AND c.removed_at IS NULL
      AND (c.placement_ends_on IS NULL OR c.placement_ends_on >= a."on")
      AND NOT EXISTS (
        SELECT 1 FROM families_restriction r WHERE r.adult_id = i.adult_id AND r.child_id = c.id
          AND r.kind IN ('no_contact', 'no_information')
          AND r.ended_at IS NULL AND r.removed_at IS NULL)"""
# A link alone: whoever was asked because of children hears nothing once none of them is left
# to hear of. Staff may still settle what such an adult had answered.
_OPENS = """AND (d.left_on IS NULL OR d.left_on >= a."on")
  AND (EXISTS (SELECT 1 {heard}) OR NOT EXISTS (
    SELECT 1 FROM sessions_app_invitation_children ic WHERE ic.invitation_id = i.id))"""
_NAMES = "COALESCE(NULLIF(c.preferred_first, ''), c.legal_first)"
# Restricted: themselves, as the other, or through a child they may bring along (rule 17).
_FOR_AN_ANSWER = """
  EXISTS (SELECT 1 FROM families_restriction r
    WHERE (r.adult_id = i.adult_id OR r.other_adult_id = i.adult_id)
      AND r.kind IN ('no_contact', 'do_not_co_attend')
      AND r.ended_at IS NULL AND r.removed_at IS NULL)
  OR EXISTS (SELECT 1 FROM families_relationship b
    JOIN families_restriction r ON r.child_id = b.child_id
    WHERE b.adult_id = i.adult_id AND r.kind IN ('no_contact', 'do_not_co_attend')
      AND r.ended_at IS NULL AND r.removed_at IS NULL),
  (SELECT m.language FROM outbox_message m WHERE m.id = i.message_id AND m.channel = 'email')
"""
_FOR_THE_PAGE = "NULL, NULL"


class Stage(Enum):
    """How far an afternoon is."""

    AHEAD = auto()
    STARTED = auto()
    OVER = auto()
    CALLED_OFF = auto()


@dataclass(frozen=True)
class Asked:
    """One adult asked to one afternoon: no more than rule 20 lets a page say, and the keys."""

    pk: UUID
    setting_id: UUID
    household_id: UUID
    adult_id: UUID
    afternoon_id: UUID
    state: str
    answer: str
    adults_n: int
    children_n: int
    meet_at_gate: bool
    travel: str
    set_off: str
    helps: list[str]
    diet_sealed: str
    link_version: int
    on: date
    coffee_at: time
    children_join_at: time
    activity_at: time
    closes_at: time
    afternoon_state: str
    capacity: int | None
    setting_name: str
    nickname: str
    phone: str
    timezone: str
    name: str
    link_hours_after: int
    making: Making | None
    mentor: str
    children: list[str]
    answered_via: str
    offered_until: datetime | None  # Until when a seat that came up is held for them, in UTC.
    page_language: str  # What they chose on a page of theirs, "" if nothing.
    wants_easy_words: bool
    kind: str
    written_in: str  # The language of the message that asked, or else theirs.
    had_a_seat: bool  # Whether they wait though a seat was held for them before.
    is_restricted: bool
    asked_by_email_in: str  # The language of the e-mail that asked, "" if it was none.

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        """Make sense of a row, from either database."""
        values = list(row)
        values[:5] = (key if isinstance(key, UUID) else UUID(key) for key in row[:5])
        values[12] = json.loads(row[12])
        values[28] = Making.read(row[28])
        values[29] = row[29] or ""
        values[30] = sorted(row[30].split("\n")) if row[30] else []
        values[32] = _moment(row[32])
        values[34] = bool(row[34])
        values[37:] = bool(row[37]), bool(row[38]), row[39] or ""
        return cls(*values)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The place's own clock."""
        return ZoneInfo(self.timezone)

    @property
    def place(self) -> str:
        """What families call the place."""
        return self.nickname or self.setting_name

    def activity_in(self, language: str) -> str:
        """What we make, as it stands in a sentence of theirs; nothing while nobody has chosen."""
        return self.making.said_in(language) if self.making else ""

    @property
    def is_declined(self) -> bool:
        """Whether staff decided that they do not come this time (rule 17)."""
        return self.answer == "no" and self.answered_via == "decided"

    @property
    def is_join_in(self) -> bool:
        """Whether it is a morning in the zone, side by side with their child."""
        return self.kind == "join_in"

    @property
    def is_full(self) -> bool:
        """Whether a yes of theirs would go on the waiting list."""
        return self.afternoon_state == "full" and self.state not in ("yes", "waitlisted")

    def is_offered_a_seat(self, now: datetime) -> bool:
        """Whether a seat that came up is held for them now (rule 35)."""
        until = self.offered_until
        return self.state == "waitlisted" and until is not None and now < until

    @property
    def is_with_staff(self) -> bool:
        """Whether staff speak to them about it, so that a page says no more than thank you."""
        return self.state == "held" or self.is_declined

    def instant(self, at: time) -> datetime:
        """The moment of a wall-clock time on the day, in UTC."""
        return datetime.combine(self.on, at, tzinfo=self.zone).astimezone(UTC)

    def link_opens(self, now: datetime) -> bool:
        """Whether the link still opens: it closes a while after the afternoon (rule 21)."""
        return now < self.instant(self.closes_at) + timedelta(hours=self.link_hours_after)

    def stage(self, now: datetime) -> Stage:
        """How far the afternoon is, by the place's own clock."""
        if self.afternoon_state == "cancelled":
            return Stage.CALLED_OFF
        if self.state == "closed" or self.afternoon_state == "held":
            return Stage.OVER
        if now < self.instant(self.coffee_at):
            return Stage.AHEAD
        return Stage.STARTED if now < self.instant(self.closes_at) else Stage.OVER


def by_link(secret: str, now: datetime) -> Asked | None:
    """Return what this link opens now; None if it opens nothing, for whatever reason."""
    return _opened(_BY_LINK, secret, now)


def locked_by_link(secret: str, now: datetime) -> Asked | None:
    """Return the same, with the afternoon and the invitation held until the transaction ends."""
    return _opened(_LOCKED_BY_LINK, secret, now)


def locked(invitation_id: UUID) -> Asked | None:
    """Return what stands in one invitation, held in the same way; None if nobody is asked."""
    row = _LOCKED.run(key=invitation_id)
    return Asked.of(row) if row else None


def _moment(value: datetime | str | None) -> datetime | None:
    """Make sense of a moment: SQLite keeps it as words, in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC) if value else None


def _opened(statement: Statement, secret: str, now: datetime) -> Asked | None:
    if not links.SECRET.fullmatch(secret):
        return None
    row = statement.run(key=links.digest_of(secret))
    asked = Asked.of(row) if row else None
    return asked if asked and asked.link_opens(now) else None


def _statement(name: str, which: str, more: str, *, opens: str, lock: bool) -> Statement:
    # The afternoon first: two answers to one afternoon wait for each other, and nobody
    # who holds the afternoon waits for an invitation. SQLite has one writer anyway.
    return Statement(
        name,
        _SQL.replace("{which}", which)
        .replace("{more}", more)
        .replace("{opens}", opens)
        .replace("{heard}", _HEARD),
        takes={"key": "uuid"},
        words={
            "postgresql": {
                "names": f"string_agg({_NAMES}, '\n')",
                "lock": "FOR NO KEY UPDATE OF a, i" if lock else "",
            },
            "sqlite": {"names": f"group_concat({_NAMES}, '\n')", "lock": ""},
        },
    )


_BY_LINK = _statement("by_link", "i.link_digest", _FOR_THE_PAGE, opens=_OPENS, lock=False)
_LOCKED_BY_LINK = _statement(
    "locked_by_link", "i.link_digest", _FOR_AN_ANSWER, opens=_OPENS, lock=True
)
_LOCKED = _statement("locked", "i.id", _FOR_AN_ANSWER, opens="", lock=True)
