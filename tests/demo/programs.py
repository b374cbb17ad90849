"""The demonstration started as a person starts it, and what it leaves behind."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = (
    "SECRET_KEY", "FIELD_KEYS", "LINK_KEYS", "FINGERPRINT_KEY", "DEMO", "SITE_URL", "DATABASE_URL",
    "REDIS_URL", "STATIC_COLLECTED", "EMAIL_URL", "TEXT_CHANNEL", "PORT", "VAR_DIR",
)  # fmt: skip


def until(truth: Callable[[], Any], *, seconds: float = 60) -> Any:
    """What the question answers once it answers anything true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := truth():
            return found
        time.sleep(0.05)
    raise AssertionError(f"Waited {seconds} seconds in vain.")


class Demonstration:
    """`python -m pastoral.demo.run` in a folder and on a port of its own."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {k: v for k, v in os.environ.items() if k not in OURS}
        self.environment |= {"VAR_DIR": str(var), "PORT": str(self.port), "CLOCK_SECONDS": "1"}
        self.environment |= environment
        self.out = var.with_name(f"{var.name}-{self.port}.txt")

    def start(self) -> float:
        """Start it, and return the seconds until it said that it is ready."""
        started = time.monotonic()
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pastoral.demo.run"],
                cwd=ROOT, env=self.environment, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        ready = f"Alongside is ready at {self.url}/\n"
        until(lambda: ready in self.said() or self.process.poll() is not None, seconds=240)
        assert ready in self.said(), self.said()
        return time.monotonic() - started

    def said(self) -> str:
        """All it wrote so far."""
        return self.out.read_text()

    def left(self, program: str = "") -> list[int]:
        """Every process of it that is alive, grandchildren too; those of one program, if said."""
        mark = f"VAR_DIR={self.var}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                is_ours = mark in (folder / "environ").read_bytes().split(b"\0")
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if is_ours and program in line:
                found.append(int(folder.name))
        return sorted(found)

    def kill(self, program: str) -> int:
        """Kill the eldest process of a program outright, and return which it was."""
        eldest = until(lambda: self.left(program))[0]
        os.kill(eldest, signal.SIGKILL)
        return int(eldest)

    def interrupt(self) -> int:
        """Press Ctrl-C: the signal goes to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=20)

    def clear_up(self) -> None:
        """End whatever a failed test left running."""
        for pid in self.left():
            os.kill(pid, signal.SIGKILL)
        if hasattr(self, "process"):
            self.process.wait(timeout=10)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask its database."""
        with sqlite3.connect(self.var / "alongside.sqlite3", timeout=20) as rows:
            answer = rows.execute(sql, values).fetchall()
        rows.close()
        return answer

    def look_as(self, name: str) -> requests.Response:
        """Tap “look around as” and follow where it leads."""
        browser = requests.Session()
        page = browser.get(f"{self.url}/demo/", timeout=20)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token, page.text
        return browser.post(
            f"{self.url}/demo/as/{name}/",
            data={"csrfmiddlewaretoken": token[1]}, allow_redirects=False, timeout=20,
        )  # fmt: skip
