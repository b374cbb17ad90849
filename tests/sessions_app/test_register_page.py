"""The register page, as two people with a tablet each use it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from families.models import HouseholdMember
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from sessions_app.actions import register
from sessions_app.door import at_the_door
from sessions_app.models import Afternoon, Attendance, Invitation
from tests.factories import (
    make_adult,
    make_afternoon,
    make_allergy,
    make_child,
    make_family,
    make_household,
    make_household_member,
    make_invitation,
    make_photo_consent,
    make_restriction,
    make_setting,
    make_viewer,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]


@pytest.fixture
def office() -> Viewer:
    return make_viewer(Role.OFFICE)


@pytest.fixture
def afternoon(office: Viewer) -> Afternoon:
    return make_afternoon(office.setting, on=timezone.localdate())


@pytest.fixture
def samira(afternoon: Afternoon) -> Invitation:
    family = make_family(afternoon.setting, known_as="Samira", surname="Whitlock")
    return make_invitation(afternoon, family, answer="yes")


def tap(client: Client, invitation: Invitation, mark: str, **headers: str) -> str:
    url = f"/afternoons/{invitation.afternoon_id}/register/mark/"
    answer = client.post(url, {"person": f"a{invitation.adult_id}", "mark": mark}, headers=headers)
    return str(answer.content.decode())


def test_one_tap_marks_and_a_second_takes_it_back(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client = sign_in(office)

    tap(client, samira, "present")
    assert Attendance.objects.get().mark == "present"
    tap(client, samira, "")

    assert not Attendance.objects.exists()


def test_with_htmx_only_the_list_comes_back(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    part = tap(sign_in(office), samira, "present", **{"HX-Request": "true"})

    assert "<html" not in part
    assert 'aria-pressed="true"' in part
    assert "<strong>1</strong> adult<" in part


def test_the_page_shows_first_names_and_needs_only(
    office: Viewer, afternoon: Afternoon, samira: Invitation, sign_in: SignIn
) -> None:
    make_allergy(child=samira.children.get(), allergen="tree_nuts")
    samira.meet_at_gate = True
    samira.save()

    page = sign_in(office).get(f"/afternoons/{afternoon.pk}/register/").content.decode()

    assert "Samira" in page
    assert "Whitlock" not in page
    assert "Meet at the gate" in page
    assert "Allergy: tree nuts" in page
    assert "No photos" in page  # Rule 47: without a yes, the answer is no.


def test_rule_47_without_a_yes_the_door_says_no_photos_and_not_why(
    office: Viewer, afternoon: Afternoon, samira: Invitation, sign_in: SignIn
) -> None:
    child, client = samira.children.get(), sign_in(office)
    url = f"/afternoons/{afternoon.pk}/register/"
    consent = make_photo_consent(child, withdrawn_on=afternoon.on)

    assert "No photos" in client.get(url).content.decode()
    consent.withdrawn_on = None
    consent.save()
    assert "No photos" not in client.get(url).content.decode()


def test_who_is_met_at_the_gate_stands_on_top_with_when_they_set_off(
    office: Viewer, afternoon: Afternoon, samira: Invitation, sign_in: SignIn
) -> None:
    samira.meet_at_gate, samira.set_off = True, "13.10"
    samira.save()

    page = sign_in(office).get(f"/afternoons/{afternoon.pk}/register/").content.decode()
    top = page.split("Being met at the gate")[1].split("</section>")[0]

    assert "Samira" in top
    assert "sets off: 13.10" in top


def test_marked_anew_nobodys_tile_moves(
    office: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    for name in ("Nadia", "Wanda"):
        register.walk_in(afternoon=afternoon, guest=register.Guest(name=name), by=office.user)
    Attendance.objects.filter(walk_in_name="Nadia").update(marked_at=timezone.now())

    names = [person.name for person in at_the_door(afternoon).walk_ins]

    assert names == ["Nadia", "Wanda"]


def test_a_restricted_adults_tile_says_what_to_do_and_never_why(
    office: Viewer, afternoon: Afternoon, samira: Invitation, sign_in: SignIn
) -> None:
    make_restriction(samira.adult, samira.children.get(), reason="Because of an order.")

    page = sign_in(office).get(f"/afternoons/{afternoon.pk}/register/").content.decode()

    assert "Ask them to wait and fetch the DSL." in page
    assert "Because of an order." not in page


def test_every_instruction_stands_on_each_tile_it_is_about_once(
    office: Viewer, afternoon: Afternoon, samira: Invitation, sign_in: SignIn
) -> None:
    child, dale = samira.children.get(), make_adult(office.setting, known_as="Dale")
    make_restriction(samira.adult, child, instruction="Stay with them.")
    make_restriction(samira.adult, child, kind="address_hidden", instruction="Stay with them.")
    make_restriction(samira.adult, other_adult=dale, instruction="Another door.")
    make_restriction(dale, other_adult=samira.adult, instruction="Ask him to wait.")
    make_restriction(dale, child, instruction="Fetch the DSL.")

    page = sign_in(office).get(f"/afternoons/{afternoon.pk}/register/").content.decode()
    hers, theirs = (page.split(f'id="p-{who}"')[1].split("</li>")[0] for who in (
        f"a{samira.adult_id}", f"c{child.pk}"
    ))  # fmt: skip

    assert [hers.count(words) for words in ("Stay with them.", "Another door.")] == [1, 1]
    assert "Dale: Ask him to wait." in hers
    assert "Dale: Fetch the DSL." in theirs
    assert theirs.count("Samira: Stay with them.") == 1
    assert "Ask him to wait." not in theirs


def test_an_adult_with_two_homes_is_marked_in_the_one_asked(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    other = make_household(office.setting)
    make_household_member(other, adult=samira.adult, from_on=date(2020, 1, 1))

    tap(sign_in(office), samira, "present")

    assert Attendance.objects.get().household == samira.household


def test_an_adult_with_two_homes_can_walk_in(
    office: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    home = make_household(office.setting)
    nadia = make_adult(household=home, known_as="Nadia")
    make_household_member(make_household(office.setting), adult=nadia)

    sign_in(office).post(
        f"/afternoons/{afternoon.pk}/register/walk-in/", {"person": f"a{nadia.pk}"}
    )

    assert Attendance.objects.get().adult == nadia


@pytest.mark.parametrize("who", ["adult", "child"])
def test_somebody_expected_who_has_moved_out_since_is_marked(
    who: str, office: Viewer, afternoon: Afternoon, samira: Invitation, sign_in: SignIn
) -> None:
    HouseholdMember.objects.update(to_on=afternoon.on - timedelta(days=1))
    people = {"adult": f"a{samira.adult_id}", "child": f"c{samira.children.get().pk}"}
    client, url = sign_in(office), f"/afternoons/{afternoon.pk}/register/mark/"

    for mark in ("present", "late"):
        assert client.post(url, {"person": people[who], "mark": mark}).status_code == 302

    row = Attendance.objects.get()
    assert (row.mark, row.household) == ("late", samira.household)


def test_rule_50_a_register_that_asks_by_itself_keeps_nobody_signed_in(
    office: Viewer, afternoon: Afternoon, samira: Invitation, sign_in: SignIn
) -> None:
    client, url = sign_in(office), f"/afternoons/{afternoon.pk}/register/"
    page = client.get(url).content.decode()
    polled = page.split('id="register-list"')[1].split('hx-get="')[1].split('"')[0]
    part = {"HX-Request": "true", "HX-Target": "register-list"}
    start = timezone.now()

    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        assert client.get(polled, headers=part).status_code == 200
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        signed_out = client.get(polled, headers=part)

    assert signed_out.status_code == 401
    assert "login" in signed_out["HX-Redirect"]


def test_a_tap_on_the_register_keeps_its_person_signed_in(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    client, start = sign_in(office), timezone.now()
    tap(client, samira, "present")

    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        tap(client, samira, "late")
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        tap(client, samira, "left_early")

    assert Attendance.objects.get().mark == "left_early"


def test_a_walk_in_we_know_is_found_by_first_name_and_welcomed(
    office: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    household = make_household(office.setting)
    nadia = make_adult(household=household, known_as="Nadia")
    client = sign_in(office)

    found = client.get(f"/afternoons/{afternoon.pk}/register/?q=nad").content.decode()
    client.post(f"/afternoons/{afternoon.pk}/register/walk-in/", {"person": f"a{nadia.pk}"})

    assert "Welcome Nadia" in found
    row = Attendance.objects.get()
    assert (row.adult, row.household, row.mark) == (nadia, household, "walk_in")


def test_what_staff_must_do_is_read_before_somebody_known_is_put_on_the_register(
    office: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    household = make_household(office.setting)
    steve = make_adult(household=household, known_as="Steve")
    make_restriction(steve, make_child(office.setting), instruction="Fetch the DSL.")

    page = sign_in(office).get(f"/afternoons/{afternoon.pk}/register/?q=ste").content.decode()

    found = page.split('id="register-found"')[1].split("</section>")[0]
    assert found.index("Fetch the DSL.") < found.index("Write down that Steve came")
    assert "Welcome Steve" not in found
    assert "data-quiet" in found


def test_a_newcomer_needs_a_first_name_and_nothing_else(
    office: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    client = sign_in(office)

    client.post(f"/afternoons/{afternoon.pk}/register/walk-in/", {"name": "  "})
    assert not Attendance.objects.exists()
    client.post(f"/afternoons/{afternoon.pk}/register/walk-in/", {"name": "Nadia"})

    assert Attendance.objects.get().walk_in_name == "Nadia"


def test_closing_is_said_and_leads_back_to_the_afternoon(
    office: Viewer, samira: Invitation, sign_in: SignIn
) -> None:
    sign_in(office).post(f"/afternoons/{samira.afternoon_id}/register/close/")

    samira.refresh_from_db()
    assert (samira.came, samira.afternoon.state) == (False, "held")


@pytest.mark.parametrize(
    "person", ["", "x", "a", "a123", "c00000000-0000-7000-8000-000000000000", "w1"]
)
def test_a_person_who_is_not_there_is_not_found(
    person: str, office: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    url = f"/afternoons/{afternoon.pk}/register/mark/"

    answer = sign_in(office).post(url, {"person": person, "mark": "present"})

    assert answer.status_code == 404


def test_rule_45_people_of_another_setting_can_not_be_marked(
    office: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    stranger = make_adult(household=make_household(make_setting()))
    url = f"/afternoons/{afternoon.pk}/register/"
    client = sign_in(office)

    assert (
        client.post(f"{url}mark/", {"person": f"a{stranger.pk}", "mark": "present"}).status_code
        == 404
    )
    assert client.post(f"{url}walk-in/", {"person": f"a{stranger.pk}"}).status_code == 404


def test_rule_45_a_register_of_another_setting_is_not_found(
    afternoon: Afternoon, sign_in: SignIn
) -> None:
    stranger = make_viewer(Role.OFFICE, setting=make_setting())

    assert sign_in(stranger).get(f"/afternoons/{afternoon.pk}/register/").status_code == 404
