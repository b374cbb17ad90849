"""`make demo`: it starts, heals itself, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import requests

from tests.demo.programs import ROOT, Demonstration, until

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="Processes are looked up in Linux’s /proc."
)
WAITING = 400


@pytest.fixture
def demonstration(tmp_path: Path) -> Iterator[Demonstration]:
    it = Demonstration(tmp_path / "var")
    yield it
    it.clear_up()


def test_it_starts_heals_itself_keeps_its_data_and_leaves_nothing_behind(
    demonstration: Demonstration,
) -> None:
    demonstration.start()
    _pages_answer(demonstration)
    _the_clock_is_started_again(demonstration)
    _the_web_server_is_started_again(demonstration)
    _no_message_is_lost_when_the_clock_is_killed(demonstration)
    _ctrl_c_ends_it_all(demonstration)
    _a_second_start_has_the_same_data(demonstration)
    _its_own_sudden_end_ends_it_all(demonstration)


def _pages_answer(it: Demonstration) -> None:
    assert "Jo, child-and-family mentor" in requests.get(f"{it.url}/demo/", timeout=20).text
    assert "Samira" in requests.get(f"{it.url}/demo/phone/", timeout=20).text
    assert requests.get(f"{it.url}/", timeout=20).url.startswith(f"{it.url}/accounts/login/")
    signed_in = it.look_as("jo")
    assert (signed_in.status_code, signed_in.headers["location"]) == (302, "/")
    until(lambda: it.ask("SELECT at FROM accounts_tick"))


def _the_clock_is_started_again(it: Demonstration) -> None:
    killed = it.kill("celery")

    until(lambda: "The clock stopped; it is started again.\n" in it.said())
    assert until(lambda: [pid for pid in it.left("celery") if pid != killed])


def _the_web_server_is_started_again(it: Demonstration) -> None:
    killed = it.kill("gunicorn")

    until(lambda: "The web server stopped; it is started again.\n" in it.said())
    assert requests.get(f"{it.url}/healthz", timeout=20).status_code == 200
    assert killed not in it.left("gunicorn")


def _no_message_is_lost_when_the_clock_is_killed(it: Demonstration) -> None:
    """Queue e-mails to staff, whom quiet hours don’t bind, and kill the clock amid them."""
    (staff,) = it.ask("SELECT id FROM accounts_staff WHERE email = 'jo@example.org'")
    its_own = [pk for (pk,) in it.ask("SELECT id FROM outbox_message LIMIT ?", WAITING)]
    marks = ",".join("?" * WAITING)
    it.ask(
        "UPDATE outbox_message SET state = 'queued', channel = 'email', sent_at = NULL, staff_id = ?,"
        f" adult_id = NULL, drop_after = NULL, tries = 0, \"to\" = 'jo@example.org' WHERE id IN ({marks})",
        *staff, *its_own,
    )  # fmt: skip

    def states() -> Counter[str]:
        return Counter(
            s
            for (s,) in it.ask(f"SELECT state FROM outbox_message WHERE id IN ({marks})", *its_own)
        )

    until(lambda: states()["sent"] > 5)
    it.kill("celery")
    until(lambda: not states()["queued"], seconds=60)
    ended = states()
    in_its_hand = ended["sending"] + ended["unsure"]
    assert (ended["sent"] + in_its_hand, in_its_hand <= 1) == (WAITING, True), ended


def _ctrl_c_ends_it_all(it: Demonstration) -> None:
    assert it.interrupt() == 0
    assert it.left() == []
    assert "Traceback" not in it.said()


def _a_second_start_has_the_same_data(it: Demonstration) -> None:
    tables = ("families_child", "families_household", "sessions_app_invitation", "visits_homevisit")
    counts = [it.ask(f"SELECT count(*) FROM {table}") for table in tables]

    it.start()

    assert [it.ask(f"SELECT count(*) FROM {table}") for table in tables] == counts


def _its_own_sudden_end_ends_it_all(it: Demonstration) -> None:
    os.kill(it.process.pid, signal.SIGKILL)
    it.process.wait(timeout=5)

    until(lambda: it.left() == [], seconds=10)


def _refused(environment: dict[str, str]) -> tuple[int, str, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "pastoral.demo.run"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1", "８０"])
def test_a_port_that_is_none_is_refused_with_a_sentence(
    demonstration: Demonstration, port: str
) -> None:
    refused = _refused(demonstration.environment | {"PORT": port})

    assert refused == (2, "", f"PORT is “{port}”: it takes a number from 1 to 65535.\n")


def test_a_port_that_is_taken_is_refused_with_a_sentence(demonstration: Demonstration) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", demonstration.port))
        taken.listen()
        code, _, said = _refused(demonstration.environment)

    assert code == 2
    assert said == (
        f"Port {demonstration.port} can’t be used (address already in use). "
        f"Choose another: make demo PORT={demonstration.port + 1}\n"
    )


def test_a_database_that_is_not_there_is_said_with_a_sentence(demonstration: Demonstration) -> None:
    nowhere = {"DATABASE_URL": "postgres://somebody:hidden@127.0.0.1:9/nowhere"}
    code, _, said = _refused(demonstration.environment | nowhere)

    assert code == 2
    assert said.startswith("The database can’t be used: ")
    assert said.count("\n") == 1
    assert "hidden" not in said


@pytest.mark.postgres
def test_with_postgresql_and_redis_workers_and_a_clock_run_apart(tmp_path: Path) -> None:
    """One worker does the sweeping then, one writes to families; both come back like the others."""
    database, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if not (database.startswith("postgres") and redis):
        pytest.skip("This needs PostgreSQL and Redis: DATABASE_URL and REDIS_URL name them.")
    name = f"alongside_demo_{os.getpid()}"
    server = f"{database.rpartition('/')[0]}/"
    _psql(server, f"CREATE DATABASE {name}")
    it = Demonstration(
        tmp_path / "var",
        DATABASE_URL=f"{server}{name}",
        REDIS_URL=f"{redis.rpartition('/')[0]}/13",
    )
    try:
        it.start()
        ready = until(lambda: requests.get(f"{it.url}/readyz", timeout=20).status_code == 200)
        for queue in ("celery", "families"):
            takes = f"--queues={queue}"
            killed = it.kill(takes)
            assert until(partial(_others, it, takes, killed))
        assert (ready, len(it.left(" beat ")), it.interrupt(), it.left()) == (True, 1, 0, [])
    finally:
        it.clear_up()
        _psql(server, f"DROP DATABASE {name}")


def _others(it: Demonstration, program: str, killed: int) -> list[int]:
    """The processes of a program but the one that was killed, which may not be gone yet."""
    return [each for each in it.left(program) if each != killed]


def _psql(server: str, statement: str) -> None:
    import psycopg2  # noqa: PLC0415 - only where there is PostgreSQL

    connection = psycopg2.connect(f"{server}postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
