"""The report of a term, from the button to the file, on a phone and on a desk."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.termly import tasks
from pastoral.termly.models import TermReport
from tests.browser.conftest import DESK, PHONE, Album
from tests.desk.a_year import a_year
from tests.factories import make_setting, make_term_report, make_viewer
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db(transaction=True)
Devices = Callable[..., BrowserContext]
Open = Callable[..., Page]
State = TermReport.State
NOW = datetime(2027, 1, 6, 11, tzinfo=UTC)
BUTTON = "Make the term’s report now"
WHY = "For whom or what is it?"


@pytest.fixture
def zone() -> Setting:
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC)):
        setting = make_setting(name="Orchard Zone")
    ship_words()
    a_year(setting)
    return setting


@pytest.fixture
def open_as(context_for: Devices, client: Client, live_server: Any) -> Open:
    """Return a way to open a browser in which somebody is signed in."""

    def opened(viewer: Viewer, device: dict[str, int], **options: Any) -> Page:
        context = context_for(device, **options)
        client.force_login(viewer.user)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": f"{live_server}"}])
        return context.new_page()

    return opened


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_a_head_has_the_report_made_watches_and_takes_it_out(
    device: dict[str, int], zone: Setting, open_as: Open, album: Album
) -> None:
    with time_machine.travel(NOW, tick=True):
        head = make_viewer(Role.HEAD, setting=zone)
        page = open_as(head, device)
        page.goto("/figures/termly/")
        album.take(page, "none-yet")
        page.get_by_role("link", name=BUTTON).click()
        page.get_by_label("Which term?").select_option("Autumn 2026")
        page.get_by_label(WHY).fill("For the governors’ meeting")
        album.take(page, "why")
        page.get_by_role("button", name=BUTTON).click()

        expect(page.get_by_text("Waiting for its turn")).to_be_visible()
        album.take(page, "waiting")
        tasks.make_waiting()
        expect(page.get_by_role("heading", name="As a file")).to_be_visible(timeout=15_000)
        album.take(page, "ready")
        assert page.evaluate("document.documentElement.scrollWidth") <= device["width"]

        page.get_by_text("A plain table (CSV)").click()
        page.get_by_label(WHY).fill("For the chair")
        with page.expect_download() as taken:
            page.get_by_role("button", name="Download").click()
        assert taken.value.suggested_filename.endswith("-2026-autumn.csv")
        page.goto("/figures/termly/")
        album.take(page, "list")


def test_without_a_script_one_looks_again(zone: Setting, open_as: Open) -> None:
    with time_machine.travel(NOW, tick=True):
        head = make_viewer(Role.HEAD, setting=zone)
        page = open_as(head, PHONE, java_script_enabled=False)
        page.goto("/figures/termly/make/")
        page.get_by_label(WHY).fill("For the governors’ meeting")
        page.get_by_role("button", name=BUTTON).click()
        tasks.make_waiting()

        page.get_by_role("link", name="Look again").click()

        expect(page.get_by_role("heading", name="As a file")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_every_state_and_what_is_ones_own_are_whole_for_axe(
    device: dict[str, int], theme: str, zone: Setting, open_as: Open, album: Album
) -> None:
    with time_machine.travel(NOW, tick=True):
        lead = make_viewer(Role.LEAD, setting=zone)
        making = make_term_report(zone, key="2025-1", state=State.MAKING, claimed_at=NOW, step=2)
        failed = make_term_report(zone, key="2025-2", state=State.FAILED, tries=3)
        page = open_as(lead, device, color_scheme=theme)
        for name, address in (
            ("making", f"/figures/termly/{making.pk}/"),
            ("failed", f"/figures/termly/{failed.pk}/"),
            ("list", "/figures/termly/"),
            ("caseloads", "/visits/caseloads/"),
            ("mine", "/figures/mine/"),
            ("figures", "/figures/?period=2026-autumn"),
        ):
            page.goto(address)
            album.take(page, name)
            assert page.evaluate("document.documentElement.scrollWidth") <= device["width"], name
