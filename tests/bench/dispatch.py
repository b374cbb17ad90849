"""How fast messages leave, each with a state of its own: e-mail in HTML and text, or texts (P5–P7).

    python -m tests.bench.dispatch --messages 5000 --rounds 3
    python -m tests.bench.dispatch --texts --wait-ms 30 --only "threads 1"

Needs DATABASE_URL (PostgreSQL), REDIS_URL and EMAIL_URL or NOTIFY_URL; starts the sink on the
port that names, and a Celery worker for each round. One JSON line a way of draining.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlsplit

import django
from django.conf import settings

INVITATION = {
    "name": "Samira", "place": "Orchard Zone", "day": "Wednesday", "date": "2 December",
    "child": "Amira", "mentor": "Jo", "phone": "01632 960001", "coffee": "1.30pm",
    "children_join": "2pm", "activity_time": "2.15pm", "close": "3pm",
    "activity": "decorated biscuits",
}  # fmt: skip
LONGEST = 300  # Seconds a round may take.


def prepare(count: int, *, by_text: bool = False) -> None:
    """Empty the outbox, and queue so many invitations.

    They go to a colleague, for whom there are no quiet hours, so that the measurement
    runs on a Sunday too.
    """
    from django.db import connection  # noqa: PLC0415 - Django is set up only now

    from pastoral.ids import new_id  # noqa: PLC0415
    from pastoral.outbox import actions, words  # noqa: PLC0415
    from pastoral.outbox.drafts import Draft  # noqa: PLC0415
    from pastoral.outbox.models import Channel, Topic  # noqa: PLC0415
    from tests.carriers import NOTIFY_KEY  # noqa: PLC0415
    from tests.factories import make_carrier, make_setting, make_staff  # noqa: PLC0415

    words.load_shipped()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE outbox_message CASCADE")
    unique = new_id().hex
    setting, staff = make_setting(code=unique), make_staff(email=f"{unique}@example.org")
    make_carrier(setting, secret=NOTIFY_KEY, template_ref="t", hook_key=unique)
    drafts = [
        Draft(
            key=f"bench:{n}", template_key="afternoon-invite", language="en",
            channel=Channel.TEXT if by_text else Channel.EMAIL,
            to=f"+4477009{n:05}" if by_text else f"parent-{n}@example.org", variables=INVITATION,
            adult_id=new_id(), household_id=new_id(), about_kind="sessions_app.invitation",
            about_id=new_id(), link_version=1, topic=Topic.AFTERNOONS, staff=staff,
        )
        for n in range(count)
    ]  # fmt: skip
    assert len(actions.post_many(setting=setting, drafts=drafts).posted) == count
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE outbox_message")


def left() -> int:
    """Return how many messages have not been sent."""
    from pastoral.outbox.models import Message  # noqa: PLC0415

    return Message.objects.exclude(state=Message.State.SENT).count()


def drain_here() -> float:
    """Deliver everything in this process; return messages a second."""
    from django.utils import timezone  # noqa: PLC0415

    from pastoral.outbox import delivery, tasks  # noqa: PLC0415

    ids = delivery.due_at_once(timezone.now(), tasks.AT_MOST)
    began = time.perf_counter()
    sent = sum(delivery.deliver(ids[n : n + tasks.CHUNK]) for n in range(0, len(ids), tasks.CHUNK))
    return sent / (time.perf_counter() - began)


def drain_by_worker(pool: str, concurrency: int) -> float:
    """Hand everything to a Celery worker; return messages a second from its first to its last."""
    import redis  # noqa: PLC0415

    from pastoral.outbox import tasks  # noqa: PLC0415

    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    tasks.sweep()
    with worker(pool, concurrency):
        return _watched()


@contextmanager
def worker(pool: str, concurrency: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Celery worker of ours, and end it."""
    command = [
        sys.executable, "-m", "celery", "-A", "pastoral", "worker", "--pool", pool,
        "--concurrency", str(concurrency), "--loglevel", "ERROR",
        "--without-gossip", "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, env={**os.environ, "C_FORCE_ROOT": "1"}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def sink(kind: str, port: int, wait_ms: int = 0) -> Iterator[None]:
    """Run the sink of mails or of texts, and end it."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            f"tests.bench.sinks.{kind}",
            "--port",
            str(port),
            "--wait-ms",
            str(wait_ms),
        ]
    )
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait()


def _watched() -> float:
    end = time.monotonic() + LONGEST
    while (first := left()) and first == left() and time.monotonic() < end:
        time.sleep(0.002)
    first, began = left(), time.perf_counter()
    while left() and time.monotonic() < end:
        time.sleep(0.02)
    return (first - left()) / (time.perf_counter() - began)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("The sink did not start.")


def main() -> None:
    """Measure each way some rounds, and print the median of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--wait-ms", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--texts", action="store_true")
    asked = parser.parse_args()
    django.setup()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # Our processes end with us.
    ways = {
        "here": drain_here,
        "worker prefork 2": lambda: drain_by_worker("prefork", 2),
        "worker threads 1": lambda: drain_by_worker("threads", 1),
        "worker threads 4": lambda: drain_by_worker("threads", 4),
    }
    port = urlsplit(settings.NOTIFY_URL).port if asked.texts else settings.EMAIL_PORT
    with sink("texts" if asked.texts else "smtp", int(port or 0), asked.wait_ms):
        for name, way in ways.items():
            if asked.only not in name:
                continue
            rates = []
            for _ in range(asked.rounds):
                prepare(asked.messages, by_text=asked.texts)
                rates.append(way())
            print(json.dumps({
                "way": name, "messages": asked.messages, "per_second": round(median(rates)),
                "least": round(min(rates)), "most": round(max(rates)),
            }))  # fmt: skip


if __name__ == "__main__":
    main()
