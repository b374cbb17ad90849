"""What a drill breaks: a database, a Redis and workers of its own, each ended by its number."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg2
import redis

from tests.bench import servers

CLUSTERS = "/usr/lib/postgresql"
IS_ROOT = os.geteuid() == 0


class Database:
    """A PostgreSQL cluster made for this drill, which can be struck down and started again."""

    how = "its server ended at once (pg_ctl -m immediate) and started again"

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder / "cluster", programs
        self.port = servers.free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.folder.mkdir()
        if IS_ROOT:
            folder.chmod(0o755)
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder}"
        self._ctl("-o", options, "start")

    @classmethod
    def programs_here(cls) -> Path | None:
        """Return where PostgreSQL's own programs are, or nothing."""
        found = sorted(Path(CLUSTERS).glob("*/bin/initdb"), key=lambda it: it.parts[-3])
        on_path = shutil.which("initdb")
        here = found[-1].parent if found else Path(on_path).parent if on_path else None
        return here if here and (not IS_ROOT or shutil.which("runuser")) else None

    def strike(self) -> None:
        """End it as a power cut would, and start it again."""
        self._ctl("-m", "immediate", "restart")

    def stop(self) -> None:
        """End it for good."""
        self._ctl("-m", "immediate", "stop")

    def _ctl(self, *words: str) -> None:
        self._run("pg_ctl", "-w", "-t", "120", "-l", f"{self.folder}/log", *words)

    def _run(self, program: str, *words: str) -> None:
        whole = [str(self.programs / program), "-D", str(self.folder), *words]
        if IS_ROOT:
            whole = ["runuser", "-u", "postgres", "--", *whole]
        subprocess.run(whole, check=True, stdout=subprocess.DEVNULL, cwd="/")


class Connections:
    """A database that is there already: every connection to it is cut."""

    how = "every connection cut (pg_terminate_backend)"

    def __init__(self, url: str) -> None:
        self.url = url

    def strike(self) -> None:
        """Cut every connection but our own."""
        line = psycopg2.connect(self.url)
        with line.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        line.close()

    def stop(self) -> None:
        """Leave it as it is."""


class Broker:
    """A Redis of this drill's own, which keeps nothing when it ends."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, servers.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = self._started()

    def strike(self) -> None:
        """End it at once, and start it empty."""
        self.stop()
        self.process = self._started()

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        words = [
            "--port",
            f"{self.port}",
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        process = subprocess.Popen(
            ["redis-server", *words], cwd=self.folder, stdout=subprocess.DEVNULL
        )
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                redis.Redis.from_url(self.url).ping()
            except redis.RedisError:
                time.sleep(0.05)
            else:
                return process
        raise RuntimeError("Redis did not start.")


class Program:
    """One of our own processes: a worker, or the clock."""

    def __init__(self, words: list[str], env: Mapping[str, str], log: Path) -> None:
        self.words, self.env, self.log = words, env, log
        self.process = self._started()

    def strike(self) -> None:
        """Kill it with -9, and start another."""
        self._signal(signal.SIGKILL)
        self.process = self._started()

    def stop(self) -> None:
        """End it, as its supervisor would."""
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
            if number == signal.SIGKILL:
                self.process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "celery", "--app", "pastoral", *self.words]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                words, env={**self.env, "C_FORCE_ROOT": "1"}, start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip


def worker(env: Mapping[str, str], log: Path) -> Program:
    """Return a worker as they run in use."""
    words = ["worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "ERROR"]
    return Program([*words, "--without-gossip", "--without-mingle"], env, log)


def clock(env: Mapping[str, str], log: Path, folder: Path) -> Program:
    """Return the clock, ticking every second."""
    words = ["beat", "--loglevel", "ERROR", "--pidfile", ""]
    return Program([*words, "--schedule", f"{folder}/beat"], env, log)


def environment(folder: Path, database: str, broker: str, **more: Any) -> dict[str, str]:
    """Return what our processes run with: many lanes, a quick clock, impatient carriers."""
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "pastoral.settings", "VAR_DIR": str(folder),
        "DATABASE_URL": database, "REDIS_URL": broker, "TEXT_LINES": "16", "MAIL_LINES": "16",
        "CLOCK_SECONDS": "1", "CARRIER_ANSWER_SECONDS": "2", "TEXT_CHANNEL": "none",
        "DEBUG": "0", "QUIET": "1", **{name: str(said) for name, said in more.items()},
    }  # fmt: skip


def folder() -> Path:
    """Return a folder for what this drill writes."""
    return Path(tempfile.mkdtemp(prefix="alongside-drill-"))
