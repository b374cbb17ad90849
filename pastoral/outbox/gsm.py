"""Texts in the plain characters of mobile phones, and how many parts they take (rule 33)."""

import re
import unicodedata

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "^{}\\[~]|€"  # Each of these takes the room of two.
ONE_PART, PART_OF_MANY = 160, 153
ONE_WIDE_PART, WIDE_PART_OF_MANY = 70, 67

_OTHER = re.compile(f"[^{re.escape(BASIC + EXTENDED)}]")
_TWICE = re.compile(f"[{re.escape(EXTENDED)}]")
# What a keyboard or a word processor makes prettier than a phone needs it.
_PLAINER = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022", "-")
    | dict.fromkeys("\t\u00a0\u2007\u2009\u202f", " ")
    | dict.fromkeys("\u00ad\u200b\ufeff", "")
    | {"\u2026": "..."}
)
# Letters that do not come apart into a plain letter and its accent.
_NEAREST = str.maketrans({
    "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th",
    "Ħ": "H", "ħ": "h", "ı": "i", "Œ": "OE", "œ": "oe", "Ŧ": "T", "ŧ": "t", "ẞ": "ss",
    "Ŋ": "N", "ŋ": "n", "Ə": "A", "ə": "a",
})  # fmt: skip


def plain(text: str, most_parts: int) -> str:
    """Return the text in plain characters, with people's names as they write them.

    Quotes, dashes and spaces become plain ones. Letters that phones do not have (Zoë,
    Łukasz) stay, and the text is counted in the smaller parts they cost; only where it
    would then take more parts than allowed do they become their nearest letters, since a
    message without its accent is better than none.
    """
    if text.isascii():
        return text.replace("`", "'") if "`" in text else text
    text = unicodedata.normalize("NFC", text.translate(_PLAINER))
    if parts(text) <= most_parts:
        return text
    return _OTHER.sub(_nearest, text)


def parts(text: str) -> int:
    """Return how many parts the text is sent in: 160 or 153 characters, or 70 or 67."""
    if _OTHER.search(text):
        size = len(text.encode("utf-16-le")) // 2
        one, many = ONE_WIDE_PART, WIDE_PART_OF_MANY
    else:
        size = len(text) + len(_TWICE.findall(text))
        one, many = ONE_PART, PART_OF_MANY
    return 1 if size <= one else -(-size // many)


def longer(text: str) -> list[str]:
    """Return the letters that are in no phone's own alphabet: one of them makes parts of 70."""
    text = unicodedata.normalize("NFC", text.translate(_PLAINER))
    return list(dict.fromkeys(_OTHER.findall(text)))


def _nearest(found: re.Match[str]) -> str:
    letter = found[0].translate(_NEAREST)
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return letter if _OTHER.search(bare) else bare
