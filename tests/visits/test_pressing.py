"""The presses at a door: who may, what they answer, and a thumb that presses twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import (
    make_cover,
    make_family,
    make_home_visit,
    make_overdue_alert,
    make_setting,
    make_viewer,
)
from tests.shipped import ship_words
from visits.models import HomeVisit, OverdueAlert

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
State = HomeVisit.State
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def setting() -> Setting:
    ship_words()
    return make_setting()


@pytest.fixture
def jo(setting: Setting) -> Viewer:
    return make_viewer(Role.MENTOR, setting=setting, first_name="Jo")


@pytest.fixture
def kwame(setting: Setting) -> Viewer:
    return make_viewer(Role.MENTOR, setting=setting, first_name="Kwame")


@pytest.fixture
def visit(setting: Setting, jo: Viewer, kwame: Viewer) -> HomeVisit:
    """A visit that began ten minutes ago, planned for today."""
    begins = timezone.localtime(timezone.now() - timedelta(minutes=10))
    return make_home_visit(
        make_family(setting, jo.user), jo.user, buddy=kwame.user, state=State.PLANNED,
        planned_on=begins.date(), planned_at=begins.time(),
    )  # fmt: skip


def url(visit: HomeVisit, press: str) -> str:
    return f"/visits/{visit.pk}/{press}/"


def state_of(visit: HomeVisit) -> str:
    visit.refresh_from_db()
    return visit.state


def test_arrived_then_left_and_safe(visit: HomeVisit, jo: Viewer, sign_in: SignIn) -> None:
    client = sign_in(jo)

    detail = f"/visits/{visit.pk}/"
    assert 'data-press="arrived"' in client.get(detail).content.decode()
    page = client.post(url(visit, "arrived"), follow=True).content.decode()
    assert "We expect you back by" in page
    page = client.get(detail).content.decode()
    assert f'data-visit="{visit.pk}"' in page
    assert 'data-press="left"' in page
    page = client.post(url(visit, "left"), follow=True).content.decode()
    assert "Out and safe." in page
    assert "data-press" not in client.get(detail).content.decode()
    assert state_of(visit) == State.COMPLETED


@pytest.mark.parametrize(
    ("presses", "state"),
    [
        (["arrived", "arrived"], State.UNDER_WAY),
        (["arrived", "left", "left"], State.COMPLETED),
        (["arrived", "left-early", "left-early"], State.ENDED_EARLY),
    ],
)
def test_pressing_twice_is_no_error(
    presses: list[str], state: str, visit: HomeVisit, jo: Viewer, sign_in: SignIn
) -> None:
    client = sign_in(jo)
    fields = {"outcome": "completed", "reason": ""}
    statuses = [client.post(url(visit, press), fields).status_code for press in presses]

    assert statuses == [302] * len(presses)
    assert state_of(visit) == state


def test_a_script_is_answered_in_json(visit: HomeVisit, jo: Viewer, sign_in: SignIn) -> None:
    client = sign_in(jo)

    first = client.post(url(visit, "arrived"), headers=JSON).json()
    again = client.post(url(visit, "arrived"), headers=JSON).json()

    assert (first["state"], again["state"]) == ("under_way", "under_way")
    assert first["back_by"] == again["back_by"]
    assert again["sentence"] == "You have arrived already."


@pytest.mark.parametrize(
    ("before", "press"),
    [
        (State.PLANNED, "left"),
        (State.AGREED, "arrived"),
        (State.NOT_HOME, "arrived"),
        (State.PLANNED, "left-early"),
        (State.AGREED, "longer"),
    ],
)
def test_a_wrong_move_is_refused_and_changes_nothing(
    before: State, press: str, visit: HomeVisit, jo: Viewer, sign_in: SignIn
) -> None:
    outcome = "nobody_in" if before == State.NOT_HOME else ""
    HomeVisit.objects.filter(pk=visit.pk).update(state=before, outcome=outcome)
    client = sign_in(jo)
    fields = {"outcome": "completed", "minutes": "15"}

    assert client.post(url(visit, press), fields).status_code == 409
    answer = client.post(url(visit, press), fields, headers=JSON)
    assert (answer.status_code, "sentence" in answer.json()) == (409, True)
    assert state_of(visit) == before


def test_what_was_pressed_by_get_leads_back_and_does_nothing(
    visit: HomeVisit, jo: Viewer, sign_in: SignIn
) -> None:
    for press in ("arrived", "left", "longer"):
        assert sign_in(jo).get(url(visit, press)).status_code == 302
    assert state_of(visit) == State.PLANNED


def test_a_stand_in_and_a_companion_may_press_and_see_their_card(
    visit: HomeVisit, setting: Setting, jo: Viewer, sign_in: SignIn
) -> None:
    lou, sam = make_viewer(setting=setting), make_viewer(setting=setting)
    make_cover(jo.user, lou.user, setting=setting, from_on=visit.planned_on, to_on=visit.planned_on)
    visit.companions.add(sam.user)

    assert sign_in(jo).post(url(visit, "arrived")).status_code == 404
    page = sign_in(lou).post(url(visit, "arrived"), follow=True)
    assert page.status_code == 200
    page = sign_in(sam).post(url(visit, "arrived"), follow=True)
    assert "You have arrived already." in page.content.decode()
    visit.refresh_from_db()
    assert visit.mentor == lou.user


def test_a_buddy_may_not_arrive_in_her_stead_but_may_keep_her_word(
    visit: HomeVisit, jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    assert sign_in(kwame).post(url(visit, "arrived")).status_code == 404
    sign_in(jo).post(url(visit, "arrived"))
    client = sign_in(kwame)
    assert client.post(url(visit, "left-early"), {"outcome": "completed"}).status_code == 404
    assert client.post(url(visit, "longer"), {"minutes": "30"}).status_code == 302
    answer = client.post(url(visit, "left"), {"spoken": "1"}, follow=True)

    assert "The clock has stopped." in answer.content.decode()
    assert state_of(visit) == State.COMPLETED
    assert visit.mentor == jo.user


@pytest.mark.parametrize("role", [Role.LEAD, Role.DSL, Role.DEPUTY_DSL])
def test_those_who_watch_may_keep_her_word_on_a_visit_nobody_heard_of(
    role: Role, visit: HomeVisit, setting: Setting, jo: Viewer, sign_in: SignIn
) -> None:
    watcher = make_viewer(role, setting=setting)

    assert sign_in(watcher).post(url(visit, "left"), {"spoken": "1"}).status_code == 302
    assert state_of(visit) == State.COMPLETED
    assert visit.mentor == jo.user


@pytest.mark.parametrize("role", [Role.MENTOR, Role.OFFICE, Role.HEAD])
@pytest.mark.parametrize("press", ["left", "longer", "overdue"])
def test_rule_45_others_do_not_find_the_visit(
    role: Role, press: str, visit: HomeVisit, setting: Setting, sign_in: SignIn
) -> None:
    client = sign_in(make_viewer(role, setting=setting))

    assert client.get(url(visit, press)).status_code == 404
    assert client.post(url(visit, press), {"minutes": "15"}).status_code in (404, 405)
    assert state_of(visit) == State.PLANNED


@pytest.mark.parametrize("minutes", ["", "7", "-15", "600", "many"])
def test_only_the_minutes_on_the_page_can_be_asked_for(
    minutes: str, visit: HomeVisit, jo: Viewer, sign_in: SignIn
) -> None:
    answer = sign_in(jo).post(url(visit, "longer"), {"minutes": minutes})

    assert answer.status_code == 404
    visit.refresh_from_db()
    assert visit.due_back_at is None


def test_it_ended_early_asks_for_999_first_and_keeps_the_line(
    visit: HomeVisit, jo: Viewer, sign_in: SignIn
) -> None:
    client = sign_in(jo)
    client.post(url(visit, "arrived"))

    assert "In danger ring 999" in client.get(url(visit, "left-early")).content.decode()
    client.post(url(visit, "left-early"), {"outcome": "not_today", "reason": "A visitor came."})
    assert state_of(visit) == State.ENDED_EARLY
    assert (visit.outcome, visit.outcome_reason) == ("not_today", "A visitor came.")


def test_the_line_is_kept_where_no_outcome_was_chosen(
    visit: HomeVisit, jo: Viewer, sign_in: SignIn
) -> None:
    client = sign_in(jo)
    client.post(url(visit, "arrived"))
    page = client.post(url(visit, "left-early"), {"reason": "A visitor came."}).content.decode()

    assert "A visitor came." in page
    assert "Please choose one." in page
    assert state_of(visit) == State.UNDER_WAY


def test_a_buddy_says_that_he_deals_with_it_and_others_see_it(
    visit: HomeVisit, setting: Setting, kwame: Viewer, sign_in: SignIn
) -> None:
    alert = make_overdue_alert(visit, level=OverdueAlert.Level.BUDDY)
    address = f"/visits/alerts/{alert.pk}/acknowledge/"

    page = sign_in(kwame).post(address, follow=True).content.decode()
    assert "Kwame deals with it" in page
    lead = sign_in(make_viewer(Role.LEAD, setting=setting))
    assert "Kwame is dealing with it" in lead.post(address, follow=True).content.decode()
    assert sign_in(make_viewer(setting=setting)).post(address).status_code == 404
    assert sign_in(make_viewer(Role.LEAD)).post(address).status_code == 404


def test_an_office_colleague_may_be_the_buddy(
    visit: HomeVisit, setting: Setting, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    office = make_viewer(Role.OFFICE, setting=setting)
    visit.buddy = office.user
    visit.save()
    client = sign_in(office)

    with django_assert_max_num_queries(20):
        assert client.get(url(visit, "overdue")).status_code == 200
    assert client.post(url(visit, "left"), {"spoken": "1"}).status_code == 302


def test_a_press_after_a_colleague_kept_her_word_is_no_error(
    visit: HomeVisit, jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    sign_in(kwame).post(url(visit, "left"))
    client = sign_in(jo)

    statuses = [client.post(url(visit, press)).status_code for press in ("arrived", "left")]

    assert statuses == [302, 302]
    assert state_of(visit) == State.COMPLETED
