"""An e-mail written out as it travels: plain text always, HTML beside it.

Written by hand rather than by Python's email package: for thousands of invitations of one
known shape that took longer than sending them did.
"""

import binascii
import re
from collections.abc import Sequence
from email.header import Header
from email.utils import formatdate, parseaddr

from django.conf import settings
from django.core.mail.message import sanitize_address
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from pastoral.outbox.channels import Letter

LONGEST_LINE = 900  # SMTP takes 998; a server on the way may add to it.
SLOT = "\N{OBJECT REPLACEMENT CHARACTER}"  # Where the words go into a frame drawn once.
DOT = re.compile(rb"(?m)^\.")
CALENDAR = "cuppa.ics"
FILE = b'; method=PUBLISH; name="%b"\nContent-Disposition: attachment; filename="%b"' % (
    (CALENDAR.encode(),) * 2
)


class Frame:
    """What surrounds every e-mail of one setting in one language, drawn once for many."""

    def __init__(self, *, place: str, reply_to: str, language: str) -> None:
        name, self.address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        self.domain = self.address.rpartition("@")[2]
        self.head = [
            f"From: {sanitize_address((place or name, self.address), 'utf-8')}",
            *([f"Reply-To: {reply_to}"] if reply_to else []),
            "Auto-Submitted: auto-generated",
            f"Content-Language: {language}",
            "MIME-Version: 1.0",
        ]
        with translation.override(language):
            asked = {
                "place": place,
                "language": language,
                "direction": "rtl"
                if language.split("-", maxsplit=1)[0] in settings.LANGUAGES_BIDI
                else "ltr",
                "slot": SLOT,
            }
            self.before, self.after = render_to_string("outbox/email.html", asked).split(SLOT)
            self.button = render_to_string("outbox/_email_link.html", asked).strip().split(SLOT)

    def html_of(self, body: str, link: str) -> str:
        """Return the HTML of a plain body: a paragraph each, and the link as a button."""
        escaped_link = escape(link)
        button = escaped_link.join(self.button)
        made = []
        for paragraph in body.split("\n\n"):
            if link and paragraph.strip() == link:
                made.append(button)
                continue
            words = escape(paragraph).replace("\n", "<br>\n")
            if link and escaped_link in words:
                words = words.replace(escaped_link, f'<a href="{escaped_link}">{escaped_link}</a>')
            made.append(f"<p>{words}</p>")
        return self.before + "\n".join(made) + self.after

    def write(self, letter: Letter) -> bytes:
        """Return the whole e-mail with CRLF line ends and its dots doubled, ready for DATA."""
        border = f"=_{letter.id.hex}"
        head = [
            f"Subject: {_header(letter.subject, 'Subject')}",
            f"To: {letter.to}",
            f"Date: {formatdate()}",
            f"Message-ID: <{letter.id}@{self.domain}>",
            *self.head,
            *(f"{name}: {said}" for name, said in stopping(letter).items()),
        ]
        words = [_part("plain", letter.body), _part("html", self.html_of(letter.body, letter.link))]
        parts = _bordered("alternative", border, words)
        if letter.calendar:
            parts = _bordered(
                "mixed", f"{border}=", [b"\n".join(parts), _part("calendar", letter.calendar, FILE)]
            )
        whole = b"\n".join(["\n".join(head).encode("ascii"), *parts, b""])
        return DOT.sub(b"..", whole).replace(b"\n", b"\r\n")


def stopping(letter: Letter) -> dict[str, str]:
    """Return the headers by which a mail program stops these with one click (RFC 8058)."""
    if not letter.stop:
        return {}
    return {
        "List-Unsubscribe": f"<{letter.stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _bordered(kind: str, border: str, parts: Sequence[bytes]) -> list[bytes]:
    """Return the parts as one, each behind its border, with the header that says so."""
    lines = [f'Content-Type: multipart/{kind}; boundary="{border}"'.encode(), b""]
    for part in parts:
        lines += [f"--{border}".encode(), part]
    return [*lines, f"--{border}--".encode()]


def _part(kind: str, words: str, more: bytes = b"") -> bytes:
    words = words.replace("\r\n", "\n")
    as_it_is = words.isascii() and _longest(words.split("\n")) <= LONGEST_LINE
    encoding = b"7bit" if as_it_is else b"quoted-printable"
    data = words.encode()
    return b"\n".join(
        [
            b'Content-Type: text/%b; charset="utf-8"%b' % (kind.encode(), more),
            b"Content-Transfer-Encoding: %b" % encoding,
            b"",
            data if as_it_is else binascii.b2a_qp(data, istext=True),
        ]
    )


def _header(words: str, name: str) -> str:
    """Return a header's words on one line of their own, encoded where they need it."""
    words = " ".join(words.split())
    if words.isascii():
        return words
    return Header(words, "utf-8", header_name=name).encode()


def _longest(lines: Sequence[str]) -> int:
    return max(map(len, lines))
