"""What tablets at the door send, perhaps late, twice, and out of order."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.ids import new_id
from sessions_app.actions import pressing, register
from sessions_app.models import Afternoon, Attendance, Invitation, RegisterPress
from tests.factories import (
    make_afternoon,
    make_family,
    make_invitation,
    make_membership,
    make_setting,
    make_staff,
    make_viewer,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
URL = "/afternoons/press/"


@pytest.fixture
def office() -> Viewer:
    return make_viewer(Role.OFFICE)


@pytest.fixture
def afternoon(office: Viewer) -> Afternoon:
    return make_afternoon(office.setting, on=timezone.localdate())


@pytest.fixture
def samira(afternoon: Afternoon) -> Invitation:
    family = make_family(afternoon.setting, known_as="Samira")
    return make_invitation(afternoon, family, answer="yes")


def ago(minutes: float) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def send(client: Client, who: Viewer, invitation: Invitation, mark: str, **said: Any) -> Any:
    """One tap on her tile, as a tablet sends it."""
    body = {
        "key": new_id(),
        "owner": who.user.pk,
        "afternoon": invitation.afternoon_id,
        "person": f"a{invitation.adult_id}",
        "mark": mark,
        "pressed_at": said.pop("at", timezone.now()).isoformat(),
    } | said
    return client.post(URL, body, headers={"accept": "application/json"})


def test_three_sends_of_one_tap_count_once(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client, key, at = sign_in(office), new_id(), ago(1)

    answers = [send(client, office, samira, "present", key=key, at=at).json() for _ in range(3)]

    assert answers == [{"state": "taken", "sentence": ""}] * 3
    assert RegisterPress.objects.count() == Attendance.objects.count() == 1
    assert Attendance.objects.get().history.count() == 1
    assert TrailEntry.objects.filter(what="afternoons.tapped").count() == 1


@pytest.mark.parametrize("last_arrives_first", [True, False])
def test_the_newest_tap_counts_whichever_comes_first(
    office: Viewer, samira: Invitation, sign_in: SignIn, *, last_arrives_first: bool
) -> None:
    client, taps = sign_in(office), [("present", ago(9)), ("late", ago(5))]

    for mark, at in reversed(taps) if last_arrives_first else taps:
        send(client, office, samira, mark, at=at)

    row = Attendance.objects.get()
    assert (row.mark, row.marked_at) == ("late", taps[1][1])


def test_a_mark_taken_back_elsewhere_since_stays_taken_back(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    here, there = sign_in(office), make_viewer(Role.LEAD, setting=office.setting)
    send(here, office, samira, "present", at=ago(20))
    send(sign_in(there), there, samira, "", at=ago(2))

    send(sign_in(office), office, samira, "late", at=ago(10))

    assert not Attendance.objects.exists()


def test_a_tap_on_the_page_is_newer_than_one_that_waited(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client, on_page = sign_in(office), f"/afternoons/{samira.afternoon_id}/register/mark/"
    client.post(on_page, {"person": f"a{samira.adult_id}", "mark": "left_early"})

    send(client, office, samira, "present", at=ago(3))

    assert Attendance.objects.get().mark == "left_early"


def test_a_tap_from_the_future_counts_as_now(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client = sign_in(office)

    send(client, office, samira, "present", at=ago(-300))
    send(client, office, samira, "late")

    assert Attendance.objects.get().mark == "late"


def test_two_tablets_never_overwrite_each_other(
    office: Viewer, afternoon: Afternoon, samira: Invitation, sign_in: SignIn
) -> None:
    joanne = make_invitation(afternoon, make_family(afternoon.setting), answer="yes")
    other = make_viewer(Role.MENTOR, setting=office.setting)

    send(sign_in(office), office, samira, "present", at=ago(4))
    send(sign_in(other), other, joanne, "late", at=ago(5))
    send(sign_in(office), office, samira, "left_early", at=ago(1))

    marks = dict(Attendance.objects.values_list("adult", "mark"))
    assert marks == {samira.adult_id: "left_early", joanne.adult_id: "late"}


def test_rule_36_a_newcomer_welcomed_without_signal_is_counted_once(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client, person, key = sign_in(office), f"w{uuid.uuid4()}", new_id()
    said = {"person": person, "name": "Nadia", "is_child": "1", "key": key, "at": ago(5)}

    for _ in range(3):
        send(client, office, samira, "walk_in", **said)

    row = Attendance.objects.get()
    assert (row.walk_in_name, row.walk_in_is_child, row.walked_in) == ("Nadia", True, True)
    assert f"w{row.pk}" == person


def test_a_newcomer_can_be_taken_back_by_the_id_the_tablet_gave(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client, person = sign_in(office), f"w{uuid.uuid4()}"
    send(client, office, samira, "walk_in", person=person, name="Nadia", at=ago(5))

    send(client, office, samira, "", person=person, name="Nadia", at=ago(4))

    assert not Attendance.objects.exists()


def test_a_register_closed_meanwhile_refuses_kindly_and_keeps_the_tap(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client, url = sign_in(office), f"/afternoons/{samira.afternoon_id}/register/"
    at = ago(30)
    register.close(afternoon=samira.afternoon, by=office.user)

    answer = send(client, office, samira, "present", at=at).json()
    page = client.get(url).content.decode()

    assert answer["state"] == "refused"
    assert answer["sentence"].startswith("The register was closed at ")
    assert "Samira: came" in page
    assert Attendance.objects.get().mark == "not_present"

    client.post(f"{url}mark/", {"person": f"a{samira.adult_id}", "mark": "present"})

    assert Attendance.objects.get().mark == "present"
    assert "Not put in" not in client.get(url).content.decode()


def test_who_sees_that_the_register_is_closed_may_put_somebody_right(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    register.close(afternoon=samira.afternoon, by=office.user)

    answer = send(sign_in(office), office, samira, "present", knows_it_is_closed="1").json()

    assert answer["state"] == "taken"
    assert Attendance.objects.get().mark == "present"


def test_a_refused_newcomer_can_still_be_put_in(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client, url = sign_in(office), f"/afternoons/{samira.afternoon_id}/register/"
    person, at = f"w{uuid.uuid4()}", ago(30)
    register.close(afternoon=samira.afternoon, by=office.user)
    send(client, office, samira, "walk_in", person=person, name="Nadia", at=at)
    assert "Nadia: walked in" in client.get(url).content.decode()

    client.post(f"{url}walk-in/", {"person": person, "name": "Nadia"})

    assert Attendance.objects.get(walk_in_name="Nadia").mark == "walk_in"
    assert "Not put in" not in client.get(url).content.decode()


def test_a_cancelled_afternoon_keeps_the_tap_and_says_so(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    Afternoon.objects.update(state="cancelled", cancel_reason="Snow")

    answer = send(sign_in(office), office, samira, "present").json()

    assert answer["sentence"] == "This afternoon is cancelled: nobody is marked."
    assert RegisterPress.objects.get().refused


def test_an_id_that_a_colleague_used_is_refused_and_changes_nothing(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    other, key = make_viewer(Role.LEAD, setting=office.setting), new_id()
    send(sign_in(office), office, samira, "present", key=key)

    answer = send(sign_in(other), other, samira, "", key=key)

    assert answer.status_code == 409
    assert Attendance.objects.get().marked_by == office.user


@pytest.mark.parametrize(
    "said",
    [{"person": "x"}, {"person": "w1"}, {"pressed_at": "soon"}, {"key": "1"}],
)
def test_what_can_not_be_read_is_refused(
    said: dict[str, str], office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    assert send(sign_in(office), office, samira, "present", **said).status_code == 400


def test_a_colleagues_tap_is_not_taken_as_ones_own(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    answer = send(sign_in(office), office, samira, "present", owner=uuid.uuid4())

    assert answer.status_code == 409
    assert not RegisterPress.objects.exists()


def test_rule_45_an_afternoon_of_another_setting_is_not_found(
    samira: Invitation, sign_in: SignIn
) -> None:
    stranger = make_viewer(Role.OFFICE, setting=make_setting())

    assert send(sign_in(stranger), stranger, samira, "present").status_code == 404


def test_a_tablet_may_send_what_was_tapped_at_the_other_place_one_works(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    two = make_viewer(Role.OFFICE, setting=make_setting())
    make_membership(two.user, office.setting, Role.OFFICE)

    answer = send(sign_in(two), two, samira, "present")

    assert answer.json()["state"] == "taken"


def test_it_tells_a_tablet_who_is_here(office: Viewer, sign_in: SignIn) -> None:
    hello = sign_in(office).get(URL).json()

    assert hello["staff"] == str(office.user.pk)
    assert hello["csrf"]


def test_rule_50_only_an_open_register_of_today_may_be_kept_on_a_tablet(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client, url = sign_in(office), f"/afternoons/{samira.afternoon_id}/register/"

    assert client.get(url).headers["phone-owner"] == str(office.user.pk)
    assert "phone-owner" not in client.get(f"{url}?q=nad").headers
    part = client.get(url, headers={"HX-Request": "true", "HX-Target": "register-list"})
    assert "phone-owner" not in part.headers
    client.post(f"{url}close/")
    assert "phone-owner" not in client.get(url).headers


def test_the_worker_is_for_anybody_and_asked_for_each_time(client: Client) -> None:
    script = client.get("/afternoons/sw.js")

    assert script.headers["content-type"] == "text/javascript"
    assert script.headers["cache-control"] == "no-cache"
    assert r"^\/afternoons\/[0-9a-f-]{36}\/register\/$" in script.content.decode()


@pytest.mark.postgres
@pytest.mark.skipif(settings.IS_SQLITE, reason="two writers at once need PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_the_same_tap_sent_at_the_same_moment_counts_once() -> None:
    afternoon, by = make_afternoon(on=timezone.localdate()), make_staff()
    samira = make_invitation(afternoon, make_family(afternoon.setting), answer="yes")
    press = pressing.Press(
        key=new_id(), person=f"a{samira.adult_id}", mark="present", pressed_at=timezone.now(),
        guest=register.Guest(household=samira.household, adult=samira.adult),
    )  # fmt: skip

    def take(_: int) -> None:
        pressing.take(afternoon=afternoon, press=press, by=by)
        connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(take, range(12)))

    assert RegisterPress.objects.count() == Attendance.objects.count() == 1
