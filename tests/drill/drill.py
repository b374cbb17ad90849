"""Invitations leave while everything under them breaks, and afterwards the numbers add up."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.cache.backends.redis import RedisCache
from django.db import OperationalError, connection
from django.db.models import F
from django.utils import timezone

from pastoral.ids import new_id
from pastoral.outbox import actions, delivery, tasks, words
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, Message, Topic
from tests.bench.dispatch import INVITATION
from tests.carriers import NOTIFY_KEY, Answer, Asked, TextSink, notify_says
from tests.drill import services
from tests.factories import make_carrier, make_setting, make_staff
from tests.sinks import MailSink

State = Message.State
OPEN = (State.QUEUED, State.FAILED_TEMPORARY, State.SENDING)
A_FEW = 4  # Times that the carrier has had too much.
ENDS = (State.SENT, State.DELIVERED, State.FAILED_PERMANENT, State.UNSURE)
STILL = 6  # Seconds without anything leaving, after which waiting is cut short.


@dataclass
class Found:
    """What a drill found: the table, and what does not add up."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def line(self, said: str, value: object) -> None:
        self.lines.append((said, str(value)))

    def must(self, said: str, *, holds: bool) -> None:
        self.lines.append((said, "yes" if holds else "NO"))
        if not holds:
            self.wrong.append(said)


class Sinks:
    """The mail server and the carrier of texts, both misbehaving."""

    def __init__(self) -> None:
        self.mail, self.texts = MailSink(), TextSink()
        self.texts.wait = 0.02
        self.texts.answers = self._answer
        self.texts.stalls_after = lambda asked: _number(asked.to) % 40 == 5
        self.mail.at_recipient = self._refuse
        self.refused: Counter[str] = Counter()
        self.said: Counter[int] = Counter()
        self.mail.start()
        self.texts.start()

    def stop(self) -> None:
        self.texts.stop()
        self.mail.stop()

    @property
    def taken(self) -> int:
        return len(self.mail.mails) + len(self.texts.taken)

    def _refuse(self, to: str) -> str | None:
        """Refuse every third: each other of them for good, the rest the first time."""
        time.sleep(0.004)  # As a relay does; one loop serves all its connections.
        number = _number(to)
        self.refused[to] += number % 3 == 0
        if number % 6 == 0:
            return "550 5.7.1 not from you"
        return "451 busy" if number % 3 == 0 and self.refused[to] == 1 else None

    def _answer(self, asked: Asked) -> Answer | None:
        """Say 500 to some, the first time, and 429 to a few: after each the others wait too."""
        number = _number(asked.to)
        is_first = sum(1 for it in list(self.texts.asked) if it.reference == asked.reference) == 1
        answer = None
        if is_first and number % 8 == 1 and self.said[429] < A_FEW:
            answer = notify_says(429, "RateLimitError", "Exceeded rate limit", retry_after="1")
        if is_first and number % 8 == 3:
            answer = notify_says(500, "Exception", "Internal server error")
        self.said[answer.status if answer else 201] += 1
        return answer


def _number(to: str) -> int:
    return int("".join(letter for letter in to if letter.isdigit())[-5:])


