"""The languages families are written to in: one pack each, read once from `packs/`.

A pack holds what Django does not know of a language or what is ours: the messages, the words
people text back, how days are said, what the things we make are called. Whether its messages may
be sent is another matter: a competent reader puts their name to them first (rule 34).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language_info

PACKS = Path(__file__).with_name("packs")
ENGLISH = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur"})


@dataclass(frozen=True)
class Pack:
    """One language: its names, its days, its words, and the messages in it."""

    language: str
    called: str
    english_name: str
    and_word: str
    both: str
    together: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    date: str
    activities: Mapping[str, str]
    keywords: Mapping[str, list[str]]
    messages: tuple[Mapping[str, str], ...]

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is written from the right."""
        return self.language in RIGHT_TO_LEFT


@cache
def packs() -> dict[str, Pack]:
    """Return every pack there is by its language, English first, the others by their English names."""
    found = [read(path) for path in PACKS.glob("*.json")]
    found.sort(key=lambda pack: (pack.language != ENGLISH, pack.english_name))
    return {pack.language: pack for pack in found}


def pack_of(language: str) -> Pack | None:
    """Return the pack of a language, “pl” also for “pl-PL”; None where we have none."""
    known = packs()
    return known.get(language) or known.get(language.lower().split("-", maxsplit=1)[0])


def said_in_english(language: str) -> str:
    """Return what we call a language: “Polish” for “pl”, and its code where nobody knows it."""
    if pack := pack_of(language):
        return pack.english_name
    try:
        return str(get_language_info(language.lower())["name"])
    except KeyError:
        return language


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from the right."""
    return language.lower().split("-", maxsplit=1)[0] in RIGHT_TO_LEFT


def read(path: Path) -> Pack:
    """Return the pack that a file holds."""
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Pack(
        language=told["language"],
        called=told["called"],
        english_name=told["english_name"],
        and_word=told["and"],
        both=told["both"],
        together=told["together"],
        weekdays=tuple(told["weekdays"]),
        months=tuple(told["months"]),
        date=told["date"],
        activities=told["activities"],
        keywords=told["keywords"],
        messages=tuple(told["messages"]),
    )
