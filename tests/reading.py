"""How hard an English text is to read: the grade by Flesch and Kincaid, roughly counted."""

import re

WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*", re.IGNORECASE)
VOWELS = re.compile(r"[aeiouy]+")
SAID = {"e-mails": 2, "e-mail": 2, "ico": 3, "org": 1, "uk": 2}


def grade(text: str) -> float:
    """Return the school year (of the United States) in which most can read a text."""
    words = WORD.findall(text)
    sentences = max(1, len([part for part in re.split(r"[.!?:]+", text) if WORD.search(part)]))
    syllables = sum(map(_syllables, words))
    if not words:
        return 0.0
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    word = word.lower()
    if word in SAID:
        return SAID[word]
    bare = re.sub(r"(?:[^laeiouy]es|[^dt]ed|[^laeiouy]e)$", lambda m: m[0][0], word)
    return max(1, len(VOWELS.findall(bare)))
