"""A real Chromium, axe, and a picture of each step."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HERE = Path(__file__).parent
PHONE = ViewportSize(width=360, height=740)
TABLET = ViewportSize(width=820, height=1180)
DESK = ViewportSize(width=1280, height=800)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PATIENCE = 20_000  # Milliseconds: others may keep the machine busy.
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser, and do it last; without one, say so and go on, unless required.

    What fails there is tried once more and its first failure is told (`-r aR`): on a machine
    with two cores a browser may be starved for as long as anybody would wait.
    """
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.flaky(reruns=1))
        if CHROMIUM is None and os.environ.get("REQUIRE_BROWSER") != "1":
            item.add_marker(
                pytest.mark.skip(reason="There is no Chromium here: the pages were not opened.")
            )
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(autouse=True)
def _nobody_is_half_way(transactional_db: None) -> Iterator[None]:
    """Wait for answers still being made when the pages are closed, before the tables are emptied.

    On SQLite they share this test's connection: one that is undone later would undo the
    emptying, and leave its rows to the next test.
    """
    half_way: list[int] = []

    def begun(**_: Any) -> None:
        half_way.append(1)

    def over(**_: Any) -> None:
        del half_way[-1:]

    request_started.connect(begun)
    request_finished.connect(over)
    yield
    until = time.monotonic() + PATIENCE / 1000
    while half_way and time.monotonic() < until:
        time.sleep(0.02)
    request_started.disconnect(begun)
    request_finished.disconnect(over)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, without its own errands."""
    return {"executable_path": CHROMIUM, "args": QUIET, "headless": True}


@pytest.fixture
def context_for(browser: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """Return a way to open a device: a viewport, with or without JavaScript."""
    opened: list[BrowserContext] = []

    def context(viewport: ViewportSize, **options: Any) -> BrowserContext:
        made = browser.new_context(
            viewport=viewport,
            base_url=live_server.url,
            locale="en-GB",
            **options,
        )
        made.set_default_timeout(PATIENCE)
        opened.append(made)
        return made

    yield context
    for made in opened:
        made.close()


class Album:
    """Pictures of the steps, numbered, under var/; each page is checked by axe as it is taken."""

    def __init__(self, name: str) -> None:
        self.folder = Path(settings.BASE_DIR) / "var" / "pictures" / name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.taken = 0

    def take(self, page: Page, name: str, *, axe: bool = True) -> None:
        """Keep a picture of the whole page, and fail where axe finds a violation."""
        self.taken += 1
        page.screenshot(path=self.folder / f"{self.taken:02}-{name}.png", full_page=True)
        if axe:
            found = Axe().run(page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"


@pytest.fixture
def album(request: pytest.FixtureRequest) -> Album:
    """Return the album of the running test."""
    return Album(request.node.name.removeprefix("test_"))
