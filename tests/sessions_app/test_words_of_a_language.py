"""No English day, hour, activity or “and” stands inside another language’s message."""

import re
from datetime import date, time

import pytest

from pastoral import languages
from pastoral.ui.said import list_in
from sessions_app import wording
from sessions_app.making import Making
from tests.factories import make_activity, make_setting

PACKS = languages.packs()
ENGLISH = PACKS["en"]
OTHERS = [pack for pack in PACKS.values() if pack is not ENGLISH]
WEDNESDAY = date(2026, 12, 2)
PHASES = (time(13, 30), time(14), time(14, 15), time(15))
SHIPPED = Making("Clay figures", "clay-figures")
each_language = pytest.mark.parametrize("pack", OTHERS, ids=lambda pack: pack.language)


def said_in(language: str, making: Making | None) -> dict[str, str]:
    return wording.when_and_what(language, WEDNESDAY, PHASES, making)


@each_language
@pytest.mark.parametrize("making", [SHIPPED, Making("Mud", "no-such-key"), None])
def test_no_english_word_stands_in_another_language_s_message(
    pack: languages.Pack, making: Making | None
) -> None:
    said = said_in(pack.language, making)
    child = list_in(pack.language, ["Amira", "Sami"])

    words = set(re.findall(r"[A-Za-z]+", " ".join([*said.values(), child])))
    english = {*ENGLISH.weekdays, *ENGLISH.months, "and", "something", "together", "clay", "pm"}
    theirs = {word for name in (*pack.weekdays, *pack.months) for word in name.split()}
    assert not words & (english - theirs)
    assert said["coffee"] == "13:30"


@each_language
def test_every_activity_of_the_library_has_a_name(pack: languages.Pack) -> None:
    assert set(ENGLISH.activities) <= set(pack.activities)
    assert said_in(pack.language, SHIPPED)["activity"] == pack.activities["clay-figures"]


@each_language
def test_what_has_no_name_there_is_something_nice_together(pack: languages.Pack) -> None:
    assert said_in(pack.language, Making("Mud pies", "mud-pies"))["activity"] == pack.together
    assert said_in(pack.language, None)["activity"] == pack.together


@pytest.mark.django_db
def test_a_setting_s_own_activity_is_called_what_the_setting_calls_it() -> None:
    own = Making.of(make_activity(setting=make_setting(), title="Bread twists"))

    assert own is not None
    assert said_in("pl", own)["activity"] == "bread twists"
    assert said_in("en", own)["activity"] == "bread twists"


def test_a_language_nobody_here_knows_is_given_no_english_instead() -> None:
    said = said_in("rom", SHIPPED)

    assert (said["day"], said["date"], said["activity"]) == ("", "2/12", "")
