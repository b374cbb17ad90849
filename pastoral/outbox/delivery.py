"""From row to carrier: each message claimed, handed over and settled on its own.

A worker has one message in hand at most. Killed at any moment it loses none and repeats
none that was recorded; the one in its hand is shown to a person as unsure.
"""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, When
from django.utils import timezone

from pastoral.accounts.models import Setting
from pastoral.outbox import words
from pastoral.outbox.channels import (
    Letter,
    Line,
    Never,
    NoSuchAddress,
    OutOfReach,
    Unsure,
    Wrong,
    email,
    texts,
)  # fmt: skip
from pastoral.outbox.hand import Hand, Outcome
from pastoral.outbox.models import Channel, Message
from pastoral.outbox.timing import Caps, Hours

State = Message.State
BY_ITSELF = (Channel.TEXT, Channel.EMAIL)
TOO_LATE = "It was over before a message could be sent."
LOST = "A worker was lost while it sent this: it may have gone or not."
A_DAY = timedelta(days=1)
# Longer than any task may run and any carrier may take to answer, so nobody holds it still.
UNSURE_AFTER = timedelta(minutes=10)


class Row(NamedTuple):
    """What delivery needs of a message; a tuple, since there are thousands."""

    id: UUID
    setting_id: UUID
    adult_id: UUID | None
    staff_id: UUID | None
    about_kind: str
    about_id: UUID | None
    link_version: int | None
    link_digest: UUID | None
    language: str
    channel: str
    to: str
    subject: str
    body: str
    tries: int
    drop_after: datetime | None
    is_exempt_from_cap: bool
    created_at: datetime


# What colleagues are sent is mostly an alert.
COLLEAGUES_FIRST = (Case(When(staff=None, then=1), default=0),)


def due_ids(now: datetime, most: int) -> list[UUID]:
    """Return the messages to be sent now: colleagues’ first, then who has waited longest."""
    due = Message.objects.due_at(now).filter(channel__in=BY_ITSELF)
    due = due.order_by(*COLLEAGUES_FIRST, "not_before", "pk")
    return list(due.values_list("pk", flat=True)[:most])


def deliver(ids: Collection[UUID], *, until: float | None = None) -> int:
    """Deliver those of the messages that are due, and return how many were sent.

    Running it twice, or in two workers at once, sends each once. `until` is a moment of
    `time.monotonic()` after which no new message is begun.
    """
    now = timezone.now()
    due = Message.objects.due_at(now).filter(pk__in=ids, channel__in=BY_ITSELF)
    # By channel for the connection, texts before e-mail, then always in one order, so that two
    # workers with the same messages never wait for each other crosswise.
    due = due.order_by(*COLLEAGUES_FIRST, "-channel", "not_before", "pk")
    rows = [Row(*row) for row in due.values_list(*Row._fields)]
    settings = Setting.objects.select_related("policy").in_bulk({row.setting_id for row in rows})
    for setting in settings.values():
        rows = _allowed_now(setting, rows, now)
    sent = 0
    for (_is_for_family, channel), group in groupby(rows, key=_turn):
        sent += _Round(Channel(channel), settings, list(group), until).go()
    return sent


def expire(now: datetime) -> int:
    """Drop what waits though its event is over; return how many (rule 26)."""
    late = Message.objects.waiting().filter(drop_after__lte=now)
    return late.update(state=State.EXPIRED, reason=TOO_LATE, updated_at=now)


def give_up_lost(now: datetime) -> int:
    """Mark as unsure what a lost worker had in hand; return how many."""
    lost = Message.objects.filter(state=State.SENDING, claimed_at__lte=now - UNSURE_AFTER)
    return lost.update(state=State.UNSURE, reason=LOST, updated_at=now)


def _allowed_now(setting: Setting, rows: list[Row], now: datetime) -> list[Row]:
    """Return the rows that may go now; outside friendly hours the others wait for them."""
    opens = Hours.of(setting).next_allowed(now)
    if opens <= now:
        return rows
    quiet = {row.id for row in rows if row.setting_id == setting.pk and not row.staff_id}
    Message.objects.waiting().filter(pk__in=quiet).update(not_before=opens, updated_at=now)
    return [row for row in rows if row.id not in quiet]


