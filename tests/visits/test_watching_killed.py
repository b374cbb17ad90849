"""A worker killed with -9 at each step of an alert: each alert once, no message twice, none missed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from pastoral.accounts.roles import Role
from pastoral.outbox import tasks as outbox_tasks
from pastoral.outbox.models import Channel, Message
from tests.factories import (
    make_home_visit,
    make_household,
    make_membership,
    make_setting,
    make_staff,
)
from tests.shipped import ship_words
from tests.sinks import MailSink
from visits import tasks
from visits.actions import arrive
from visits.models import HomeVisit, OverdueAlert

pytestmark = pytest.mark.django_db(transaction=True)
State = Message.State
ELEVEN = datetime(2026, 12, 4, 11, tzinfo=UTC)  # All three levels are due.
# The real tasks, as the clock runs them, in a process of its own. Where a statement begins
# with the words it is given, it kills itself with -9 before that statement reaches the database.
WORK = """
import datetime, os, signal, sys, django, time_machine
django.setup()
from django.db import connection
from pastoral.outbox.tasks import sweep
from visits.tasks import watch

moment, dies_at, skips = sys.argv[1], sys.argv[2], int(sys.argv[3])

def may_die(execute, sql, params, many, context):
    global skips
    if dies_at and " ".join(sql.split()).startswith(dies_at):
        if not skips:
            os.kill(os.getpid(), signal.SIGKILL)
        skips -= 1
    return execute(sql, params, many, context)

with time_machine.travel(datetime.datetime.fromisoformat(moment)):
    with connection.execute_wrapper(may_die):
        watch()
        if dies_at == "between":
            os.kill(os.getpid(), signal.SIGKILL)
        sweep()
"""
Start = Callable[..., "subprocess.Popen[bytes]"]


def url() -> str:
    """The address of the test's database, for another process."""
    at = connection.settings_dict
    if settings.IS_SQLITE:
        return f"sqlite:///{at['NAME']}"
    host, port = at["HOST"] or "127.0.0.1", at["PORT"] or 5432
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{host}:{port}/{at['NAME']}"


@pytest.fixture
def visit(mail: MailSink) -> HomeVisit:
    """Jo’s visit, nobody heard of since; her phone is dead."""
    ship_words()
    setting = make_setting()
    people = []
    for n, (name, role) in enumerate(
        [("Jo", Role.MENTOR), ("Kwame", Role.MENTOR), ("Ruth", Role.LEAD)]
    ):
        staff = make_staff(
            first_name=name, email=f"{name.lower()}@example.org", phone=f"07700 90010{n}"
        )
        make_membership(staff, setting, role)
        people.append(staff)
    return make_home_visit(
        make_household(setting), people[0], buddy=people[1], state=HomeVisit.State.PLANNED,
        planned_on=date(2026, 12, 4), planned_at=time(9, 30),
    )  # fmt: skip


@pytest.fixture
def start(visit: HomeVisit, mail: MailSink, tmp_path: Path) -> Iterator[Start]:
    """Return a way to start a worker that dies where it is told to."""
    started: list[subprocess.Popen[bytes]] = []

    def worker(dies_at: str = "", skips: int = 0) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-c", WORK, ELEVEN.isoformat(), dies_at, str(skips)],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "pastoral.settings",
                "DATABASE_URL": url(),
                "REDIS_URL": "",  # It does what it hands out itself: it is clock and worker.
                "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
                "VAR_DIR": str(tmp_path),
            },
        )
        started.append(process)
        return process

    yield worker
    for process in started:
        process.kill()
        process.wait()


def another_worker_goes_on(*, minutes: int = 1) -> None:
    with time_machine.travel(ELEVEN + timedelta(minutes=minutes)):
        tasks.watch()
        outbox_tasks.sweep()


def alerts() -> list[str]:
    return sorted(OverdueAlert.objects.values_list("level", flat=True))


def states() -> dict[tuple[str, str], str]:
    rows = Message.objects.select_related("staff")
    return {(m.staff.first_name if m.staff else "", m.channel): m.state for m in rows}


