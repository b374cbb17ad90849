"""One worker's way through some messages of one channel, to one carrier."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.conf import settings as conf
from django.utils import timezone

from pastoral.accounts.models import Setting
from pastoral.outbox import words
from pastoral.outbox.channels import (
    Letter,
    Line,
    Never,
    NoSuchAddress,
    NotNow,
    NotThisOne,
    OutOfReach,
    Unsure,
    Wrong,
    email,
    texts,
)  # fmt: skip
from pastoral.outbox.hand import Hand, Outcome
from pastoral.outbox.lanes import Lanes
from pastoral.outbox.models import Carrier, Channel, Message
from pastoral.outbox.timing import A_DAY, Caps, Hours

State = Message.State
# A carrier that takes so long over a message is worth waiting for in many lanes at once; one
# that does not is served faster by a single one. Those met lately are remembered.
SLOW_FROM, IN_A_ROW = 0.008, 2  # Seconds, and messages: one may be the machine’s own breath.
# A carrier that says nothing so often in a row is away: what else it got would be in doubt too.
SILENT_FROM = 2
SILENT = "The carrier no longer says whether it takes what it gets."
SLOW: set[tuple[str, UUID | None]] = set()


class Row(NamedTuple):
    """What delivery needs of a message; a tuple, since there are thousands."""

    id: UUID
    setting_id: UUID
    adult_id: UUID | None
    staff_id: UUID | None
    template_key: str
    about_kind: str
    about_id: UUID | None
    link_version: int | None
    link_digest: UUID | None
    language: str
    channel: str
    to: str
    subject: str
    body: str
    calendar: str
    tries: int
    drop_after: datetime | None
    is_exempt_from_cap: bool
    created_at: datetime


class Round:
    """Each message is claimed before it is handed over, and settled on its own after."""

    def __init__(
        self,
        channel: Channel,
        carrier: Carrier | None,
        settings: dict[UUID, Setting],
        rows: list[Row],
        until: float | None,
    ) -> None:
        self.channel = channel
        self.carrier = carrier
        self.settings = settings
        self.rows = rows
        self.until = until
        self.hand = Hand()
        self.hours: dict[UUID, Hours] = {}
        self.waiting: deque[Row] = deque()
        self.sent = 0
        self.silent = 0  # Messages in a row to which the carrier said nothing.
        self.away: OutOfReach | None = None

    def go(self) -> int:
        """Deliver the messages; return how many were sent."""
        self.waiting.extend(self._within_caps() if self.channel == Channel.TEXT else self.rows)
        try:
            if not self._is_slow:
                self._one_by_one()
            if self.waiting and not self._is_over and not self.away:
                self._side_by_side()
        except OutOfReach as away:
            self.away = away
        finally:
            self.hand.empty()
        if self.away:
            self._wait_for_carrier(self.away)
        return self.sent

    @property
    def _lanes(self) -> int:
        """How many lanes there may be: SQLite lets one write at a time, and has one worker."""
        if conf.IS_SQLITE:
            return 1
        return int(conf.TEXT_LINES if self.channel == Channel.TEXT else conf.MAIL_LINES)

    @property
    def _carried_by(self) -> tuple[str, UUID | None]:
        return self.channel, self.carrier.pk if self.carrier else None

    @property
    def _is_slow(self) -> bool:
        return self._lanes > 1 and self._carried_by in SLOW

    @property
    def _is_over(self) -> bool:
        return self.until is not None and time.monotonic() > self.until

    def _one_by_one(self) -> None:
        """Deliver over one line, until the carrier turns out to be one that takes its time."""
        waited = 0
        with self._line() as line:
            while not self._is_slow and (row := self._next()):
                began = time.monotonic()
                try:
                    came: str | BaseException = line.hand_over(self._letter(row))
                except OutOfReach:
                    self.hand.put_back(row.id)
                    raise
                except Wrong as wrong:
                    came = wrong
                # One that says nothing is not one that takes its time.
                is_slow = time.monotonic() - began >= SLOW_FROM and not isinstance(came, Unsure)
                waited = waited + 1 if is_slow else 0
                self._settle(row, came)
                if waited == IN_A_ROW:
                    SLOW.add(self._carried_by)

    def _side_by_side(self) -> None:
        """Deliver over many lines at once; the books are kept here alone."""
        lanes = Lanes(self._open, min(self._lanes, len(self.waiting)))
        rows: dict[UUID, Row] = {}
        away: OutOfReach | None = None
        try:
            while True:
                while lanes.has_room and (row := self._next()):
                    rows[row.id] = row
                    lanes.give(self._letter(row))
                if not lanes.on_their_way:
                    break
                self.hand.empty()  # Nothing is to do but wait: what came so far is written down.
                away = self._kept(rows, *lanes.wait()) or away
        finally:
            for letter, came in lanes.end():
                self._kept(rows, letter, came)
        if lanes.quickest < SLOW_FROM / 2:
            SLOW.discard(self._carried_by)
        if away is not None and self.waiting and not self._is_over:
            raise away

    def _kept(
        self, rows: dict[UUID, Row], letter: Letter, came: str | BaseException
    ) -> OutOfReach | None:
        """Write down what a lane brought back; return that the carrier was out of its reach."""
        row = rows.pop(letter.id)
        if isinstance(came, OutOfReach):
            self.hand.put_back(row.id)
            self.waiting.append(row)
            if came.is_for_all:
                self.away = came
            return came
        self._settle(row, came)
        return None

    def _next(self) -> Row | None:
        """Claim the next message that is still ours to send; None once there is no more."""
        while self.waiting and not self._is_over and not self.away:
            row = self.waiting.popleft()
            if self.hand.take(row.id):
                return row  # Else another worker has it, or it was called off.
        return None

    def _settle(self, row: Row, came: str | BaseException) -> None:
        self.silent = self.silent + 1 if isinstance(came, Unsure) else 0
        if self.silent == SILENT_FROM:
            self.away = OutOfReach(SILENT)
        if isinstance(came, str):
            self.sent += 1
            self.hand.settle(row.id, Outcome(State.SENT, provider_ref=came, sent_at=timezone.now()))
        elif isinstance(came, Wrong):
            self.hand.settle(row.id, self._gone_wrong(row, came))
        else:
            raise came

    @contextmanager
    def _line(self) -> Iterator[Line]:
        line = self._open()
        try:
            yield line
        finally:
            self.hand.empty()  # What was sent is written down before goodbyes are said.
            line.close()

    def _open(self) -> Line:
        if self.channel == Channel.EMAIL:
            return email.open_line(self.settings)
        return texts.open_line(self.carrier)

    def _letter(self, row: Row) -> Letter:
        link = stop = ""
        if row.about_id and row.link_version is not None and words.LINK_HERE in row.body:
            link = words.link_of(
                row.about_id, row.link_version, row.link_digest, about_kind=row.about_kind
            )
            stop = "" if row.staff_id else words.stop_of(link)
        body = row.body.replace(words.LINK_HERE, link)
        return Letter(
            row.id, row.setting_id, row.language, row.to, row.subject, body, link, stop, row.calendar
        )  # fmt: skip

    def _gone_wrong(self, row: Row, wrong: Wrong) -> Outcome:
        reason = str(wrong)
        if isinstance(wrong, Unsure):
            return Outcome(State.UNSURE, reason)
        if isinstance(wrong, NotThisOne):
            wait = self._soonest(row)
            if _is_in_time(row, wait):
                return Outcome(State.FAILED_TEMPORARY, reason, not_before=wait, is_a_try=False)
        again = None if isinstance(wrong, Never | NotThisOne) else self._again(row)
        if isinstance(wrong, NotNow) and again:
            again = max(again, self._friendly(row, timezone.now() + wrong.after))
        if again is None or not _is_in_time(row, again):
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
        return self._friendly(row, now + timedelta(minutes=policy.retries[row.tries]))

    def _friendly(self, row: Row, moment: datetime) -> datetime:
        """Return the first moment from this one on at which this person may be written to."""
        if row.staff_id:
            return moment
        if row.setting_id not in self.hours:
            self.hours[row.setting_id] = Hours.of(self.settings[row.setting_id])
        return self.hours[row.setting_id].next_allowed(moment)

    def _soonest(self, row: Row) -> datetime:
        """Return when to look again whether what hinders us was put right."""
        policy = self.settings[row.setting_id].policy
        wait = policy.alert_retry_minutes if row.staff_id else policy.retries[0]
        return self._friendly(row, timezone.now() + timedelta(minutes=wait))

    def _wait_for_carrier(self, away: OutOfReach) -> None:
        """Let what is left wait: a carrier that is away uses up none of a message's tries.

        What is over by then has failed, so that a person can still tell them.
        """
        now = timezone.now()
        for setting_id, rows in groupby(sorted(self.rows, key=_setting), key=_setting):
            left = list(rows)  # All of them for colleagues, or none.
            until = self._carrier_is_back(left[0], away, now)
            waiting = Message.objects.due_at(now).filter(
                setting=setting_id, pk__in=[row.id for row in left]
            )
            said = {"reason": str(away)[:200], "updated_at": now}
            waiting.filter(drop_after__gt=now, drop_after__lte=until).update(
                state=State.FAILED_PERMANENT, **said
            )
            waiting.update(state=State.FAILED_TEMPORARY, not_before=until, **said)

    def _carrier_is_back(self, row: Row, away: OutOfReach, now: datetime) -> datetime:
        """Return when to try the carrier again: when it says so, or else after the first wait."""
        setting = self.settings[row.setting_id]
        if row.staff_id:
            return now + timedelta(minutes=setting.policy.alert_retry_minutes)
        if away.is_for_today:
            return Hours.of(setting).tomorrow(now)
        return now + (away.after or timedelta(minutes=setting.policy.retries[0]))

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


_setting = attrgetter("setting_id")


def _is_in_time(row: Row, moment: datetime) -> bool:
    """Whether what the message speaks of is not over by then."""
    return row.drop_after is None or moment < row.drop_after
