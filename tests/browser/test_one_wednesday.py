"""One whole Wednesday, from the school's file to the head's page, in a real browser."""

from collections.abc import Callable

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from families.models import Adult, Child, Household
from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from pastoral.outbox.models import Message
from sessions_app.models import Afternoon, Answer, Attendance, Invitation
from tests.browser import story
from tests.browser.conftest import DESK, PHONE, TABLET, Album
from tests.sinks import MailSink, mail
from visits.models import HomeVisit, VisitNote

__all__ = ["mail"]
pytestmark = pytest.mark.django_db(transaction=True)
Devices = Callable[..., BrowserContext]


def test_one_wednesday(
    context_for: Devices, mail: MailSink, album: Album, capsys: pytest.CaptureFixture[str]
) -> None:
    with time_machine.travel(story.THURSDAY, tick=True) as clock:
        setting, lead_page = _a_new_setting(context_for, album, capsys)
        _families_come_in(lead_page, album)
        mentor = story.a_colleague(setting, Role.MENTOR, "Jo")
        family = _a_family_gets_its_mentor(lead_page, album, mentor.full_name)
        afternoon = _a_term_of_wednesdays(lead_page, album)
        _invitations(lead_page, album, afternoon, mail)
        _parents_answer(context_for, album, afternoon, mail)
        clock.move_to(story.MONDAY)
        _reminders(afternoon, mail, "yes", "maybe", "")
        clock.move_to(story.TUESDAY)
        _reminders(afternoon, mail, "yes", "maybe")
        clock.move_to(story.WEDNESDAY)
        office = story.a_colleague(setting, Role.OFFICE, "Sal")
        _the_door(context_for, album, afternoon, mentor, office)
        clock.move_to(story.FRIDAY)
        _a_visit(context_for, album, mentor, family)
        head = story.a_colleague(setting, Role.HEAD, "Bea")
        _the_head_reads(context_for, album, head)
        _the_timeline(context_for, album, mentor, family)


