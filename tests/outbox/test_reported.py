"""What carriers report back: receipts and texts that come in, once, twice and out of order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from families.actions import failed_lately, mark_unreachable
from pastoral.accounts import trail
from pastoral.ids import new_id
from pastoral.outbox import actions, delivery, tasks
from pastoral.outbox.hand import Hand, Outcome
from pastoral.outbox.models import Channel, InboundMessage, Message
from pastoral.refusals import Refusal
from tests.factories import make_adult, make_message, make_setting, make_staff

pytestmark = pytest.mark.django_db
State = Message.State
TEN = datetime(2026, 12, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(TEN, tick=False) as clock:
        yield clock


def make_sent(**fields: Any) -> Message:
    fields = {
        "state": State.SENT, "sent_at": TEN, "claimed_at": TEN, "tries": 1, "provider_ref": "n1",
        **fields,
    }  # fmt: skip
    return make_message(**fields)


def report(message: Message, state: Message.State, **said: Any) -> Message:
    said.setdefault("provider_ref", "n1")
    actions.keep_receipt(setting=message.setting, state=state, **said)
    message.refresh_from_db()
    return message


def test_a_receipt_says_that_a_message_arrived() -> None:
    message = report(make_sent(), State.DELIVERED)

    assert message.state == State.DELIVERED
    assert message.delivered_at == TEN


@pytest.mark.parametrize("later", [State.SENT, State.FAILED_TEMPORARY, State.FAILED_PERMANENT])
def test_nothing_leads_back_from_delivered(later: Message.State) -> None:
    message = report(make_sent(), State.DELIVERED)

    assert report(message, later, is_dead_address=True).state == State.DELIVERED
    assert not message.is_dead_address


def test_a_replay_changes_nothing(clock: Any) -> None:
    message = report(make_sent(), State.DELIVERED)
    clock.shift(timedelta(hours=1))

    assert report(message, State.DELIVERED).delivered_at == TEN


def test_rule_31_a_receipt_of_no_such_number_marks_the_number() -> None:
    adult = make_adult(mobile="+447700900001")
    message = report(
        make_sent(adult_id=adult.pk, to=adult.mobile), State.FAILED_PERMANENT, is_dead_address=True
    )

    assert (message.state, message.is_dead_address) == (State.FAILED_PERMANENT, True)
    assert failed_lately() == [message.pk]


@pytest.mark.parametrize(("tries", "minutes"), [(1, 15), (2, 60), (3, 240)])
def test_what_is_not_there_yet_is_tried_again_after_each_wait(tries: int, minutes: int) -> None:
    message = report(make_sent(tries=tries), State.FAILED_TEMPORARY, reason="The phone was off.")

    assert message.state == State.FAILED_TEMPORARY
    assert message.not_before == TEN + timedelta(minutes=minutes)
    assert message.reason == "The phone was off."


def test_what_is_not_there_after_the_last_try_has_failed() -> None:
    assert report(make_sent(tries=4), State.FAILED_TEMPORARY).state == State.FAILED_PERMANENT


def test_an_alert_that_is_not_there_is_tried_again_soon() -> None:
    message = report(make_sent(staff=make_staff()), State.FAILED_TEMPORARY)

    assert message.not_before == TEN + timedelta(minutes=2)


@pytest.mark.parametrize(
    "state", [State.SENT, State.DELIVERED, State.FAILED_PERMANENT, State.FAILED_TEMPORARY]
)
def test_a_receipt_that_comes_before_our_own_word_stays_when_that_comes(
    state: Message.State,
) -> None:
    message, hand = make_message(), Hand()
    assert hand.take(message.pk)

    report(message, state, message_id=message.pk)
    hand.settle(message.pk, Outcome(State.SENT, provider_ref="n1", sent_at=timezone.now()))
    hand.empty()

    message.refresh_from_db()
    assert message.state == state
    assert message.provider_ref == "n1"


def test_a_receipt_tells_of_one_nobody_was_sure_about() -> None:
    unsure = make_message(state=State.UNSURE, claimed_at=TEN, tries=1)

    assert report(unsure, State.DELIVERED, message_id=unsure.pk).state == State.DELIVERED


def test_one_that_arrived_late_is_not_sent_again(clock: Any) -> None:
    message = report(make_sent(), State.FAILED_TEMPORARY)
    report(message, State.DELIVERED)
    clock.shift(timedelta(hours=1))

    assert delivery.deliver([message.pk]) == 0
    assert message.state == State.DELIVERED


def test_word_of_an_earlier_try_does_not_fail_the_one_after() -> None:
    message = make_sent(provider_ref="n2", tries=2)

    report(message, State.FAILED_PERMANENT, provider_ref="n1", message_id=message.pk)
    assert message.state == State.SENT

    report(message, State.DELIVERED, provider_ref="n1", message_id=message.pk)
    assert message.state == State.DELIVERED


def stop(message: Message) -> None:
    assert message.adult_id
    actions.cancel_to(
        setting_id=message.setting_id, adult_ids=[message.adult_id], reason="They said no to these."
    )


def off(message: Message) -> None:
    assert message.about_id
    actions.cancel_about(ids=[message.about_id], reason="The afternoon is off.")


@pytest.mark.parametrize("called_off", [stop, off])
@pytest.mark.parametrize("state", [State.SENT, State.UNSURE])
def test_rule_25_what_was_called_off_is_not_sent_again_though_its_receipt_says_that_it_failed(
    clock: Any, called_off: Callable[[Message], None], state: Message.State
) -> None:
    fields = {} if state == State.SENT else {"sent_at": None}
    message = make_sent(adult_id=new_id(), about_id=new_id(), state=state, **fields)
    called_off(message)

    report(message, State.FAILED_TEMPORARY, reason="The phone was off.")
    clock.shift(timedelta(minutes=16))
    tasks.sweep()

    message.refresh_from_db()
    assert (message.state, message.tries) == (State.EXPIRED, 1)


def test_rule_25_what_was_called_off_and_failed_for_good_can_not_be_tried_again() -> None:
    message = make_sent(adult_id=new_id())
    stop(message)
    report(message, State.FAILED_PERMANENT)

    with pytest.raises(Refusal, match="It is too late"):
        actions.retry_failed(message=message, by=make_staff())


def test_what_is_called_off_keeps_its_receipt() -> None:
    message = make_sent(adult_id=new_id())
    stop(message)

    assert report(message, State.DELIVERED).state == State.DELIVERED


def test_rule_31_a_dead_number_leaves_what_it_was_sent_to_be_told_by_a_person() -> None:
    adult = make_adult(mobile="+447700900001")
    over = TEN + timedelta(hours=5)
    message = make_sent(setting=adult.setting, adult_id=adult.pk, to=adult.mobile, drop_after=over)

    mark_unreachable(adult=adult, channel=Channel.TEXT, by=trail.CLOCK)

    message.refresh_from_db()
    assert message.drop_after == over


def tried_again(message: Message, clock: Any) -> Hand:
    """The second try is in a worker's hand, and the first was refused as n1."""
    report(message, State.FAILED_TEMPORARY)
    clock.shift(timedelta(minutes=16))
    hand = Hand()
    assert hand.take(message.pk)
    return hand


