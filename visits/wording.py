"""Words a note is better without, and what to say instead. A hint never stops anybody.

Parents may read what is written of them, so a word that judges is met with a gentle
“you might say”. The school keeps its own list; one ships for those that have none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pastoral.accounts.models import Setting

ONE_APOSTROPHE = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u00b4`"), "'")
ONE_HYPHEN = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
A_GAP = r"[\s-]+"


@dataclass(frozen=True)
class Hint:
    """A word or two, and what one might say instead."""

    word: str
    instead: str


SHIPPED = [
    Hint("hard to reach", "we haven’t found the right way to reach them yet"),
    Hint("refused to engage", "said no this time"),
    Hint("failed to attend", "couldn’t come this time"),
    Hint("chaotic", "a lot was going on at once"),
    Hint("dysfunctional", "what you saw and heard, in plain words"),
    Hint("non-compliant", "saw it differently, and what they told you"),
    Hint("mum", "the name she goes by"),
    Hint("attention-seeking", "wanted somebody to be with them"),
    Hint("manipulative", "what they did, and what they may have needed"),
    Hint("DNA", "wasn’t there this time"),
]


def hints_for(setting: Setting) -> list[Hint]:
    """Return the setting’s own hints, or those that ship where it keeps no list of its own."""
    own = setting.policy.watch_words
    if own is None:
        return list(SHIPPED)
    return [Hint(each["word"], each["instead"]) for each in own]


def hints_in(text: str, hints: Iterable[Hint]) -> list[Hint]:
    """Return the hints whose words stand in the text, in the order of the list.

    Whole words in any case; curly and straight apostrophes are one, and so are every kind of
    hyphen and a space in its place.
    """
    plain = _plain(text)
    return [hint for hint in hints if _pattern(hint.word).search(plain)]


def _plain(text: str) -> str:
    return text.translate(ONE_APOSTROPHE).translate(ONE_HYPHEN)


def _pattern(word: str) -> re.Pattern[str]:
    parts = A_GAP.join(map(re.escape, re.split(A_GAP, _plain(word).strip())))
    return re.compile(rf"(?<!\w){parts}(?!\w)", re.IGNORECASE)
