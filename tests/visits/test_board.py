"""The live board, the card for one who is not back, and what is said in red (rules 6, 7 and 19)."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from families.models import Household
from pastoral.accounts.models import Setting, Tick, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox import tasks as outbox_tasks
from tests.factories import (
    make_cover,
    make_family,
    make_home_visit,
    make_overdue_alert,
    make_setting,
    make_tick,
    make_viewer,
)
from tests.shipped import ship_words
from visits import actions, tasks
from visits.actions import watching
from visits.models import HomeVisit, OverdueAlert

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
State = HomeVisit.State
FRIDAY = date(2026, 12, 4)
PAPER = "Use the paper board"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 12, 4, 9, tzinfo=UTC), tick=False) as clock:
        ship_words()
        yield clock


def to(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 4, hour, minute, tzinfo=UTC)


@pytest.fixture
def setting() -> Setting:
    return make_setting()


def person(setting: Setting, name: str, role: Role = Role.MENTOR, **fields: Any) -> Viewer:
    fields.setdefault("email", f"{name.lower()}@example.org")
    return make_viewer(role, setting=setting, first_name=name, **fields)


@pytest.fixture
def jo(setting: Setting) -> Viewer:
    return person(setting, "Jo", phone="07700 900101")


@pytest.fixture
def kwame(setting: Setting) -> Viewer:
    return person(setting, "Kwame")


@pytest.fixture
def ruth(setting: Setting) -> Viewer:
    return person(setting, "Ruth", Role.LEAD, phone="07700 900103")


def make_outing(jo: Viewer, at: time = time(9, 30), **fields: Any) -> HomeVisit:
    home = fields.pop("home", {})
    household = make_family(jo.setting, jo.user)
    Household.objects.filter(pk=household.pk).update(**{"address": "12 Hazel Row", **home})
    fields.setdefault("state", State.PLANNED)
    fields.setdefault("planned_on", FRIDAY)
    return make_home_visit(household, jo.user, planned_at=at, **fields)


@pytest.fixture
def visit(jo: Viewer, kwame: Viewer, ruth: Viewer) -> HomeVisit:
    return make_outing(jo, buddy=kwame.user)


def text_of(client: Client, path: str, **more: Any) -> str:
    return " ".join(client.get(path, follow=True, **more).content.decode().split())


def test_the_board_shows_who_is_late_out_to_come_and_back_in_that_order(
    jo: Viewer, ruth: Viewer, sign_in: SignIn, clock: Any
) -> None:
    late, out = make_outing(jo, time(9)), make_outing(jo, time(11))
    coming, back = make_outing(jo, time(13)), make_outing(jo, time(8))
    off, unplanned = make_outing(jo, time(15)), make_outing(jo, time(16), state=State.AGREED)
    tomorrow = make_outing(jo, planned_on=FRIDAY + timedelta(days=1))
    actions.arrive(visit=back, by=jo.user)
    actions.leave(visit=back, by=jo.user)
    actions.call_off(visit=off, by=jo.user, outcome=HomeVisit.Outcome.WE_CANCELLED, reason="Snow")
    clock.move_to(to(11))
    actions.arrive(visit=out, by=jo.user)

    page = text_of(sign_in(ruth), "/visits/board/")

    screen = page[: page.index("paper-board")]
    places = [screen.index(str(v.household)) for v in (late, out, coming, unplanned, back, off)]
    assert places == sorted(places)
    assert str(tomorrow.household) not in screen
    assert "Nobody has heard that they arrived." in screen
    assert "arrived 11am" in screen
    assert "We cancelled" in screen
    for count in ("<strong>1</strong> not heard from", "<strong>1</strong> out now"):
        assert count in screen


def test_the_board_shows_alerts_whether_they_went_and_who_deals_with_it(
    visit: HomeVisit, kwame: Viewer, ruth: Viewer, sign_in: SignIn, clock: Any
) -> None:
    clock.move_to(to(10, 45))
    tasks.watch()
    outbox_tasks.sweep()
    alert = OverdueAlert.objects.get(level="buddy")
    actions.acknowledge(alert=alert, by=kwame.user)

    page = text_of(sign_in(ruth), "/visits/board/")

    assert "Whoever is out, 10.45am: Jo: e-mail sent, text sent" in page
    assert "The buddy, 10.45am: Kwame: e-mail sent, no mobile number" in page
    assert "Kwame deals with it, 10.45am" in page


def test_the_board_shows_who_stands_in(
    visit: HomeVisit, setting: Setting, jo: Viewer, ruth: Viewer, sign_in: SignIn
) -> None:
    lou = person(setting, "Lou")
    make_cover(jo.user, lou.user, setting=setting, from_on=FRIDAY, to_on=FRIDAY)

    assert "Lou</a>, for Jo" in text_of(sign_in(ruth), "/visits/board/")


@pytest.mark.parametrize("kept", ["hidden", "restricted"])
def test_rule_19_the_board_and_its_paper_hold_no_address_that_is_kept_back(
    kept: str, jo: Viewer, ruth: Viewer, sign_in: SignIn
) -> None:
    make_outing(jo, home={"address_visibility": kept})

    page = text_of(sign_in(ruth), "/visits/board/")

    assert "Hazel" not in page
    assert "(address kept back)" in page


def test_the_paper_has_today_and_the_next_day_with_visits(
    visit: HomeVisit, jo: Viewer, ruth: Viewer, sign_in: SignIn
) -> None:
    monday = make_outing(jo, planned_on=FRIDAY + timedelta(days=3))
    make_outing(jo, planned_on=FRIDAY + timedelta(days=4))

    page = text_of(sign_in(ruth), "/visits/board/")

    paper = page[page.index("paper-board") :]
    assert "<h2>Today</h2>" in paper
    assert "<h2>Monday 7 December</h2>" in paper
    assert paper.count(str(monday.household)) == 1
    assert "Tuesday" not in paper


def test_a_visit_of_yesterday_that_still_runs_is_on_the_board(
    jo: Viewer, ruth: Viewer, sign_in: SignIn
) -> None:
    late = make_outing(jo, planned_on=FRIDAY - timedelta(days=1))

    assert str(late.household) in text_of(sign_in(ruth), "/visits/board/")


def test_the_board_of_a_day_without_visits_says_what_it_is_for(
    ruth: Viewer, sign_in: SignIn
) -> None:
    assert "Nobody is out today" in text_of(sign_in(ruth), "/visits/board/")


def test_the_board_names_what_is_not_set_up(ruth: Viewer, sign_in: SignIn) -> None:
    said = "Texts are not set up: alerts go by e-mail only."

    assert said not in text_of(sign_in(ruth), "/visits/board/")
    with override_settings(DEMO=False):
        assert said in text_of(sign_in(ruth), "/visits/board/")


def test_the_board_asks_by_itself_and_keeps_nobody_signed_in(
    visit: HomeVisit, ruth: Viewer, sign_in: SignIn, clock: Any
) -> None:
    client = sign_in(ruth)
    client.get("/visits/board/")
    seen = client.session["seen"]
    clock.shift(300)

    part = text_of(client, "/visits/board/?poll=1", headers={"hx-request": "true"})

    assert "<html" not in part
    assert "As of 9.05am" in part
    assert client.session["seen"] == seen


def test_the_board_of_another_setting_shows_nothing_of_ours(
    visit: HomeVisit, sign_in: SignIn
) -> None:
    page = text_of(sign_in(make_viewer(Role.LEAD)), "/visits/board/")

    assert str(visit.household) not in page


def test_a_full_board_takes_no_more_queries_than_a_short_one(
    visit: HomeVisit, jo: Viewer, ruth: Viewer, sign_in: SignIn, clock: Any
) -> None:
    client, buddy = sign_in(ruth), visit.buddy

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/visits/board/")
        return len(asked)

    for n in range(2):
        make_outing(jo, time(9, n), buddy=buddy)
        make_outing(jo, time(12, n), buddy=buddy, planned_on=FRIDAY + timedelta(days=3))
    clock.move_to(to(10, 50))
    tasks.watch()
    client.get("/visits/board/")
    few = queries()
    for n in range(10):
        late = make_outing(jo, time(8, n), buddy=buddy)
        late.companions.add(person(jo.setting, f"Lou{n}").user)
        make_outing(jo, time(12, n), buddy=buddy, planned_on=FRIDAY + timedelta(days=3))
    tasks.watch()

    assert queries() == few
    assert few <= 22


def test_rule_6_the_card_says_whom_to_ring_where_they_are_and_when_to_ring_999(
    visit: HomeVisit, kwame: Viewer, sign_in: SignIn, clock: Any
) -> None:
    clock.move_to(to(11))
    tasks.watch()

    page = text_of(sign_in(kwame), f"/visits/{visit.pk}/overdue/")

    assert 'href="tel:07700900101"' in page
    assert "12 Hazel Row" in page
    assert "When to ring 999" in page
    assert "I spoke to Jo: out and safe" in page
    assert "30 minutes more" in page
    assert "I have seen this and deal with it" in page


def test_the_card_asks_whoever_is_out_how_it_is(
    visit: HomeVisit, jo: Viewer, sign_in: SignIn, clock: Any
) -> None:
    clock.move_to(to(11))
    client = sign_in(jo)

    page = text_of(client, f"/visits/{visit.pk}/overdue/")
    assert "Are you safe?" in page
    assert "I have only just arrived" in page
    assert "When to ring 999" not in page
    client.post(f"/visits/{visit.pk}/left/", {"spoken": "1"})
    assert "out and safe" in text_of(client, f"/visits/{visit.pk}/overdue/")


def test_rule_19_a_hidden_address_is_shown_to_few_when_they_ask_and_that_is_kept(
    jo: Viewer, kwame: Viewer, ruth: Viewer, sign_in: SignIn
) -> None:
    hidden = make_outing(jo, buddy=kwame.user, home={"address_visibility": "hidden"})
    card = f"/visits/{hidden.pk}/overdue/"

    for viewer in (kwame, ruth, jo):
        assert "Hazel" not in text_of(sign_in(viewer), card)
    assert "Hazel" not in text_of(sign_in(kwame), f"{card}?address=shown")
    assert not TrailEntry.objects.filter(what="families.hidden-address").exists()
    assert "12 Hazel Row" in text_of(sign_in(ruth), f"{card}?address=shown")
    assert "12 Hazel Row" in text_of(sign_in(jo), f"{card}?address=shown")
    looked = TrailEntry.objects.filter(what="families.hidden-address")
    assert {entry.actor for entry in looked} == {ruth.user, jo.user}


def test_an_address_shown_on_the_day_is_kept_back_once_the_visit_is_over(
    jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    visit = make_outing(jo, buddy=kwame.user, home={"address_visibility": "restricted"})
    card = f"/visits/{visit.pk}/overdue/"

    assert "Hazel" in text_of(sign_in(kwame), card)
    actions.nobody_in(visit=visit, by=jo.user)
    assert "Hazel" not in text_of(sign_in(kwame), card)


# --- What is said in red. -----------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", ["clock", watching.TICK])
def test_rule_7_every_page_says_to_use_the_paper_board_once_the_clock_has_stopped(
    name: str, role: Role, setting: Setting, sign_in: SignIn
) -> None:
    client = sign_in(make_viewer(role, setting=setting))
    for ticking in ("clock", watching.TICK):
        make_tick(name=ticking)
    assert PAPER not in text_of(client, "/")

    stopped = timezone.now() - timedelta(minutes=5, seconds=1)
    Tick.objects.filter(name=name).update(at=stopped)
    for path in ("/", "/more/", "/nowhere/"):
        assert (PAPER in text_of(client, path)) == (path != "/nowhere/")


def test_rule_7_the_minutes_are_the_settings_own(
    setting: Setting, ruth: Viewer, sign_in: SignIn
) -> None:
    make_tick(at=timezone.now() - timedelta(minutes=8))
    assert PAPER in text_of(sign_in(ruth), "/")

    setting.policy.queue_down_minutes = 10
    setting.policy.save()
    assert PAPER not in text_of(sign_in(ruth), "/")


def test_a_clock_that_never_ticked_counts_where_a_visit_is_live_today(
    ruth: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    assert PAPER not in text_of(sign_in(ruth), "/")
    make_outing(jo)
    assert PAPER in text_of(sign_in(ruth), "/")


def test_the_board_itself_says_that_the_clock_has_stopped(ruth: Viewer, sign_in: SignIn) -> None:
    make_tick(at=timezone.now() - timedelta(minutes=8))
    part = text_of(sign_in(ruth), "/visits/board/?poll=1", headers={"hx-request": "true"})

    assert "The clock has stopped" in part


def test_those_concerned_see_on_every_page_who_is_not_back(
    visit: HomeVisit, jo: Viewer, ruth: Viewer, sign_in: SignIn, clock: Any
) -> None:
    assert visit.buddy
    kwame = Viewer(visit.buddy, jo.setting, frozenset([Role.MENTOR]))
    card = f"/visits/{visit.pk}/overdue/"
    clock.move_to(to(10, 29))
    assert card not in text_of(sign_in(ruth), "/families/")

    clock.move_to(to(10, 30))
    for viewer in (jo, kwame, ruth):
        assert card in text_of(sign_in(viewer), "/families/")
    assert "Are you safe?" in text_of(sign_in(jo), "/families/")
    assert "No word from Jo, expected back by 10.15am" in text_of(sign_in(kwame), "/families/")
    for other in (person(jo.setting, "Lou"), make_viewer(Role.LEAD)):
        assert card not in text_of(sign_in(other), "/families/")

    actions.say_safe(visit=visit, by=kwame.user)
    assert card not in text_of(sign_in(ruth), "/families/")


def test_a_planned_visit_of_the_day_before_yesterday_is_left_to_the_board(
    jo: Viewer, ruth: Viewer, sign_in: SignIn
) -> None:
    old = make_outing(jo, planned_on=FRIDAY - timedelta(days=2))
    under_way = make_outing(
        jo, planned_on=FRIDAY - timedelta(days=2), state=State.UNDER_WAY,
        arrived_at=to(9) - timedelta(days=2), due_back_at=to(10) - timedelta(days=2),
    )  # fmt: skip

    page = text_of(sign_in(ruth), "/families/")
    assert f"/visits/{old.pk}/overdue/" not in page
    assert f"/visits/{under_way.pk}/overdue/" in page
    assert str(old.household) in text_of(sign_in(ruth), "/visits/board/")


def test_an_alert_of_a_visit_that_is_over_is_still_told_on_its_card(
    jo: Viewer, ruth: Viewer, sign_in: SignIn
) -> None:
    visit = make_outing(jo, state=State.COMPLETED)
    make_overdue_alert(visit)

    page = text_of(sign_in(ruth), f"/visits/{visit.pk}/overdue/")
    assert "nobody could be told" in page
    assert "I have seen this" not in page
