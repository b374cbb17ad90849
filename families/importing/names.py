"""Comparing names and addresses the way a person would.

Case, accents and punctuation do not make a different person, and a `?` that an older
file format left in place of a letter may stand for any one letter.
"""

import re
import unicodedata

_STROKES = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
    }
)
_LOST = "\N{REPLACEMENT CHARACTER}"
_LOST_LETTER = re.compile(rf"{_LOST}|\?\w|\w\?")
_SHORTER = {
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "cl": "close",
    "ln": "lane",
    "dr": "drive",
    "cres": "crescent",
    "ct": "court",
    "gdns": "gardens",
    "pl": "place",
    "sq": "square",
    "terr": "terrace",
    "apt": "flat",
    "apartment": "flat",
}


def name_key(*names: str) -> str:
    """One string for the same name however typed: 'O’Brien', 'OBRIEN' → 'obrien'.

    A `?` for a lost letter stays in the key; `has_lost_letters` says so, and
    `same_name` is then the comparison to use.
    """
    plain = _plain(" ".join(names))
    return "".join(mark for mark in plain if mark.isalnum() or mark == "?")


def same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's: equal keys, or equal but for lost letters."""
    if name_key(one) == name_key(other):
        return bool(name_key(one)) or one == other != ""
    if not (has_lost_letters(one) or has_lost_letters(other)):
        return False
    left, right = _spaced(one), _spaced(other)
    return len(left) == len(right) and all(
        a == b or "?" in {a, b} for a, b in zip(left, right, strict=True)
    )


def has_lost_letters(name: str) -> bool:
    """Whether a letter of this name was lost to `?` when its file was made."""
    return bool(_LOST_LETTER.search(name))


def tidy_name(written: str) -> str:
    """The name for reading: LEANNE → Leanne, O’BRIEN → O’Brien; mixed case is left."""
    letters = [mark for mark in written if mark.isalpha()]
    if len(letters) < 3 or not written.isupper():
        return written
    return re.sub(r"[^\W_]+(?:\?[^\W_]+)*", lambda found: _capital(found[0]), written.lower())


def address_key(lines: tuple[str, ...], postcode: str) -> str:
    """One string for the same home however typed, or "" where no address is given.

    All lines count, not only the house number: two flats must never become one home.
    """
    words = re.findall(r"\w+", _plain(" ".join(lines)))
    street = " ".join(_SHORTER.get(word, word) for word in words)
    street = re.sub(r"\bst$", "street", street)
    where = name_key(postcode)
    return f"{street}|{where}" if street else ""


def _capital(word: str) -> str:
    if word.startswith("mc") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def _plain(text: str) -> str:
    lower = unicodedata.normalize("NFKC", text).casefold().translate(_STROKES)
    apart = unicodedata.normalize("NFKD", lower.replace(_LOST, "?"))
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


def _spaced(name: str) -> str:
    """The plain name with punctuation kept in place, for letter-by-letter comparison."""
    return re.sub(r"[^\w?]", " ", _plain(name)).strip()
