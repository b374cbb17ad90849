"""One visit, from “not seen for a while” to a promise kept in mind, in a real browser."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import BrowserContext, Page, expect

from families.models import Adult, Household, Promise
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.roles import Role
from pastoral.outbox import words
from tests.browser import story
from tests.browser.conftest import DESK, PHONE, Album
from tests.factories import make_family, make_half_term, make_risk_check, make_setting
from tests.sinks import MailSink
from visits import tasks
from visits.models import HomeVisit, OverdueAlert, VisitNote

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 12, 3, 16, 2, tzinfo=UTC)
FRIDAY = date(2026, 12, 4)
State = HomeVisit.State


def on_friday(hour: int, minute: int) -> datetime:
    return datetime.combine(FRIDAY, time(hour, minute), tzinfo=UTC)


def the_clock_ticks() -> None:
    """Do what the clock process does at each tick, with the real tasks."""
    tasks.watch()
    tasks.let_offers_rest()
    tasks.say_a_word_before()
    story.the_clock_ticks()


def at(moment: datetime, *contexts: BrowserContext) -> time_machine.travel:
    """Go to a moment, on the server and on everybody's own device."""
    for context in contexts:
        context.clock.set_fixed_time(moment)
    return time_machine.travel(moment)


class Friday:
    """The people of the story, each with a device of their own."""

    def __init__(self, context_for: Any) -> None:
        self.setting: Setting = make_setting(nickname="Orchard Zone")
        make_half_term(self.setting)
        self.jo = self.colleague(Role.MENTOR, "Jo", "07700 900201")
        self.kwame = self.colleague(Role.MENTOR, "Kwame", "07700 900202")
        self.ruth = self.colleague(Role.LEAD, "Ruth", "07700 900203")
        self.family: Household = make_family(self.setting, self.jo, known_as="Samira")
        self.family.label = "Samira and Amira"
        self.family.address, self.family.access_notes = "1 Orchard Lane", "Friendly dog"
        self.family.save()
        self.samira = Adult.objects.get(homes__household=self.family)
        make_risk_check(self.family, checked_on=MONDAY.date(), checked_by=self.ruth)
        words.load_shipped()
        self.phone: BrowserContext = context_for(PHONE)
        self.desk: BrowserContext = context_for(DESK)
        self.parent: BrowserContext = context_for(PHONE, java_script_enabled=False)

    def colleague(self, role: Role, name: str, number: str) -> Staff:
        staff = story.a_colleague(self.setting, role, name)
        staff.phone = number
        staff.save()
        return staff

    @property
    def visit(self) -> HomeVisit:
        return HomeVisit.objects.get(household=self.family)


def offered(friday: Friday, mail: MailSink, album: Album) -> str:
    """Jo sees whom nobody has seen, and offers a visit; return the secret of Samira's link."""
    page = story.sign_in(friday.phone, friday.jo)
    page.goto("/visits/not-seen/")
    album.take(page, "who-have-we-not-seen")
    page.get_by_role("link", name="Plan the next").click()
    expect(page.locator("input[name=on]")).to_have_value(FRIDAY.isoformat())
    album.take(page, "offer")
    page.get_by_role("button", name="Offer this visit").click()
    assert friday.visit.state == State.OFFERED
    the_clock_ticks()
    return story.secret_in(mail.to(friday.samira.email)[-1].text)


def agreed(friday: Friday, secret: str, album: Album) -> None:
    """Samira answers on her own page, with one tap and no script."""
    page = friday.parent.new_page()
    page.goto(f"/v/{secret}")
    album.take(page, "samiras-page", axe=False)
    page.get_by_role("button", name="Yes, that’s fine").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert (friday.visit.state, friday.visit.agreed_by) == (State.AGREED, friday.samira)


