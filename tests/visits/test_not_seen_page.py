"""The page “Who have we not seen?”, and a family’s own rhythm."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from families.models import Adult, Child, Household
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import make_family, make_half_term, make_home_visit, make_viewer

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
PAGE = "/visits/not-seen/"
MONDAY = "2026-11-30T10:00:00Z"


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def jo() -> Viewer:
    return make_viewer(Role.MENTOR, first_name="Jo")


def a_family(jo: Viewer, label: str = "Samira and Amira", **fields: Any) -> Household:
    family = make_family(jo.setting, jo.user)
    for name, value in {"label": label, **fields}.items():
        setattr(family, name, value)
    family.save()
    return family


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_the_page_says_who_is_due_and_how_long_it_is(jo: Viewer, sign_in: SignIn) -> None:
    family = a_family(jo)
    make_home_visit(family, jo.user, planned_on=date(2026, 11, 18))
    make_home_visit(
        family, jo.user, planned_on=date(2026, 11, 27), state="not_home", outcome="nobody_in"
    )

    page = text_of(sign_in(jo).get(PAGE))

    assert "1 family is due a visit." in page
    assert "Met 12 days ago; every 10 days: due" in page
    assert "Nobody in, Friday 27 November" in page
    assert "Plan Friday 4 December" in page


def test_one_tap_plans_the_next_on_her_next_visiting_day_at_a_free_time_that_suits(
    jo: Viewer, sign_in: SignIn
) -> None:
    family = a_family(jo)
    Adult.objects.update(good_from=time(10))

    page = sign_in(jo).get(PAGE).content.decode()

    offer = f"{reverse('visits:offer')}?family={family.pk}&amp;on=2026-12-04&amp;at=11:00"
    assert f'href="{offer}"' in page


def test_a_full_friday_passes_on_to_the_next(jo: Viewer, sign_in: SignIn) -> None:
    a_family(jo)
    for at in (9, 11, 13, 15):
        make_home_visit(
            make_family(jo.setting), jo.user, state="planned", planned_on=date(2026, 12, 4),
            planned_at=time(at),
        )  # fmt: skip

    client = sign_in(jo)
    page = client.get(PAGE).content.decode()
    assert "on=2026-12-11&amp;at=09:30" in page
    assert f'href="{reverse("visits:friday")}?on=2026-12-11">Plan Friday 11 December' in page

    assert client.get(reverse("visits:friday")).context["plan"].day.on == date(2026, 12, 11)
    full = text_of(client.get(reverse("visits:friday"), {"on": "2026-12-04"}))
    assert "This day is full" in full
    assert '?on=2026-12-11">Plan Friday 11 December' in full


def test_rule_1_a_family_never_offered_a_visit_says_by_when_it_is(
    jo: Viewer, sign_in: SignIn
) -> None:
    a_family(jo)
    Child.objects.update(placement_starts_on=date(2026, 11, 23))

    page = text_of(sign_in(jo).get(PAGE))

    assert "Offer a first visit by Monday 7 December" in page


def test_a_visit_that_was_agreed_leads_to_its_plan(jo: Viewer, sign_in: SignIn) -> None:
    visit = make_home_visit(
        a_family(jo), jo.user, state="agreed", planned_on=date(2026, 12, 4), planned_at=time(11)
    )

    page = sign_in(jo).get(PAGE)

    assert reverse("visits:plan", args=[visit.pk]) in page.content.decode()
    assert "Agreed and still to plan, Friday 4 December 11am" in text_of(page)


@pytest.mark.parametrize("state", ["offered", "planned"])
def test_a_visit_that_is_on_its_way_is_opened(state: str, jo: Viewer, sign_in: SignIn) -> None:
    visit = make_home_visit(a_family(jo), jo.user, state=state, planned_on=date(2026, 12, 4))

    page = sign_in(jo).get(PAGE).content.decode()

    assert f'href="/visits/{visit.pk}/"' in page
    assert "Plan the next" not in page


def test_families_left_in_peace_stand_apart_with_until_when(jo: Viewer, sign_in: SignIn) -> None:
    a_family(jo, paused_from=jo.today, paused_until=date(2026, 12, 24))
    a_family(jo, "Ana", paused_from=jo.today)

    page = text_of(sign_in(jo).get(PAGE))

    assert "Left in peace" in page
    assert "Until Thursday 24 December" in page
    assert "Until they say" in page
    assert "due" not in page.partition("Left in peace")[2]


def test_the_half_term_is_one_quiet_line_for_the_mentor(jo: Viewer, sign_in: SignIn) -> None:
    make_half_term(jo.setting)
    family = a_family(jo)
    make_home_visit(family, jo.user)
    make_home_visit(family, jo.user, state="not_home", outcome="nobody_in")
    make_home_visit(family, jo.user, state="planned")

    page = text_of(sign_in(jo).get(PAGE))

    assert "This half-term: 2 visits: 1 we met and 1 nobody in." in page
    assert "1 visit is not written up yet." in page


def test_a_lead_does_not_read_a_mentors_half_term(jo: Viewer, sign_in: SignIn) -> None:
    make_half_term(jo.setting)
    make_home_visit(a_family(jo), jo.user)
    lead = make_viewer(Role.LEAD, setting=jo.setting)

    client = sign_in(lead)

    assert "This half-term" not in text_of(client.get(PAGE))
    assert "This half-term" not in text_of(client.get(f"{PAGE}?mentor={jo.user.pk}"))


def test_a_lead_sees_all_with_whom_they_walk_and_one_mentors_alone(
    jo: Viewer, sign_in: SignIn
) -> None:
    a_family(jo, "Samira and Amira")
    kwame = make_viewer(Role.MENTOR, setting=jo.setting, first_name="Kwame")
    a_family(kwame, "Ana and Rui")
    client = sign_in(make_viewer(Role.LEAD, setting=jo.setting))

    everybody = text_of(client.get(PAGE))
    kwames = text_of(client.get(f"{PAGE}?mentor={kwame.user.pk}"))

    assert "with Jo" in everybody
    assert "Plan Friday" not in everybody
    assert "with Kwame" in everybody
    assert "Ana and Rui" in kwames
    assert "Samira and Amira" not in kwames
    assert f'<option value="{kwame.user.pk}" selected>' in kwames


@pytest.mark.parametrize("asked", ["nobody", "018f7c3e-0000-7000-8000-000000000000"])
def test_a_mentor_nobody_knows_narrows_nothing(asked: str, jo: Viewer, sign_in: SignIn) -> None:
    a_family(jo)
    lead = make_viewer(Role.LEAD, setting=jo.setting)

    assert "Samira and Amira" in text_of(sign_in(lead).get(f"{PAGE}?mentor={asked}"))


def test_rule_45_a_mentor_can_not_look_at_a_colleagues_families(
    jo: Viewer, sign_in: SignIn
) -> None:
    kwame = make_viewer(Role.MENTOR, setting=jo.setting)
    a_family(kwame, "Ana and Rui")

    page = text_of(sign_in(jo).get(f"{PAGE}?mentor={kwame.user.pk}"))

    assert "Ana and Rui" not in page
    assert "No families are with you yet" in page


def test_a_new_place_is_told_what_the_page_is_for(jo: Viewer, sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD, setting=jo.setting)

    assert "No families here yet" in text_of(sign_in(lead).get(PAGE))


def test_a_familys_rhythm_is_changed_and_taken_away_again(jo: Viewer, sign_in: SignIn) -> None:
    family = a_family(jo)
    client, url = sign_in(jo), f"/visits/homes/{family.pk}/rhythm/"

    assert "Empty for the usual rhythm here: 10 days." in text_of(client.get(url))
    client.post(url, {"days": "21"})
    family.refresh_from_db()
    assert family.rhythm_days == 21
    assert 'value="21"' in client.get(url).content.decode()
    client.post(url, {"days": ""})
    assert Household.objects.filter(pk=family.pk, rhythm_days=None).exists()


@pytest.mark.parametrize("days", ["0", "-1", "400", "often"])
def test_a_rhythm_that_is_none_is_refused_and_kept_on_the_page(
    days: str, jo: Viewer, sign_in: SignIn
) -> None:
    family = a_family(jo)

    page = sign_in(jo).post(f"/visits/homes/{family.pk}/rhythm/", {"days": days})

    assert f'value="{days}"' in page.content.decode()
    family.refresh_from_db()
    assert family.rhythm_days is None


def test_rule_45_a_colleagues_family_gets_no_rhythm_from_me(jo: Viewer, sign_in: SignIn) -> None:
    other = make_family(jo.setting)

    answer = sign_in(jo).post(f"/visits/homes/{other.pk}/rhythm/", {"days": "3"})

    assert answer.status_code == 404


@pytest.mark.parametrize("families", [10, 60])
@pytest.mark.parametrize("role", [Role.MENTOR, Role.LEAD])
def test_the_page_asks_the_database_the_same_for_ten_families_and_for_sixty(
    families: int, role: Role, sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    viewer = make_viewer(role)
    make_half_term(viewer.setting)
    for n in range(families):
        family = a_family(viewer, f"Family {n}")
        make_home_visit(family, viewer.user, planned_on=viewer.today - timedelta(days=n))
    client = sign_in(viewer)

    with django_assert_max_num_queries(19):  # type: ignore[attr-defined]
        client.get(PAGE)
