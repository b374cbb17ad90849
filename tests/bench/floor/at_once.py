"""The floor of many at once: bare lines, each a thread with a kept connection, and no database.

python -m tests.bench.floor.at_once mails 2525 16 1000

What a machine that others keep busy can do of the ideal is seen beside what ours did of it.
"""

import json
import smtplib
import sys
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

import requests

from tests.carriers import NOTIFY_SERVICE

LETTER = f"Subject: A cuppa?\r\n\r\n{'Come for a cuppa. ' * 200}"
Send = Callable[[int], None]


def mails(port: int) -> Send:
    """Return a way to send a mail over a connection of its own, step by step."""
    line = smtplib.SMTP("127.0.0.1", port)
    line.ehlo()

    def send(n: int) -> None:
        line.sendmail("noreply@example.org", [f"parent-{n}@example.org"], LETTER)

    return send


def texts(port: int) -> Send:
    """Return a way to post a text over a connection of its own."""
    session, url = requests.Session(), f"http://127.0.0.1:{port}/v2/notifications/sms"
    session.trust_env = False

    def send(n: int) -> None:
        said = {"phone_number": f"+4477009{n:05}", "reference": NOTIFY_SERVICE}
        assert session.post(url, json=said, timeout=20).json()["id"]

    return send


def main() -> None:
    """Send so many over so many lines, and print how many a second."""
    opened = {"mails": mails, "texts": texts}[sys.argv[1]]
    port, lines, count = map(int, sys.argv[2:5])
    numbers: SimpleQueue[int] = SimpleQueue()
    for n in range(count):
        numbers.put(n)
    ways = [opened(port) for _ in range(lines)]
    threads = [threading.Thread(target=_drain, args=(numbers, way)) for way in ways]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"per_second": count / (time.perf_counter() - began)}))


def _drain(numbers: "SimpleQueue[int]", send: Send) -> None:
    while True:
        try:
            n = numbers.get_nowait()
        except Empty:
            return
        send(n)


if __name__ == "__main__":
    main()
