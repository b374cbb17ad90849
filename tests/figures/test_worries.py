"""Worries in numbers: exact for safeguarding leads, in steps for a head, for nobody else."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.concerns.models import Worry
from pastoral.desk import heads
from pastoral.figures import worries
from pastoral.termly import tasks
from pastoral.termly.models import TermReport
from tests import factories as make
from tests.shipped import ship_words
from tests.termly.terms import BACK, IN_TERM, KEY, a_term_behind

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
TERM, HALF, YEAR = KEY, f"{KEY}-2", "2026"
READ_EXACTLY = (Role.DSL, Role.DEPUTY_DSL)
BETWEEN_HALVES = datetime(2026, 10, 27, 12, tzinfo=UTC)
HANDED_OVER = "Worries handed over"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BACK, tick=False) as traveller:
        yield traveller


@pytest.fixture
def zone() -> Setting:
    return a_term_behind()


def hand_over(setting: Setting, count: int, **fields: object) -> list[Worry]:
    return [
        make.make_worry(setting, **{"submitted_at": IN_TERM + timedelta(hours=n), **fields})
        for n in range(count)
    ]


def said_to(role: Role, setting: Setting, period: str = TERM) -> str:
    viewer = make.make_viewer(role, setting=setting)
    asked = heads.asked_by(viewer, period)
    assert asked
    assert asked.question.period.key == period
    return worries.in_steps(asked.question, viewer)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "no worry was"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5 to 9"), (9, "5 to 9"),
        (10, "10 to 19"), (19, "10 to 19"), (20, "20 or more"), (31, "20 or more"),
    ],
)  # fmt: skip
def test_a_head_reads_how_many_worries_there_were_in_steps(
    count: int, said: str, zone: Setting
) -> None:
    hand_over(zone, count)

    assert said_to(Role.HEAD, zone).startswith(said)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HEAD}))
def test_nobody_but_a_head_reads_steps(role: Role, zone: Setting) -> None:
    hand_over(zone, 12)

    assert said_to(role, zone) == ""


@pytest.mark.parametrize("period", [HALF, YEAR])
def test_steps_are_told_of_a_term_and_of_no_other_period(period: str, zone: Setting) -> None:
    hand_over(zone, 12)

    assert said_to(Role.HEAD, zone, period) == ""


def test_rule_4_while_a_term_runs_no_step_tells_that_a_worry_came(
    zone: Setting, now: time_machine.Traveller
) -> None:
    hand_over(zone, 12)
    now.move_to(IN_TERM)

    assert said_to(Role.HEAD, zone) == ""


def test_rule_4_in_the_holiday_between_its_halves_a_term_is_not_over(
    zone: Setting, now: time_machine.Traveller
) -> None:
    hand_over(zone, 12)
    now.move_to(BETWEEN_HALVES)

    assert said_to(Role.HEAD, zone) == ""


def test_only_worries_about_children_handed_over_here_in_the_term_are_counted(
    zone: Setting,
) -> None:
    hand_over(zone, 4)
    hand_over(zone, 9, about=Worry.About.STAFF)
    hand_over(zone, 9, state=Worry.State.DRAFT, submitted_at=None)
    hand_over(zone, 9, submitted_at=datetime(2026, 12, 19, 0, 0, tzinfo=UTC))
    hand_over(zone, 9, submitted_at=datetime(2026, 9, 1, 22, 59, tzinfo=UTC))
    hand_over(zone, 9, removed_at=BACK)
    hand_over(make.make_setting(), 9)

    assert said_to(Role.HEAD, zone).startswith("fewer than 5")

    hand_over(zone, 1, submitted_at=datetime(2026, 12, 18, 23, 59, tzinfo=UTC))
    assert said_to(Role.HEAD, zone).startswith("5 to 9")


def test_the_heads_page_says_it_and_no_other_page_or_file_does(
    zone: Setting, sign_in: SignIn
) -> None:
    ship_words()
    hand_over(zone, 7)
    head = make.make_viewer(Role.HEAD, setting=zone)
    tasks.begin_due()
    tasks.make_waiting()
    report = f"/figures/termly/{TermReport.objects.get().pk}/"
    client = sign_in(head)

    page = client.get("/figures/all/", {"period": TERM}).content.decode()
    assert "In Autumn 2026 5 to 9 worries were handed over about a child" in page
    assert not re.search(r"\b7 worries", page)
    for other in (
        f"/figures/?period={TERM}",
        f"/figures/all/?period={HALF}",
        f"/figures/all/?period={YEAR}",
        "/figures/governors/",
        report,
    ):
        assert HANDED_OVER not in client.get(other).content.decode()
    for where in (f"/figures/out/?period={TERM}", report):
        made = client.post(where, {"kind": "csv", "reason": "For the governors"}).content.decode()
        assert "worr" not in made.lower()


@pytest.mark.parametrize("role", [Role.TRUST, Role.LEAD])
def test_governors_and_leads_read_nothing_of_it_on_the_page(
    role: Role, zone: Setting, sign_in: SignIn
) -> None:
    hand_over(zone, 7)
    page = sign_in(make.make_viewer(role, setting=zone)).get("/figures/all/", {"period": TERM})

    assert HANDED_OVER not in page.content.decode()
    assert "Worries acknowledged" not in page.content.decode()


def acknowledged_by(role: Role, setting: Setting) -> worries.Acknowledged | None:
    viewer = make.make_viewer(role, setting=setting)
    asked = heads.asked_by(viewer, TERM)
    assert asked
    return worries.acknowledged(asked.question, viewer)


@pytest.mark.parametrize("role", READ_EXACTLY)
def test_safeguarding_leads_read_how_soon_exactly(role: Role, zone: Setting) -> None:
    by = make.make_staff()
    for n, minutes in enumerate((5, 30, 31, 90)):
        at = IN_TERM + timedelta(hours=n)
        make.make_worry(
            zone, submitted_at=at, acknowledged_at=at + timedelta(minutes=minutes),
            acknowledged_by=by, state=Worry.State.ACKNOWLEDGED,
        )  # fmt: skip
    hand_over(zone, 1)

    found = acknowledged_by(role, zone)

    assert found
    assert (found.figure.total.part, found.figure.total.whole) == (2, 5)
    assert found.figure.missing.part == 1
    assert found.minutes == 30


@pytest.mark.parametrize("role", sorted(set(Role) - set(READ_EXACTLY)))
def test_nobody_else_reads_how_soon(role: Role, zone: Setting) -> None:
    hand_over(zone, 3)

    assert acknowledged_by(role, zone) is None


def test_a_head_who_is_safeguarding_lead_reads_exact_numbers_alone(
    zone: Setting, sign_in: SignIn
) -> None:
    hand_over(zone, 7)
    both = make.make_viewer(Role.HEAD, Role.DSL, setting=zone)

    page = sign_in(both).get("/figures/all/", {"period": TERM}).content.decode()

    assert "0 of 7 within 30 minutes" in page
    assert HANDED_OVER not in page


def test_a_safeguarding_lead_opens_the_worries_without_their_words(
    zone: Setting, sign_in: SignIn
) -> None:
    hand_over(zone, 2, facts="A mark on the arm, like a zebra.")
    dsl = make.make_viewer(Role.DSL, setting=zone)
    client = sign_in(dsl)

    page = client.get(f"/figures/{TERM}/worries/")

    assert "zebra" not in page.content.decode()
    made = client.post(f"/figures/out/?period={TERM}", {"kind": "csv", "reason": "Why"}).content
    assert "worr" not in made.decode().lower()