def _a_new_setting(
    context_for: Devices, album: Album, capsys: pytest.CaptureFixture[str]
) -> tuple[Setting, Page]:
    """The command prints a link; the lead makes her account with it, then signs in."""
    call_command(
        "create_setting", "orchard", name="Orchard Zone", kind="zone", admin="ann@example.org",
        role=["administrator", "lead"],
    )  # fmt: skip
    link = next(word for word in capsys.readouterr().out.split() if "/join/" in word)
    context = context_for(DESK)
    page = context.new_page()
    page.goto(link[link.index("/join/") :])
    album.take(page, "join")
    page.get_by_label("First name").fill("Ann")
    page.get_by_label("A password").fill(story.PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ann")
    album.take(page, "first-steps")
    setting = Setting.objects.get(code="orchard")
    setting.nickname, setting.phone = "the Orchard", "01632 960001"
    setting.save()
    return setting, page


def _families_come_in(page: Page, album: Album) -> None:
    """Wide first; the same again changes nothing; the long file is about the same children."""
    page.goto("/families/")
    album.take(page, "no-families-yet")
    story.bring_in(page, "wide.csv")
    album.take(page, "what-the-file-would-do")
    assert not Child.objects.exists()
    page.get_by_role("button", name="Bring in 140 children").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your families are in")
    album.take(page, "families-are-in")
    assert (Child.objects.count(), Household.objects.count(), Adult.objects.count()) == (
        140,
        121,
        162,
    )
    story.bring_in(page, "wide.csv")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing new in this file")
    story.bring_in(page, "long.csv")
    album.take(page, "the-same-families-again")
    assert story.figure(page, "new children") == 0
    page.goto("/families/?q=lukasz")
    expect(page.get_by_text("Łukasz").first).to_be_visible()
    album.take(page, "families-found")


def _a_family_gets_its_mentor(page: Page, album: Album, mentor: str) -> Household:
    """Open a family that can be written to by e-mail, and choose who walks with them."""
    family = (
        Household.objects.filter(
            members__adult__email__gt="", members__adult__language="en",
            members__adult__is_deceased=False, members__adult__restrictions=None,
            address_visibility="normal", members__child__isnull=True,
        )
        .exclude(members__adult__safe_contact="none")
        .filter(pk__in=Household.objects.filter(members__child__isnull=False))
        .order_by("label")
        .first()
    )  # fmt: skip
    assert family is not None
    page.goto(f"/families/{family.pk}/")
    album.take(page, "a-family")
    page.goto(f"/families/{family.pk}/mentor/")
    page.locator("select[name=mentor]").select_option(label=mentor)
    album.take(page, "choose-a-mentor")
    page.locator("main form [type=submit]").last.click()
    page.goto(f"/families/{family.pk}/")
    expect(page.get_by_text("Jo").first).to_be_visible()
    return family


def _a_term_of_wednesdays(page: Page, album: Album) -> Afternoon:
    """One form makes the term's afternoons; the next one gets its activity and is opened."""
    page.goto("/afternoons/series/new/")
    page.get_by_label("Room", exact=True).fill("The big room")
    album.take(page, "plan-a-season")
    page.get_by_role("button", name="Show the days").click()
    album.take(page, "the-days")
    page.locator("main form [type=submit]").first.click()
    afternoon = Afternoon.objects.get(on=story.WEDNESDAY.date())
    assert all(a.on.weekday() == 2 for a in Afternoon.objects.all())
    page.goto("/afternoons/activities/")
    album.take(page, "activities")
    page.goto(f"/afternoons/{afternoon.pk}/edit/")
    page.locator("select[name=activity]").select_option(label="Decorated biscuits")
    page.locator("main form [type=submit]").first.click()
    page.goto(f"/afternoons/{afternoon.pk}/")
    if page.get_by_role("button", name="We have thought of this").is_visible():
        page.get_by_role("button", name="We have thought of this").click()
    page.get_by_role("button", name="Open this afternoon").click()
    album.take(page, "an-open-afternoon")
    page.goto("/afternoons/")
    album.take(page, "wednesday")
    return afternoon


def _invitations(page: Page, album: Album, afternoon: Afternoon, mail: MailSink) -> None:
    """Who will be asked, who not and why; then the same numbers, sent; nobody twice."""
    page.goto(f"/afternoons/{afternoon.pk}/invite/?english=1")
    album.take(page, "who-will-be-asked")
    will = story.figure(page, "will be asked")
    thought_of = will + story.figure(page, "will not") + story.figure(page, "need you first")
    assert will > 20
    page.get_by_role("button", name=f"Send {will} invitations").click()
    story.the_clock_ticks()
    story.the_clock_ticks()
    page.goto(f"/afternoons/{afternoon.pk}/invite/")
    album.take(page, "what-became-of-them")
    sent, skipped, failed = (story.figure(page, w) for w in ("sent", "not sent", "failed"))
    assert (sent, sent + skipped + failed) == (will, thought_of)
    addresses = [letter.to for letter in mail.mails]
    assert len(addresses) == len(set(addresses))
    assert len(addresses) == Message.objects.filter(channel="email", state="sent").count()
    page.goto(f"/afternoons/{afternoon.pk}/invite/skipped/")
    album.take(page, "why-they-were-not-sent-one")


def _parents_answer(
    context_for: Devices, album: Album, afternoon: Afternoon, mail: MailSink
) -> None:
    """Three phones without JavaScript: a yes with its details, a not sure, a no; then a change."""
    invited = [letter for letter in mail.mails if "/r/" in letter.text]
    first, second, third, fourth = (f"/r/{story.secret_in(letter.text)}/" for letter in invited[:4])
    phone = context_for(PHONE, java_script_enabled=False)
    page = phone.new_page()
    requests, size = story.bytes_of(page, first)
    assert (requests, size < 50_000) == (1, True)
    before = Answer.objects.count()
    for _ in range(100):
        phone.request.get(first)
    assert Answer.objects.count() == before
    album.take(page, "parent-asked", axe=False)
    page.get_by_role("button", name="Yes").click()
    album.take(page, "parent-yes", axe=False)
    page.get_by_label("How many grown-ups?").select_option("2")
    page.get_by_label("Is there anything you can’t eat or drink?").fill("No pork please")
    page.get_by_label("Yes, please").check()
    page.get_by_label("Walk").check()
    page.get_by_role("button", name="Send this").click()
    album.take(page, "parent-thanked", axe=False)
    calendar = phone.request.get(f"{first}cuppa.ics")
    assert calendar.ok
    assert "DTSTART;TZID=Europe/London:20261202T133000" in calendar.text()
    for url, button in (
        (second, "Not sure yet"),
        (third, "Not this week"),
        (fourth, "Not this week"),
    ):
        page.goto(url)
        page.get_by_role("button", name=button).click()
        album.take(page, f"parent-{button.lower().replace(' ', '-')}", axe=False)
    page.goto(fourth)
    page.get_by_role("button", name="Yes").click()
    _the_same_pages_in_axe(context_for, first, second, third)
    page.goto("/r/AAAAAAAAAAAAAAAAAAAAAA/")
    album.take(page, "parent-old-link", axe=False)
    story.the_clock_ticks()  # Whoever said yes by e-mail is thanked.
    given = Invitation.objects.filter(afternoon=afternoon).exclude(answer="")
    assert sorted(given.values_list("answer", flat=True)) == ["maybe", "no", "yes", "yes"]
    told = given.get(adults_n=2)
    assert (told.meet_at_gate, told.travel, told.diet) == (True, "walk", "No pork please")
    assert Answer.objects.filter(invitation__answer="yes").count() >= 3


def _the_same_pages_in_axe(context_for: Devices, *urls: str) -> None:
    """axe needs JavaScript; the pages are the same."""
    page = context_for(PHONE).new_page()
    album = Album("parents_pages_in_axe")
    for url in urls:
        for path in (url, f"{url}thanks/"):
            page.goto(path)
            album.take(page, "parent")
    page.goto("/r/AAAAAAAAAAAAAAAAAAAAAA/")
    album.take(page, "old-link")


def _reminders(afternoon: Afternoon, mail: MailSink, *answers: str) -> None:
    """The clock reminds exactly those it should, once, with the link they have already."""
    before = len(mail.mails)
    story.the_clock_ticks()
    story.the_clock_ticks()
    due = Invitation.objects.filter(
        afternoon=afternoon, answer__in=answers, message__channel="email", message__state="sent"
    )
    reminded = mail.mails[before:]
    assert sorted(letter.to for letter in reminded) == sorted(
        i.message.to for i in due if i.message
    )
    asked = {
        letter.to: story.secret_in(letter.text)
        for letter in mail.mails[:before]
        if "/r/" in letter.text
    }
    assert all(story.secret_in(letter.text) == asked[letter.to] for letter in reminded)


def _the_door(
    context_for: Devices, album: Album, afternoon: Afternoon, mentor: object, office: object
) -> None:
    """Two people mark on two tablets; nobody overwrites; a walk-in is welcome; it is closed."""
    one = story.sign_in(context_for(TABLET), mentor, album)  # type: ignore[arg-type]
    two = story.sign_in(context_for(TABLET), office)  # type: ignore[arg-type]
    for page in (one, two):
        page.goto(f"/afternoons/{afternoon.pk}/register/")
    album.take(one, "register")
    tiles = one.locator(".register__tile")
    assert tiles.count() >= 3
    one.locator(".register__tile[aria-pressed=false]").first.click()
    expect(one.locator(".register__tile[aria-pressed=true]")).to_have_count(1)
    two.locator(".register__tile").nth(1).click()
    expect(two.locator(".register__tile[aria-pressed=true]")).to_have_count(2)
    two.locator("#id_q").fill("Wanda")
    two.get_by_role("button", name="Wanda is new: welcome, a grown-up").click()
    expect(two.get_by_text("Welcome!")).to_be_visible()
    album.take(two, "register-marked")
    assert Attendance.objects.here().filter(afternoon=afternoon).count() == 3
    two.get_by_role("button", name="Close the register").click()
    expect(two.get_by_text("The register is closed")).to_be_visible()
    afternoon.refresh_from_db()
    assert afternoon.state == Afternoon.State.HELD
    album.take(two, "afternoon-held")


def _a_visit(context_for: Devices, album: Album, mentor: object, family: Household) -> None:
    """A visit on a phone: six taps and the words."""
    page = story.sign_in(context_for(PHONE), mentor)  # type: ignore[arg-type]
    album.take(page, "mentors-day")
    taps = 0
    page.get_by_role("link", name="Everything else").click()  # It is Friday: her day stands first.
    taps += 1
    page.get_by_role("link", name=f"Log a visit to {family}").click()
    taps += 1
    expect(page.get_by_label("We met")).to_be_checked()
    page.locator(".name-taps .form-check-label").first.click()
    taps += 1
    page.get_by_label("What is going well?").fill("“She read to her little brother.”")
    page.get_by_label("What did we agree").fill("Jo brings the bus form on Monday.")
    page.get_by_label("Yes, we read it together").check()
    taps += 1
    album.take(page, "log-a-visit")
    page.get_by_role("button", name="Save the visit").click()
    taps += 1
    expect(page.get_by_text("“She read to her little brother.”")).to_be_visible()
    album.take(page, "visit-logged")
    assert taps <= 6
    visit = HomeVisit.objects.get()
    assert (visit.household, visit.outcome, visit.adults_met.count()) == (family, "completed", 1)
    assert VisitNote.objects.get().agreed == "Jo brings the bus form on Monday."


def _the_head_reads(context_for: Devices, album: Album, head: object) -> None:
    """What happened, small numbers hidden, no names; it prints."""
    page = story.sign_in(context_for(DESK), head)  # type: ignore[arg-type]
    page.goto("/figures/all/")
    album.take(page, "head-every-figure")
    words = page.locator("main").inner_text()
    page.goto("/figures/")
    album.take(page, "head-figures")
    words += page.locator("main").inner_text()
    assert "fewer than 5" in words
    assert not [
        name for name in Adult.objects.values_list("surname", flat=True) if name and name in words
    ]
    page.emulate_media(media="print")
    album.take(page, "head-figures-on-paper")
    page.set_viewport_size(PHONE)
    page.emulate_media(media="screen")
    album.take(page, "head-figures-phone")


def _the_timeline(context_for: Devices, album: Album, mentor: object, family: Household) -> None:
    """The family's page tells it all, newest first."""
    page = story.sign_in(context_for(PHONE), mentor)  # type: ignore[arg-type]
    page.goto(f"/families/{family.pk}/")
    album.take(page, "family-timeline")
    expect(page.locator(".timeline__entry").first).to_be_visible()
