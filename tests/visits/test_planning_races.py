"""Two people planning for one person at the same moment (rule 5)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from functools import partial

import pytest
from django.conf import settings
from django.db import connection

from pastoral.refusals import Refusal, WrongMove
from tests.visits.scenes import Scene
from visits import actions
from visits.models import HomeVisit

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL."),
    pytest.mark.django_db(transaction=True),
]
TAKEN = "Jo already has a visit at 11am."


def all_at_once(tries: list[Callable[[], HomeVisit]]) -> list[str]:
    def one(attempt: Callable[[], HomeVisit]) -> str:
        try:
            return attempt().state
        except WrongMove:
            return "409"
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tries)) as pool:
        return sorted(pool.map(one, tries))


def test_rule_5_of_two_plans_for_one_hour_one_wins() -> None:
    scene = Scene()
    visits = [scene.agreed(scene.another_family()) for _ in range(5)]

    went = all_at_once(
        [partial(actions.plan, visit=v, plan=scene.plan(), by=scene.jo) for v in visits]
    )

    assert went == sorted([TAKEN] * 4 + ["planned"])


def test_rule_5_a_companion_is_held_as_the_mentor_is() -> None:
    scene = Scene()
    hers = scene.agreed(scene.another_family(), mentor=scene.kwame)
    scene.ruth.phone = "07700 900404"
    scene.ruth.save()

    went = all_at_once(
        [
            lambda: actions.plan(visit=hers, plan=scene.plan(companions=[scene.jo]), by=scene.jo),
            lambda: actions.plan(
                visit=scene.visit, plan=scene.plan(companions=[scene.kwame]), by=scene.jo
            ),
        ]
    )

    assert len(set(went)) == 2
    assert HomeVisit.objects.filter(state="planned").count() == 1


def test_rule_5_of_two_fifth_visits_the_second_is_a_sixth() -> None:
    scene = Scene()
    for at in (time(8), time(9), time(13)):
        scene.planned(planned_at=at)
    visits = [scene.agreed(scene.another_family()) for _ in range(2)]
    times = (time(14), time(15))

    went = all_at_once(
        [
            partial(actions.plan, visit=v, plan=scene.plan(planned_at=at), by=scene.jo)
            for v, at in zip(visits, times, strict=True)
        ]
    )

    assert went == ["Jo has four visits that day already: say why a fifth is needed.", "planned"]


def test_one_visit_planned_by_two_taps_is_planned_once() -> None:
    scene = Scene()

    went = all_at_once(
        [lambda: actions.plan(visit=scene.visit, plan=scene.plan(), by=scene.jo)] * 4
    )

    assert went == ["409"] * 3 + ["planned"]
