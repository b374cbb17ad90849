"""What the people of the story do, in their own words."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from families.models import Adult
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.roles import Role
from pastoral.accounts.tasks import tick
from pastoral.outbox.tasks import sweep
from sessions_app.tasks import ask_and_remind
from tests.browser.conftest import Album
from tests.factories import make_membership, make_staff

PASSWORD = "kettle-orchard-marmalade"
EXPORTS = Path(__file__).parent.parent / "families" / "importing" / "mis_export"
THURSDAY = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 10, 2, tzinfo=UTC)
TUESDAY = datetime(2026, 12, 1, 16, 32, tzinfo=UTC)
WEDNESDAY = datetime(2026, 12, 2, 13, 20, tzinfo=UTC)
FRIDAY = datetime(2026, 12, 4, 11, 50, tzinfo=UTC)
A_LINK = re.compile(r"/[rv]/([A-Za-z0-9_-]{22})")


def the_clock_ticks() -> None:
    """Do what the clock process does at each tick, with the real tasks."""
    tick()
    ask_and_remind()
    sweep()


def a_colleague(setting: Setting, role: Role, first_name: str) -> Staff:
    """Somebody on the staff, with a password."""
    staff = make_staff(
        first_name=first_name, email=f"{first_name.lower()}@example.org", password=PASSWORD
    )
    make_membership(staff, setting, role)
    return staff


def sign_in(context: BrowserContext, staff: Staff, album: Album | None = None) -> Page:
    """Sign in as people do, and arrive at the first page."""
    page = context.pages[0] if context.pages else context.new_page()
    page.goto("/accounts/login/")
    if album:
        album.take(page, "sign-in")
    page.locator("input[name=login]").fill(staff.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    # On a day of visits the first page is that day's.
    first = re.compile(rf"Hello {re.escape(staff.first_name)}|day \d{{1,2}} [A-Z]")
    expect(page.get_by_role("heading", level=1)).to_contain_text(first)
    return page


def bring_in(page: Page, file: str) -> None:
    """Choose a file and look at what it would do."""
    page.goto("/families/import/")
    page.locator("input[type=file]").set_input_files(EXPORTS / file)
    page.locator("form:has(input[type=file]) [type=submit]").click()


def figure(page: Page, words: str) -> int:
    """Return the number that stands over these words in a row of counts."""
    count = page.locator(f'.count:has(:text-is("{words}"))').first
    return int(count.locator(".count__figure").inner_text())


def secret_in(text: str) -> str:
    """Return the secret of the link in a message."""
    found = A_LINK.search(text)
    assert found, text
    return found[1]


def bytes_of(page: Page, url: str) -> tuple[int, int]:
    """Open a page and return (requests, bytes) that it cost."""
    seen: list[Any] = []
    page.on("response", lambda answer: seen.append(answer))  # noqa: PLW0108 - it must be a function
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return len(seen), sum(len(answer.body()) for answer in seen if answer.status < 300)


def who_checked(adult: Adult) -> str:
    """Return who checked an adult's number."""
    return str(adult.mobile_verified_by)
