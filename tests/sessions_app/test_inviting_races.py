"""Two people, or two clocks, at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from pastoral.outbox import words
from pastoral.outbox.models import Message
from sessions_app.actions import inviting, reminding
from sessions_app.models import Invitation
from tests.factories import make_staff
from tests.sessions_app.scenes import THURSDAY, an_afternoon_with_families, invited, keys

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL."),
    pytest.mark.django_db(transaction=True),
]


def at_once(do: Callable[[], object], times: int = 6) -> list[object]:
    def one(_n: int) -> object:
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@time_machine.travel(THURSDAY, tick=False)
def test_rule_28_several_runs_at_once_ask_everybody_once() -> None:
    words.load_shipped()
    afternoon, by = an_afternoon_with_families(20), make_staff()

    runs = at_once(lambda: inviting.invite(afternoon=afternoon, by=by).asked)

    assert sorted(runs) == [0, 0, 0, 0, 0, 20]  # type: ignore[type-var]
    assert Message.objects.count() == Invitation.objects.count() == 20


def test_rule_28_several_clocks_at_once_remind_everybody_once() -> None:
    words.load_shipped()
    with time_machine.travel(THURSDAY, tick=False):
        invited(20)

    with time_machine.travel(datetime(2026, 11, 30, 10, 0, tzinfo=UTC), tick=False):
        posted = at_once(reminding.ask_and_remind)

    assert sorted(posted) == [0, 0, 0, 0, 0, 20]  # type: ignore[type-var]
    assert len(keys("afternoon-reminder-first")) == 20
