"""The door of an afternoon: a tablet without signal that gets killed, and two tablets at once."""

from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.roles import Role
from pastoral.languages import packs
from pastoral.outbox import words
from sessions_app import pulses
from sessions_app.models import Afternoon, Attendance, RegisterPress
from tests.browser import story
from tests.browser.conftest import DESK, PATIENCE, PHONE, TABLET, Album
from tests.browser.phones import Phone, eventually
from tests.browser.wire import Wire, wire_to
from tests.factories import (
    make_afternoon,
    make_allergy,
    make_family,
    make_invitation,
    make_restriction,
    make_setting,
)

pytestmark = pytest.mark.django_db(transaction=True)
Devices = Callable[..., BrowserContext]


class Wednesday(NamedTuple):
    """An afternoon of today, two colleagues, and who said yes."""

    setting: Setting
    sal: Staff
    jo: Staff
    afternoon: Afternoon

    @property
    def register(self) -> str:
        return f"/afternoons/{self.afternoon.pk}/register/"


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    with wire_to(live_server.url) as laid:
        yield laid


@pytest.fixture
def tablet(playwright: Playwright, tmp_path: Path, wire: Wire) -> Iterator[Phone]:
    one = Phone(playwright, tmp_path, wire)
    yield one
    one.context.close()


@pytest.fixture
def wednesday() -> Wednesday:
    setting = make_setting()
    afternoon = make_afternoon(setting, on=timezone.localdate())
    for name, set_off in (("Samira", "13.10"), ("Joanne", ""), ("Halina", "")):
        family = make_family(setting, known_as=name, surname="Whitlock")
        make_invitation(
            afternoon, family, answer="yes", meet_at_gate=bool(set_off), set_off=set_off,
            helps=["interpreter"] if name == "Halina" else [],
        )  # fmt: skip
    joanne = afternoon.invitations.get(adult__known_as="Joanne")
    make_allergy(child=joanne.children.get(), allergen="tree_nuts")
    make_restriction(joanne.adult, joanne.children.get(), instruction="Fetch the DSL.")
    sal = story.a_colleague(setting, Role.OFFICE, "Sal")
    return Wednesday(setting, sal, story.a_colleague(setting, Role.MENTOR, "Jo"), afternoon)


def says(page: Page, words: str) -> None:
    """Expect the strip to say this."""
    expect(page.locator("#on-tablet p", has_text=words)).to_be_visible(timeout=PATIENCE)


def tap(page: Page, name: str, *, kind: str = "adult") -> None:
    tile = page.locator(f'li[data-kind="{kind}"] .register__tile', has_text=name)
    tile.click()
    expect(tile).to_have_attribute("aria-pressed", "true")


def marks() -> dict[str, str]:
    rows = Attendance.objects.select_related("adult", "child")
    return {str(row.adult.known_as if row.adult else row.walk_in_name): row.mark for row in rows}


def test_rule_50_a_register_without_signal(
    tablet: Phone, wednesday: Wednesday, album: Album
) -> None:
    page = story.sign_in(tablet.context, wednesday.sal)
    page.set_viewport_size(TABLET)
    page.goto(wednesday.register)
    says(page, "all sent")
    tablet.until_kept(wednesday.register)
    tablet.wire.cut()
    tap(page, "Samira")
    page.locator("#id_q").fill("Nadia")
    page.get_by_role("button", name="Nadia is new: welcome, a grown-up").click()
    says(page, "on this tablet, not sent: 2")
    expect(page.locator(".register__counts")).to_contain_text("2 adults")
    page.get_by_role("button", name="Close the register").click()
    expect(page.get_by_text("There is no signal just now. Nothing is lost")).to_be_visible()
    expect(
        page.get_by_text("Fetch the DSL.").first
    ).not_to_be_visible()  # Parents stand there, too.
    page.get_by_text("Please read first").first.click()
    expect(page.get_by_text("Fetch the DSL.").first).to_be_visible()
    album.take(page, "register-without-signal")
    assert not RegisterPress.objects.exists()

    page = tablet.kill()
    page.set_viewport_size(TABLET)
    page.goto(wednesday.register)
    expect(page.locator("[data-kept-copy]")).to_contain_text("what this phone kept at")
    says(page, "on this tablet, not sent: 2")
    expect(page.locator('.register__tile[aria-pressed="true"]')).to_have_count(2)
    assert not tablet.holds_on_disk("Nadia")
    assert not tablet.holds_on_disk("Samira")
    assert not any("Whitlock" in row["text"] for row in tablet.memory_of())
    assert "Whitlock" not in page.content()

    tablet.wire.mend()
    page = story.sign_in(tablet.context, wednesday.sal)
    page.goto(wednesday.register)
    says(page, "all sent")
    assert marks() == {"Samira": "present", "Nadia": "walk_in"}
    assert RegisterPress.objects.count() == 2
    album.take(page, "register-sent")


