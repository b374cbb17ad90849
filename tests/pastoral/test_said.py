"""Days, times and numbers as people say them."""

from datetime import date, datetime, time

import pytest

from pastoral import languages
from pastoral.ui import said

WEDNESDAY = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 12, 2, 16), "today 4pm"),
        (datetime(2026, 12, 3, 8), "tomorrow 8am"),
        (datetime(2026, 12, 7, 8, 30), "Monday 7 December 8.30am"),
    ],
)
def test_a_moment_is_a_day_and_a_time(at: datetime, words: str) -> None:
    assert said.moment_said(at, WEDNESDAY) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+447700900156", "07700 900156"),
        ("+48221234567", "+48 22 123 45 67"),
        ("zofia@example.org", "zofia@example.org"),
        ("+no number", "+no number"),
        ("", ""),
    ],
)
def test_a_number_is_said_as_people_say_it(number: str, words: str) -> None:
    assert said.phone_said(number) == words


@pytest.mark.parametrize("pack", languages.packs().values(), ids=languages.packs())
def test_a_day_is_said_in_the_words_of_its_pack(pack: languages.Pack) -> None:
    weekday, day = said.day_in(pack.language, WEDNESDAY)

    assert weekday == pack.weekdays[2]
    assert pack.months[11] in day
    assert "2" in day


@pytest.mark.parametrize("language", ["en", "en-gb", "en-GB"])
def test_every_english_is_english(language: str) -> None:
    assert said.day_in(language, WEDNESDAY) == ("Wednesday", "2 December")
    assert said.time_in(language, time(13, 30)) == "1.30pm"
    assert said.list_in(language, ["Amira", "Sami", "Lou"]) == "Amira, Sami and Lou"


def test_a_language_without_a_pack_has_the_names_django_knows() -> None:
    assert said.day_in("lt", WEDNESDAY)[0] == "Trečiadienis"
    assert said.time_in("lt", time(13, 30)) == "13:30"
    assert said.list_in("lt", ["Amira", "Sami"]) == "Amira, Sami"


def test_no_english_stands_in_for_a_language_nobody_here_knows() -> None:
    assert said.day_in("rom", WEDNESDAY) == ("", "2/12")


@pytest.mark.parametrize(
    ("language", "words", "joined"),
    [
        ("pl", ["Zosia", "Kuba"], "Zosia i Kuba"),
        ("ar", ["أميرة", "سامي"], "أميرة وسامي"),
        ("ar", ["Amira", "Sami"], "Amira و Sami"),
        ("ar", ["Amira", "Sami", "Lou"], "Amira، Sami و Lou"),
        ("cy", ["Mair", "Elin"], "Mair ac Elin"),
        ("cy", ["Elin", "Mair"], "Elin a Mair"),
        ("ur", ["Amira", "Sami"], "Amira اور Sami"),
        ("so", ["Ismail", "Sahra"], "Ismail iyo Sahra"),
    ],
)
def test_names_are_joined_as_a_language_joins_them(
    language: str, words: list[str], joined: str
) -> None:
    assert said.list_in(language, words) == joined


@pytest.mark.parametrize(
    ("language", "weekday", "day"),
    [
        ("pl", "w środę", "2 grudnia"),
        ("ar", "الأربعاء", "2 ديسمبر"),
        ("so", "Arbacada", "2 Disembar"),
        ("ti", "ረቡዕ", "2 ታሕሳስ"),
    ],
)
def test_a_wednesday_in_december_is_said_as_people_say_it(
    language: str, weekday: str, day: str
) -> None:
    assert said.day_in(language, WEDNESDAY) == (weekday, day)
    assert said.time_in(language, time(13, 30)) == "13:30"
