"""A worker killed with -9: nothing is lost, and nothing that was recorded is sent again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from pastoral.outbox import actions, delivery, tasks
from pastoral.outbox.models import Channel, Message
from tests.factories import make_message, make_setting, make_staff
from tests.sinks import MailSink

pytestmark = pytest.mark.django_db(transaction=True)
State = Message.State
TEN = datetime(2026, 12, 2, 10, tzinfo=UTC)
WORK = """
import sys, datetime, django, time_machine
django.setup()
from pastoral.outbox import delivery
with time_machine.travel(datetime.datetime.fromisoformat(sys.argv[1])):
    delivery.deliver(sys.argv[2:])
"""


@pytest.fixture
def queued(mail: MailSink) -> list[Message]:
    """Six messages, to leave in this order."""
    setting = make_setting()
    return [
        make_message(
            setting, channel=Channel.EMAIL, to=f"parent-{n}@example.org", subject="A cuppa?",
            not_before=TEN - timedelta(minutes=10 - n),
        )
        for n in range(6)
    ]  # fmt: skip


def url() -> str:
    """The address of the test's database, for another process."""
    at = connection.settings_dict
    if settings.IS_SQLITE:
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}/{at['NAME']}"


@pytest.fixture
def worker(queued: list[Message], mail: MailSink, tmp_path: Path) -> Iterator[Any]:
    """A worker in a process of its own that delivers the six."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, TEN.isoformat(), *(str(message.pk) for message in queued)],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "pastoral.settings",
            "DATABASE_URL": url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "VAR_DIR": str(tmp_path),
        },
    )
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("stalls", ["before it has the message", "after it has the message"])
def test_a_worker_killed_with_a_message_in_hand_loses_none_and_repeats_none(
    stalls: str, queued: list[Message], mail: MailSink, worker: Any
) -> None:
    third = queued[2].to
    if stalls.startswith("before"):
        mail.stalls_at_recipient = lambda to: to == third
    else:
        mail.stalls_after = lambda came: came.to == third

    assert mail.stalled.wait(30), "The worker did not come to the third message."
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    mail.go_on.set()

    assert _states(queued) == [State.SENT] * 2 + [State.SENDING] + [State.QUEUED] * 3

    mail.stalls_at_recipient = lambda _to: False
    mail.stalls_after = lambda _mail: False
    with time_machine.travel(TEN + timedelta(minutes=1)):
        tasks.sweep()  # The others leave at once; the one in doubt stays where it is.
    assert _states(queued) == [State.SENT] * 2 + [State.SENDING] + [State.SENT] * 3

    with time_machine.travel(TEN + timedelta(minutes=11)):
        tasks.sweep()
        tasks.sweep()
    assert _states(queued) == [State.SENT] * 2 + [State.UNSURE] + [State.SENT] * 3
    assert queued[2].reason == delivery.LOST
    came = [m.to for m in mail.mails]
    assert len(came) == len(set(came))
    assert set(came) | {third} == {message.to for message in queued}

    settled = actions.resolve_unsure(message=queued[2], arrived=True, by=make_staff())
    assert settled.state == State.SENT


def _states(messages: list[Message]) -> list[str]:
    for message in messages:
        message.refresh_from_db()
    return [message.state for message in messages]
