"""What every text a parent may read keeps to: each language whole, and English easy to read."""

import gettext
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.parents_words import counted, easy_words, msgids, pages
from tests.reading import grade

AT_MOST = 5.0
A_FEW = 10  # Words.
OFFICE = "Information Commissioner: ico.org.uk"  # A name, which nobody can make easier.
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
BLANK = re.compile(r"%\((\w+)\)s")
MARKUP = re.compile(r"<[^>]+>")
# A blank filled as pages and messages fill it.
SAID = {
    "name": "Samira", "child": "Amira", "mentor": "Jo", "place": "the Park", "weekday": "Monday",
    "day": "Monday", "date": "2 June", "phone": "", "number": "", "coffee": "2pm", "close": "3pm",
    "children_join": "2pm", "activity_time": "2pm", "time": "2pm", "activity": "paper stars",
    "weeks": "four", "days": "30", "until": "Monday 2pm", "link": "", "stop_link": "", "moved_weekday": "Monday",
    "moved_date": "2 June", "moved_time": "2pm",
}  # fmt: skip
COUNTED = counted()
PAGES = sorted(msgids() - set(COUNTED.values()))  # The many are looked up by the one.


class _Missing(gettext.NullTranslations):
    """What stands in for a string that nobody has translated."""

    def gettext(self, message: str) -> str:
        return message[:0]


def _catalog(language: str) -> gettext.GNUTranslations:
    folder = Path(settings.BASE_DIR) / "pastoral" / "locale" / language / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        catalog = gettext.GNUTranslations(file)
    catalog.add_fallback(_Missing())
    return catalog


def test_the_words_of_the_pages_are_found() -> None:
    assert len(PAGES) > 150
    assert "Hello %(name)s," in PAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_of_a_parents_page_is_without_a_translation(language: str) -> None:
    catalog = _catalog(language)

    assert [words for words in PAGES if not catalog.gettext(words)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_to_the_blanks_and_the_markup_of_the_english(language: str) -> None:
    catalog = _catalog(language)
    for words in PAGES:
        said = catalog.gettext(words)
        assert set(BLANK.findall(said)) <= set(BLANK.findall(words)), words
        assert sorted(MARKUP.findall(said)) == sorted(MARKUP.findall(words)), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted_is_said_of_any_number(language: str) -> None:
    catalog = _catalog(language)
    for one, many in COUNTED.items():
        for number in range(101):
            said = catalog.ngettext(one, many, number)
            assert said not in ("", one, many), (language, number)
            assert set(BLANK.findall(said)) <= set(BLANK.findall(many))


def test_a_language_says_two_and_five_as_it_does() -> None:
    words = next(one for one in COUNTED if one.startswith("Pause all messages"))
    said = {n: _catalog("pl").ngettext(words, COUNTED[words], n) % {"weeks": n} for n in (1, 2, 5)}

    assert [said[n].rsplit(" ", 1)[-1] for n in (1, 2, 5)] == ["tydzień", "tygodnie", "tygodni"]


def _ended(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _filled(words: str) -> str:
    words = MARKUP.sub("", words).replace(OFFICE, "Sam")
    words = BLANK.sub(lambda blank: SAID.get(blank[1], "Sam"), words)
    return re.sub(r"{(\w+)}", lambda blank: SAID.get(blank[1], "Sam"), words)


def _too_hard(texts: list[str]) -> list[tuple[float, str]]:
    hard = [(round(grade(text), 1), text) for text in map(_filled, texts)]
    return sorted((found for found in hard if found[0] > AT_MOST), reverse=True)


def test_every_english_text_of_a_page_is_easy_to_read() -> None:
    # A grade of a few words says nothing: a heading is read with what it stands above.
    every = [*PAGES, *COUNTED.values()]
    long_enough = [words for words in every if len(words.split()) >= A_FEW]
    whole_pages = [" ".join(map(_ended, told)) for told in pages().values()]
    whole_pages = [page for page in whole_pages if len(page.split()) >= A_FEW]

    assert _too_hard(long_enough) == []
    assert _too_hard(whole_pages) == []


def test_the_easy_words_are_the_easiest() -> None:
    lines = list(easy_words())

    assert len(lines) > 15
    assert max(len(line.split()) for line in lines) <= 14
    assert grade(" ".join(line.rstrip(".") + "." for line in lines)) <= 2


def test_every_english_message_is_easy_to_read() -> None:
    pack = json.loads((Path(settings.BASE_DIR) / "pastoral/packs/en.json").read_text())

    assert _too_hard([message["body"] for message in pack["messages"]]) == []
