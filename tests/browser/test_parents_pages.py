"""The parents' pages in every language and both directions, on a phone 360 pixels wide."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from families.models import Adult
from sessions_app.models import Invitation
from tests.browser.conftest import PHONE, Album
from tests.factories import secret_for
from tests.sessions_app.parents import asked, wednesday

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PICTURED = ("en-gb", "ar", "bn", "pl")
MORE = ["instead/", "easier/", "stop/", "privacy/?more", "complain/"]


def _asked(**fields: Any) -> Invitation:
    afternoon = wednesday(on=timezone.localdate() + timedelta(days=3))
    invitation = asked(afternoon, **fields)
    Adult.objects.update(mobile="+447700900123", mobile_state="to_verify", email="s@example.org")
    return invitation


def _read_in(invitation: Invitation, language: str, *, is_easy: bool = False) -> str:
    Adult.objects.update(page_language=language, wants_easy_words=is_easy)
    return f"/r/{secret_for(invitation)}/"


def _is_whole(page: Page, name: str) -> None:
    """Fail where axe finds a violation, or where a line is wider than the phone."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name


def test_every_language_is_whole_in_both_directions(
    context_for: Callable[..., BrowserContext], album: Album
) -> None:
    invitation = _asked(answer="yes")
    page = context_for(PHONE).new_page()
    page.set_default_navigation_timeout(60_000)  # The first page of all waits for the server.
    for language in LANGUAGES:
        base = _read_in(invitation, language)
        for part in ("", "thanks/"):
            page.goto(base + part)
            expect(page.locator("html")).to_have_attribute("lang", language)
            _is_whole(page, f"{language} {part}")
            if language in PICTURED:
                album.take(page, f"{language}-{part.strip('/') or 'first'}", axe=False)


@pytest.mark.parametrize("language", PICTURED)
def test_the_ways_on_are_whole(
    language: str, context_for: Callable[..., BrowserContext], album: Album
) -> None:
    invitation = _asked()
    page = context_for(PHONE).new_page()
    base = _read_in(invitation, language)
    for part in MORE:
        page.goto(base + part)
        _is_whole(page, f"{language} {part}")
        album.take(page, part.split("/")[0], axe=False)
    page.goto(base)
    page.locator("header summary").click()
    _is_whole(page, "the languages")
    album.take(page, "languages", axe=False)


def test_a_seat_and_easy_words_are_whole(
    context_for: Callable[..., BrowserContext], album: Album
) -> None:
    invitation = _asked()
    page = context_for(PHONE).new_page()
    base = _read_in(invitation, "en-gb", is_easy=True)
    page.goto(base)
    _is_whole(page, "easy")
    album.take(page, "easy-first", axe=False)
    page.get_by_role("button", name="Yes", exact=True).click()
    _is_whole(page, "easy thanks")
    album.take(page, "easy-thanks", axe=False)
    for language in ("en-gb", "ar"):
        until = timezone.now() + timedelta(hours=20)
        Invitation.objects.update(state="waitlisted", answer="yes", offered_until=until)
        page.goto(_read_in(invitation, language))
        _is_whole(page, "a seat")
        album.take(page, f"{language}-seat", axe=False)


def test_without_script_a_parent_switches_language_and_answers(
    context_for: Callable[..., BrowserContext],
) -> None:
    invitation = _asked()
    page = context_for(PHONE, java_script_enabled=False).new_page()
    page.goto(_read_in(invitation, ""))
    expect(page.locator("#read")).to_be_hidden()
    page.locator("header summary").click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator(".answer--yes").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")

    invitation.refresh_from_db()
    assert invitation.answer == "yes"


def test_it_is_read_aloud_where_the_phone_has_a_voice(
    context_for: Callable[..., BrowserContext],
) -> None:
    invitation = _asked()
    context = context_for(PHONE)
    context.add_init_script("""
        window.said = [];
        Object.defineProperty(window, "speechSynthesis", {value: {
            getVoices: () => [{lang: "en_US"}, {lang: "en-GB"}],
            speak: (words) => window.said.push(words.text), cancel: () => {},
        }});
        window.SpeechSynthesisUtterance = function (text) { this.text = text; };
    """)
    page = context.new_page()
    page.goto(_read_in(invitation, "en-gb"))
    page.get_by_role("button", name="Read it to me").click()

    expect(page.get_by_role("button", name="Stop reading")).to_be_visible()
    said = page.evaluate("window.said")
    assert "Hello Samira," in said
    assert "Not this week" in said
    page.goto(_read_in(invitation, "pl"))
    expect(page.locator("#read")).to_be_hidden()
