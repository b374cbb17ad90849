"""Two taps, two colleagues or two clocks at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from pastoral.outbox.models import Message
from pastoral.refusals import Refusal
from tests.visits.offers import adult_of, mentor_of, offered, samiras, stands
from visits import actions
from visits.actions import day_before
from visits.models import HomeVisit, VisitAnswer

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL."),
    pytest.mark.django_db(transaction=True),
]


def at_once(doings: list[Callable[[], object]]) -> list[object]:
    def one(do: Callable[[], object]) -> object:
        try:
            return do()
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(one, doings))


def soon() -> dict[str, Any]:
    return {"on": timezone.localdate() + timedelta(days=10), "at": time(11)}


def test_several_offers_at_once_are_one_with_one_message() -> None:
    household, when = samiras(), soon()
    how: dict[str, Any] = {
        "adult": adult_of(household),
        "by": mentor_of(household),
        "mentor": mentor_of(household),
    }

    made = at_once([lambda: actions.offer(household=household, **how, **when).pk] * 6)

    assert set(made) == {HomeVisit.objects.get().pk}
    assert Message.objects.count() == 1


@pytest.mark.parametrize("said", ["yes", "no", "another_time", "call_me"])
def test_several_taps_at_once_are_one_answer(said: str) -> None:
    visit = offered(**soon())
    adult = adult_of(visit.household)

    def tap() -> object:
        return actions.record_answer(
            visit=visit, adult=adult, said=VisitAnswer.Said(said), via=HomeVisit.Agreed.LINK,
            by=None,
        ).pk  # fmt: skip

    answers = at_once([tap] * 6)

    assert set(answers) == {VisitAnswer.objects.get().pk}


def test_several_clocks_at_once_say_one_word_before() -> None:
    visit = stands(offered(**soon()), "planned")
    now = timezone.now()

    def tell() -> object:
        return day_before.tell(visit=HomeVisit.objects.get(pk=visit.pk), now=now)

    assert sorted(at_once([tell] * 6), key=bool) == [False] * 5 + [True]
    assert Message.objects.filter(template_key="visit-day-before").count() == 1
