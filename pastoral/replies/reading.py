"""What a text that came in says: its first word, in any language we write in (rule 24).

Capitals, accents and punctuation do not matter, and nothing is guessed: what is not one of
the words in the language packs is for a person to read.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from pastoral import languages
from pastoral.languages import ENGLISH
from pastoral.outbox.models import InboundMessage

Understood = InboundMessage.Understood
Words = tuple[str, ...]

# They begin like an answer and are none.
NO_ANSWER = frozenset({("no", "problem"), ("no", "worries"), ("no", "idea"), ("no", "doubt")})
# Everyday words as well (“Cancel Wednesday please”, “Is it closed?”): they count alone, or not at all.
ALONE = frozenset({
    "cancel", "end", "quit", "info", "інфо", "koniec", "rezygnuje", "досить", "peidiwch",
    "বন্ধ", "bondho", "bondo", "بند", "band",
})  # fmt: skip
# What follows takes a yes back: “OK but we can’t come”. So does a no further on.
BUT = frozenset({
    "but", "cant", "cannot", "wont", "not", "unable", "unfortunately",
    "ond", "ale", "dar", "але", "laakiin", "لكن", "ولكن", "কিন্তু", "kintu", "لیکن", "مگر", "lekin",
    "ግን",
})  # fmt: skip
SHORT = 6  # Words in a text that may say “wrong number” anywhere.


def read(text: str, known: Sequence[str] = ()) -> Understood:
    """Return what a text says; `known` are the languages its sender is known to use.

    A word is first looked for in those, then in English. One of any other language counts
    where it is all that was written: “vin” is a yes in Romanian, and “Vin is ill” is none.
    A word with two meanings is for a person.
    """
    words = words_of(text)
    if not words or words[:2] in NO_ANSWER:
        return Understood.UNCLEAR
    theirs = {language.lower().split("-")[0] for language in known}
    for length in range(min(_longest(), len(words)), 0, -1):
        is_all = length == len(words)
        if words[:length] in _alone() and not is_all:
            continue
        found = _meant(_keywords().get(words[:length], {}), theirs, is_all=is_all)
        if found == {Understood.YES} and _takes_back(words[length:], theirs):
            return Understood.UNCLEAR
        if found:
            return found.pop() if len(found) == 1 else Understood.UNCLEAR
    if len(words) <= SHORT and _says_wrong_number(words):
        return Understood.WRONG_NUMBER
    return Understood.UNCLEAR


def words_of(text: str) -> Words:
    """Return the words of a text without capitals, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return tuple("".join(map(_letter, plain)).split())


def _letter(sign: str) -> str:
    """Return a letter or figure as it is, nothing for an accent or apostrophe, else a space."""
    kind = unicodedata.category(sign)
    if kind in {"Mn", "Me", "Cf"} or sign in {"'", "\u2019", "\u02bc"}:
        return ""
    return sign if kind[0] in "LN" or kind == "Mc" else " "


def _meant(
    meant: Mapping[str, Collection[Understood]], theirs: set[str], *, is_all: bool
) -> set[Understood]:
    """Return the meanings that count: in their languages, else in English, else in any."""
    own = {one for language in theirs for one in meant.get(language, ())}
    if own or ENGLISH in meant:
        return own or set(meant[ENGLISH])
    return {one for some in meant.values() for one in some} if is_all else set()


def _takes_back(rest: Words, theirs: set[str]) -> bool:
    """Whether what follows a yes says that it is none, in words longer than a letter."""
    said = [word for word in rest if len(word) > 1]
    if any(word in _buts() for word in said):
        return True
    known = (_meant(_keywords().get((word,), {}), theirs, is_all=False) for word in said)
    return any(Understood.NO in found for found in known)


def _says_wrong_number(words: Words) -> bool:
    """Whether a short text says anywhere, in two words or more, that it is a wrong number."""
    places = ((first, last) for first in range(len(words)) for last in range(len(words) + 1))
    return any(
        Understood.WRONG_NUMBER in some
        for first, last in places
        if last - first > 1
        for some in _keywords().get(words[first:last], {}).values()
    )


@cache
def _keywords() -> dict[Words, dict[str, set[Understood]]]:
    """Return what each word or phrase means, by language."""
    found: dict[Words, dict[str, set[Understood]]] = {}
    for language, pack in languages.packs().items():
        for meaning, phrases in pack.keywords.items():
            for words in map(words_of, phrases):
                meanings = found.setdefault(words, {}).setdefault(language, set())
                meanings.add(Understood(meaning))
    return found


@cache
def _alone() -> frozenset[Words]:
    return frozenset(map(words_of, ALONE))


@cache
def _buts() -> frozenset[str]:
    return frozenset(word for but in BUT for word in words_of(but))


@cache
def _longest() -> int:
    return max(map(len, _keywords()))
