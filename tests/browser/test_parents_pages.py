"""The parents' pages in every language and both directions, on a phone 360 pixels wide."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from families.models import Adult
from pastoral.privacy.models import Complaint
from sessions_app.models import Invitation
from tests.browser.conftest import PHONE, Album
from tests.factories import secret_for
from tests.parents_pages import ENGLISH_PAGES, LANGUAGES, every_page
from tests.sessions_app.parents import asked, wednesday

pytestmark = pytest.mark.django_db(transaction=True)
BOTH_WAYS = ("en-gb", "ar")
# Draw a page in the place of the one before, and say what is wrong with it.
LOOK = """async (html) => {
  const drawn = new DOMParser().parseFromString(html, "text/html").documentElement;
  document.replaceChild(document.adoptNode(drawn), document.documentElement);
  const found = await axe.run(document, {resultTypes: ["violations"]});
  const wrong = found.violations.map(one => `${one.id}: ${one.nodes.map(n => n.html).join(" ")}`);
  const wide = document.documentElement.scrollWidth;
  return wide > window.innerWidth ? [...wrong, `a line of ${wide} pixels`] : wrong;
}"""


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


def test_every_page_is_whole_in_every_language_and_both_directions(
    context_for: Callable[..., BrowserContext],
) -> None:
    # As the server sent them, one after the other into a page that knows axe already.
    pages = list(every_page(whole=(ENGLISH_PAGES,)))
    phone = context_for(PHONE).new_page()
    phone.set_content("<!doctype html><title>A phone</title>")
    phone.evaluate(Axe().axe_script)
    wrong = {page.name: found for page in pages if (found := phone.evaluate(LOOK, page.html))}

    assert {page.language for page in pages} == set(LANGUAGES)
    assert wrong == {}


def test_a_page_that_is_not_whole_is_found(context_for: Callable[..., BrowserContext]) -> None:
    phone = context_for(PHONE).new_page()
    phone.set_content("<!doctype html><title>A phone</title>")
    phone.evaluate(Axe().axe_script)
    page = "<html lang=en><title>x</title><main><h1>x</h1>{}</main>"

    assert phone.evaluate(LOOK, page.format("<input>")) != []
    assert phone.evaluate(LOOK, page.format("<p style='color:#bbb'>Pale")) != []
    assert phone.evaluate(LOOK, page.format("<div style='width:400px'>Wide</div>")) != []
    assert phone.evaluate(LOOK, page.format("<p>Well")) == []


@pytest.mark.parametrize("language", BOTH_WAYS)
def test_the_switch_of_language_opened_is_whole(
    language: str, context_for: Callable[..., BrowserContext], album: Album
) -> None:
    page = context_for(PHONE).new_page()
    page.goto(_read_in(_asked(), language))
    page.locator("header summary").click()
    _is_whole(page, "the languages")
    album.take(page, "languages", axe=False)


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


def test_without_script_a_parent_tells_asks_stops_and_complains(
    context_for: Callable[..., BrowserContext],
) -> None:
    invitation = _asked(answer="yes")
    page = context_for(PHONE, java_script_enabled=False).new_page()
    base = _read_in(invitation, "en-gb")
    page.goto(f"{base}thanks/")
    page.get_by_label("Is there anything you can’t eat or drink?").fill("No nuts")
    page.get_by_label("Bus", exact=True).check()
    page.get_by_role("button", name="Send this").click()
    expect(page.get_by_text("We have all we need.")).to_be_visible()
    for part, button, said in (
        ("instead/", "A call instead", "You asked for a call."),
        ("stop/", "Stop the texts", "Done. We have stopped them."),
    ):
        page.goto(base + part)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text(said)).to_be_visible()
    page.goto(f"{base}easier/")
    page.get_by_label("I work then").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("We will see what we can do.")).to_be_visible()
    page.goto(f"{base}complain/")
    page.get_by_label("What would you like us to know?").fill("My letter went next door.")
    page.get_by_role("button", name="Send this").click()
    expect(page.get_by_text("We have it, and someone will read it.")).to_be_visible()

    invitation.refresh_from_db()
    assert (invitation.diet, invitation.travel) == ("No nuts", "bus")
    assert Complaint.objects.get().text == "My letter went next door."


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
