"""The whole product on this machine with made-up families, until Ctrl-C (`make demo`)."""

import asyncio
import os
import signal
import socket
import sys

import environ

from pastoral.demo import mailbox, people
from pastoral.demo.crew import FOLDER, Crew, say

HOST = "127.0.0.1"
UNUSABLE = 2
READY_WITHIN = 60
WEB = (
    "-m", "gunicorn", "pastoral.wsgi", "--workers=2", "--worker-class=gthread", "--threads=4",
    "--preload", "--graceful-timeout=3", "--log-level=warning", "--no-control-socket",
)  # fmt: skip
CELERY = ("-m", "celery", "--quiet", "--skip-checks", "--app=pastoral")
CLOCK = (*CELERY, "beat", "--loglevel=warning")
WORKER = (
    *CELERY, "worker", "--pool=threads", "--concurrency=8", "--loglevel=warning",
    "--without-gossip", "--without-mingle",
)  # fmt: skip
# One of the alerts and the clock’s work, and one of what goes to families.
WORKERS = {"worker": "celery", "worker for families": "families"}


class CannotStartError(Exception):
    """Why the demonstration can't start, in a sentence."""


def main() -> int:
    """Run until told to stop; return what the process ends with."""
    try:
        with listening(chosen_port()) as door:
            return asyncio.run(_until_told(door))
    except CannotStartError as why:
        print(why, file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return 0


def chosen_port() -> int:
    """Return the port that PORT names, 8000 without it."""
    said = os.environ.get("PORT", "").strip() or "8000"
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= 65535:
        raise CannotStartError(f"PORT is “{said}”: it takes a number from 1 to 65535.")
    return int(said)


def listening(port: int) -> socket.socket:
    """Return the socket that the web server will answer on; from now on the port is ours."""
    door = socket.socket()
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((HOST, port))
        door.listen(256)
    except OSError as why:
        door.close()
        raise CannotStartError(
            f"Port {port} can’t be used ({(why.strerror or str(why)).lower()}). "
            f"Choose another: make demo PORT={port + 1 if port < 65535 else 8000}"
        ) from why
    return door


def environment_for(port: int) -> dict[str, str]:
    """Return the environment our programs run in; what `.env` says counts, but for the stage."""
    given = dict(os.environ)
    if (FOLDER / ".env").exists():
        environ.Env.read_env(FOLDER / ".env")
    stage = {
        "DJANGO_SETTINGS_MODULE": "pastoral.settings",
        "DEMO": "1",
        "DEBUG": "0",
        "PORT": str(port),
        "SITE_URL": f"http://{HOST}:{port}",
        "CONTACT_PHONE": os.environ.get("CONTACT_PHONE") or people.PHONE,
        "ALLOWED_HOSTS": f"{HOST},localhost",
        "EMAIL_URL": given.get("EMAIL_URL", ""),  # Never a real server by accident.
        "TEXT_CHANNEL": given.get("TEXT_CHANNEL", "console"),
        "QUIET": os.environ.get("QUIET") or "1",
        "CLOCK_SECONDS": os.environ.get("CLOCK_SECONDS") or "5",
    }
    return {**os.environ, **stage}


async def _until_told(door: socket.socket) -> int:
    told = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(one, told.set)
    crew = Crew(environment_for(door.getsockname()[1]))
    work = asyncio.create_task(_work(crew, door))
    waiting = asyncio.create_task(told.wait())
    try:
        await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else 0
    finally:
        work.cancel()
        waiting.cancel()
        await asyncio.gather(work, waiting, return_exceptions=True)
        await crew.stop()


async def _work(crew: Crew, door: socket.socket) -> int:
    """Make ready, start everything, say so, and go on for ever; return only to give up."""
    if code := await _make_ready(crew):
        return code
    post_office, address = await mailbox.opened()
    crew.environment["EMAIL_URL"] = crew.environment["EMAIL_URL"] or address
    number = door.fileno()
    kept = [crew.keep("web server", *WEB, f"--bind=fd://{number}", files=(number,))]
    kept.append(crew.keep("clock", *CLOCK))
    if crew.environment.get("REDIS_URL"):
        for name, queue in WORKERS.items():
            kept.append(crew.keep(name, *WORKER, f"--queues={queue}", f"--hostname={queue}@%h"))
    keepers = asyncio.gather(*kept)
    try:
        await _answers(door.getsockname()[1])
        say(f"Alongside is ready at {crew.environment['SITE_URL']}/")
        await keepers
    finally:
        keepers.cancel()
        post_office.close()
    return 0


async def _make_ready(crew: Crew) -> int:
    """Make the tables, the made-up families and the files pages are drawn with."""
    files = asyncio.create_task(crew.run("-m", "pastoral.demo.prepare", "files"))
    try:
        return await crew.run("-m", "pastoral.demo.prepare", "families") or await files
    finally:
        files.cancel()


async def _answers(port: int) -> None:
    """Return as soon as the web server answers."""
    for _ in range(READY_WITHIN * 10):
        if await _answers_now(port):
            return
        await asyncio.sleep(0.1)
    raise CannotStartError(f"The web server did not answer within {READY_WITHIN} seconds.")


async def _answers_now(port: int) -> bool:
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(f"GET /healthz HTTP/1.0\r\nHost: {HOST}:{port}\r\n\r\n".encode())
            status = await reader.readline()
            writer.close()
    except (OSError, TimeoutError):
        return False
    return b" 200 " in status


if __name__ == "__main__":
    sys.exit(main())
