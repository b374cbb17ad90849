"""The one message a worker has in hand: taken from the row, and what became of it written back.

Both are plain SQL on purpose: this runs twice for each of thousands of messages, and the
two are written in one transaction, so that a worker commits once a message, not twice.
"""

import time
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from pastoral.outbox.models import Message

State = Message.State
TABLE = Message._meta.db_table

TAKE = f"""
UPDATE {TABLE} SET state = 'sending', claimed_at = %s, updated_at = %s, tries = tries + 1,
    earlier_refs = CASE provider_ref WHEN '' THEN earlier_refs
        ELSE earlier_refs || provider_ref || ' ' END,
    provider_ref = ''
WHERE id = %s AND state IN ('queued', 'failed_temporary')
    AND not_before <= %s AND (drop_after IS NULL OR drop_after > %s)
"""  # noqa: S608 - the table's name is ours
# A worker thought lost may still come back with the truth: then it beats "unsure".
SETTLE = f"""
UPDATE {TABLE} SET state = %s, reason = %s, is_dead_address = %s, provider_ref = %s, sent_at = %s,
    not_before = COALESCE(%s, not_before), tries = tries - %s, updated_at = %s
WHERE id = %s AND state IN ('sending', 'unsure')
"""  # noqa: S608
# PostgreSQL does both in one statement, which spares three turns to the server.
SETTLE_AND_TAKE = f"WITH settled AS ({SETTLE}) {TAKE}"
# Seconds to wait for a database that broke off: what we know would else be left in doubt.
COMES_BACK_WITHIN = (0.2, 1, 2, 4)


class Outcome(NamedTuple):
    """What became of a message that was handed over."""

    state: Message.State
    reason: str = ""
    provider_ref: str = ""
    sent_at: datetime | None = None
    not_before: datetime | None = None
    is_dead_address: bool = False
    is_a_try: bool = True


class Hand:
    """Holds one message at most, and writes down what became of the last."""

    def __init__(self) -> None:
        self.last: tuple[UUID, Outcome] | None = None

    def take(self, id: UUID) -> bool:  # noqa: A002 - it is the row's id
        """Take a waiting message, if no other worker has; the one before it is settled first."""
        last = self.last
        now = _moment(timezone.now())
        take = [now, now, _id(id), now, now]
        with connection.cursor() as cursor:
            if last is None:
                cursor.execute(TAKE, take)
            elif connection.vendor == "postgresql":
                cursor.execute(SETTLE_AND_TAKE, [*_settled(*last), *take])
            else:
                with transaction.atomic():
                    cursor.execute(SETTLE, _settled(*last))
                    cursor.execute(TAKE, take)
            taken = bool(cursor.rowcount == 1)
        self.last = None
        return taken

    def settle(self, id: UUID, outcome: Outcome) -> None:  # noqa: A002
        """Remember what became of the message; it is written with the next `take` or `empty`."""
        self.empty()
        self.last = id, outcome

    def empty(self) -> None:
        """Write down what became of the last message, also once a lost database is back."""
        if self.last is None:
            return
        for wait in COMES_BACK_WITHIN:
            try:
                self._write(*self.last)
                break
            except (OperationalError, InterfaceError):
                if connection.in_atomic_block:
                    raise
                connection.close()
                time.sleep(wait)
        else:
            self._write(*self.last)
        self.last = None

    @staticmethod
    def _write(id: UUID, outcome: Outcome) -> None:  # noqa: A002
        with connection.cursor() as cursor:
            cursor.execute(SETTLE, _settled(id, outcome))

    def put_back(self, id: UUID) -> None:  # noqa: A002
        """Put back a message that was taken and never handed over; it was no try."""
        Message.objects.filter(pk=id, state=State.SENDING).update(
            state=State.QUEUED, tries=F("tries") - 1, updated_at=timezone.now()
        )


def _settled(id: UUID, outcome: Outcome) -> list[Any]:  # noqa: A002
    return [
        outcome.state.value,
        outcome.reason[:200],
        outcome.is_dead_address,
        outcome.provider_ref[:120],
        _moment(outcome.sent_at),
        _moment(outcome.not_before),
        int(not outcome.is_a_try),
        _moment(timezone.now()),
        _id(id),
    ]


def _moment(moment: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _id(id: UUID) -> Any:  # noqa: A002
    return id if connection.features.has_native_uuid_field else id.hex
