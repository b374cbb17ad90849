"""E-mail over one kept SMTP connection, knowing at each step what has been handed over."""

import re
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils.encoding import punycode

from pastoral.accounts.models import Setting
from pastoral.outbox.channels import (
    Letter,
    Line,
    Never,
    NoSuchAddress,
    NotNow,
    OutOfReach,
    Unsure,
    Wrong,
)
from pastoral.outbox.channels.mime import CALENDAR, Frame, stopping

OK, GO_ON, CLOSING = 250, 354, 421
FOR_GOOD = range(500, 600)
OUR_FAULT = (500, 502, 503, 504, 530, 535)  # About our own configuration, not the address.
# What says that there is no such box: these at the recipient where the server says no more,
# or RFC 3463's word for it. Full boxes, spam and policy may be over tomorrow.
NO_SUCH_BOX = (550, 551, 553)
SAYS_MORE = re.compile(r"5\.\d{1,3}\.\d{1,3}\b")
NO_SUCH_BOX_IN_FULL = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)\b")
AT_RECIPIENT = 1
UNSAFE = frozenset(" \t\r\n<>")

Reply = tuple[int, bytes]


def open_line(settings: Mapping[UUID, Setting]) -> Line:
    """Return an open way to the mail server for letters of these settings.

    Raises OutOfReach where there is none to be had.
    """
    backend = get_connection()
    if not isinstance(backend, EmailBackend):
        return BackendLine(backend, settings)
    line = SmtpLine(backend, settings)
    line.open()
    return line


class Frames:
    """The frames of the settings' letters, each drawn when it is first needed."""

    def __init__(self, settings: Mapping[UUID, Setting]) -> None:
        self.settings = settings
        self.drawn: dict[tuple[UUID, str], Frame] = {}

    def of(self, letter: Letter) -> Frame:
        """Return the frame of this letter's setting in its language."""
        key = letter.setting_id, letter.language
        if key not in self.drawn:
            setting = self.settings[letter.setting_id]
            self.drawn[key] = Frame(
                place=setting.place, reply_to=setting.reply_email, language=letter.language
            )
        return self.drawn[key]


class SmtpLine:
    """One SMTP connection, opened by Django's settings and kept for many letters."""

    def __init__(self, backend: EmailBackend, settings: Mapping[UUID, Setting]) -> None:
        self.backend = backend
        self.frames = Frames(settings)

    def open(self) -> None:
        """Open the connection and sign in; raise OutOfReach where that fails."""
        try:
            self.backend.open()
            self.smtp.ehlo_or_helo_if_needed()
        except OSError as wrong:  # smtplib's own errors are OSErrors too.
            self.close()
            raise OutOfReach(f"The mail server can’t be reached ({_short(wrong)}).") from wrong
        self.is_pipelining = self.smtp.has_extn("pipelining")

    @property
    def smtp(self) -> smtplib.SMTP:
        """The connection itself."""
        if self.backend.connection is None:
            raise smtplib.SMTPServerDisconnected("There is no connection.")
        return self.backend.connection

    def hand_over(self, letter: Letter) -> str:
        """Hand one e-mail over; a connection lost before that is opened again, once."""
        frame = self.frames.of(letter)
        try:
            to = _address(letter.to)
        except UnicodeError as wrong:
            raise NoSuchAddress(
                f"“{letter.to}” is not an address e-mail can be sent to."
            ) from wrong
        try:
            data = frame.write(letter)
        except UnicodeError as wrong:
            raise Never("This can’t be written as an e-mail.") from wrong
        if self.backend.connection is None:
            self.open()
        try:
            self._ask(frame.address, to)
        except (smtplib.SMTPServerDisconnected, OSError):
            # Servers close a connection after a number of letters, or when it was idle.
            self._drop()
            self.open()
            try:
                self._ask(frame.address, to)
            except OSError as wrong:
                self._drop()
                raise OutOfReach(f"The mail server broke off ({_short(wrong)}).") from wrong
        return self._hand(data)

    def close(self) -> None:
        """Say goodbye to the server."""
        if self.backend.connection is not None:
            self.backend.close()

    def _ask(self, sender: str, to: str) -> None:
        """Ask the server to take a letter for this address; return when it says go on."""
        commands = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA")
        if self.is_pipelining:
            self.smtp.send("\r\n".join((*commands, "")))
            replies = [self.smtp.getreply() for _ in commands]
        else:
            replies = list(self._one_by_one(commands))
        step = next((n for n, reply in enumerate(replies) if not _is_well(reply)), None)
        if step is None:
            return
        if replies[-1][0] == GO_ON:
            self.smtp.send(".\r\n")  # It waits for a letter to nobody: end that first.
            self.smtp.getreply()
        self._make_ready()
        if replies[step][0] == CLOSING:
            raise smtplib.SMTPServerDisconnected(_words(replies[step]))
        if step == 0:
            raise OutOfReach(_no(replies[step]))
        raise _refusal(replies[step], is_about_them=step == AT_RECIPIENT)

    def _one_by_one(self, commands: Sequence[str]) -> Iterator[Reply]:
        for command in commands:
            reply = self.smtp.docmd(command)
            yield reply
            if not _is_well(reply):
                return

    def _hand(self, data: bytes) -> str:
        """Send the letter itself; from its last line on, only the server knows."""
        try:
            self.smtp.send(data + b".\r\n")
        except OSError as wrong:
            self._drop()
            raise NotNow(f"The mail server broke off ({_short(wrong)}).") from wrong
        try:
            reply = self.smtp.getreply()
        except OSError as wrong:
            self._drop()
            raise Unsure(
                "The mail server broke off before it said whether it took this."
            ) from wrong
        if reply[0] != OK:
            self._make_ready()
            raise _refusal(reply)
        return _words(reply)[:120]

    def _make_ready(self) -> None:
        """Begin anew after a no; a connection that is closing is let go."""
        try:
            self.smtp.rset()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        """Forget a connection that is no more."""
        connection, self.backend.connection = self.backend.connection, None
        if connection is not None:
            connection.close()


