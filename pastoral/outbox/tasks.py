"""The outbox's work that nobody waits for. Tasks carry ids; the rows are the truth.

What is for families goes by a queue of its own, with workers of its own: however much of it
there is, the clock and the alerts to colleagues do not wait behind it.
"""

import time
from typing import TypeVar
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from pastoral.accounts import clock
from pastoral.outbox import delivery

CHUNK = 500  # Many messages over few connections, and few tasks.
LONGEST = 60  # Seconds after which a chunk begins no new message: what is left is handed out anew.
AT_MOST = 20_000  # Messages one sweep hands to the workers of either queue.
HANDED = "outbox:handed"
# A message handed to the workers is theirs for so long; then it is handed out once more,
# in case the task was lost. Twice is harmless, since a message is claimed before it is sent.
THEIRS_FOR = 120
FAMILIES = "families"  # What the clock is told by those who serve the families’ queue.

Id = TypeVar("Id")


@shared_task
def deliver_chunk(ids: list[str]) -> None:
    """Deliver these messages, which nothing may be in the way of: those that are still due."""
    _deliver(ids)


@shared_task
def deliver_to_families(ids: list[str]) -> None:
    """Deliver these messages to families, those that are still due, and say that one does."""
    clock.tick(FAMILIES)
    _deliver(ids)
    clock.tick(FAMILIES)


@shared_task
def serve_families() -> None:
    """Say that somebody serves the families’ queue, also where nothing is in it."""
    clock.tick(FAMILIES)


@shared_task
def sweep() -> None:
    """Send what is due, drop what is too late, and show what a lost worker left behind."""
    now = timezone.now()
    delivery.give_up_lost(now)
    delivery.expire(now)
    delivery.keep_within_the_day(now)
    if settings.CELERY_TASK_ALWAYS_EAGER:
        _deliver_here()
    else:
        _hand_out()


def _deliver_here() -> None:
    """Do the work in the clock's own process, and leave it time to tick."""
    until = time.monotonic() + settings.CLOCK_SECONDS
    now = timezone.now()
    at_once = delivery.due_at_once(now, AT_MOST)
    for chunk in _chunks([*at_once, *delivery.due_to_families(now, AT_MOST)]):
        if time.monotonic() > until:
            return
        delivery.deliver(chunk, until=until)


def _hand_out() -> None:
    """Hand what is due to the workers, but not what they have in hand already."""
    now = time.time()
    handed: dict[str, float] = cache.get(HANDED) or {}
    handed = {one: at for one, at in handed.items() if at > now - THEIRS_FOR}
    due = timezone.now()
    fresh: list[str] = []
    for task, ids in (
        (deliver_chunk, delivery.due_at_once(due, AT_MOST)),
        (deliver_to_families, delivery.due_to_families(due, AT_MOST)),
    ):
        new = [one for one in map(str, ids) if one not in handed]
        for chunk in _chunks(new):
            task.delay(chunk)
        fresh += new
    cache.set(HANDED, handed | dict.fromkeys(fresh, now), THEIRS_FOR)


def _deliver(ids: list[str]) -> None:
    delivery.deliver([UUID(one) for one in ids], until=time.monotonic() + LONGEST)


def _chunks(ids: list[Id]) -> list[list[Id]]:
    return [ids[n : n + CHUNK] for n in range(0, len(ids), CHUNK)]
