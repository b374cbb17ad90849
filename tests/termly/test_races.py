"""Clocks, workers and people at one report at once: one report, told once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from pastoral.accounts.models import Setting, Staff, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.outbox.models import Message
from pastoral.termly import actions, terms
from pastoral.termly.models import TermReport
from tests import factories as make
from tests.shipped import ship_words
from tests.termly.terms import DUE, a_term_behind

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL."),
    pytest.mark.django_db(transaction=True),
]
AT_ONCE = 6


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(DUE, tick=False):
        yield


@pytest.fixture
def head() -> Staff:
    ship_words()
    return make.make_viewer(Role.HEAD, setting=a_term_behind()).user


def at_once(do: Callable[[], object]) -> list[object]:
    def one(_n: int) -> object:
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_clocks_and_a_person_at_once_begin_one_report(head: Staff) -> None:
    zone = Setting.objects.get()
    term = terms.ended(zone.half_terms.all(), DUE.date())[0]

    begun = at_once(
        lambda: actions.begin(setting=zone, term=term, has_roll=False, by=head, reason="Now").pk
    )

    assert set(begun) == {TermReport.objects.get().pk}
    assert TrailEntry.objects.filter(what="figures.term-report-begun").count() == 1


def test_workers_at_once_make_it_once_and_tell_once(head: Staff) -> None:
    report = actions.begin_due()[0]

    made = at_once(lambda: actions.make(report.pk))

    assert sorted(made, key=bool) == [False] * (AT_ONCE - 1) + [True]
    assert TermReport.objects.get().tries == 1
    assert Message.objects.get().to == head.email
    assert TrailEntry.objects.filter(what="figures.term-report-made").count() == 1
