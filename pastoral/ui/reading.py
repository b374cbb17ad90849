"""How hard English words are to read, as a school year: 5 is what an eight- to ten-year-old reads.

The grade of Flesch and Kincaid: long sentences and long words make it higher. Syllables are
counted by the vowels one hears; a word in twenty is counted one off, which evens out.
"""

import re

_SENTENCE = re.compile(r"[.!?]+[\s)”\"]|[.!?]+$|\n\s*\n|\n")
_WORD = re.compile(r"[a-z]+(?:['\u2019][a-z]+)*", re.IGNORECASE)
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^laeiouytd]ed|[^laeiouyscxzg]es)$")
_LINK = re.compile(r"https?://\S+|\S+@\S+")


def grade(text: str) -> float:
    """Return the grade of a text, one figure after the point; 0 where there are no words."""
    text = _LINK.sub("", text)
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(1 for part in _SENTENCE.split(text) if _WORD.search(part)) or 1
    syllables = sum(map(syllables_of, words))
    figure = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return max(0.0, round(figure, 1))


def syllables_of(word: str) -> int:
    """Return how many syllables a word has, as near as its letters tell."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if count > 1 and _SILENT.search(word):
        count -= 1
    return max(1, count)