def planned(friday: Friday, album: Album) -> None:
    """A first visit: two go, and a buddy knows where they are."""
    page = friday.phone.pages[0]
    page.goto(f"/visits/{friday.visit.pk}/")
    page.get_by_role("link", name="Plan this visit").click()
    page.get_by_text("9.30am", exact=True).click()
    page.locator("label", has_text="Kwame").click()
    page.get_by_label("Who knows where you are?").select_option(label="Ruth")
    album.take(page, "plan")
    page.get_by_role("button", name="Plan this visit").click()
    assert (friday.visit.state, friday.visit.buddy) == (State.PLANNED, friday.ruth)


def gone(friday: Friday, album: Album) -> Page:
    """Friday: the app opens on the day, and Jo says she has arrived."""
    the_clock_ticks()
    page = story.sign_in(friday.phone, friday.jo)
    expect(page.get_by_role("heading", level=1)).to_have_text("Friday 4 December")
    expect(page.locator("article.visit")).to_contain_text("Two go together")
    album.take(page, "the-day")
    page.get_by_role("button", name="Arrived").click()
    expect(page.get_by_text("Back by 10.15am")).to_be_visible()
    album.take(page, "under-way")
    return page


def looked_for(friday: Friday, mail: MailSink, album: Album) -> None:
    """Half an hour late: mentor and buddy are alerted, and the lead sees it on her board."""
    the_clock_ticks()
    levels = OverdueAlert.objects.values_list("level", flat=True)
    assert sorted(levels) == ["buddy", "mentor"]
    assert len(mail.to(friday.ruth.email)) == 1
    page = story.sign_in(friday.desk, friday.ruth)
    page.goto("/visits/board/")
    expect(page.get_by_text("Samira and Amira").first).to_be_visible()
    album.take(page, "board-overdue")
    page.get_by_role("link", name="what to do now").click()
    album.take(page, "overdue")


def logged(friday: Friday, page: Page, album: Album) -> None:
    """Out and safe, signed out by the clock meanwhile; then the log, with a promise."""
    page.get_by_role("button", name="Left and safe").click()
    expect(page.locator("#on-phone")).to_contain_text("sign in again")
    album.take(page, "sign-in-again", axe=False)
    page = story.sign_in(friday.phone, friday.jo)
    expect(page.get_by_text("Back by")).to_have_count(0)
    page.get_by_role("link", name="Log it").click()
    page.get_by_text("Samira", exact=True).click()
    page.get_by_label("What is going well?").fill("“She read me the whole box.”")
    page.get_by_label("What did we promise?").first.fill("Bring the bus form")
    page.get_by_label("By when?").first.fill("2026-12-11")
    expect(page.get_by_text("kept on this phone")).to_be_visible()
    album.take(page, "log")
    page.get_by_role("button", name="Save the visit").click()
    expect(page.get_by_text("She read me the whole box")).to_be_visible()
    album.take(page, "logged")


def test_one_friday(context_for: Any, mail: MailSink, album: Album) -> None:
    friday = Friday(context_for)
    with at(MONDAY, friday.phone):
        secret = offered(friday, mail, album)
        agreed(friday, secret, album)
        planned(friday, album)
    with at(THURSDAY, friday.phone):
        the_clock_ticks()
        the_clock_ticks()
        assert len(mail.to(friday.samira.email)) == 2  # The offer, and one word before.
    with at(on_friday(9, 28), friday.phone):
        page = gone(friday, album)
    with at(on_friday(10, 46), friday.phone, friday.desk):
        looked_for(friday, mail, album)
    with at(on_friday(10, 50), friday.phone, friday.desk):
        logged(friday, page, album)
        visit, promise = friday.visit, Promise.objects.get()
        assert (visit.state, visit.mentor) == (State.COMPLETED, friday.jo)
        assert visit.left_at == on_friday(10, 50)
        assert (promise.what, promise.due_on) == ("Bring the bus form", FRIDAY + timedelta(days=7))
        assert VisitNote.objects.get().going_well == "“She read me the whole box.”"
        board = friday.desk.pages[0]
        board.goto("/visits/board/")
        album.take(board, "board-safe")
        page.goto(f"/families/{friday.family.pk}/")
        expect(page.get_by_text("We said: Bring the bus form").first).to_be_visible()
        album.take(page, "the-family")