@pytest.mark.parametrize("again", [State.FAILED_TEMPORARY, State.FAILED_PERMANENT, State.SENT])
def test_a_receipt_of_the_first_try_that_comes_again_leaves_the_second_alone(
    clock: Any, again: Message.State
) -> None:
    message = make_sent()
    hand = tried_again(message, clock)

    assert report(message, again, message_id=message.pk).state == State.SENDING
    hand.settle(message.pk, Outcome(State.SENT, provider_ref="n2", sent_at=timezone.now()))
    hand.empty()

    message.refresh_from_db()
    assert (message.state, message.provider_ref, message.tries) == (State.SENT, "n2", 2)


def test_a_receipt_of_the_first_try_does_not_send_again_what_is_unsure(clock: Any) -> None:
    message = make_sent()
    hand = tried_again(message, clock)
    hand.settle(message.pk, Outcome(State.UNSURE, "It said nothing."))
    hand.empty()

    report(message, State.FAILED_TEMPORARY, message_id=message.pk)

    assert message.state == State.UNSURE
    assert report(message, State.DELIVERED, message_id=message.pk).state == State.DELIVERED


def test_rule_7_an_alert_that_is_never_there_is_given_up_after_a_day(clock: Any) -> None:
    message = make_sent(staff=make_staff())
    clock.shift(timedelta(days=1, minutes=1))

    assert report(message, State.FAILED_TEMPORARY).state == State.FAILED_PERMANENT


def test_rule_39_what_would_be_over_before_its_next_try_has_failed_so_that_somebody_rings() -> None:
    message = make_sent(drop_after=TEN + timedelta(minutes=15))

    assert report(message, State.FAILED_TEMPORARY).state == State.FAILED_PERMANENT


@pytest.mark.parametrize("state", [State.CANCELLED, State.SUPPRESSED, State.EXPIRED])
def test_what_was_not_sent_stays_so(state: Message.State) -> None:
    message = make_message(state=state, provider_ref="n1")

    assert report(message, State.DELIVERED).state == state


def test_another_settings_message_is_none_of_ours() -> None:
    message = make_sent()
    other = make_setting()

    asked: dict[str, Any]
    for asked in ({"provider_ref": "n1"}, {"provider_ref": "", "message_id": message.pk}):
        kept = actions.keep_receipt(setting=other, state=State.DELIVERED, **asked)
        assert kept is None
    message.refresh_from_db()
    assert message.state == State.SENT


def test_a_receipt_of_nothing_we_know_is_harmless() -> None:
    setting, unknown = make_setting(), new_id()

    for asked in ({"provider_ref": "x", "message_id": unknown}, {"provider_ref": ""}):
        kept = actions.keep_receipt(setting=setting, state=State.DELIVERED, **asked)
        assert kept is None


def test_a_text_that_comes_in_is_a_row_and_a_replay_none() -> None:
    setting = make_setting()
    said: dict[str, Any] = {"setting": setting, "sent_from": "+447700900001", "provider_ref": "in1"}

    row = actions.keep_inbound(**said, body="YES please", received_at=TEN)
    again = actions.keep_inbound(**said, body="No", received_at=timezone.now())

    assert row == again
    (kept,) = InboundMessage.objects.all()
    assert (kept.body, kept.received_at, kept.read_at) == ("YES please", TEN, None)
