"""Letters as sheets of paper: their words, and the personal link as a square to scan."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from pastoral import languages
from pastoral.outbox import words
from pastoral.refusals import Refusal
from pastoral.replies.by_hand import ByHand
from pastoral.ui.paper import square_of

STYLE = "css/letter.css"
NO_PDF = "This machine can’t make PDFs. Please print the page itself."


@dataclass(frozen=True)
class Sheet:
    """One letter, as it lies on the table."""

    language: str
    direction: str
    place: str
    phone: str
    before: list[str]
    after: list[str]
    square: SafeString | None
    link: str


def sheet_of(row: ByHand, place: str, phone: str) -> Sheet:
    """Return a letter with its link written in as it leaves, as text and as a square to scan."""
    message = row.message
    link = ""
    if message.about_id and message.link_version is not None and words.LINK_HERE in message.body:
        link = words.link_of(
            message.about_id, message.link_version, message.link_digest,
            about_kind=message.about_kind,
        )  # fmt: skip
    before, _, after = message.body.partition(words.LINK_HERE)
    pack = languages.pack_of(message.language)
    return Sheet(
        language=message.language,
        direction="rtl" if pack and pack.is_right_to_left else "ltr",
        place=place,
        phone=phone,
        before=_paragraphs(before),
        after=_paragraphs(after),
        square=square_of(link) if link else None,
        link=link.partition("://")[2],
    )


def pdf_of(sheets: Sequence[Sheet]) -> bytes:
    """Return the letters as one PDF, a page each; Refusal where this machine can't make one."""
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - needs Pango, which not every machine has
    except (ImportError, OSError) as missing:
        raise Refusal(NO_PDF) from missing
    page = render_to_string("replies/letters_pdf.html", {"sheets": sheets})
    style = finders.find(STYLE)
    made = HTML(string=page, url_fetcher=_fetch_nothing).write_pdf(
        stylesheets=[CSS(filename=style, url_fetcher=_fetch_nothing)]
    )
    return bytes(made or b"")


def _fetch_nothing(url: str, *_args: object, **_more: object) -> dict[str, object]:
    """Let a letter reach for nothing outside itself."""
    raise ValueError(f"A letter holds all it needs, and not {url}.")


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]
