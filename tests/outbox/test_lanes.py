"""Many on their way at once, where a carrier lets us wait; the books stay one worker's."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as conf
from django.db import connection
from django.utils import timezone

from pastoral.outbox import delivery, lanes, rounds
from pastoral.outbox.channels import Letter, OutOfReach
from pastoral.outbox.hand import Hand, Outcome
from pastoral.outbox.models import Channel, Message
from tests.carriers import NOTIFY_KEY, TextSink, notify_says
from tests.factories import make_carrier, make_message
from tests.sinks import MailSink

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(conf.IS_SQLITE, reason="SQLite has one lane.")
State = Message.State
TEN = datetime(2026, 12, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[Any]:
    settings.TEXT_LINES = settings.MAIL_LINES = 8
    rounds.SLOW.clear()
    with time_machine.travel(TEN) as clock:
        yield clock
    rounds.SLOW.clear()


def make_texts(count: int) -> list[Message]:
    setting = make_carrier(secret=NOTIFY_KEY).setting
    now = timezone.now()
    return [
        make_message(setting, to=f"+447700900{n:03}", not_before=now - timedelta(seconds=count - n))
        for n in range(count)
    ]


def deliver(messages: list[Message]) -> list[str]:
    delivery.deliver([message.pk for message in messages])
    for message in messages:
        message.refresh_from_db()
    return [message.state for message in messages]


@on_postgresql
def test_a_carrier_that_takes_its_time_gets_many_at_once(carriers: TextSink) -> None:
    carriers.wait = 0.05
    messages = make_texts(60)

    assert deliver(messages) == [State.SENT] * 60

    assert carriers.connections == 1 + 8
    assert set(carriers.counted.values()) == {1}
    assert len(carriers.taken) == 60
    assert len({message.provider_ref for message in messages}) == 60


def test_a_quick_one_gets_one_after_the_other(carriers: TextSink, monkeypatch: Any) -> None:
    monkeypatch.setattr(rounds, "SLOW_FROM", 10)

    assert deliver(make_texts(10)) == [State.SENT] * 10
    assert carriers.connections == 1


@on_postgresql
def test_one_that_has_become_quick_is_served_by_one_again(
    carriers: TextSink, monkeypatch: Any
) -> None:
    monkeypatch.setattr(rounds, "SLOW_FROM", 10)
    messages = make_texts(6)
    carried_by = Channel.TEXT, messages[0].setting.carrier.pk
    rounds.SLOW.add(carried_by)

    assert deliver(messages) == [State.SENT] * 6
    assert carried_by not in rounds.SLOW


@on_postgresql
def test_e_mails_too_leave_many_at_once(mail: MailSink) -> None:
    messages = [
        make_message(channel=Channel.EMAIL, to=f"p{n}@example.org", subject="Hi") for n in range(30)
    ]
    rounds.SLOW.add((Channel.EMAIL, None))

    assert deliver(messages) == [State.SENT] * 30
    assert sorted(m.to for m in mail.mails) == sorted(m.to for m in messages)
    assert 1 < mail.connections <= 8


@on_postgresql
def test_each_of_many_is_settled_for_itself(carriers: TextSink) -> None:
    carriers.wait = 0.03
    messages = make_texts(40)
    carriers.answers = lambda it: (
        notify_says(400, "ValidationError", "phone_number Not a valid number")
        if it.to.endswith("3")
        else notify_says(500, "Exception", "no")
        if it.to.endswith("5")
        else None
    )
    carriers.hangs_up_after = lambda it: it.to.endswith("7")

    expected = {"3": State.FAILED_PERMANENT, "5": State.FAILED_TEMPORARY, "7": State.UNSURE}
    assert deliver(messages) == [expected.get(m.to[-1], State.SENT) for m in messages]
    assert {m.tries for m in messages} == {1}


@on_postgresql
def test_a_carrier_that_goes_away_in_the_middle_uses_up_no_tries(carriers: TextSink) -> None:
    carriers.wait = 0.03
    messages = make_texts(40)
    last = threading.Event()

    def away(_asked: Any) -> Any:
        if len(carriers.taken) >= 20:
            last.set()
        return notify_says(403, "AuthError", "no such key") if last.is_set() else None

    carriers.answers = away

    states = deliver(messages)

    assert set(states) == {State.SENT, State.FAILED_TEMPORARY}
    assert states.count(State.SENT) == len(carriers.taken)
    assert {m.tries for m in messages if m.state != State.SENT} == {0}


@on_postgresql
def test_fewer_lanes_than_wished_for_are_enough(mail: MailSink) -> None:
    """A mail server that takes a few connections at once serves the rest over those."""
    refused: list[str] = []

    def too_many(to: str) -> bool:
        refused.append(to)
        return len(refused) <= 4

    mail.hangs_up_at_recipient = too_many
    messages = [
        make_message(channel=Channel.EMAIL, to=f"p{n}@example.org", subject="Hi") for n in range(30)
    ]
    rounds.SLOW.add((Channel.EMAIL, None))

    assert deliver(messages) == [State.SENT] * 30
    assert len(mail.mails) == 30


def test_after_its_time_a_round_begins_no_new_message(carriers: TextSink) -> None:
    messages = make_texts(3)
    rounds.SLOW.add((Channel.TEXT, messages[0].setting.carrier.pk))

    assert delivery.deliver([m.pk for m in messages], until=0) == 0
    assert not carriers.asked


def test_a_fault_of_ours_in_a_lane_rises_and_the_others_are_written_down() -> None:
    class Line:
        def hand_over(self, letter: Letter) -> str:
            if letter.to == "faulty":
                raise ZeroDivisionError
            return "taken"

        def close(self) -> None:
            """Nothing."""

    made = [make_message() for _ in range(2)]
    two = [Letter(m.pk, m.setting_id, "en", "", "", "", "") for m in made]
    here = lanes.Lanes(Line, 2)
    here.give(two[0]._replace(to="faulty"))
    here.give(two[1])

    came = [here.wait()[1], here.wait()[1]]

    assert "taken" in came
    assert any(isinstance(it, ZeroDivisionError) for it in came)
    assert list(here.end()) == []
    assert here.alive == 2


def test_a_lane_that_loses_its_carrier_is_gone() -> None:
    def away() -> Any:
        raise OutOfReach("away")

    message = make_message()
    here = lanes.Lanes(away, 2)
    here.give(Letter(message.pk, message.setting_id, "en", "", "", "", ""))

    assert isinstance(here.wait()[1], OutOfReach)
    assert here.alive == 1
    assert list(here.end()) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_workers_with_the_same_messages_and_many_lanes_send_each_once(carriers: TextSink) -> None:
    carriers.wait = 0.01
    messages = make_texts(120)
    ids = [message.pk for message in messages]

    def work(_n: int) -> int:
        try:
            return delivery.deliver(ids)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 120

    assert len(carriers.taken) == len(carriers.counted) == 120


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_what_is_known_is_written_down_once_a_lost_database_is_back() -> None:
    message, hand = make_message(), Hand()
    assert hand.take(message.pk)
    hand.settle(message.pk, Outcome(State.SENT, provider_ref="n1", sent_at=timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [mine])
    other.close()

    hand.empty()

    message.refresh_from_db()
    assert (message.state, message.provider_ref) == (State.SENT, "n1")
