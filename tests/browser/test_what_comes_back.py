"""The texts that came in, the calls to make and a letter, on a phone and a desk, in both themes."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox import words
from sessions_app.actions import inviting
from tests.browser.conftest import DESK, PHONE, Album
from tests.factories import (
    make_afternoon,
    make_carrier,
    make_inbound_message,
    make_policy,
    make_tick,
    make_viewer,
)
from tests.replies.scenes import samira, texts

pytestmark = pytest.mark.django_db(transaction=True)
Devices = Callable[..., BrowserContext]
FRIDAY = datetime(2026, 11, 27, 11, tzinfo=UTC)


@pytest.fixture
def ruth() -> Viewer:
    """A lead, one of whose families texted, one waits for a call and one for a letter."""
    words.load_shipped()
    ruth = make_viewer(Role.LEAD, first_name="Ruth", last_name="Adeyemi")
    setting = ruth.setting
    make_policy(setting)
    make_carrier(setting)
    me = ruth.user
    asked = samira(setting, me)
    samira(setting, me, known_as="Piotr", mobile="+447700900222", reads_english="prefer_spoken")
    samira(setting, me, known_as="Lou", mobile="", mobile_state="none")
    afternoon = make_afternoon(setting, on=date(2026, 12, 2))
    inviting.invite(afternoon=afternoon, by=me)
    texts(asked, "Hiya, can I bring my sister and her baby on Wednesday? She is staying with us")
    stranger = {"sent_from": "+447700900987", "body": "متى تبدأ القهوة؟"}
    make_inbound_message(setting, **stranger)
    texts(asked, "ok thx")
    return ruth


def page_of(context: BrowserContext, client: Client, viewer: Viewer, url: str) -> Page:
    client.force_login(viewer.user)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}]
    )
    return context.new_page()


def test_texts_calls_and_a_letter(
    ruth: Viewer, context_for: Devices, client: Client, live_server: object, album: Album
) -> None:
    with time_machine.travel(FRIDAY, tick=True):
        make_tick(at=FRIDAY)
        for device, theme in ((PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")):
            look = f"{device['width']}-{theme}"
            page = page_of(context_for(device, color_scheme=theme), client, ruth, str(live_server))
            page.goto("/messages/in/")
            album.take(page, f"texts-{look}")
            page.get_by_role("link", name="Samira").first.click()
            page.get_by_label("Answer by text").fill("Yes, bring them both! There is a chair.")
            page.get_by_role("button", name="Look at it first").click()
            expect(page.get_by_role("button", name="Send this text")).to_be_visible()
            album.take(page, f"text-{look}")
            page.goto("/messages/by-hand/")
            album.take(page, f"by-hand-{look}")
            page.goto("/?home=1")
            album.take(page, f"home-{look}")
        page = page_of(context_for(DESK), client, ruth, str(live_server))
        page.goto("/messages/by-hand/")
        page.get_by_role("button", name="Print the letter").click()
        album.take(page, "letter")
        pdf = page.request.get(f"{page.url.partition('?')[0]}pdf/").body()
        (album.folder / "letter.pdf").write_bytes(pdf)
        assert pdf.startswith(b"%PDF")
        page.goto("/messages/in/")
        page.get_by_role("link", name="Samira").first.click()
        page.get_by_role("button", name="Yes", exact=True).click()
        expect(page.get_by_text("Samira’s answer is saved.")).to_be_visible()
