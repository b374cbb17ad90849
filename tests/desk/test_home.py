"""The first page of each person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk.home import home_of
from sessions_app.models import Afternoon
from tests.factories import (
    make_afternoon,
    make_cover,
    make_family,
    make_home_visit,
    make_invitation,
    make_membership,
    make_promise,
    make_setting,
    make_tick,
    make_viewer,
    make_visit_answer,
    make_worry,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]


def test_the_family_longest_unseen_comes_first_and_an_attempt_does_not_count() -> None:
    mentor = make_viewer(Role.MENTOR)
    today = mentor.today
    seen = make_family(mentor.setting, mentor.user)
    tried = make_family(mentor.setting, mentor.user)
    make_home_visit(seen, mentor.user, planned_on=today - timedelta(days=3))
    make_home_visit(tried, mentor.user, planned_on=today, state="not_home", outcome="nobody_in")

    home = home_of(mentor)

    assert [f.household for f in home.families] == [tried, seen]
    assert [f.is_due for f in home.families] == [True, False]
    assert home.families_due == 1


def test_a_familys_own_rhythm_decides_when_a_visit_is_due() -> None:
    mentor = make_viewer(Role.MENTOR)
    family = make_family(mentor.setting, mentor.user)
    family.rhythm_days = 30
    family.save()
    make_home_visit(family, mentor.user, planned_on=mentor.today - timedelta(days=20))

    assert home_of(mentor).families_due == 0


def test_a_family_with_a_visit_planned_is_not_due_and_says_when() -> None:
    mentor = make_viewer(Role.MENTOR)
    family = make_family(mentor.setting, mentor.user)
    friday = mentor.today + timedelta(days=2)
    make_home_visit(family, mentor.user, state="planned", planned_on=friday)

    home = home_of(mentor)

    assert (home.families_due, home.families[0].next_on) == (0, friday)


def test_what_a_parent_asked_for_is_on_her_mentors_page() -> None:
    mentor = make_viewer(Role.MENTOR)
    family = make_family(mentor.setting, mentor.user)
    afternoon = make_afternoon(mentor.setting, on=mentor.today + timedelta(days=1))
    asks: dict[str, Any] = {
        "answer": "yes",
        "travel": "lift",
        "helps": ["bus_fare"],
        "meet_at_gate": True,
    }
    make_invitation(afternoon, family, mentor=mentor.user, **asks)
    make_invitation(afternoon, mentor=make_viewer(setting=mentor.setting).user, **asks)

    asked = home_of(mentor).asked_for

    assert [a.what for a in asked] == [["to be met at the gate", "a lift", "the bus fare"]]


def test_what_a_family_asked_about_a_visit_is_there_until_somebody_sees_to_it(
    sign_in: SignIn,
) -> None:
    mentor = make_viewer(Role.MENTOR)
    family = make_family(mentor.setting, mentor.user)
    visit = make_home_visit(family, mentor.user, state="offered")
    wish = make_visit_answer(visit, said="call_me", words="After the school run")
    client = sign_in(mentor)
    assert "After the school run" in client.get("/?home=1").text

    wish.settled_at, wish.settled_by = timezone.now(), mentor.user
    wish.save()

    assert "After the school run" not in client.get("/?home=1").text


def test_a_paused_family_is_left_in_peace() -> None:
    mentor = make_viewer(Role.MENTOR)
    family = make_family(mentor.setting, mentor.user)
    family.paused_from = mentor.today
    family.save()

    assert home_of(mentor).families == []


def test_another_mentors_families_are_not_on_my_page() -> None:
    mentor = make_viewer(Role.MENTOR)
    make_family(mentor.setting, make_viewer(setting=mentor.setting).user)

    assert home_of(mentor).families == []


def test_promises_are_shown_soonest_first_and_only_ones_own() -> None:
    mentor = make_viewer(Role.MENTOR)
    family = make_family(mentor.setting, mentor.user)
    later = make_promise(family, owner=mentor.user, due_on=mentor.today + timedelta(days=2))
    overdue = make_promise(family, owner=mentor.user, due_on=mentor.today - timedelta(days=2))
    make_promise(family)

    assert home_of(mentor).promises == [overdue, later]


def test_a_promise_of_a_colleague_one_stands_in_for_is_on_the_page_and_says_whose(
    sign_in: SignIn,
) -> None:
    mentor = make_viewer(Role.MENTOR)
    away = make_viewer(setting=mentor.setting, first_name="Jo").user
    make_cover(away, mentor.user, setting=mentor.setting, from_on=mentor.today)
    make_promise(make_family(mentor.setting), owner=away, what="Ask about the club")

    page = sign_in(mentor).get("/?home=1").text

    assert "Ask about the club" in page
    assert "Jo’s promise: you stand in today" in page


def test_the_next_afternoon_counts_families_that_said_yes_once() -> None:
    mentor = make_viewer(Role.MENTOR)
    afternoon = make_afternoon(mentor.setting, on=mentor.today + timedelta(days=1))
    make_invitation(afternoon, answer="yes")
    make_invitation(afternoon, answer="maybe")
    make_invitation(afternoon, answer="no")

    found = home_of(mentor).afternoon

    assert isinstance(found, Afternoon)
    assert (found.yes, found.maybe, found.asked) == (1, 1, 3)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_page(role: Role, sign_in: SignIn) -> None:
    viewer = make_viewer(role)

    page = sign_in(viewer).get("/?home=1")

    assert page.status_code == 200
    assert f"Hello {viewer.user.first_name}" in page.content.decode()


def test_a_new_setting_is_told_its_first_steps(sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD)

    page = sign_in(lead).get("/?home=1").content.decode()

    assert "Bring your families in" in page
    assert "Plan a term of Wednesdays" in page


def test_more_lists_what_the_role_may_open_and_nothing_else(sign_in: SignIn) -> None:
    page = sign_in(make_viewer(Role.TRUST)).get("/more/").content.decode()

    assert "Figures" in page
    assert "Families" not in page


def test_somebody_in_two_settings_can_change_between_them(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.HEAD)
    make_membership(viewer.user, make_setting(name="Second School"), Role.HEAD)

    assert "Second School" in sign_in(viewer).get("/more/").content.decode()


@pytest.mark.parametrize("families", [1, 12])
def test_the_first_page_asks_the_database_the_same_however_many_families(
    families: int, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    mentor = make_viewer(Role.MENTOR)
    for _ in range(families):
        family = make_family(mentor.setting, mentor.user)
        make_promise(family, owner=mentor.user, due_on=timezone.localdate())
    # On a day with the children it asks most: it has their good news too.
    with time_machine.travel("2026-11-30T10:00:00Z"):
        client = sign_in(mentor)
        with django_assert_max_num_queries(23):  # type: ignore[attr-defined]
            client.get("/?home=1")


@pytest.mark.parametrize(
    ("role", "minutes", "is_said"),
    [(Role.LEAD, 30, True), (Role.LEAD, 1, False), (Role.MENTOR, 30, False)],
)
def test_a_lead_reads_that_nobody_serves_the_families_queue(
    role: Role, minutes: int, is_said: bool, sign_in: SignIn
) -> None:
    make_tick(name="families", at=timezone.now() - timedelta(minutes=minutes))

    page = sign_in(make_viewer(role)).get("/?home=1").content.decode()

    assert ("Nothing sends families’ messages" in page) == is_said


@pytest.mark.parametrize(("role", "decides"), [(Role.LEAD, True), (Role.MENTOR, False)])
def test_rule_17_an_answer_that_is_held_waits_on_the_first_page_of_who_decides(
    sign_in: SignIn, role: Role, decides: bool
) -> None:
    viewer = make_viewer(role)
    family = make_family(viewer.setting, viewer.user, known_as="Sharon")
    afternoon = make_afternoon(viewer.setting, on=viewer.today + timedelta(days=2))
    held = make_invitation(afternoon, family, state="held", answer="yes")
    gone = make_afternoon(viewer.setting, on=viewer.today - timedelta(days=5))
    make_invitation(gone, family, state="held", answer="yes")

    page = sign_in(viewer).get("/").content.decode()

    assert ("Decide about Sharon" in page) is decides
    assert (f"/answers/{held.pk}/" in page) is decides
    assert page.count("Decide about") == decides
    soon = home_of(viewer).afternoon
    assert soon is not None
    assert soon.yes == 0  # type: ignore[attr-defined]  # Held is no seat.


@pytest.mark.parametrize("role", [Role.DSL, Role.DEPUTY_DSL])
def test_a_worry_that_waits_stands_first_and_goes_once_it_is_acknowledged(
    role: Role, sign_in: SignIn
) -> None:
    dsl = make_viewer(role)
    worry = make_worry(dsl.setting, facts="A mark like a zebra.")
    client = sign_in(dsl)

    page = client.get("/").content.decode()
    assert "1 worry waits for you" in page
    assert "Nobody has said yet that they see to it." in page
    assert 'href="/worried/inbox/">Read and acknowledge' in page
    assert "zebra" not in page

    client.post(f"/worried/inbox/{worry.pk}/acknowledge/")
    assert "waits for you" not in client.get("/").content.decode()


def test_nobody_else_hears_on_the_first_page_that_a_worry_waits(sign_in: SignIn) -> None:
    for role in (Role.LEAD, Role.HEAD, Role.MENTOR):
        viewer = make_viewer(role)
        make_worry(viewer.setting)

        assert "waits for you" not in sign_in(viewer).get("/?home=1").content.decode()
