"""The page a worried colleague opens."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import GRANTS, Permission, Role
from pastoral.concerns.models import Worry
from tests.factories import make_membership, make_setting, make_staff, make_viewer

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
WORRIED = "/worried/"


def test_it_says_speak_first_and_whom_to_ring(sign_in: SignIn) -> None:
    mentor = make_viewer(Role.MENTOR)
    names = {Role.DSL: "Dee Lead", Role.DEPUTY_DSL: "Del Puty", Role.HEAD: "Hedda Head"}
    for n, (role, name) in enumerate(names.items()):
        first, last = name.split()
        staff = make_staff(first_name=first, last_name=last, phone=f"07700 90000{n}")
        make_membership(staff, mentor.setting, role)

    page = sign_in(mentor).get(reverse("concerns:worried")).text

    assert "Speak first" in page
    assert "999" in page
    assert "chair of governors" in page
    for n, name in enumerate(names.values()):
        assert name in page
        assert f'href="tel:0770090000{n}"' in page


def test_people_of_another_setting_are_not_named(sign_in: SignIn) -> None:
    other = make_staff(first_name="Elsewhere")
    make_membership(other, make_setting(), Role.DSL)

    assert "Elsewhere" not in sign_in(make_viewer()).get(WORRIED).text


def test_without_a_number_of_their_own_the_settings_is_given(sign_in: SignIn) -> None:
    mentor = make_viewer(setting=make_setting(phone="01632 960001"))
    make_membership(make_staff(first_name="Dee"), mentor.setting, Role.DSL)

    assert 'ask for them on <a href="tel:01632960001">' in sign_in(mentor).get(WORRIED).text


def test_a_place_without_a_safeguarding_lead_says_so(sign_in: SignIn) -> None:
    assert "Nobody has this role" in sign_in(make_viewer()).get(WORRIED).text


def test_nothing_is_kept_by_reading_it(sign_in: SignIn) -> None:
    sign_in(make_viewer()).get(WORRIED)

    assert not Worry.objects.exists()
    assert not TrailEntry.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_it_opens_for_everybody_who_meets_families(sign_in: SignIn, role: Role) -> None:
    may = Permission.HAND_OVER_WORRIES in GRANTS[role]

    assert sign_in(make_viewer(role)).get(WORRIED).status_code == (200 if may else 403)


def test_the_number_of_questions_to_the_database_stays_the_same(
    sign_in: SignIn, django_assert_max_num_queries: Callable
) -> None:
    mentor = make_viewer()
    for _n in range(20):
        make_membership(make_staff(), mentor.setting, Role.DEPUTY_DSL)
    client = sign_in(mentor)
    client.get(WORRIED)

    with django_assert_max_num_queries(7):
        client.get(WORRIED)
