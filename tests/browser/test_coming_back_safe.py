"""The live board and the card for one who is not back, on a phone and a desk, in both themes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox import words
from tests.browser.conftest import DESK, PHONE, Album
from tests.factories import make_family, make_home_visit, make_tick, make_viewer
from visits import tasks
from visits.models import HomeVisit

pytestmark = pytest.mark.django_db(transaction=True)
Devices = Callable[..., BrowserContext]
ELEVEN = datetime(2026, 12, 4, 11, tzinfo=UTC)


@pytest.fixture
def late() -> HomeVisit:
    """Jo’s visit, of which nobody has heard; Kwame is her buddy."""
    words.load_shipped()
    jo = make_viewer(Role.MENTOR, first_name="Jo", phone="07700 900101")
    kwame = make_viewer(Role.MENTOR, setting=jo.setting, first_name="Kwame")
    return make_home_visit(
        make_family(jo.setting, jo.user), jo.user, buddy=kwame.user, planned_at=time(9, 30),
        planned_on=date(2026, 12, 4), state=HomeVisit.State.PLANNED,
    )  # fmt: skip


def page_of(context: BrowserContext, client: Client, viewer: Viewer, url: str) -> Page:
    client.force_login(viewer.user)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}]
    )
    return context.new_page()


def test_board_and_card(
    late: HomeVisit, context_for: Devices, client: Client, live_server: object, album: Album
) -> None:
    ruth = make_viewer(Role.LEAD, setting=late.setting, first_name="Ruth")
    with time_machine.travel(ELEVEN, tick=True):
        make_tick(at=datetime(2026, 12, 4, 10, 50, tzinfo=UTC))
        tasks.watch()
        for device, theme in ((PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")):
            context = context_for(device, color_scheme=theme)
            page = page_of(context, client, ruth, str(live_server))
            page.goto("/visits/board/")
            expect(page.get_by_role("alert").first).to_contain_text("Use the paper board")
            album.take(page, f"board-{device['width']}-{theme}")
            page.get_by_role("link", name="what to do now").click()
            expect(page.get_by_role("heading", name="Is Jo safe?")).to_be_visible()
            album.take(page, f"card-{device['width']}-{theme}")


def test_a_board_that_cannot_be_refreshed_says_so(
    late: HomeVisit, context_for: Devices, client: Client, live_server: object
) -> None:
    with time_machine.travel(ELEVEN, tick=True):
        context = context_for(DESK)
        page = page_of(
            context, client, make_viewer(Role.LEAD, setting=late.setting), str(live_server)
        )
        page.goto("/visits/board/")
        stale = page.get_by_text("This board can’t be refreshed")
        expect(stale).to_be_hidden()
        ask = "htmx.ajax('GET', '/visits/board/?poll=1', {source: '#board', target: '#board'})"

        context.set_offline(True)
        page.evaluate(f"{ask}.catch(() => null)")
        expect(stale).to_be_visible()
        context.set_offline(False)
        page.evaluate(ask)
        expect(stale).to_be_hidden()
