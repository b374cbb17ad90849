"""A mentor's visits with the network really off, on a phone that gets killed."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Locator, Page, Playwright, Route, expect

from families.models import Promise
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.roles import Role
from tests.browser import story
from tests.browser.conftest import Album
from tests.browser.phones import Phone, eventually, go
from tests.browser.wire import Wire, wire_to
from tests.factories import make_family, make_home_visit, make_phone_item, make_setting, make_staff
from visits.models import HomeVisit, PhoneItem, VisitNote

pytestmark = pytest.mark.django_db(transaction=True)
GOING_WELL = "What is going well?"
AGREED = "What did we agree"
WORDS = "“She read to her brother.”"
BUS = "Jo brings the bus form."
AN_OLDER_COPY = """async () => {
  const db = await idb.openDB("alongside");
  for (const row of await db.getAll("pages")) {
    row.keptAt -= 24 * 3600 * 1000;
    await db.put("pages", row);
  }
  db.close();
}"""


class Friday(NamedTuple):
    """A mentor, and her two visits of today."""

    setting: Setting
    jo: Staff
    visits: list[HomeVisit]

    @property
    def logs(self) -> list[str]:
        return [f"/visits/{visit.pk}/log/" for visit in self.visits]


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    with wire_to(live_server.url) as laid:
        yield laid


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path, wire: Wire) -> Iterator[Phone]:
    one = Phone(playwright, tmp_path, wire)
    yield one
    one.context.close()


@pytest.fixture
def friday() -> Friday:
    setting = make_setting()
    jo = story.a_colleague(setting, Role.MENTOR, "Jo")
    visits = []
    sam = make_staff(first_name="Sam", phone="+447700900155")
    for name, hour in (("Samira", 9), ("Joanne", 11)):
        family = make_family(setting, jo, known_as=name)
        family.label = f"{name} and all"
        family.save()
        visits.append(
            make_home_visit(
                family, jo, state=HomeVisit.State.PLANNED, planned_on=timezone.localdate(),
                planned_at=datetime.min.time().replace(hour=hour), buddy=sam,
            )
        )  # fmt: skip
    return Friday(setting, jo, visits)


@pytest.fixture
def morning(phone: Phone, friday: Friday) -> Page:
    """The morning's first visit online: the pages of the day are on the phone."""
    page = story.sign_in(phone.context, friday.jo)
    go(page, "/visits/day/")
    phone.says("all sent")
    phone.until_kept("/visits/day/", *friday.logs, "/visits/log/")
    return page


def write(page: Page, going_well: str, agreed: str) -> None:
    page.get_by_label(GOING_WELL).fill(going_well)
    page.get_by_label(AGREED).fill(agreed)
    expect(page.get_by_text("kept on this phone")).to_be_visible()
    page.wait_for_timeout(500)  # As long as a thumb rests between two letters.


def sign_in_again(phone: Phone, who: Staff) -> Page:
    """A killed browser may or may not have lost who she is: here it has."""
    Session.objects.all().delete()
    if phone.wire.is_cut:
        phone.wire.mend()
    return story.sign_in(phone.context, who)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save the visit").click()


def log_both_in_the_dark(phone: Phone, friday: Friday, *, kills: bool = True) -> Page:
    """Write both visits up with the wire cut; the browser is killed in the middle of a note."""
    phone.wire.cut()
    page = phone.page
    go(page, "/visits/day/")
    expect(page.locator("[data-kept-copy]")).to_contain_text("what this phone kept at")
    page.locator(f'a[href="{friday.logs[0]}"]').click()
    page.get_by_text("Samira", exact=True).click()
    write(page, WORDS, BUS)
    if kills:
        page = phone.kill()
        go(page, friday.logs[0])
    expect(page.get_by_label(GOING_WELL)).to_have_value(WORDS)
    expect(page.get_by_label(AGREED)).to_have_value(BUS)
    expect(page.get_by_label("Samira", exact=True)).to_be_checked()
    save(page)
    expect(page.get_by_text("It goes by itself as soon as there is signal")).to_be_visible()
    go(page, friday.logs[1])
    write(page, "Joanne laughed.", "Nothing this time.")
    save(page)
    phone.says("on this phone, not sent: 2")
    return page


