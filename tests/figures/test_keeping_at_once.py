"""Kept figures while others write: no change is taken away with another's, and nobody waits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
import time_machine
from django.db import connection, transaction

from families.models import ContactLog, Promise
from pastoral.accounts.models import Setting
from pastoral.figures import keeping
from pastoral.figures.models import FiguresChange
from tests.figures.worlds import World, a_world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time."
    ),
]
TODAY = date(2027, 1, 20)
SOON = 30


@pytest.fixture
def world() -> World:
    """A world of which everything is kept."""
    made = a_world(seed=7, families=3)
    for setting in (made.zone, made.school):
        keeping.refresh(setting.pk)
    return made


def while_open(work: Callable[[], object], then: Callable[[], object]) -> None:
    """Do some work in a transaction of another's, and commit it only after `then`."""
    is_done, may_commit = Event(), Event()

    def other() -> None:
        try:
            with transaction.atomic():
                work()
                is_done.set()
                assert may_commit.wait(SOON)
        finally:
            is_done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(other)
        assert is_done.wait(SOON)
        try:
            then()
        finally:
            may_commit.set()
        waiting.result(SOON)


def test_a_change_that_commits_while_figures_are_made_is_seen_to_the_next_time(
    world: World,
) -> None:
    one = ContactLog.objects.filter(setting=world.zone).order_by("pk")[:1].get()

    def turn(*, is_two_way: bool) -> None:
        ContactLog.objects.filter(pk=one.pk).update(is_two_way=is_two_way)

    with time_machine.travel(TODAY):
        turn(is_two_way=not one.is_two_way)
        assert FiguresChange.objects.filter(setting=world.zone).count() == 1

        while_open(
            lambda: turn(is_two_way=one.is_two_way), then=lambda: keeping.refresh(world.zone.pk)
        )

        assert FiguresChange.objects.filter(setting=world.zone).exists()
        keeping.refresh(world.zone.pk)
        assert list(keeping.differences(world.zone)) == []


def test_the_second_of_two_leaves_it_to_the_first_and_a_setting_is_free_meanwhile(
    world: World,
) -> None:
    def then() -> None:
        assert keeping.refresh(world.zone.pk) == 0
        with transaction.atomic():
            Setting.objects.select_for_update(nowait=True).get(pk=world.zone.pk)

    with time_machine.travel(TODAY):
        Promise.objects.filter(setting=world.zone).update(due_on=date(2026, 12, 1))

        while_open(lambda: keeping.refresh(world.zone.pk), then)

        assert not FiguresChange.objects.filter(setting=world.zone).exists()