EACH_ONCE = ["buddy", "lead", "mentor"]
EVERYBODY = {
    (name, channel): State.SENT
    for name in ("Jo", "Kwame", "Ruth")
    for channel in (Channel.EMAIL, Channel.TEXT)
}


@pytest.mark.parametrize(
    ("dies_at", "skips", "alerts_left", "messages_left"),
    [
        ("SELECT", 0, 0, 0),  # Before it looks who is out.
        ("SELECT", 2, 0, 0),  # When it has seen who is late, and has not locked the row.
        ('INSERT INTO "visits_overduealert"', 0, 0, 0),  # Before the first alert.
        ('INSERT INTO "visits_overduealert"', 2, 0, 0),  # With two of three alerts written.
        ("INSERT INTO outbox_message|INSERT OR IGNORE", 0, 0, 0),  # An alert, no messages yet.
        ('INSERT INTO "accounts_trailentry"', 2, 0, 0),  # All but the last line of the trail.
        ("between", 0, 3, 6),  # Raised for good, and nothing sent.
        ("UPDATE outbox_message SET state = 'sending'", 0, 3, 6),  # Before the first is taken.
    ],
    ids=[
        "before it looks", "before it locks", "before it raises", "while it raises",
        "before the messages", "before it commits", "before it sends", "before it takes one",
    ],
)  # fmt: skip
def test_rule_6_a_worker_killed_at_any_step_raises_each_alert_once_and_misses_none(
    dies_at: str, skips: int, alerts_left: int, messages_left: int, start: Start
) -> None:
    on_postgres, _, on_sqlite = dies_at.partition("|")
    worker = start(on_sqlite or on_postgres if settings.IS_SQLITE else on_postgres, skips)

    assert worker.wait(60) == -signal.SIGKILL
    assert OverdueAlert.objects.count() == alerts_left
    assert Message.objects.count() == messages_left

    another_worker_goes_on()
    another_worker_goes_on(minutes=2)
    assert alerts() == EACH_ONCE
    assert states() == EVERYBODY


def test_rule_6_a_phone_that_says_late_that_she_arrived_loses_no_alert_of_a_killed_worker(
    visit: HomeVisit, mail: MailSink, start: Start
) -> None:
    worker = start("between")  # All three are raised, and nothing is sent.
    assert worker.wait(60) == -signal.SIGKILL
    with time_machine.travel(ELEVEN + timedelta(minutes=1)):
        arrive(visit=visit, by=visit.mentor, at=ELEVEN - timedelta(minutes=90))

    another_worker_goes_on(minutes=2)
    assert alerts() == EACH_ONCE
    assert states() == EVERYBODY


@pytest.mark.parametrize("stalls", ["before it has the message", "after it has the message"])
def test_rule_6_a_worker_killed_while_it_sends_repeats_none_and_the_other_way_goes(
    stalls: str, mail: MailSink, start: Start
) -> None:
    kwame = "kwame@example.org"
    if stalls.startswith("before"):
        mail.stalls_at_recipient = lambda to: to == kwame
    else:
        mail.stalls_after = lambda came: came.to == kwame
    worker = start()

    assert mail.stalled.wait(60), "The worker did not come to the buddy’s e-mail."
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    mail.go_on.set()
    mail.stalls_at_recipient = lambda _to: False
    mail.stalls_after = lambda _mail: False

    another_worker_goes_on()
    in_doubt = {("Kwame", Channel.EMAIL): State.SENDING}
    assert states() == EVERYBODY | in_doubt
    another_worker_goes_on(minutes=11)
    assert states() == EVERYBODY | {("Kwame", Channel.EMAIL): State.UNSURE}
    assert alerts() == EACH_ONCE
    came = [m.to for m in mail.mails]
    assert len(came) == len(set(came))


def test_a_worker_that_was_away_from_before_the_end_until_long_past_it_finds_everybody(
    mail: MailSink, start: Start
) -> None:
    worker: Any = start("between")
    worker.kill()  # At once, whatever it had begun.
    worker.wait()
    another_worker_goes_on(minutes=180)

    assert alerts() == EACH_ONCE
    assert states() == EVERYBODY
    assert len(mail.mails) == 3
