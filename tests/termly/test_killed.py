"""A worker killed with -9 at each step of a report: it is made once, and told once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from pastoral.accounts.models import Setting, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.outbox.models import Message
from pastoral.termly import tasks
from pastoral.termly.models import STEPS, TermReport
from tests import factories as make
from tests.shipped import ship_words
from tests.termly.terms import DUE, a_term_behind

pytestmark = pytest.mark.django_db(transaction=True)
State = TermReport.State
# The real tasks in a process of their own, which kills itself before a statement is sent.
WORK = """
import datetime, os, signal, sys, django, time_machine
django.setup()
from django.db import connection
from pastoral.termly.tasks import begin_due, make_waiting

moment, (verb, table), skips = sys.argv[1], sys.argv[2].split(), int(sys.argv[3])

def may_die(execute, sql, params, many, context):
    global skips
    said = " ".join(sql.split())
    if said.startswith(verb) and table in said[:60]:
        if not skips:
            os.kill(os.getpid(), signal.SIGKILL)
        skips -= 1
    return execute(sql, params, many, context)

with time_machine.travel(datetime.datetime.fromisoformat(moment)):
    with connection.execute_wrapper(may_die):
        begin_due()
        make_waiting()
"""
Work = Callable[[str, int], int]


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """Return a way to run a worker that dies where it is told to; what it ends with."""
    at = connection.settings_dict
    host, port = at["HOST"] or "127.0.0.1", at["PORT"] or 5432
    url = (
        f"sqlite:///{at['NAME']}"
        if settings.IS_SQLITE
        else f"postgres://{at['USER']}:{at['PASSWORD']}@{host}:{port}/{at['NAME']}"
    )
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pastoral.settings",
        "DATABASE_URL": url,
        "REDIS_URL": "",  # It does what it hands out itself.
        "VAR_DIR": str(tmp_path),
    }

    def worker(dies_at: str, skips: int) -> int:
        asked = [sys.executable, "-c", WORK, DUE.isoformat(), dies_at, f"{skips}"]
        return subprocess.run(asked, env=env, check=False).returncode

    return worker


@pytest.mark.parametrize(
    ("dies_at", "skips", "left"),
    [
        ("INSERT termly_termreport", 0, None),
        ("UPDATE termly_termreport", 0, State.WAITING),  # As it claims it.
        ("UPDATE termly_termreport", 2, State.MAKING),  # Between two steps.
        ("INSERT outbox_message", 0, State.MAKING),  # As it tells.
        ("INSERT accounts_trailentry", 1, State.MAKING),  # With all told, not yet kept.
    ],
)
def test_rule_28_whatever_a_worker_dies_of_a_report_is_made_and_told_once(
    dies_at: str, skips: int, left: str | None, work: Work
) -> None:
    ship_words()
    with time_machine.travel(DUE):
        zone: Setting = a_term_behind()
        head = make.make_viewer(Role.HEAD, setting=zone)

    assert work(dies_at, skips) == -signal.SIGKILL
    assert TermReport.objects.values_list("state", flat=True).first() == left
    assert not Message.objects.exists()

    for seconds in (15, settings.CELERY_TASK_TIME_LIMIT + 15, settings.CELERY_TASK_TIME_LIMIT + 30):
        with time_machine.travel(DUE + timedelta(seconds=seconds)):
            tasks.begin_due()
            tasks.make_waiting()

    report = TermReport.objects.get()
    assert (report.state, report.step) == (State.READY, len(STEPS))
    assert Message.objects.get().to == head.user.email
    assert TrailEntry.objects.filter(what="figures.term-report-made").count() == 1
