"""The programs the demonstration runs, and how none of them is ever left behind."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl.
POLITE_SECONDS = 8
LONGEST_WAIT = 30
A_FAIR_WHILE = 60

_c = ctypes.CDLL(None) if sys.platform == "linux" else None


def say(sentence: str) -> None:
    """Show the person at the terminal a sentence, at once."""
    print(sentence, flush=True)


class Crew:
    """Programs we start, start again when they die, and stop."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self._running: set[asyncio.subprocess.Process] = set()

    async def run(self, *arguments: str) -> int:
        """Run a program of ours to its end, and return what it ended with."""
        return await self._until_gone(await self._start(arguments, ()))

    async def keep(self, name: str, *arguments: str, files: tuple[int, ...] = ()) -> None:
        """Run a program for ever: when it dies it is started again, each time a bit later."""
        wait = 1
        while True:
            started = time.monotonic()
            await self._until_gone(await self._start(arguments, files))
            wait = 1 if time.monotonic() - started > A_FAIR_WHILE else min(2 * wait, LONGEST_WAIT)
            say(f"The {name} stopped; it is started again.")
            await asyncio.sleep(wait / 2)

    async def stop(self) -> None:
        """Ask every program to end, and end those that don't."""
        running = set(self._running)
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        if running:
            ends = [asyncio.ensure_future(process.wait()) for process in running]
            await asyncio.wait(ends, timeout=POLITE_SECONDS)
        for process in running:
            _end_group(process.pid)

    async def _start(
        self, arguments: tuple[str, ...], files: tuple[int, ...]
    ) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=FOLDER,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=files,
            start_new_session=True,  # Ctrl-C is for us alone; we pass it on in our own way.
            preexec_fn=_dying_with(os.getpid()),
        )
        self._running.add(process)
        return process

    async def _until_gone(self, process: asyncio.subprocess.Process) -> int:
        code = await process.wait()
        self._running.discard(process)
        _end_group(process.pid)
        return code


def _dying_with(parent: int) -> Callable[[], None] | None:
    """Return what a new process does first, so that even our own sudden end ends it."""
    if _c is None:
        return None
    prctl = _c.prctl

    def ask() -> None:
        prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # We died before it could ask.
            os._exit(1)

    return ask


def _end_group(leader: int) -> None:
    """End what a program of ours started and left running."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
