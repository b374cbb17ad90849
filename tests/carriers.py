"""GOV.UK Notify and Twilio on loopback: they keep what they are given, and can be told to misbehave.

def test_it_leaves(carriers: TextSink) -> None:
    …
    assert carriers.to("+447700900001")[0].text == "Hi Samira."
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

LONGEST_STALL = 30  # Seconds; a test that forgets to let go still ends.
NOTIFY_SERVICE = "11111111-2222-4333-8444-555555555555"
NOTIFY_SECRET = "66666666-7777-4888-9999-aaaaaaaaaaaa"
NOTIFY_KEY = f"alongside-{NOTIFY_SERVICE}-{NOTIFY_SECRET}"


@dataclass(frozen=True)
class Asked:
    """One text as a carrier was asked to send it."""

    provider: str
    path: str
    headers: Mapping[str, str]
    said: Mapping[str, Any]

    @property
    def to(self) -> str:
        return str(self.said.get("phone_number") or self.said.get("To"))

    @property
    def text(self) -> str:
        if self.provider == "notify":
            return str(self.said["personalisation"]["text"])
        return str(self.said["Body"])

    @property
    def reference(self) -> str:
        """The id of our message."""
        if self.provider == "notify":
            return str(self.said["reference"])
        return parse_qs(urlsplit(str(self.said.get("StatusCallback"))).query)["message"][0]


@dataclass(frozen=True)
class Answer:
    """What a carrier says."""

    status: int
    said: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def notify_says(status: int, error: str, message: str, **headers: str) -> Answer:
    """An answer of Notify's that is not a yes."""
    said = {"status_code": status, "errors": [{"error": error, "message": message}]}
    return Answer(status, said, {name.replace("_", "-"): it for name, it in headers.items()})


def twilio_says(status: int, code: int, message: str) -> Answer:
    """An answer of Twilio's that is not a yes."""
    return Answer(status, {"status": status, "code": code, "message": message})


class TextSink:
    """The two carriers, on one port."""

    def __init__(self, port: int = 0) -> None:
        self.asked: list[Asked] = []
        self.taken: list[Asked] = []
        self.connections = 0
        # What to answer, or None to take it; whether to hang up or fall silent before that.
        self.answers: Callable[[Asked], Answer | None] = lambda _asked: None
        self.hangs_up_before: Callable[[Asked], bool] = lambda _asked: False
        self.hangs_up_after: Callable[[Asked], bool] = lambda _asked: False
        self.stalls_after: Callable[[Asked], bool] = lambda _asked: False
        self.wait = 0.0  # Seconds each answer takes.
        self.stalled = threading.Event()
        self.go_on = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.sink = self
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def stop(self) -> None:
        """Be away; whoever waits for an answer is let go."""
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def to(self, number: str) -> list[Asked]:
        """Return what was taken for this number."""
        return [asked for asked in list(self.taken) if asked.to == number]

    @property
    def counted(self) -> Counter[str]:
        """How often each of our messages was taken."""
        return Counter(asked.reference for asked in list(self.taken))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    sink: TextSink

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Be silent: whoever hung up has gone."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # One packet an answer.
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.sink.connections += 1

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        sink, asked = self.server.sink, self._asked()
        sink.asked.append(asked)
        if sink.hangs_up_before(asked):
            return self._hang_up()
        if sink.wait:
            time.sleep(sink.wait)
        if answer := sink.answers(asked):
            return self._say(answer)
        sink.taken.append(asked)
        if sink.hangs_up_after(asked):
            return self._hang_up()
        if sink.stalls_after(asked):
            sink.stalled.set()
            sink.go_on.wait(LONGEST_STALL)
        name = "id" if asked.provider == "notify" else "sid"
        return self._say(Answer(201, {name: f"{asked.provider}-{uuid4()}"}))

    def _asked(self) -> Asked:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        headers = {name.lower(): it for name, it in self.headers.items()}
        if self.path.startswith("/v2/"):
            return Asked("notify", self.path, headers, json.loads(body))
        said = {name: values[0] for name, values in parse_qs(body).items()}
        return Asked("twilio", self.path, headers, said)

    def _say(self, answer: Answer) -> None:
        body = json.dumps(answer.said).encode()
        self.send_response(answer.status)
        for name, value in {"content-length": f"{len(body)}", **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True


@pytest.fixture
def carriers(settings: Any) -> Iterator[TextSink]:
    """Return the carriers of texts that Django's settings lead to."""
    sink = TextSink()
    sink.start()
    settings.NOTIFY_URL = settings.TWILIO_URL = sink.url
    settings.SITE_URL = "https://alongside.example.org"
    settings.CARRIER_ANSWER_SECONDS = 1
    yield sink
    sink.stop()