class BackendLine:
    """Any other mail backend of Django's: it takes whole messages and says little."""

    def __init__(self, backend: BaseEmailBackend, settings: Mapping[UUID, Setting]) -> None:
        self.backend = backend
        self.frames = Frames(settings)

    def hand_over(self, letter: Letter) -> str:
        """Hand one e-mail to the backend."""
        setting = self.frames.settings[letter.setting_id]
        frame = self.frames.of(letter)
        message = EmailMultiAlternatives(
            letter.subject,
            letter.body,
            f"{setting.place} <{frame.address}>",
            [letter.to],
            connection=self.backend,
            reply_to=[setting.reply_email] if setting.reply_email else None,
            headers={
                "Message-ID": f"<{letter.id}@{frame.domain}>",
                "Auto-Submitted": "auto-generated",
                **stopping(letter),
            },
        )
        message.attach_alternative(frame.html_of(letter.body, letter.link), "text/html")
        if letter.calendar:
            message.attach(CALENDAR, letter.calendar, "text/calendar")
        try:
            message.send()
        except OSError as wrong:
            raise Unsure(
                f"The mail backend did not say whether it took this ({_short(wrong)})."
            ) from wrong
        return ""

    def close(self) -> None:
        """Let the backend go."""
        self.backend.close()


def _address(to: str) -> str:
    name, _, domain = to.rpartition("@")
    if not name or not domain or UNSAFE & set(to):
        raise UnicodeError(to)
    address = f"{name}@{punycode(domain)}"
    address.encode("ascii")
    return address


def _refusal(reply: Reply, *, is_about_them: bool = False) -> Wrong:
    if reply[0] not in FOR_GOOD or reply[0] in OUR_FAULT:
        return NotNow(_no(reply))
    if SAYS_MORE.match(_words(reply)):
        is_dead = bool(NO_SUCH_BOX_IN_FULL.match(_words(reply)))
    else:
        is_dead = is_about_them and reply[0] in NO_SUCH_BOX
    return (NoSuchAddress if is_dead else Never)(_no(reply))


def _no(reply: Reply) -> str:
    return f"The mail server said no: {reply[0]} {_words(reply)}"


def _is_well(reply: Reply) -> bool:
    return reply[0] in (OK, 251, GO_ON)


def _words(reply: Reply) -> str:
    return " ".join(reply[1].decode("utf-8", "replace").split())


def _short(wrong: OSError) -> str:
    return str(wrong)[:80] or type(wrong).__name__
