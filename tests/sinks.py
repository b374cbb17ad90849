"""A real mail server on loopback that keeps what it is given, and can be told to misbehave.

def test_it_arrives(mail: MailSink) -> None:
    …
    assert mail.to("samira@example.org")[0].text == "Hi Samira."
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LONGEST_STALL = 30  # Seconds; a test that forgets to let go still ends.


@dataclass(frozen=True)
class Mail:
    """One e-mail as it arrived."""

    sender: str
    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert isinstance(part, EmailMessage), f"This e-mail has no {kind} part."
        return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")


class MailSink:
    """The server. `start`, `stop` and `start` again keep the same port."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.connections = 0
        self.offers_pipelining = True
        # What to answer at RCPT and after the letter: a reply, or None to take it.
        self.at_recipient: Callable[[str], str | None] = lambda _to: None
        self.at_letter: Callable[[Mail], str | None] = lambda _mail: None
        # Whether to fall silent, or to hang up, on this one.
        self.stalls_at_recipient: Callable[[str], bool] = lambda _to: False
        self.stalls_after: Callable[[Mail], bool] = lambda _mail: False
        self.hangs_up_at_recipient: Callable[[str], bool] = lambda _to: False
        self.hangs_up_after: Callable[[Mail], bool] = lambda _mail: False
        self.stalled = threading.Event()
        self.go_on = threading.Event()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Be away; whoever waits for an answer is let go."""
        self.go_on.set()
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[Mail]:
        """Return what came for this address."""
        return [mail for mail in list(self.mails) if mail.to == address]

    def wait_for(self, count: int, seconds: float = 20) -> list[Mail]:
        """Return the mails once there are so many; fail if they do not come."""
        end = time.monotonic() + seconds
        while len(self.mails) < count:
            assert time.monotonic() < end, f"{len(self.mails)} of {count} mails came."
            time.sleep(0.01)
        return list(self.mails)

    # What aiosmtpd calls.

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, session: Session, _envelope: Envelope, host: str, replies: list[str]
    ) -> list[str]:
        session.host_name = host
        self.connections += 1
        if self.offers_pipelining:
            replies.insert(-1, "250-PIPELINING")
        return replies

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, to: str, _options: list[Any]
    ) -> str:
        if self.hangs_up_at_recipient(to):
            return self._hung_up(server)
        if self.stalls_at_recipient(to):
            await self._stall()
        if reply := self.at_recipient(to):
            return reply
        envelope.rcpt_tos.append(to)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        mail = Mail(str(envelope.mail_from), ", ".join(envelope.rcpt_tos), message)
        if reply := self.at_letter(mail):
            return reply
        self.mails.append(mail)
        if self.hangs_up_after(mail):
            return self._hung_up(server)
        if self.stalls_after(mail):
            await self._stall()
        return "250 taken"

    async def _stall(self) -> None:
        self.stalled.set()
        await asyncio.to_thread(self.go_on.wait, LONGEST_STALL)

    def _hung_up(self, server: SMTP) -> str:
        transport = server.transport
        assert isinstance(transport, asyncio.Transport)
        transport.abort()
        return "421 goodbye"


@pytest.fixture
def mail(settings: Any) -> Iterator[MailSink]:
    """Return a mail server that Django's settings lead to."""
    sink = MailSink()
    sink.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield sink
    sink.stop()
