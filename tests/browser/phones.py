"""A phone: a browser with a memory of its own, which can be killed and opened again."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright, Response, expect

from tests.browser.conftest import CHROMIUM, PATIENCE, PHONE, QUIET
from tests.browser.wire import Wire

# Everything in every store, as text; what is sealed shows as its bytes.
DUMP = """async () => {
  const done = (asked) => new Promise((yes, no) => {
    asked.onsuccess = () => yes(asked.result);
    asked.onerror = () => no(asked.error);
  });
  const db = await done(indexedDB.open("alongside"));
  const rows = [];
  for (const store of db.objectStoreNames) {
    for (const row of await done(db.transaction(store).objectStore(store).getAll())) {
      const bytes = row.sealed ? new Uint8Array(row.sealed) : [];
      rows.push({ store, text: JSON.stringify(row) + String.fromCharCode(...bytes) });
    }
  }
  db.close();
  return rows;
}"""
KEPT_PAGES = """async () => {
  const db = await idb.openDB("alongside");
  return (await db.getAllKeys("pages")).map(([, path]) => path);
}"""


class Phone:
    """One phone, on one wire."""

    def __init__(self, playwright: Playwright, memory: Path, wire: Wire) -> None:
        self.playwright, self.memory, self.wire = playwright, memory, wire
        self.context = self._opened()

    def _opened(self) -> BrowserContext:
        context = self.playwright.chromium.launch_persistent_context(
            str(self.memory), executable_path=CHROMIUM, args=QUIET, headless=True,
            base_url=self.wire.url, viewport=PHONE, locale="en-GB",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        return context

    @property
    def page(self) -> Page:
        """The page in front."""
        return self.context.pages[-1] if self.context.pages else self.context.new_page()

    def kill(self) -> Page:
        """Kill the browser as it stands, as a dead battery does; open it anew, return its page."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"--user-data-dir={self.memory}" in (process / "cmdline").read_text().split(
                    "\0"
                ):
                    os.kill(int(process.name), signal.SIGKILL)
        with suppress(Error):
            self.context.close()
        self.context = self._opened()
        return self.page

    def until_kept(self, *paths: str) -> None:
        """Wait until the phone keeps these pages."""
        eventually(lambda: set(paths) <= set(self.page.evaluate(KEPT_PAGES)), self.page)

    def memory_of(self) -> list[dict[str, str]]:
        """Return all that its database holds."""
        rows: list[dict[str, str]] = self.page.evaluate(DUMP)
        return rows

    def holds_on_disk(self, words: str) -> list[str]:
        """Return the files of the browser's whole profile in which words can be read."""
        spelt = (words.encode(), words.encode("utf-16-le"))
        files = [path for path in self.memory.rglob("*") if path.is_file()]
        return [str(p) for p in files if any(each in p.read_bytes() for each in spelt)]

    def says(self, words: str) -> None:
        """Expect the strip to say this."""
        expect(self.page.locator("#on-phone p", has_text=words)).to_be_visible(timeout=PATIENCE)

    def does_not_say(self, words: str) -> None:
        """Expect the strip not to say this."""
        shown = self.page.locator("#on-phone p:visible", has_text=words)
        expect(shown).to_have_count(0)


def go(page: Page, path: str) -> Response | None:
    """Open a page. One that was just drawing itself anew, now that all is sent, is let do so first."""
    for _ in range(3):
        try:
            return page.goto(path)
        except Error as wrong:
            if "ERR_ABORTED" not in str(wrong):
                raise
            page.wait_for_load_state()
    return page.goto(path)


def eventually(holds: Callable[[], Any], page: Page) -> None:
    """Wait for the server to have it."""
    for _ in range(PATIENCE // 100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It never came.")
