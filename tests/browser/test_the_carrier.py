"""Who carries the texts is said on a phone and at a desk, and tried with a text to oneself."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from pastoral.accounts.roles import Role
from pastoral.outbox.models import Message
from tests.browser import story
from tests.browser.conftest import DESK, PHONE, Album
from tests.carriers import NOTIFY_KEY, TextSink, notify_says
from tests.factories import make_message, make_setting, make_viewer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("device", ["phone", "desk", "desk in the dark"])
def test_a_carrier_is_set_up_tried_and_mended(
    context_for: Callable[..., BrowserContext], album: Album, carriers: TextSink, device: str,
    settings: Any,
) -> None:  # fmt: skip
    settings.SITE_URL = "http://127.0.0.1:8000"
    lead = make_viewer(Role.LEAD, setting=make_setting(), password=story.PASSWORD)
    lead.user.phone = "+447700900101"
    lead.user.save()
    for _ in range(3):
        reason = "GOV.UK Notify says the phone was off or out of reach."
        make_message(lead.setting, state=Message.State.FAILED_TEMPORARY, reason=reason)
    context = context_for(
        PHONE if device == "phone" else DESK, color_scheme="dark" if "dark" in device else "light"
    )
    page = story.sign_in(context, lead.user)

    page.goto("/messages/carrier/")
    expect(page.get_by_label("Account SID")).to_be_hidden()
    album.take(page, "nothing-yet")
    page.get_by_label("GOV.UK Notify").check()
    page.get_by_label("Template’s id").fill("1b4d-the-template")
    page.get_by_role("button", name="Save the carrier").click()
    expect(page.get_by_label("Template’s id")).to_have_value("1b4d-the-template")
    album.take(page, "a-key-is-missing")
    page.get_by_label("API key").fill(NOTIFY_KEY)
    page.get_by_label("Bearer token for callbacks").fill("a-token-of-our-own-making")
    page.get_by_role("button", name="Save the carrier").click()
    expect(page.get_by_text("The carrier is saved.")).to_be_visible()
    album.take(page, "saved")

    page.get_by_role("button", name="Send a text to my own number").click()
    expect(page.get_by_text("The carrier took a text to your number.")).to_be_visible()
    carriers.answers = lambda _asked: notify_says(403, "AuthError", "API key not found")
    page.get_by_role("button", name="Send a text to my own number").click()
    expect(page.get_by_text("does not accept our keys").first).to_be_visible()
    album.take(page, "refused")
    assert [asked.to for asked in carriers.taken] == ["+447700900101"]
