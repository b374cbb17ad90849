"""The floor's dispatch: chunks of 100 e-mails over one connection, a state for each.

celery -A tests.bench.floor.mail worker …          run by itself:
python -m tests.bench.floor.mail 2000              prints JSON
"""

import json
import os
import signal
import subprocess
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.floor.settings"
django.setup()

import redis  # noqa: E402 - Django must be set up before
from celery import Celery  # noqa: E402
from django.core.mail import EmailMultiAlternatives, get_connection  # noqa: E402
from django.db import connection  # noqa: E402
from django.template import Context, Engine  # noqa: E402

BROKER = os.environ["FLOOR_REDIS_URL"]
CHUNK, LONGEST = 100, 180
TEXT = """Dear {{ name }},

we would be glad to see you at {{ event }} on {{ date }} in {{ place }}. Your personal link is

  https://school.example.org/i/{{ token }}

With kind regards,
{{ staff }}
"""
HTML = """<!doctype html><html><body><p>Dear {{ name }},</p><p>we would be glad to see you at
<b>{{ event }}</b> on {{ date }} in {{ place }}.</p><p><a
href="https://school.example.org/i/{{ token }}">Answer the invitation</a></p><p>With kind
regards,<br>{{ staff }}</p></body></html>"""
PLAIN, PRETTY = Engine(autoescape=False).from_string(TEXT), Engine().from_string(HTML)
WORKER = (
    "-m", "celery", "-A", "tests.bench.floor.mail", "worker", "-P", "prefork", "-c", "2", "-l", "ERROR",
    "--without-gossip", "--without-mingle", "--without-heartbeat",
)  # fmt: skip

app = Celery("floor", broker=BROKER)
app.conf.update(
    task_ignore_result=True,
    task_default_queue="floor",
    broker_connection_retry_on_startup=True,
)


@app.task(name="send_chunk")
def send_chunk(ids: list[int]) -> None:
    """Claim, send and mark each message: two commits a message."""
    mail = get_connection("django.core.mail.backends.smtp.EmailBackend")
    mail.open()
    with connection.cursor() as cursor:
        for pk in ids:
            cursor.execute(
                "UPDATE floor_outbox SET state = 'sending' WHERE id = %s AND state = 'queued' RETURNING id",
                [pk],
            )
            if cursor.fetchone():
                _letter(pk, mail).send()
                cursor.execute(
                    "UPDATE floor_outbox SET state = 'sent', sent_at = now() WHERE id = %s", [pk]
                )
    mail.close()


def _letter(pk: int, mail: object) -> EmailMultiAlternatives:
    words = Context({
        "name": f"Parent {pk}", "event": "the family evening", "date": "Thursday 12 March, 18:30",
        "place": "the main hall", "token": f"{pk:032x}", "staff": "The pastoral team",
    })  # fmt: skip
    letter = EmailMultiAlternatives(
        "Family evening", PLAIN.render(words), "noreply@example.org", [f"p{pk}@example.org"],
        connection=mail, headers={"List-Unsubscribe": f"<https://school.example.org/u/{pk}>"},
    )  # fmt: skip
    letter.attach_alternative(PRETTY.render(words), "text/html")
    return letter


def drain(count: int) -> float:
    """Queue so many, start a worker, and return e-mails a second from its first to its last."""
    redis.Redis.from_url(BROKER).delete("floor")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE floor_outbox RESTART IDENTITY")
        cursor.execute(
            "INSERT INTO floor_outbox (state) SELECT 'queued' FROM generate_series(1, %s)", [count]
        )
    for first in range(1, count + 1, CHUNK):
        send_chunk.delay(list(range(first, min(first + CHUNK, count + 1))))
    worker = subprocess.Popen(
        [sys.executable, *WORKER], env={**os.environ, "C_FORCE_ROOT": "1"}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return _watched()
    finally:
        worker.terminate()
        try:
            worker.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def _left() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM floor_outbox WHERE state <> 'sent'")
        return int(cursor.fetchone()[0])


def _watched() -> float:
    end = time.monotonic() + LONGEST
    whole = _left()
    while _left() == whole and time.monotonic() < end:
        time.sleep(0.002)
    first, began = _left(), time.perf_counter()
    while _left() and time.monotonic() < end:
        time.sleep(0.02)
    return (first - _left()) / (time.perf_counter() - began)


if __name__ == "__main__":
    print(json.dumps({"per_second": drain(int(sys.argv[1]))}))