def invite(count: int) -> set[Any]:
    """Queue so many invitations, half by e-mail and half by text; return their ids.

    They go to a colleague, for whom there are no quiet hours, so that a drill holds on a
    Sunday too.
    """
    words.load_shipped()
    setting, staff = (
        make_setting(code=new_id().hex),
        make_staff(email=f"{new_id().hex}@example.org"),
    )
    make_carrier(setting, secret=NOTIFY_KEY, template_ref="t", texts_a_day=count, hook_key="drill")
    drafts = [
        Draft(
            key=f"drill:{new_id()}", template_key="afternoon-invite", language="en",
            channel=Channel.EMAIL if n % 2 else Channel.TEXT,
            to=f"parent-{n:05}@example.org" if n % 2 else f"+4477009{n:05}",
            variables=INVITATION, adult_id=new_id(), household_id=new_id(),
            about_kind="sessions_app.invitation", about_id=new_id(), link_version=1,
            topic=Topic.AFTERNOONS, staff=staff,
        )
        for n in range(count)
    ]  # fmt: skip
    # Numbers of texts are even, of mails odd: halve them, so that every remainder is met.
    drafts = [_renumbered(draft, n // 2) for n, draft in enumerate(drafts)]
    posted = actions.post_many(setting=setting, drafts=drafts).posted
    assert len(posted) == count
    return set(posted.values())


def _renumbered(draft: Draft, number: int) -> Draft:
    to = (
        f"parent-{number:05}@example.org"
        if draft.channel == Channel.EMAIL
        else f"+4477009{number:05}"
    )
    return Draft(**{**vars(draft), "to": to})


def run(
    *,
    messages: int,
    kills: int,
    database: services.Database | services.Connections,
    folder: Path,
    within: float,
) -> Found:
    """Run one drill against a database that is migrated; return what was found."""
    began, found = time.monotonic(), Found()
    ids, sinks, broker = invite(messages), Sinks(), services.Broker(folder)
    env = services.environment(
        folder, database.url, broker.url,
        EMAIL_URL=f"smtp://127.0.0.1:{sinks.mail.port}", NOTIFY_URL=sinks.texts.url,
    )  # fmt: skip
    log = folder / "workers.log"
    workers = [services.worker(env, log) for _ in range(2)]
    clock = services.clock(env, log, folder)
    try:
        faults = _faults(kills, workers, broker, database, found)
        _until_all_is_over(ids, sinks, broker, faults, began + within)
    finally:
        for program in (clock, *workers):
            program.stop()
        sinks.stop()
        broker.stop()
    found.line("seconds", f"{time.monotonic() - began:.0f}")
    _count(ids, sinks, found)
    return found


def _faults(
    kills: int,
    workers: list[services.Program],
    broker: services.Broker,
    database: services.Database | services.Connections,
    found: Found,
) -> list[tuple[float, Callable[[], None]]]:
    """Return what breaks, each at its share of what will leave."""

    def kill(n: int) -> Callable[[], None]:
        return workers[n % len(workers)].strike

    faults = [((n + 1) / (kills + 2), kill(n)) for n in range(kills)]
    faults += [(0.42, broker.strike), (0.58, database.strike)]
    found.line("workers killed with -9", kills)
    found.line("Redis", "ended and started empty")
    found.line("the database", database.how)
    return sorted(faults, key=lambda fault: fault[0])


def _until_all_is_over(
    ids: set[Any],
    sinks: Sinks,
    broker: services.Broker,
    faults: list[tuple[float, Callable[[], None]]],
    end: float,
) -> None:
    """Break what is to be broken, each at its time, and wait until nothing is on its way."""
    expected = len(ids) * 0.8  # About as many are taken in the end.
    last, since = -1, time.monotonic()
    while time.monotonic() < end:
        if faults and sinks.taken >= faults[0][0] * expected:
            faults.pop(0)[1]()
        if sinks.taken != last:
            last, since = sinks.taken, time.monotonic()
        if time.monotonic() - since > STILL:
            since = time.monotonic()
            if not _left(ids) and not faults:
                return
            _let_time_pass(ids, broker)
            if faults and not _left(ids):  # Fewer left than thought: break it now all the same.
                faults.pop(0)[1]()
        time.sleep(0.05)


def _left(ids: set[Any]) -> int:
    return _surely(lambda: Message.objects.filter(pk__in=ids, state__in=OPEN).count())


def _let_time_pass(ids: set[Any], broker: services.Broker) -> None:
    """Let the waits be over: for another try, for a lost task, and for a lost worker."""
    now, mine = timezone.now(), Message.objects.filter(pk__in=ids)
    RedisCache(broker.url, {}).delete(tasks.HANDED)
    _surely(
        lambda: mine.filter(state=State.FAILED_TEMPORARY).update(
            not_before=now, created_at=F("created_at") - timedelta(hours=1)
        )
    )
    lost = timezone.now() - timedelta(seconds=30)  # Longer than any carrier takes to answer here.
    _surely(
        lambda: mine.filter(state=State.SENDING, claimed_at__lt=lost).update(
            claimed_at=now - delivery.UNSURE_AFTER
        )
    )


def _surely(do: Callable[[], int]) -> int:
    """Ask the database; once more on a new connection where the drill itself cut the old one."""
    try:
        return do()
    except OperationalError:
        connection.close()
        return do()


def _count(ids: set[Any], sinks: Sinks, found: Found) -> None:
    """Hold what the rows say against what the carriers hold."""
    connection.close()
    rows = list(Message.objects.filter(pk__in=ids))
    states = Counter(row.state for row in rows)
    for state in (*ENDS, *OPEN):
        if states[state]:
            found.line(f"rows {State(state).label.lower()}", states[state])
    arrived = Counter(
        mail.message["Message-ID"].strip("<>").split("@")[0] for mail in sinks.mail.mails
    )
    arrived += sinks.texts.counted
    unsure = [row for row in rows if row.state == State.UNSURE]
    unsure_arrived = sum(arrived[str(row.pk)] for row in unsure)
    found.line("taken by the mail server", len(sinks.mail.mails))
    found.line("taken by the carrier of texts", len(sinks.texts.taken))
    found.line("unsure that were taken", unsure_arrived)
    found.line("texts answered 429, 500", f"{sinks.said[429]}, {sinks.said[500]}")
    sent = [row for row in rows if row.state in (State.SENT, State.DELIVERED)]
    failed = [row for row in rows if row.state == State.FAILED_PERMANENT]
    found.must("every row is sent, failed or unsure", holds=len(sent + failed + unsure) == len(ids))
    found.must("each that is not sent says why", holds=all(row.reason for row in failed + unsure))
    found.must("each was taken at most once", holds=not arrived or max(arrived.values()) == 1)
    found.must("each that is sent was taken", holds=all(arrived[str(row.pk)] for row in sent))
    found.must("none that failed was", holds=not any(arrived[str(row.pk)] for row in failed))
    found.must(
        "the numbers add up", holds=sum(arrived.values()) == len(sent) + unsure_arrived
    )  # fmt: skip
    if found.wrong:
        print(
            *(
                f"{row.pk} {row.channel} {row.state} {row.reason} {arrived[str(row.pk)]}"
                for row in rows
                if row.state in OPEN
            ),
            sep="\n",
            file=sys.stderr,
        )
