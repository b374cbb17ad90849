"""The languages a parent's page speaks: which one it is in, and which it offers instead."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

EASY = "easy"  # English in very short lines, with pictures.
FIRST_STRONG_ISOLATE, END_OF_IT = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


class Tongue(NamedTuple):
    """A language as its speakers name it."""

    code: str
    called: str
    direction: str


@lru_cache(maxsize=1)
def tongues() -> dict[str, Tongue]:
    """Return every language a page may be in, English first."""
    return {
        code: Tongue(code, str(called), _direction(code)) for code, called in settings.LANGUAGES
    }


def page_language(*wanted: str) -> str:
    """Return the first of these languages that pages are in, “pl” also for “pl-PL”; or English."""
    known = tongues()
    for language in wanted:
        if language in known:
            return language
        base = language.lower().split("-", maxsplit=1)[0]
        if base in known:
            return base
        if base == "en":
            break
    return settings.LANGUAGE_CODE


def is_english(language: str) -> bool:
    """Whether a page in it may be had in easy words, which we have in English alone."""
    return language == settings.LANGUAGE_CODE


def words_of_language(*, is_easy: bool | None = None) -> dict[str, Any]:
    """Return the language a page is in, which way it runs, and the way to the others.

    Easy words are among those where there are some: where `is_easy` is not None.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "language": language,
        "direction": _direction(language),
        "other_tongues": _buttons(language, is_easy=is_easy),
    }


def set_apart(**said: str) -> dict[str, str]:
    """Return names and times so that a line running the other way keeps each of them whole.

    Without it, “Jo” or “13:30” at the end of an Arabic line swaps places with its full stop.
    """
    if not translation.get_language_bidi():
        return said
    return {
        name: f"{FIRST_STRONG_ISOLATE}{words}{END_OF_IT}" if words else ""
        for name, words in said.items()
    }


def _direction(language: str) -> str:
    return "rtl" if language.split("-", maxsplit=1)[0] in settings.LANGUAGES_BIDI else "ltr"


@lru_cache(maxsize=32)
def _buttons(language: str, *, is_easy: bool | None) -> SafeString:
    """Return a button for each other language, in its own words; once for every page in one."""
    others = format_html_join(
        "\n",
        '<button type="submit" name="language" value="{}" lang="{}" dir="{}">{}</button>',
        ((t.code, t.code, t.direction, t.called) for t in tongues().values() if t.code != language),
    )
    if is_easy is None:
        return others
    value, words = (
        (settings.LANGUAGE_CODE, "All the words") if is_easy else (EASY, "Easy words and pictures")
    )
    easy = '<button type="submit" name="language" value="{}" lang="en-gb" dir="ltr">{}</button>'
    return format_html("{}\n" + easy, others, value, words)