class _Round:
    """One worker's way through some messages of one channel, over one connection."""

    def __init__(
        self, channel: Channel, settings: dict[UUID, Setting], rows: list[Row], until: float | None
    ) -> None:
        self.channel = channel
        self.settings = settings
        self.rows = rows
        self.until = until
        self.hand = Hand()
        self.hours: dict[UUID, Hours] = {}

    def go(self) -> int:
        """Deliver the messages; return how many were sent."""
        rows = self._within_caps() if self.channel == Channel.TEXT else self.rows
        sent = 0
        try:
            with self._line() as line:
                for row in rows:
                    if self.until is not None and time.monotonic() > self.until:
                        break
                    if not self.hand.take(row.id):
                        continue  # Another worker has it, or it was called off.
                    outcome = self._handed(line, row)
                    self.hand.settle(row.id, outcome)
                    sent += outcome.state == State.SENT
        except OutOfReach as away:
            self._wait_for_carrier(str(away))
        finally:
            self.hand.empty()
        return sent

    @contextmanager
    def _line(self) -> Iterator[Line]:
        line = (
            email.open_line(self.settings) if self.channel == Channel.EMAIL else texts.open_line()
        )
        try:
            yield line
        finally:
            self.hand.empty()  # What was sent is written down before goodbyes are said.
            line.close()

    def _handed(self, line: Line, row: Row) -> Outcome:
        link = ""
        if row.about_id and row.link_version is not None and words.LINK_HERE in row.body:
            link = words.link_of(
                row.about_id, row.link_version, row.link_digest, about_kind=row.about_kind
            )
        letter = Letter(
            row.id, row.setting_id, row.language, row.to, row.subject,
            row.body.replace(words.LINK_HERE, link), link,
        )  # fmt: skip
        try:
            reference = line.hand_over(letter)
        except OutOfReach:
            self.hand.put_back(row.id)
            raise
        except Wrong as wrong:
            return self._gone_wrong(row, wrong)
        return Outcome(State.SENT, provider_ref=reference, sent_at=timezone.now())

    def _gone_wrong(self, row: Row, wrong: Wrong) -> Outcome:
        reason = str(wrong)
        if isinstance(wrong, Unsure):
            return Outcome(State.UNSURE, reason)
        again = None if isinstance(wrong, Never) else self._again(row)
        if again is None:
            return Outcome(
                State.FAILED_PERMANENT, reason, is_dead_address=isinstance(wrong, NoSuchAddress)
            )
        return Outcome(State.FAILED_TEMPORARY, reason, not_before=again)

    def _again(self, row: Row) -> datetime | None:
        """Return when to try again; None where it was tried long enough.

        What is for a colleague is tried every few minutes for a day (policy
        `alert_retry_minutes`), or until it is called off.
        """
        now, policy = timezone.now(), self.settings[row.setting_id].policy
        if row.staff_id:
            is_enough = now >= row.created_at + A_DAY
            return None if is_enough else now + timedelta(minutes=policy.alert_retry_minutes)
        if row.tries >= len(policy.retries):
            return None
        moment = now + timedelta(minutes=policy.retries[row.tries])
        if row.setting_id not in self.hours:
            self.hours[row.setting_id] = Hours.of(self.settings[row.setting_id])
        return self.hours[row.setting_id].next_allowed(moment)

    def _wait_for_carrier(self, reason: str) -> None:
        """Let what is left wait: a carrier that is away uses up none of a message's tries."""
        now = timezone.now()
        for setting_id, rows in groupby(sorted(self.rows, key=_setting), key=_setting):
            left = list(rows)  # All of them for colleagues, or none.
            policy = self.settings[setting_id].policy
            wait = policy.alert_retry_minutes if left[0].staff_id else policy.retries[0]
            Message.objects.due_at(now).filter(pk__in=[row.id for row in left]).update(
                state=State.FAILED_TEMPORARY,
                not_before=now + timedelta(minutes=wait),
                reason=reason[:200],
                updated_at=now,
            )

    def _within_caps(self) -> list[Row]:
        """Return the texts that are not too many; the others are held back (rule 27)."""
        now = timezone.now()
        within = []
        caps: dict[UUID, Caps] = {}
        for setting_id, setting in self.settings.items():
            adults = {r.adult_id for r in self.rows if r.setting_id == setting_id and r.adult_id}
            caps[setting_id] = Caps.of(adults, now, setting.policy)
        for row in self.rows:
            counts, policy = caps[row.setting_id], self.settings[row.setting_id].policy
            if row.is_exempt_from_cap or not row.adult_id:
                within.append(row)
            elif reason := counts.why_not(row.adult_id, row.about_id, policy):
                Message.objects.waiting().filter(pk=row.id).update(
                    state=State.SUPPRESSED, reason=reason, updated_at=now
                )
            else:
                counts.count(row.adult_id, row.about_id)
                within.append(row)
        return within


def _turn(row: Row) -> tuple[bool, str]:
    return row.staff_id is None, row.channel


_setting = attrgetter("setting_id")
