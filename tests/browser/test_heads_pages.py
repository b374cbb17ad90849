"""A head's five minutes: sign in, read, open a figure, change the term, print, download."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import BrowserContext, Page, expect

from pastoral.accounts.models import Setting, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.figures import keeping
from tests import factories as make
from tests.browser import story
from tests.browser.conftest import DESK, PHONE, Album
from tests.desk.a_year import TODAY, a_year

pytestmark = pytest.mark.django_db(transaction=True)
Devices = Callable[..., BrowserContext]
PAGES = (
    "/figures/?period=2026-autumn-2",
    "/figures/all/?period=2026-autumn",
    "/figures/2026-autumn-2/reach/",
    "/figures/governors/",
    "/figures/out/",
)
SIDES = 2


@pytest.fixture
def zone() -> Iterator[Setting]:
    """A zone of forty families and three half-terms, in December."""
    with time_machine.travel(TODAY, tick=True):
        setting = make.make_setting(name="Orchard Zone")
        a_year(setting)
        keeping.refresh(setting.pk)
        yield setting


def test_a_heads_five_minutes(
    zone: Setting, context_for: Devices, album: Album, tmp_path: Path
) -> None:
    head = story.a_colleague(zone, Role.HEAD, "Maggie")
    page = story.sign_in(context_for(DESK), head)
    page.get_by_role("link", name="Open the figures").click()
    expect(page.locator(".sentence")).to_contain_text("we were alongside 31 of 40 families")
    expect(page.get_by_role("img", name="Families we were alongside")).to_be_visible()
    album.take(page, "one-screen")
    assert sides_of(page, tmp_path) <= SIDES

    page.get_by_role("link", name="Families we were alongside", exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text("31 of 40 families")
    expect(page.get_by_role("main")).to_contain_text("Which families these are is for those")
    expect(page.get_by_role("main")).not_to_contain_text("Family 1")
    album.take(page, "one-figure")

    page.get_by_role("link", name="Figures", exact=True).first.click()
    page.get_by_label("Period").select_option(label="Summer 2026, second half")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".sentence")).to_contain_text(
        "In Summer 2026, second half we were alongside 22 of 40 families"
    )
    page.get_by_label("Period").select_option(label="Autumn 2026")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".sentence")).to_contain_text("this term we were alongside 30 to 34 of 40")

    page.get_by_role("link", name="The governors’ page").click()
    expect(page.get_by_role("main")).to_contain_text("I liked that nobody asked me anything.")
    album.take(page, "governors")
    assert sides_of(page, tmp_path) <= SIDES

    page.get_by_role("link", name="As a PDF").click()
    page.get_by_label("A plain table").check()
    page.get_by_role("button", name="Download").click()
    expect(page.get_by_role("main")).to_contain_text("Please fill this in.")
    page.get_by_label("For whom or what").fill("For the governors’ meeting")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").click()
    saved = tmp_path / "figures.csv"
    coming.value.save_as(saved)
    rows = list(csv.reader(saved.read_text("utf-8-sig").splitlines()))
    assert "For the governors’ meeting" in rows[1][0]
    assert ["30 to 34", "of 40 families"] in [row[3:5] for row in rows]
    assert TrailEntry.objects.filter(actor=head, did="exported").count() == 1


def test_the_pages_of_figures_on_a_phone_and_in_the_dark(
    zone: Setting, context_for: Devices, album: Album
) -> None:
    head = story.a_colleague(zone, Role.HEAD, "Maggie")
    for device, theme in ((PHONE, "light"), (DESK, "dark")):
        page = story.sign_in(context_for(device, color_scheme=theme), head)
        for address in PAGES:
            page.goto(address)
            album.take(page, f"{device['width']}-{theme}-{address.split('/')[-2]}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= device["width"], address


def test_a_lead_opens_a_figure_to_its_families(
    zone: Setting, context_for: Devices, album: Album
) -> None:
    lead = story.a_colleague(zone, Role.LEAD, "Ruth")
    page = story.sign_in(context_for(PHONE), lead)
    page.goto("/figures/2026-autumn-2/reach/")
    page.get_by_role("link", name="Not in it: 9").click()
    expect(page.locator("tbody tr")).to_have_count(9)
    album.take(page, "not-reached")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Family")


def sides_of(page: Page, folder: Path) -> int:
    """How many sides of A4 a page is on paper; kept beside the pictures' test."""
    made = page.pdf(path=folder / "paper.pdf", format="A4")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", made))
