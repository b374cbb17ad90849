"""The calendar of one's own visits, at a private address."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from icalendar import Calendar

from pastoral.accounts.models import Membership, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import make_cover, make_viewer
from tests.visits.days import ADDRESS, FRIDAY, LONDON, a_family, a_mentor, a_visit, at
from visits.actions.feeds import make_feed, revoke_feed, secret_of
from visits.models import CalendarFeed, HomeVisit

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]


@pytest.fixture(autouse=True)
def _friday_morning() -> Iterator[None]:
    with time_machine.travel(at(FRIDAY), tick=False):
        yield


@pytest.fixture
def jo() -> Viewer:
    return a_mentor()


@pytest.fixture
def address(jo: Viewer) -> str:
    return address_of(jo)


def address_of(viewer: Viewer) -> str:
    return f"/c/{secret_of(make_feed(setting=viewer.setting, by=viewer.user))}.ics"


def events_of(client: Client, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_visit_is_an_event_with_first_names_by_the_wall_clock(
    jo: Viewer, address: str, client: Client
) -> None:
    visit = a_visit(a_family(jo), jo)

    (event,) = events_of(client, address)

    assert event["summary"] == "Visit: Samira & Amira"
    assert event["uid"] == f"{visit.pk}@alongside"
    assert event.start == datetime(2026, 12, 4, 9, 30, tzinfo=LONDON)
    assert event.end - event.start == timedelta(minutes=45)
    assert event["location"] == "At home"


def test_it_stays_at_half_past_nine_over_a_change_of_clocks(
    jo: Viewer, address: str, client: Client
) -> None:
    with time_machine.travel(datetime(2027, 3, 20, 8, tzinfo=LONDON), tick=False):
        for day in (26, 29):
            a_visit(a_family(jo), jo, planned_on=datetime(2027, 3, day).date())
        answer = client.get(address)

    events: list[Any] = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    starts = [event.start for event in events]
    assert [(s.hour, s.minute, s.utcoffset()) for s in starts] == [
        (9, 30, timedelta(0)), (9, 30, timedelta(hours=1)),
    ]  # fmt: skip
    assert b"BEGIN:VTIMEZONE" in answer.content


def test_a_visit_without_a_time_is_there_for_the_day(
    jo: Viewer, address: str, client: Client
) -> None:
    a_visit(a_family(jo), jo, planned_at=None, state="agreed")

    (event,) = events_of(client, address)

    assert (event.start, str(event["status"])) == (FRIDAY, "TENTATIVE")


def test_rule_19_no_address_is_in_a_calendar_and_of_a_hidden_home_no_place(
    jo: Viewer, address: str, client: Client
) -> None:
    a_visit(a_family(jo, access_notes="The blue gate."), jo)
    a_visit(a_family(jo, address_visibility="hidden"), jo, planned_at=time(11))

    text = client.get(address).content.decode()
    plain, hidden = events_of(client, address)

    for left_out in ("Tansy", "blue gate", "Okonjo", ADDRESS):
        assert left_out not in text
    assert "location" in plain
    assert "location" not in hidden


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("cancelled_family", "not_today"),
        ("cancelled_school", "we_cancelled"),
        ("rescheduled", "family_moved_it"),
        ("offered", ""),
        ("declined", ""),
    ],
)
def test_what_is_off_moved_or_only_offered_is_not_in_it(
    jo: Viewer, address: str, client: Client, state: str, outcome: str
) -> None:
    a_visit(a_family(jo), jo, state=state, outcome=outcome)

    assert events_of(client, address) == []


def test_fetched_after_a_change_it_is_the_same_event(
    jo: Viewer, address: str, client: Client
) -> None:
    visit = a_visit(a_family(jo), jo)
    (before,) = events_of(client, address)
    with time_machine.travel(at(FRIDAY, 9), tick=False):
        visit.planned_at = time(11)
        visit.save()
        (after,) = events_of(client, address)

    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]


def test_it_looks_as_far_ahead_as_the_policy_says(jo: Viewer, address: str, client: Client) -> None:
    a_visit(a_family(jo), jo, planned_on=FRIDAY + timedelta(days=60))
    a_visit(a_family(jo), jo, planned_on=FRIDAY + timedelta(days=61))

    assert len(events_of(client, address)) == 1


def test_rule_44_a_visit_one_stands_in_for_is_in_ones_own_calendar(
    jo: Viewer, address: str, client: Client
) -> None:
    kwame = make_viewer(Role.MENTOR, setting=jo.setting)
    make_cover(jo.user, kwame.user, from_on=FRIDAY, to_on=FRIDAY, setting=jo.setting)
    a_visit(a_family(jo), jo)
    a_visit(a_family(jo), jo, planned_on=FRIDAY + timedelta(days=7))

    assert len(events_of(client, address)) == 1
    assert [e.start.date() for e in events_of(client, address_of(kwame))] == [FRIDAY]


def test_rule_45_nobody_elses_visits_are_in_it(jo: Viewer, address: str, client: Client) -> None:
    a_visit(a_family(jo), make_viewer(setting=jo.setting))

    assert events_of(client, address) == []


def test_only_a_digest_of_the_address_is_kept(jo: Viewer) -> None:
    feed = make_feed(setting=jo.setting, by=jo.user)

    assert secret_of(feed) not in str(CalendarFeed.objects.values())
    assert secret_of(CalendarFeed.objects.get()) == secret_of(feed)


def test_a_new_address_stops_the_old_one(jo: Viewer, address: str, client: Client) -> None:
    new = address_of(jo)

    assert new != address
    assert client.get(address).status_code == 404
    assert client.get(new).status_code == 200


def test_one_that_is_turned_off_opens_nothing(jo: Viewer, address: str, client: Client) -> None:
    revoke_feed(setting=jo.setting, by=jo.user)

    answer = client.get(address)

    assert (answer.status_code, answer["content-type"]) == (404, "text/plain")
    assert TrailEntry.objects.filter(what="visits.feed-revoked", actor=jo.user).exists()


def test_whoever_does_not_work_here_any_more_has_no_calendar(
    jo: Viewer, address: str, client: Client
) -> None:
    Membership.objects.filter(staff=jo.user).update(to_on=FRIDAY - timedelta(days=1))

    assert client.get(address).status_code == 404


def test_whoever_does_not_visit_any_more_has_no_calendar(
    jo: Viewer, address: str, client: Client
) -> None:
    Membership.objects.filter(staff=jo.user).update(role=Role.OFFICE)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("secret", ["x", "A" * 22, "A" * 23, "ä" * 22])
def test_rule_23_an_unknown_address_is_plainly_nothing(secret: str, client: Client) -> None:
    answer = client.get(f"/c/{secret}.ics")

    assert (answer.status_code, answer["cache-control"]) == (404, "no-store")


def test_rule_23_who_tries_addresses_is_stopped_and_a_good_one_still_opens(
    jo: Viewer, address: str, client: Client
) -> None:
    for _ in range(settings.LINK_TRIES_PER_MINUTE):
        client.get(f"/c/{'A' * 22}.ics")

    assert client.get(f"/c/{'B' * 22}.ics").status_code == 429
    assert client.get(address).status_code == 200


def test_rule_22_fetching_it_changes_nothing_and_nobody_may_post(
    jo: Viewer, address: str, client: Client
) -> None:
    a_visit(a_family(jo), jo)
    before = HomeVisit.objects.values().get()

    assert client.get(address)["cache-control"] == "no-store"
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
    assert HomeVisit.objects.values().get() == before


def test_the_page_makes_shows_and_turns_off(jo: Viewer, sign_in: SignIn) -> None:
    client = sign_in(jo)
    url = "/visits/week/calendar/"
    assert "Make my calendar address" in client.get(url).content.decode()

    client.post(url, {"do": "make"})
    feed = CalendarFeed.objects.get()
    assert f"http://testserver/c/{secret_of(feed)}.ics" in client.get(url).content.decode()

    client.post(url, {"do": "off"})
    assert "/c/" not in client.get(url).content.decode()


@pytest.mark.parametrize("visits", [1, 4])
def test_it_asks_the_database_the_same_with_one_visit_and_with_four(
    visits: int,
    jo: Viewer,
    address: str,
    client: Client,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    for n in range(visits):
        a_visit(a_family(jo), jo, planned_at=time(9 + n))

    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        client.get(address)
