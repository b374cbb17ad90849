"""The pages of figures, on a phone and on a desk: whole for axe, and never wider than the phone."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import BrowserContext

from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.figures import keeping
from tests.browser.conftest import DESK, PHONE, Album
from tests.desk.a_year import TODAY, a_year
from tests.factories import make_setting, make_viewer

pytestmark = pytest.mark.django_db(transaction=True)
Devices = Callable[..., BrowserContext]
PAGES = (
    ("head", "/figures/?period=2026-autumn-2"),
    ("head", "/figures/2026-autumn-2/reach/"),
    ("lead", "/figures/2026-autumn-2/reach/"),
    ("head", "/figures/governors/"),
    ("head", "/figures/out/"),
)


def test_the_pages_of_figures(
    context_for: Devices, client: Client, live_server: object, album: Album
) -> None:
    with time_machine.travel(TODAY, tick=True):
        setting = make_setting(name="Orchard Zone")
        a_year(setting)
        keeping.refresh(setting.pk)
        viewers = {
            "head": make_viewer(Role.HEAD, setting=setting),
            "lead": make_viewer(Role.LEAD, setting=setting),
        }
        for device, theme in ((PHONE, "light"), (DESK, "light"), (DESK, "dark")):
            for who, address in PAGES:
                context = context_for(device, color_scheme=theme)
                _sign_in(context, client, viewers[who], str(live_server))
                page = context.new_page()
                page.goto(address)
                album.take(page, f"{device['width']}-{theme}-{who}-{address.split('/')[-2]}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= device["width"], address


def _sign_in(context: BrowserContext, client: Client, viewer: Viewer, url: str) -> None:
    client.force_login(viewer.user)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
