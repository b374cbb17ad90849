"""What a figure opens to: to each the rows of families they may see, and how many more there are."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from families.models import Household
from families.reports import Question
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.periods import periods_of
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.figures.measures import BELONGING, MEASURES
from pastoral.figures.opening import Rows, may_open, opened
from pastoral.figures.report import report_of
from pastoral.figures.worries import acknowledged
from tests import factories as make
from tests.figures.worlds import World, a_world

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
TODAY = date(2027, 1, 20)
TERM = "2026-autumn"
OF_FAMILIES = [key for key in MEASURES if key not in (*BELONGING, "caseload", "worries")]


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(TODAY):
        yield a_world(seed=4, families=8)


def the_term(world: World, *, of_school: bool = False) -> Question:
    setting = world.school if of_school else world.zone
    calendar = calendar_of(setting)
    period = next(p for p in periods_of(calendar.half_terms, TODAY) if p.key == TERM)
    return Question(
        setting=setting, has_roll=of_school, policy=setting.policy, today=TODAY, calendar=calendar,
        period=period, before=None,
    )  # fmt: skip


def homes_of(rows: Rows) -> set[object]:
    return {each.household.pk for each in rows.rows if each.household}


@pytest.mark.parametrize("key", OF_FAMILIES)
@pytest.mark.parametrize(
    "roles", [(Role.LEAD,), (Role.DSL,), (Role.HEAD,), (Role.TRUST,), (Role.TRUST, Role.MENTOR)]
)
def test_the_rows_and_those_of_others_are_as_many_as_the_figure_says(
    key: str, roles: tuple[Role, ...], world: World
) -> None:
    viewer, question = make.make_viewer(*roles, setting=world.zone), the_term(world)
    if Role.MENTOR in roles:
        home = Household.objects.filter(setting=world.zone, members__child__isnull=False).first()
        assert home is not None
        child = home.members.exclude(child=None)[0].child
        make.make_mentor_assignment(viewer.user, child)

    found, figure = opened(question, key, viewer), report_of(question).figures[key].total

    seen = set(Household.objects.visible_to(viewer).values_list("pk", flat=True))
    assert len(found.rows) + found.not_theirs == figure.whole
    assert homes_of(found) <= seen
    if Role.LEAD in roles or Role.DSL in roles:
        assert (len(found.part), found.not_theirs) == (figure.part, 0)


def test_who_sees_no_family_opens_none_and_reads_how_many_there_are(world: World) -> None:
    governor = make.make_viewer(Role.TRUST, setting=world.zone)

    found = opened(the_term(world), "reach", governor)

    assert found.rows == []
    assert found.not_theirs == report_of(the_term(world)).figures["reach"].total.whole > 0


@pytest.mark.parametrize("role", [Role.MENTOR, Role.OFFICE, Role.ADMINISTRATOR])
def test_who_reads_no_figures_opens_nothing_and_reads_no_count(role: Role, world: World) -> None:
    viewer = make.make_viewer(role, setting=world.zone)

    for key in [*MEASURES, "expected", "not_written_up"]:
        assert not may_open(key, viewer)
        assert opened(the_term(world), key, viewer) == Rows([], 0)


@pytest.mark.parametrize("key", [*OF_FAMILIES, *BELONGING, "caseload", "expected"])
def test_the_lead_of_another_setting_never_sees_a_row(key: str, world: World) -> None:
    stranger = make.make_viewer(Role.LEAD)
    make.make_family(stranger.setting)

    assert opened(the_term(world), key, stranger).rows == []


@pytest.mark.parametrize("key", [*BELONGING, "caseload"])
def test_what_is_for_leads_alone_a_safeguarding_lead_does_not_open(key: str, world: World) -> None:
    dsl = make.make_viewer(Role.DSL, setting=world.zone)

    assert opened(the_term(world), key, dsl) == Rows([], 0)


@pytest.mark.parametrize("role", [Role.LEAD, Role.HEAD, Role.TRUST])
def test_worries_open_to_nobody_but_safeguarding_leads(role: Role, world: World) -> None:
    make.make_worry(setting=world.zone)

    assert opened(the_term(world), "worries", make.make_viewer(role, setting=world.zone)) == Rows(
        [], 0
    )


def test_a_safeguarding_lead_opens_as_many_worries_as_the_figure_says(world: World) -> None:
    dsl, question = make.make_viewer(Role.DSL, setting=world.zone), the_term(world)
    for day in (question.period.first_on, question.period.last_on, TODAY):
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        make.make_worry(setting=world.zone, submitted_at=at)

    figure, found = acknowledged(question, dsl), opened(question, "worries", dsl)

    assert figure is not None
    assert len(found.rows) == figure.figure.total.whole == 2
    assert all(
        each.household is None and "facts" in each.row.get_deferred_fields() for each in found.rows
    )


@pytest.mark.parametrize("key", OF_FAMILIES)
def test_a_school_reads_of_its_roll_and_of_no_other_family_there(key: str, world: World) -> None:
    head, question = (
        make.make_viewer(Role.HEAD, setting=world.school),
        the_term(world, of_school=True),
    )

    found, figure = opened(question, key, head), report_of(question).figures[key].total

    on_roll = Household.objects.filter(members__child__home_school=world.school)
    assert len(found.rows) + found.not_theirs == figure.whole
    assert homes_of(found) <= set(on_roll.values_list("pk", flat=True))


@pytest.mark.parametrize("role", [Role.HEAD, Role.TRUST])
def test_the_page_of_a_figure_opens_no_row_for_who_reads_counts(
    role: Role, world: World, sign_in: SignIn
) -> None:
    client = sign_in(make.make_viewer(role, setting=world.zone))

    for key in [*OF_FAMILIES, *BELONGING]:
        answer = client.get(f"/figures/{TERM}/{key}/", {"page": "2"})
        assert answer.status_code == 200
        assert answer.context["rows"] is None
        assert "Family " not in answer.content.decode().split("<main")[1].split("</main>")[0]
