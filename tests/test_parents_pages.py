"""What holds for every page a parent may come to, in every language we have."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from pastoral.languages import ENGLISH
from tests.parents_pages import ENGLISH_PAGES, LANGUAGES, Got, every_page
from tests.reading import grade

pytestmark = pytest.mark.django_db
PARENTS = Path(settings.BASE_DIR) / "templates" / "parents"
MOST_BYTES, MOST_PACKED = 50 * 1024, 15 * 1024
AT_MOST = 5.0
A_SENTENCE = 4  # Words: a shorter line may be a name, or a word that two languages share.


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Got]]:
    """Every page, as a phone gets it; what was made for them is gone again."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield list(every_page())
        transaction.set_rollback(True)


def test_no_page_of_a_parents_is_left_out(pages: list[Got]) -> None:
    shown = {name for page in pages for name in page.templates}

    assert {f"parents/{path.name}" for path in PARENTS.glob("*.html")} - shown == set()
    for language in LANGUAGES:
        in_it = {name for page in pages if page.language == language for name in page.templates}
        assert {name for name in shown - in_it if "easy" not in name} == set(), language


def test_every_page_is_small_and_one_request_without_cookie(pages: list[Got]) -> None:
    for page in pages:
        assert page.size <= MOST_BYTES, page.name
        assert len(gzip.compress(page.html.encode())) <= MOST_PACKED, page.name
        assert page.read.fetched == [], page.name
        assert not re.search(r"url\(|@import", page.html), page.name
        assert page.cookies == 0, page.name


def test_every_page_says_its_language_and_which_way_it_runs(pages: list[Got]) -> None:
    for page in pages:
        direction = "rtl" if page.language in settings.LANGUAGES_BIDI else "ltr"
        # What hangs on a wall says “en”, and a page of somebody’s “en-gb”.
        may_be = {page.language} | ({ENGLISH} if page.language == ENGLISH_PAGES else set())
        assert page.read.root["lang"] in may_be, page.name
        assert page.read.root["dir"] == direction, page.name


def test_no_page_needs_javascript(pages: list[Got]) -> None:
    for page in pages:
        assert page.read.needs_script == [], page.name
        assert page.html.count("<script") <= 1, page.name  # The one that reads aloud.


def test_no_line_is_left_in_english(pages: list[Got]) -> None:
    english = {
        line
        for page in pages
        if page.language == ENGLISH_PAGES
        for line in page.read.lines
        if len(re.findall(r"[A-Za-z’]{2,}", line)) >= A_SENTENCE
    }
    for page in pages:
        if page.language != ENGLISH_PAGES:
            assert set(page.read.lines) & english == set(), page.name


def test_every_english_page_is_easy_to_read_as_a_whole(pages: list[Got]) -> None:
    for page in pages:
        if page.language == ENGLISH_PAGES:
            text = " ".join(_ended(line) for line in page.read.lines if "ico.org" not in line)
            assert grade(text) <= AT_MOST, (page.name, round(grade(text), 1))


def _ended(line: str) -> str:
    return line if line.endswith((".", "?", "!", ",")) else f"{line}."