def test_an_answer_lost_on_the_way_counts_once(tablet: Phone, wednesday: Wednesday) -> None:
    page = story.sign_in(tablet.context, wednesday.sal)
    page.goto(wednesday.register)
    says(page, "all sent")
    tablet.wire.loses = b"POST /afternoons/press/"
    tap(page, "Joanne")
    eventually(RegisterPress.objects.exists, page)
    says(page, "on this tablet, not sent: 1")

    tablet.wire.loses = b""
    page.reload()

    says(page, "all sent")
    assert RegisterPress.objects.count() == Attendance.objects.count() == 1


def test_signing_out_asks_first_and_leads_back_to_the_register(
    tablet: Phone, wednesday: Wednesday
) -> None:
    page = story.sign_in(tablet.context, wednesday.sal)
    page.goto(wednesday.register)
    says(page, "all sent")
    tablet.wire.cut()
    tap(page, "Joanne")
    says(page, "on this tablet, not sent: 1")

    page.get_by_role("button", name="Sign out").click()

    expect(page.locator("#leaving")).to_contain_text("1 tap is still on this phone, not sent")
    stay = page.get_by_role("link", name="Stay and send them")
    expect(stay).to_have_attribute("href", wednesday.register)
    tablet.wire.mend()
    page.get_by_role("button", name="Sign out and lose them").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert not [row for row in tablet.memory_of() if row["store"] in ("items", "pages", "keys")]
    assert not RegisterPress.objects.exists()


def test_two_tablets_at_once(context_for: Devices, wednesday: Wednesday, album: Album) -> None:
    one = story.sign_in(context_for(TABLET), wednesday.sal)
    two = story.sign_in(context_for(PHONE), wednesday.jo)
    for page in (one, two):
        page.goto(wednesday.register)
        says(page, "all sent")
    where = one.locator("li[data-person]").evaluate_all("all => all.map((li) => li.id)")

    tap(one, "Samira")
    tap(two, "Joanne")
    two.locator("li", has_text="Halina").get_by_role("button", name="Late").first.click()

    for page in (one, two):
        expect(page.locator('.register__tile[aria-pressed="true"]')).to_have_count(
            3, timeout=PATIENCE
        )
    still = one.locator("li[data-person]").evaluate_all("all => all.map((li) => li.id)")
    assert still == where
    assert marks() == {"Samira": "present", "Joanne": "present", "Halina": "late"}
    for button in one.locator("#register-list button:visible").all():
        assert (button.bounding_box() or {"height": 0})["height"] >= 48
    album.take(one, "two-tablets")
    album.take(two, "register-on-a-phone")


def test_after_the_afternoon(context_for: Devices, wednesday: Wednesday, album: Album) -> None:
    """The register is closed, a kind word is read and sent, and a parent says how it was."""
    words.load_shipped([packs()["en"]])
    lead = story.a_colleague(wednesday.setting, Role.LEAD, "Ann")
    with time_machine.travel(wednesday.afternoon.instant(time(14, 55)), tick=True):
        page = story.sign_in(context_for(DESK), lead)
        _the_square_and_the_paper(page, wednesday, album)
        _a_parent_says_how_it_was(context_for, wednesday, album)
        page.goto(wednesday.register)
        tap(page, "Samira")
        says(page, "all sent")
        page.get_by_role("button", name="Close the register").click()
        expect(page.get_by_text("What came of it")).to_be_visible()
        album.take(page, "what-came-of-it")
        page.get_by_role("link", name="A kind word after").click()
        expect(page.get_by_text("Lovely biscuits.")).to_be_visible()
        album.take(page, "after")
        page.get_by_role("button", name="Send it to Samira").click()
        expect(page.get_by_text("On its way to Samira")).to_be_visible()
        page.set_viewport_size(PHONE)
        album.take(page, "after-on-a-phone")


def _the_square_and_the_paper(page: Page, wednesday: Wednesday, album: Album) -> None:
    url = f"/afternoons/{wednesday.afternoon.pk}/pulse/"
    page.goto(url)
    page.get_by_role("button", name="Make the square").click()
    expect(page.locator(".wall__square svg")).to_be_visible()
    album.take(page, "the-square")
    page.goto(f"{url}sheets/?in=ar")
    album.take(page, "on-paper-in-arabic")
    page.goto(f"{url}enter/")
    album.take(page, "a-sheet-put-in")


def _a_parent_says_how_it_was(context_for: Devices, wednesday: Wednesday, album: Album) -> None:
    """Without script, and in two languages; axe itself needs script, so it looks elsewhere."""
    wednesday.afternoon.refresh_from_db()
    link = urlsplit(pulses.link_of(wednesday.afternoon)).path
    phone = context_for(PHONE, java_script_enabled=False).new_page()
    with_axe = context_for(PHONE, bypass_csp=True).new_page()
    for language, question in (("ar", "كيف كان اليوم؟"), ("en", "I felt welcome today")):
        with_axe.goto(f"{link}{language}/")
        album.take(with_axe, f"four-questions-{language}")
        phone.goto(f"{link}{language}/")
        expect(phone.get_by_text(question)).to_be_visible()
    assert not phone.context.cookies()
    phone.locator('input[name="welcome"][value="yes"]').check()
    phone.locator("#comment").fill("Lovely biscuits.")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Thank you, we have it.")).to_be_visible()
