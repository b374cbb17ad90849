"""The bytes of a file turned into text, or a sentence saying why they cannot be."""

import re
import unicodedata
from dataclasses import dataclass

_NOT_TEXT = (
    (b"PK\x03\x04", "This is an Excel workbook or a zip file"),
    (b"PK\x05\x06", "This is an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "This is an older Excel workbook (.xls)"),
    (b"%PDF", "This is a PDF"),
    (b"\x1f\x8b", "This is a compressed (.gz) file"),
    (b"{\\rtf", "This is a word-processor document"),
    (b"\x89PNG", "This is a picture"),
    (b"\xff\xd8\xff", "This is a picture"),
)
_SAVE_AS = (
    "Open it in your spreadsheet, choose Save As and pick “CSV UTF-8”, then bring that file here."
)
_WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
_LOST_LETTER = re.compile(r"\ufffd|\?[^\W\d_]{2}|[^\W\d_]\?[^\W\d_]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class UnreadableFile(ValueError):
    """The file cannot be read at all; the message is a full sentence for the screen."""


@dataclass(frozen=True)
class Decoded:
    """The text of a file, how its letters were stored, and whether some were lost."""

    text: str
    encoding: str
    letters_lost: bool


def decode(content: bytes) -> Decoded:
    """Text from UTF-8 or UTF-16 with their marks, plain UTF-8, or Windows cp1252.

    `encoding` is "utf-8", "utf-8-sig", "utf-16" or "cp1252". Raises UnreadableFile.
    """
    if not content.strip():
        raise UnreadableFile("This file is empty. Please export it again.")
    for start, what in _NOT_TEXT:
        if content.startswith(start):
            raise UnreadableFile(f"{what}, not a CSV file. {_SAVE_AS}")
    text, encoding = _as_text(content)
    _refuse_what_is_no_table(text)
    text = unicodedata.normalize("NFC", text)
    return Decoded(text, encoding, bool(_LOST_LETTER.search(text)))


def _as_text(content: bytes) -> tuple[str, str]:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), "utf-16"
        if content.startswith(b"\xef\xbb\xbf"):
            return content.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        raise UnreadableFile(
            "This file says it is Unicode text but breaks off or is damaged. "
            "Please export it again."
        ) from None
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "cp1252"


def _refuse_what_is_no_table(text: str) -> None:
    if not text.strip("\ufeff \t\r\n"):
        raise UnreadableFile("This file is empty. Please export it again.")
    if "\x00" in text:
        raise UnreadableFile(
            f"This file has null bytes in it, so it is not a plain CSV. {_SAVE_AS}"
        )
    if _WEB_PAGE.match(text):
        raise UnreadableFile(
            "This is a web page, not a CSV file. You may have been signed out of "
            "your information system while it was downloading: please try again."
        )
    if len(_CONTROL.findall(text[:4096])) > 8:
        raise UnreadableFile(f"This does not look like text. {_SAVE_AS}")
