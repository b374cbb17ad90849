"""In any world every figure is what going through the rows one by one gives."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from families.reports import Question
from pastoral.accounts.roles import Role
from pastoral.figures.measures import BELONGING, MEASURES, WITH_GAPS
from pastoral.figures.opening import opened
from pastoral.figures.report import PeriodReport, report_of
from tests import factories as make
from tests.figures.slowly import Slowly
from tests.figures.worlds import World, a_question, a_world

pytestmark = pytest.mark.django_db
DATES = st.integers(0, 150).map(lambda n: date(2026, 9, 2) + timedelta(days=n))
SLOWLY = {"visits": "visits_delivered"}
COUNTED = [key for key in MEASURES if key not in ("caseload", "worries", *BELONGING)]


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 10**6),
    families=st.integers(1, 6),
    today=DATES,
    of_school=st.booleans(),
    which=st.integers(0, 4),
)
def test_every_figure_is_what_the_rows_give_one_by_one(
    seed: int, families: int, today: date, of_school: bool, which: int
) -> None:
    with transaction.atomic():
        world = a_world(seed, families)
        question = a_question(world, today, of_school=of_school, which=which)
        found, slowly = report_of(question), Slowly(question)

        _measures_agree(found, slowly)
        _belonging_agrees(found, slowly)
        _visits_add_up(found, slowly)
        _groups_agree(found, slowly)
        if not of_school:
            _each_opens_to_its_rows(found, question, world)
        transaction.set_rollback(True)


def _measures_agree(found: PeriodReport, slowly: Slowly) -> None:
    for key in COUNTED:
        figure, name = found.figures[key], SLOWLY.get(key, key)
        assert figure.total == slowly.total(name), key
        if MEASURES[key].adds_up:
            assert figure.half_terms == slowly.halves(name), key
    assert found.figures["caseload"].total == slowly.caseload()


def _belonging_agrees(found: PeriodReport, slowly: Slowly) -> None:
    for key in BELONGING:
        units = list(slowly.belonging(key.removeprefix("belonging_")))
        total = found.figures[key].total
        assert (total.part, total.whole) == (sum(unit[2] for unit in units), len(units)), key


def _visits_add_up(found: PeriodReport, slowly: Slowly) -> None:
    assert found.outcomes.parts == slowly.expected()
    assert found.outcomes.expected == sum(found.outcomes.parts.values())


def _groups_agree(found: PeriodReport, slowly: Slowly) -> None:
    for key in WITH_GAPS:
        expected = slowly.gaps(key)
        gaps = {gap.group: gap for gap in found.gaps if gap.measure == key and not gap.school}
        for group, tallies in expected.items():
            gap = gaps.get(group)
            shown = (gap.tally, gap.others, gap.unknown) if gap else None
            assert shown == tallies or (gap is None and not slowly.units(key)), (key, group)
        for gap in found.gaps:
            if gap.measure == key and gap.school:
                assert (gap.tally, gap.others) == slowly.of_school(key, gap.school), key


def _each_opens_to_its_rows(found: PeriodReport, question: Question, world: World) -> None:
    lead = make.make_viewer(Role.LEAD, setting=world.zone)
    for key in [*COUNTED, *BELONGING]:
        rows, total = opened(question, key, lead), found.figures[key].total
        assert (len(rows.part), len(rows.rows)) == (total.part, total.whole), key
        assert rows.not_theirs == 0, key
    for sort, count in found.outcomes.parts.items():
        assert len(opened(question, f"expected_{sort}", lead).rows) == count
    caseload = opened(question, "caseload", lead)
    assert len(caseload.rows) == found.figures["caseload"].total.part
