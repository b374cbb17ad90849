"""A mentor’s own half-term: her own work alone, in numbers that open to her own rows."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from families.models import Household, Promise
from families.reports import Tally
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk.mine import OwnHalfTerm, own_half_term
from tests import factories as make

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
NOW = datetime(2026, 12, 4, 11, tzinfo=UTC)  # A Friday.
MONDAY = date(2026, 11, 30)
PAGE = "/figures/mine/"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jo() -> Viewer:
    viewer = make.make_viewer(first_name="Jo")
    make.make_half_term(viewer.setting)
    return viewer


def family(of: Viewer) -> Household:
    return make.make_family(of.setting, of.user)


def own(viewer: Viewer) -> OwnHalfTerm:
    found = own_half_term(viewer)
    assert found
    return found


def a_colleagues_work(viewer: Viewer) -> Viewer:
    """The same of everything, of somebody else in the same setting."""
    kwame = make.make_viewer(setting=viewer.setting, first_name="Kwame")
    home = family(kwame)
    make.make_home_visit(home, kwame.user, planned_on=MONDAY)
    make.make_promise(home, owner=kwame.user, due_on=MONDAY)
    came_to(home, MONDAY + timedelta(days=3))
    return kwame


def came_to(home: Household, on: date, mark: str = "present") -> None:
    afternoon = make.make_afternoon(home.setting, on=on, state="held")
    make.make_attendance(afternoon, household=home, mark=mark)


def test_visits_are_those_to_her_families_in_parts_that_add_up(jo: Viewer) -> None:
    home = family(jo)
    make.make_home_visit(home, jo.user, planned_on=MONDAY)
    make.make_home_visit(
        home, jo.user, planned_on=MONDAY + timedelta(days=1), state="not_home", outcome="nobody_in"
    )
    make.make_home_visit(home, jo.user, planned_on=date(2026, 10, 5))
    a_colleagues_work(jo)

    found = own(jo).visits

    assert (found.visits, found.completed, found.nobody_in) == (2, 1, 1)


def test_a_note_is_in_time_by_the_end_of_the_next_school_day(jo: Viewer) -> None:
    home = family(jo)
    for written_at in (
        datetime(2026, 12, 1, 23, 59, tzinfo=UTC), datetime(2026, 12, 2, 0, 0, tzinfo=UTC), None,
    ):  # fmt: skip
        visit = make.make_home_visit(home, jo.user, planned_on=MONDAY)
        if written_at:
            make.make_visit_note(visit, written_at=written_at)
    make.make_home_visit(home, jo.user, planned_on=NOW.date())  # Not due yet.
    a_colleagues_work(jo)

    assert own(jo).notes == Tally(1, 3)


def test_a_promise_is_kept_by_its_day(jo: Viewer) -> None:
    home, by = family(jo), {"closed_by": jo.user}
    for state, closed_at in (
        (Promise.State.DONE, datetime(2026, 11, 30, 23, 59, tzinfo=UTC)),
        (Promise.State.DONE, datetime(2026, 12, 1, 0, 0, tzinfo=UTC)),
        (Promise.State.NOT_NEEDED, datetime(2026, 11, 30, 12, tzinfo=UTC)),  # In neither.
        (Promise.State.NOT_NEEDED, datetime(2026, 12, 1, 12, tzinfo=UTC)),
    ):
        make.make_promise(
            home, owner=jo.user, due_on=MONDAY, state=state, closed_at=closed_at, **by
        )
    make.make_promise(home, owner=jo.user, due_on=MONDAY)
    make.make_promise(home, owner=jo.user, due_on=NOW.date())  # Not over yet.
    a_colleagues_work(jo)

    assert own(jo).promises == Tally(1, 4)


def test_a_family_that_came_twice_came_once(jo: Viewer) -> None:
    home, other = family(jo), family(jo)
    for days in (0, 1):
        came_to(home, MONDAY + timedelta(days=days))
    came_to(other, MONDAY + timedelta(days=2), mark="not_present")
    came_to(other, date(2026, 10, 7))
    a_colleagues_work(jo)

    assert own(jo).came == Tally(1, 2)


def test_in_the_holidays_it_is_the_half_term_that_is_over(
    jo: Viewer, now: time_machine.Traveller, sign_in: SignIn
) -> None:
    now.move_to(datetime(2026, 12, 28, 11, tzinfo=UTC))

    assert not own(jo).is_now
    assert "which is over" in sign_in(jo).get(PAGE).content.decode()


def test_before_the_first_half_term_the_page_says_what_it_is_for(sign_in: SignIn) -> None:
    page = sign_in(make.make_viewer(Role.MENTOR)).get(PAGE).content.decode()

    assert "No half-term has begun yet" in page


def test_the_page_says_nothing_of_a_colleague_whoever_opens_it(jo: Viewer, sign_in: SignIn) -> None:
    a_colleagues_work(jo)
    lead = make.make_viewer(Role.LEAD, setting=jo.setting)

    for viewer in (jo, lead):
        page = sign_in(viewer).get(PAGE, {"mentor": "Kwame"}).content.decode()
        assert "Nothing of yours yet" in page
        assert "Kwame" not in page


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MENTOR, Role.LEAD}))
def test_who_visits_nobody_has_no_such_page(role: Role, sign_in: SignIn) -> None:
    assert sign_in(make.make_viewer(role)).get(PAGE).status_code == 403


def test_the_page_asks_as_few_questions_for_twenty_families_as_for_two(
    jo: Viewer, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = sign_in(jo)
    for families in (2, 20):
        for _ in range(families):
            home = family(jo)
            make.make_home_visit(home, jo.user, planned_on=MONDAY)
            make.make_promise(home, owner=jo.user, due_on=MONDAY)
        with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
            client.get(PAGE)


def test_a_mentor_finds_it_among_her_pages(jo: Viewer, sign_in: SignIn) -> None:
    assert PAGE in sign_in(jo).get("/more/").content.decode()


def test_a_lead_finds_caseloads_and_her_own_from_the_figures(jo: Viewer, sign_in: SignIn) -> None:
    lead = make.make_viewer(Role.LEAD, setting=jo.setting)
    head = make.make_viewer(Role.HEAD, setting=jo.setting)

    of_lead, of_head = (sign_in(v).get("/figures/").content.decode() for v in (lead, head))

    for way in ("/visits/caseloads/", PAGE):
        assert way in of_lead
        assert way not in of_head
