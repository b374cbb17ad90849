"""Families’ messages have a queue and workers of their own: no alert waits behind them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pastoral.accounts.models import Setting, Tick
from pastoral.celery import app
from pastoral.outbox import delivery, tasks
from pastoral.outbox.models import Channel, Message
from tests.drill.services import Broker
from tests.factories import make_message, make_setting, make_staff
from tests.outbox.test_killed import url
from tests.sinks import MailSink

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="It needs a Redis of its own."),
]
TEN = datetime(2026, 12, 2, 10, tzinfo=UTC)
PATIENCE = 240  # Seconds; a busy machine takes its time to start a program.
WORK = """
import sys, datetime, django, time_machine
django.setup()
from pastoral.celery import app
from pastoral.outbox import tasks
with time_machine.travel(datetime.datetime.fromisoformat(sys.argv[1])):
    app.worker_main(sys.argv[2:]) if sys.argv[2:] else tasks.sweep()
"""


class Programs:
    """The clock and the workers, each a process of its own on a Wednesday morning at ten."""

    def __init__(self, folder: Path, broker: Broker, mail: MailSink) -> None:
        self.env = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "pastoral.settings", "DATABASE_URL": url(),
            "REDIS_URL": broker.url, "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "VAR_DIR": str(folder), "C_FORCE_ROOT": "1", "QUIET": "1",
        }  # fmt: skip
        self.begun: list[subprocess.Popen[bytes]] = []

    def sweep(self) -> None:
        """Hand out what is due, as the clock does."""
        assert self._begin().wait(PATIENCE) == 0

    def start(self, queue: str) -> None:
        """Start a worker that takes one queue, as deploy.md says."""
        self._begin("worker", "--pool=threads", "--concurrency=2", "--loglevel=ERROR", "-Q", queue)

    def end(self) -> None:
        for process in self.begun:
            process.kill()
            process.wait()

    def _begin(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", WORK, TEN.isoformat(), *words]
        self.begun.append(subprocess.Popen(command, env=self.env))
        return self.begun[-1]


@pytest.fixture
def programs(mail: MailSink, tmp_path: Path) -> Iterator[Programs]:
    broker = Broker(tmp_path)
    programs = Programs(tmp_path, broker, mail)
    yield programs
    programs.end()
    broker.stop()


def to_send(**fields: Any) -> Message:
    return make_message(channel=Channel.EMAIL, subject="A cuppa?", not_before=TEN, **fields)


def to_families(setting: Setting) -> set[str]:
    """Three messages to parents; return where they go."""
    addresses = {f"parent-{n}@example.org" for n in range(3)}
    for to in addresses:
        to_send(setting=setting, to=to)
    return addresses


def test_rule_7_an_alert_leaves_while_nobody_serves_the_families_queue(
    programs: Programs, mail: MailSink
) -> None:
    setting = make_setting()
    families = to_families(setting)
    programs.sweep()
    to_send(setting=setting, staff=make_staff(), to="ruth@example.org")
    programs.sweep()
    programs.start("celery")

    assert [it.to for it in mail.wait_for(1, PATIENCE)] == ["ruth@example.org"]
    assert not Message.objects.filter(staff=None, state=Message.State.SENT).exists()

    programs.start("families")
    assert {it.to for it in mail.wait_for(4, PATIENCE)[1:]} == families
    assert Tick.objects.filter(name=tasks.FAMILIES).exists()


def test_rule_7_an_alert_leaves_while_the_families_worker_waits_for_a_silent_mail_server(
    programs: Programs, mail: MailSink
) -> None:
    setting = make_setting()
    families = to_families(setting)
    mail.stalls_at_recipient = lambda to: to in families
    programs.sweep()
    programs.start("families")
    assert mail.stalled.wait(PATIENCE), "The families’ worker did not begin."
    to_send(setting=setting, staff=make_staff(), to="ruth@example.org")
    programs.sweep()
    programs.start("celery")

    assert [it.to for it in mail.wait_for(1, PATIENCE)] == ["ruth@example.org"]


def test_a_worker_that_is_told_of_no_queue_takes_both() -> None:
    assert set(app.amqp.queues.consume_from) == {"celery", "families"}


def test_a_reply_to_a_text_is_not_behind_the_invitations() -> None:
    setting = make_setting()
    invitation, reply = (
        to_send(setting=setting, template_key=key, to="samira@example.org")
        for key in ("afternoon-invite", "reply-yes")
    )

    assert delivery.due_at_once(TEN, 9) == [reply.pk]
    assert delivery.due_to_families(TEN, 9) == [invitation.pk]
