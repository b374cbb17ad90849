"""Two people, or two clocks, at once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from families import actions as families
from families.models import Relationship, Restriction
from pastoral.accounts.roles import Role
from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Message
from sessions_app import tasks
from sessions_app.actions import inviting
from sessions_app.models import Invitation
from tests.factories import make_membership, make_staff
from tests.sessions_app.scenes import THURSDAY, an_afternoon_with_families, invited, keys
from tests.shipped import ship_words

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
    ship_words()
    afternoon, by = an_afternoon_with_families(20), make_staff()

    runs = at_once(lambda: inviting.invite(afternoon=afternoon, by=by).asked)

    assert sorted(runs) == [0, 0, 0, 0, 0, 20]  # type: ignore[type-var]
    assert Message.objects.count() == Invitation.objects.count() == 20


def test_rule_28_several_clocks_at_once_remind_everybody_once() -> None:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False):
        invited(20)

    with time_machine.travel(datetime(2026, 11, 30, 10, 0, tzinfo=UTC), tick=False):
        at_once(tasks.ask_and_remind)

    assert len(keys("afternoon-reminder-first")) == 20


def test_rule_14_a_restriction_set_while_families_are_asked_stops_their_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False):
        afternoon, by = an_afternoon_with_families(3), make_staff()
        tie = Relationship.objects.select_related("adult__setting", "child").first()
        assert tie is not None
        make_membership(by, afternoon.setting, Role.DSL)
        limits = families.Limits(
            kind=Restriction.Kind.NO_CONTACT, instruction="Fetch me.", reason="An order.",
            starts_on=THURSDAY.date(),
        )  # fmt: skip
        is_asked, post_many = threading.Event(), outbox.post_many

        def slowly(**drafts: Any) -> Any:
            is_asked.set()
            time.sleep(1)  # Who may be asked is decided; nothing is written yet.
            return post_many(**drafts)

        monkeypatch.setattr(outbox, "post_many", slowly)

        def restrict() -> None:
            is_asked.wait(10)
            try:
                families.set_restriction(adult=tie.adult, child=tie.child, limits=limits, by=by)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            restricting = pool.submit(restrict)
            inviting.invite(afternoon=afternoon, by=by)
            restricting.result()

    assert Message.objects.get(adult_id=tie.adult_id).state == Message.State.CANCELLED
    assert Message.objects.waiting().count() == 2