def exactly_two(friday: Friday) -> None:
    """Both visits are there once, their texts whole."""
    assert HomeVisit.objects.count() == VisitNote.objects.count() == 2
    first, second = (HomeVisit.objects.get(pk=visit.pk) for visit in friday.visits)
    assert first.state == second.state == HomeVisit.State.COMPLETED
    assert (first.note.going_well, first.note.agreed) == (WORDS, BUS)
    assert (second.note.going_well, second.note.agreed) == ("Joanne laughed.", "Nothing this time.")
    assert [adult.known_as for adult in first.adults_met.all()] == ["Samira"]


def test_two_visits_logged_without_signal_and_a_killed_browser_are_exactly_two(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    page = log_both_in_the_dark(phone, friday)
    album.take(page, "two-on-this-phone", axe=True)
    phone.kill()

    page = sign_in_again(phone, friday.jo)
    go(page, "/visits/")

    phone.says("all sent")
    exactly_two(friday)
    assert PhoneItem.objects.filter(state="taken").count() == 2


def test_the_same_with_the_answers_lost_on_the_way_back(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    page = log_both_in_the_dark(phone, friday, kills=False)
    phone.wire.loses = b"POST /visits/sync/"
    phone.wire.mend()

    for _ in range(3):
        go(page, "/visits/")
        phone.says("on this phone, not sent: 2")
        eventually(lambda: VisitNote.objects.count() >= 1, page)
    assert phone.wire.lost >= 3
    phone.wire.loses = b""
    go(page, "/visits/")

    phone.says("all sent")
    exactly_two(friday)


def test_the_same_with_the_session_over_asks_to_sign_in_and_then_sends(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    page = log_both_in_the_dark(phone, friday, kills=False)
    Session.objects.all().delete()
    phone.wire.mend()

    page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.says("Please sign in again: 2 still on this phone")
    album.take(page, "please-sign-in-again")
    assert VisitNote.objects.count() == 0
    page.get_by_role("link", name="Please sign in again").click()
    page.locator("input[name=login]").fill(friday.jo.email)
    page.locator("input[name=password]").fill(story.PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    phone.says("all sent")
    exactly_two(friday)


def test_with_the_browser_itself_offline_a_log_waits_and_goes_when_it_is_back(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    phone.context.set_offline(offline=True)
    go(morning, friday.logs[0])
    write(morning, WORDS, BUS)
    save(morning)
    phone.says("on this phone, not sent: 1")

    phone.context.set_offline(offline=False)

    expect(morning).to_have_url(f"{phone.wire.url}/visits/{friday.visits[0].pk}/")
    expect(morning.get_by_text("Saved. Thank you")).to_be_visible()
    assert VisitNote.objects.get().agreed == BUS


def test_what_is_typed_comes_back_after_a_reload_a_back_and_a_closed_tab(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    go(morning, friday.logs[0])
    morning.get_by_label(GOING_WELL).press_sequentially("S")
    expect(morning.get_by_text("kept on this phone")).to_be_visible()
    write(morning, WORDS, BUS)
    morning.get_by_text("Nobody in", exact=True).click()
    morning.get_by_label("What did we promise?").fill("Ring the GP")
    morning.wait_for_timeout(500)

    morning.reload()
    expect(morning.get_by_label(GOING_WELL)).to_have_value(WORDS)
    go(morning, "/visits/")
    morning.go_back()
    expect(morning.get_by_label("What did we promise?")).to_have_value("Ring the GP")
    other = phone.context.new_page()
    morning.close()
    go(other, friday.logs[0])

    expect(other.get_by_label(GOING_WELL)).to_have_value(WORDS)
    expect(other.get_by_label("Nobody in")).to_be_checked()
    go(other, friday.logs[1])
    expect(other.get_by_label(GOING_WELL)).to_have_value("")


def test_a_thumb_quicker_than_the_phone_loses_no_letter(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    early = """document.addEventListener("DOMContentLoaded", () => {
      const box = document.querySelector("[name=would_like]");
      if (!box || sessionStorage.early) return;
      sessionStorage.early = "yes";
      box.value = "A lift.";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });"""
    go(morning, friday.logs[0])
    write(morning, WORDS, BUS)
    phone.context.add_init_script(early)

    morning.reload()
    expect(morning.get_by_label(GOING_WELL)).to_have_value(WORDS)
    expect(morning.get_by_label("What would they like?")).to_have_value("A lift.")
    morning.wait_for_timeout(500)
    morning.reload()

    expect(morning.get_by_label(GOING_WELL)).to_have_value(WORDS)
    expect(morning.get_by_label("What would they like?")).to_have_value("A lift.")


def test_a_new_log_works_without_signal_twice_and_makes_two_visits(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    HomeVisit.objects.all().delete()
    phone.wire.cut()
    for name in ("Samira", "Joanne"):
        go(morning, "/visits/log/")
        expect(morning.get_by_label("Samira", exact=True)).not_to_be_visible()
        morning.get_by_text(f"{name} and all").click()
        morning.get_by_text(name, exact=True).click()
        write(morning, f"{name} laughed.", "")
        save(morning)
        expect(morning.get_by_text("It goes by itself")).to_be_visible()

    phone.wire.mend()
    go(morning, "/visits/")
    phone.says("all sent")

    made = HomeVisit.objects.order_by("household__label")
    assert [(v.household.label, v.note.going_well) for v in made] == [
        ("Joanne and all", "Joanne laughed."),
        ("Samira and all", "Samira laughed."),
    ]


def test_what_the_server_refuses_is_shown_with_its_words(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    page = log_both_in_the_dark(phone, friday, kills=False)
    HomeVisit.objects.filter(pk=friday.visits[0].pk).update(
        state=HomeVisit.State.CANCELLED_FAMILY, outcome=HomeVisit.Outcome.NOT_TODAY
    )
    phone.wire.mend()

    go(page, "/visits/")
    phone.says("1 needs you")
    phone.does_not_say("not sent")
    page.get_by_role("link", name="1 needs you").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The server could not put these in")
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_text("it stands at “the family cancelled”")).to_be_visible()
    album.take(page, "needs-you")
    page.get_by_role("link", name="Use these words in a new log").click()
    expect(page.get_by_label(GOING_WELL)).to_have_value(WORDS)
    save(page)
    expect(page.get_by_text("Saved. Thank you")).to_be_visible()
    go(page, "/visits/")
    phone.says("all sent")
    assert VisitNote.objects.filter(going_well__isnull=False).count() == 2


def test_what_was_refused_while_its_answer_was_lost_needs_her_once(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    page = log_both_in_the_dark(phone, friday, kills=False)
    HomeVisit.objects.filter(pk=friday.visits[0].pk).update(
        state=HomeVisit.State.CANCELLED_FAMILY, outcome=HomeVisit.Outcome.NOT_TODAY
    )
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/visits/sync/**", lose_the_first)
    phone.wire.mend()

    go(page, "/visits/")
    eventually(lambda: lost, page)
    go(page, "/visits/")

    phone.says("1 needs you")
    phone.does_not_say("not sent")
    assert lost == [200]


def test_another_mentor_on_the_same_phone_sees_nothing_and_what_is_unsent_waits(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    sal = story.a_colleague(friday.setting, Role.MENTOR, "Sal")
    page = log_both_in_the_dark(phone, friday, kills=False)
    Session.objects.all().delete()
    phone.wire.mend()

    story.sign_in(phone.context, sal)
    eventually(lambda: "pages" not in {row["store"] for row in phone.memory_of()}, page)
    go(page, "/visits/log/")
    phone.says("all sent")
    phone.does_not_say("not sent")
    phone.wire.cut()
    go(page, friday.logs[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("No signal")
    phone.wire.mend()
    Session.objects.all().delete()
    story.sign_in(phone.context, friday.jo)
    go(page, "/visits/")

    phone.says("all sent")
    exactly_two(friday)


def test_signing_out_asks_first_and_then_leaves_nothing(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    page = log_both_in_the_dark(phone, friday, kills=False)

    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 visits are still on this phone, not sent")
    album.take(page, "signing-out")
    dialog.get_by_role("link", name="Stay and send them").click()
    phone.wire.mend()
    go(page, friday.logs[0])
    go(page, "/visits/")
    phone.says("all sent")
    go(page, "/visits/log/")
    page.get_by_role("button", name="Sign out").click()

    expect(page).to_have_url(f"{phone.wire.url}/accounts/login/")
    assert phone.memory_of() == []


def test_signing_out_with_unsent_words_loses_them_only_when_said_so(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    go(morning, friday.logs[0])
    write(morning, WORDS, BUS)

    morning.get_by_role("button", name="Sign out").click()
    expect(morning.get_by_role("dialog")).to_contain_text("1 visit is still on this phone")
    morning.get_by_role("button", name="Sign out and lose them").click()

    expect(morning).to_have_url(f"{phone.wire.url}/accounts/login/")
    assert phone.memory_of() == []
    story.sign_in(phone.context, friday.jo)
    go(morning, friday.logs[0])
    expect(morning.get_by_label(GOING_WELL)).to_have_value("")


def test_rule_50_the_phone_holds_no_readable_word(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    page = log_both_in_the_dark(phone, friday, kills=False)
    go(page, "/visits/log/")
    write(page, "A note begun.", "")

    rows = phone.memory_of()

    assert {row["store"] for row in rows} == {"items", "drafts", "pages", "keys", "meta"}
    for word in (WORDS[1:9], BUS, "Joanne", "Samira", "laughed", "begun", "completed"):
        assert not [row["store"] for row in rows if word in row["text"]], word
    is_locked_up = page.evaluate(
        "async () => { const [row] = await (await idb.openDB('alongside')).getAll('keys');"
        " return crypto.subtle.exportKey('raw', row.key).then(() => false, () => true); }"
    )
    assert is_locked_up


def test_rule_50_after_its_hours_the_phone_keeps_nothing(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    page = log_both_in_the_dark(phone, friday, kills=False)
    now = timezone.now()
    page.clock.set_system_time(now + timedelta(hours=22, minutes=30))
    go(page, "/visits/log/")
    phone.says("This phone may keep what you wrote until")
    album.take(page, "soon-gone")

    page.clock.set_system_time(now + timedelta(hours=25))
    page.evaluate("window.dispatchEvent(new Event('online'))")

    phone.says("Not sent in time, and gone from this phone: 2")
    phone.does_not_say("not sent: 2")
    kept = {row["store"] for row in phone.memory_of()}
    assert kept <= {"meta", "keys"}
    album.take(page, "gone")
    page.get_by_role("button", name="I’ve seen this").click()
    phone.does_not_say("Not sent in time")


def test_two_notes_of_one_visit_are_shown_side_by_side_and_neither_is_written_over(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    visit = friday.visits[0]
    go(morning, friday.logs[0])
    write(morning, WORDS, "")
    visit.state, visit.outcome = HomeVisit.State.COMPLETED, HomeVisit.Outcome.COMPLETED
    visit.logged_at, visit.logged_by = timezone.now(), friday.jo
    visit.save()
    VisitNote.objects.create(
        setting=visit.setting, visit=visit, going_well="From the desk.",
        written_at=timezone.now(), written_by=friday.jo,
    )  # fmt: skip

    go(morning, friday.logs[0])  # It leads to the visit’s own page now.
    expect(morning.get_by_text("On this phone, and not in this note")).to_be_visible()
    expect(morning.get_by_text(WORDS)).to_be_visible()
    album.take(morning, "on-this-phone-and-not-in-the-note")
    morning.get_by_role("link", name="Put it into the note").click()
    expect(morning.get_by_text("Two notes of this visit")).to_be_visible()
    expect(morning.get_by_label(GOING_WELL)).to_be_disabled()
    album.take(morning, "two-notes")
    morning.get_by_role("button", name="Put this phone’s words into the form").click()
    expect(morning.get_by_label(GOING_WELL)).to_have_value(f"From the desk.\n\n{WORDS}")
    morning.get_by_role("button", name="Save the note").click()

    expect(morning.get_by_text("The note is saved.")).to_be_visible()
    expect(morning.get_by_text("On this phone, and not in this note")).not_to_be_visible()
    assert VisitNote.objects.get().going_well == f"From the desk.\r\n\r\n{WORDS}"
    eventually(lambda: "drafts" not in {row["store"] for row in phone.memory_of()}, morning)


def test_a_log_that_can_not_be_read_just_now_is_not_sent_empty_and_needs_somebody(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    phone.wire.cut()
    go(morning, friday.logs[0])
    write(morning, WORDS, BUS)
    save(morning)
    phone.says("on this phone, not sent: 1")
    morning.evaluate("alongside.store.opens = alongside.store.unseal")
    morning.evaluate("alongside.store.unseal = async () => null")
    phone.wire.mend()

    morning.evaluate("window.dispatchEvent(new Event('online'))")
    phone.says("1 needs you")
    phone.says("on this phone, not sent: 1")
    assert not PhoneItem.objects.exists()
    morning.evaluate("alongside.store.unseal = alongside.store.opens")
    morning.evaluate("window.dispatchEvent(new Event('online'))")

    expect(morning.get_by_text("Saved. Thank you")).to_be_visible()
    assert (VisitNote.objects.get().going_well, VisitNote.objects.get().agreed) == (WORDS, BUS)


def test_a_note_saved_on_another_device_meanwhile_is_shown_and_nothing_typed_is_lost(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    visit = friday.visits[0]
    visit.state, visit.outcome = HomeVisit.State.COMPLETED, HomeVisit.Outcome.COMPLETED
    visit.logged_at, visit.logged_by = timezone.now(), friday.jo
    visit.save()
    go(morning, f"/visits/{visit.pk}/note/")
    write(morning, WORDS, BUS)
    VisitNote.objects.create(
        setting=visit.setting, visit=visit, going_well="From the desk.",
        written_at=timezone.now(), written_by=friday.jo,
    )  # fmt: skip
    morning.get_by_role("button", name="Save the note").click()

    expect(morning.get_by_text("This note was changed meanwhile").first).to_be_visible()
    expect(morning.get_by_text("From the desk.")).to_be_visible()
    expect(morning.get_by_label(GOING_WELL)).to_have_value(WORDS)
    expect(morning.get_by_text("Two notes of this visit")).not_to_be_visible()
    album.take(morning, "a-note-changed-meanwhile", axe=True)
    write(morning, f"From the desk. {WORDS}", BUS)
    morning.get_by_role("button", name="Save the note").click()

    expect(morning.get_by_text("The note is saved.")).to_be_visible()
    expect(morning.get_by_text("On this phone, and not in this note")).not_to_be_visible()
    assert VisitNote.objects.get().going_well == f"From the desk. {WORDS}"


def test_hints_are_gentle_and_come_as_one_types(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    go(morning, friday.logs[0])
    morning.get_by_label(GOING_WELL).fill("Mum is hard  to reach, a mumble.")

    hint = morning.locator(".log__hint:visible").first
    expect(hint).to_contain_text("instead of “hard to reach”, we haven’t found the right way")
    expect(hint).to_contain_text("“mum”, the name she goes by")
    morning.get_by_label(AGREED).fill("word " * 320)
    expect(morning.get_by_text("Under 300 reads best; nothing is cut.")).to_be_visible()
    album.take(morning, "gentle-hints")
    save(morning)
    expect(morning.get_by_text("Saved. Thank you")).to_be_visible()


def test_arrived_and_left_without_signal_count_from_when_they_were_pressed(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    visit = friday.visits[0]
    here = morning.locator(f'article[data-visit="{visit.pk}"]')
    phone.wire.cut()
    go(morning, "/visits/day/")
    album.take(morning, "the-day-without-signal")
    before = timezone.now()
    here.get_by_role("button", name="Arrived").click()
    expect(here.get_by_text("on this phone")).to_contain_text("Arrived")
    expect(here.get_by_text("It starts the clock")).not_to_be_visible()
    expect(here.get_by_text("nobody sees that you have arrived")).to_contain_text(
        "Ring Sam, your buddy"
    )
    expect(here.get_by_role("link", name="07700 900155")).to_be_visible()
    arrived = timezone.now()
    album.take(morning, "arrived-on-this-phone")
    page = phone.kill()
    go(page, "/visits/day/")
    here = page.locator(f'article[data-visit="{visit.pk}"]')
    page.wait_for_timeout(1500)
    here.get_by_role("button", name="Left and safe").click()
    expect(here.get_by_text("Left and safe", exact=False)).to_contain_text("on this phone")
    left = timezone.now()
    phone.says("on this phone, not sent: 2")

    page.wait_for_timeout(2000)
    sign_in_again(phone, friday.jo)
    go(page, "/visits/day/")
    phone.says("all sent")

    visit.refresh_from_db()
    assert visit.state == HomeVisit.State.COMPLETED
    assert visit.arrived_at and visit.left_at  # noqa: PT018 - for the type checker
    assert before - timedelta(seconds=1) <= visit.arrived_at <= arrived
    assert visit.arrived_at + timedelta(seconds=1) <= visit.left_at <= left
    expect(here.get_by_text("on this phone")).to_have_count(0)


def test_a_visit_is_logged_from_the_day_in_six_taps_and_the_words(
    phone: Phone, friday: Friday, morning: Page, album: Album
) -> None:
    taps = 0

    def tap(what: Locator) -> None:
        nonlocal taps
        what.click()
        taps += 1

    go(morning, "/visits/day/")
    tap(morning.locator(f'a[href="{friday.logs[0]}"]'))
    expect(morning.get_by_label("We met")).to_be_checked()
    tap(morning.get_by_text("Samira", exact=True))
    tap(morning.locator(".name-taps .form-check-label").last)
    morning.get_by_label(GOING_WELL).fill(WORDS)
    tap(morning.get_by_text("Yes, we read it together"))
    morning.get_by_label("What did we promise?").fill("Bring the bus form")
    album.take(morning, "the-log")
    tap(morning.get_by_role("button", name="Save the visit"))

    expect(morning.get_by_text("Saved. Thank you")).to_be_visible()
    assert taps <= 6
    visit = HomeVisit.objects.get(pk=friday.visits[0].pk)
    assert (visit.state, visit.note.going_well) == (HomeVisit.State.COMPLETED, WORDS)
    assert Promise.objects.get().made_in_id == visit.pk


def test_without_a_secure_context_everything_works_online_and_nothing_false_is_said(
    context_for: Callable[..., Any], friday: Friday
) -> None:
    context = context_for({"width": 360, "height": 740})
    context.add_init_script("Object.defineProperty(self, 'isSecureContext', { value: false })")
    page = story.sign_in(context, friday.jo)
    go(page, friday.logs[0])
    page.get_by_label(GOING_WELL).fill(WORDS)

    expect(page.locator("#on-phone")).not_to_be_visible()
    save(page)

    expect(page.get_by_text("Saved. Thank you")).to_be_visible()
    assert not PhoneItem.objects.exists()


def test_rule_50_no_file_of_the_browser_holds_a_word_of_a_note(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    go(morning, friday.logs[0])
    write(morning, "Kingfisher words of a note begun.", "Wagtail promised.")
    morning.get_by_label("What did we promise?").fill("Bring the dipper form")
    morning.wait_for_timeout(4000)  # As long as Chromium waits before it writes its tabs down.
    phone.kill()
    page = sign_in_again(phone, friday.jo)
    go(page, friday.logs[0])
    expect(page.get_by_label("What did we promise?")).to_have_value("Bring the dipper form")
    save(page)
    expect(page.get_by_text("Saved. Thank you")).to_be_visible()
    go(page, "/visits/day/")
    page.wait_for_timeout(4000)

    phone.context.close()

    for word in ("Kingfisher", "Wagtail", "dipper"):
        assert phone.holds_on_disk(word) == [], word
    phone.context = phone._opened()


def test_whoever_has_just_signed_in_is_never_shown_the_former_mentors_day(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    sal = story.a_colleague(friday.setting, Role.MENTOR, "Sal")
    Session.objects.all().delete()
    go(morning, "/accounts/login/?next=/visits/day/")
    morning.locator("input[name=login]").fill(sal.email)
    morning.locator("input[name=password]").fill(story.PASSWORD)
    phone.wire.loses = b"GET /visits/day/"  # Her own first page never comes through.
    morning.get_by_role("button", name="Sign in").click()

    expect(morning.get_by_role("heading", level=1)).to_have_text("No signal")
    assert "Samira" not in morning.content()
    assert phone.wire.lost


def test_after_a_sign_out_no_copy_comes_back_and_other_tabs_show_nothing(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    other = phone.context.new_page()
    go(other, "/visits/day/")
    phone.wire.cut()
    copy = go(morning, "/visits/day/")
    assert copy and copy.headers["cache-control"] == "no-store"  # noqa: PT018
    phone.wire.mend()
    go(morning, "/visits/day/")
    expect(other.get_by_text("Samira").first).to_be_visible()

    morning.get_by_role("button", name="Sign out").click()

    expect(morning).to_have_url(re.compile("/accounts/login/"))
    expect(other).to_have_url(re.compile("/accounts/login/"))
    assert phone.memory_of() == []


def test_a_page_that_comes_back_to_somebody_who_left_is_asked_for_anew(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    Session.objects.all().delete()
    morning.evaluate("() => alongside.store.nobodyHere()")

    morning.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    expect(morning).to_have_url(re.compile("/accounts/login/"))


def test_one_draft_saved_in_two_tabs_loses_no_words(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    go(morning, friday.logs[0])
    write(morning, WORDS, "")
    other = phone.context.new_page()
    go(other, friday.logs[0])
    expect(other.get_by_label(GOING_WELL)).to_have_value(WORDS)
    other.get_by_label(AGREED).fill("Only in the other tab.")
    phone.wire.cut()
    save(morning)
    expect(morning.get_by_text("It goes by itself")).to_be_visible()
    save(other)
    expect(other.get_by_text("It goes by itself")).to_be_visible()
    phone.wire.mend()

    go(other, "/visits/")
    phone.says("1 needs you")

    assert VisitNote.objects.get().going_well == WORDS
    refused = PhoneItem.objects.get(state="refused")
    assert "Only+in+the+other+tab." in refused.body


def test_a_draft_saved_in_another_tab_is_not_offered_again(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    go(morning, friday.logs[0])
    write(morning, WORDS, "")
    other = phone.context.new_page()
    go(other, friday.logs[0])
    expect(other.get_by_label(GOING_WELL)).to_have_value(WORDS)
    save(other)
    expect(other.get_by_text("Saved. Thank you")).to_be_visible()

    morning.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(morning).to_have_url(re.compile(rf"/visits/{friday.visits[0].pk}/$"))


def test_a_new_log_of_no_family_asks_which_before_it_is_kept(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    go(morning, "/visits/log/")
    write(morning, WORDS, "")

    save(morning)

    expect(morning.get_by_label(GOING_WELL)).to_have_value(WORDS)
    assert morning.evaluate("document.activeElement.name") == "family"
    assert not PhoneItem.objects.exists()


def test_a_phone_that_can_keep_nothing_says_so_and_keeps_the_words_on_the_page(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    go(morning, friday.logs[0])
    write(morning, WORDS, "")
    full = "() => Promise.reject(new DOMException('full', 'QuotaExceededError'))"
    morning.evaluate(f"() => Object.assign(alongside.store, {{ keep: {full}, addItem: {full} }})")
    morning.get_by_label(AGREED).fill(BUS)
    expect(morning.get_by_text("not kept on this phone")).to_be_visible()
    phone.wire.cut()
    save(morning)

    expect(morning.get_by_text("Not saved: this phone can’t keep it")).to_be_focused()
    expect(morning.get_by_label(AGREED)).to_have_value(BUS)
    phone.wire.mend()
    save(morning)

    expect(morning.get_by_text("Saved. Thank you")).to_be_visible()
    assert VisitNote.objects.get().agreed == BUS


def test_a_note_whose_saving_got_lost_is_not_taken_for_saved(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    visit = friday.visits[0]
    HomeVisit.objects.filter(pk=visit.pk).update(
        state=HomeVisit.State.COMPLETED, outcome=HomeVisit.Outcome.COMPLETED
    )
    go(morning, f"/visits/{visit.pk}/note/")
    write(morning, WORDS, "")
    phone.wire.cut()
    morning.get_by_role("button", name="Save the note").click()
    expect(morning).to_have_url(re.compile("^chrome-error:"))
    phone.wire.mend()
    VisitNote.objects.create(
        setting=visit.setting, visit=visit, going_well="From the desk.",
        written_at=timezone.now(), written_by=friday.jo,
    )  # fmt: skip

    go(morning, f"/visits/{visit.pk}/")

    expect(morning.get_by_text("On this phone, and not in this note")).to_be_visible()
    expect(morning.get_by_text(WORDS)).to_be_visible()


def test_a_note_begun_is_counted_warned_of_and_said_to_be_lost(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    now = timezone.now()
    go(morning, friday.logs[0])
    write(morning, WORDS, "")
    go(morning, "/visits/")
    phone.says("on this phone, not saved: a note begun")
    phone.does_not_say("all sent")
    morning.clock.set_system_time(now + timedelta(hours=22, minutes=30))
    go(morning, "/visits/")
    phone.says("This phone may keep what you wrote until")

    morning.clock.set_system_time(now + timedelta(hours=25))
    go(morning, "/visits/")

    phone.says("Not sent in time, and gone from this phone: 1")


def test_a_phone_whose_clock_has_jumped_sends_before_it_forgets(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    page = log_both_in_the_dark(phone, friday, kills=False)
    phone.wire.mend()
    page.clock.set_system_time(timezone.now() + timedelta(hours=25))
    go(page, "/visits/")

    phone.says("all sent")
    phone.does_not_say("gone from this phone")
    exactly_two(friday)


def test_a_press_counts_from_its_true_moment_on_a_phone_whose_clock_is_wrong(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    visit = friday.visits[0]
    morning.clock.set_system_time(timezone.now() - timedelta(hours=3))
    go(morning, "/visits/day/")

    here = morning.locator(f'article[data-visit="{visit.pk}"]')
    here.get_by_role("button", name="Arrived").click()
    expect(here.get_by_text("Back by")).to_be_visible()

    visit.refresh_from_db()
    assert visit.arrived_at
    assert abs(visit.arrived_at - timezone.now()) < timedelta(minutes=2)


def test_an_old_copy_says_its_day_and_a_log_on_it_is_of_today(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    yesterday = timezone.localtime() - timedelta(days=1)
    morning.evaluate(AN_OLDER_COPY)
    phone.wire.cut()
    go(morning, "/visits/day/")
    said = morning.locator("[data-kept-copy]")
    expect(said).to_contain_text(f"what this phone kept on {yesterday:%A}")

    tomorrow = timezone.localtime() + timedelta(days=1)
    morning.clock.set_system_time(tomorrow)
    go(morning, "/visits/log/")

    expect(morning.locator("[name=visited_on]")).to_have_value(f"{tomorrow:%Y-%m-%d}")


def test_pages_for_the_doorstep_are_no_wider_than_the_phone(
    phone: Phone, friday: Friday, morning: Page
) -> None:
    make_phone_item(friday.visits[0], state="refused", staff=friday.jo, body="agreed=" + "w" * 200)
    for path in ("/visits/day/", friday.logs[0], "/visits/log/", "/visits/kept/"):
        go(morning, path)
        phone.says("1 needs you")
        assert morning.evaluate("document.documentElement.scrollWidth") <= 360, path
        target = morning.locator("#on-phone a:visible").bounding_box()
        assert target and target["height"] >= 44, path  # noqa: PT018 - for the type checker
