"""What is sent to colleagues: before everything else, and tried again within minutes for a day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from pastoral.accounts.models import Setting
from pastoral.outbox import delivery, tasks
from pastoral.outbox.models import Channel, Message
from tests.factories import make_message, make_policy, make_setting, make_staff
from tests.sinks import MailSink

pytestmark = pytest.mark.django_db
State = Message.State
TEN = datetime(2026, 12, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(TEN, tick=False) as clock:
        yield clock


@pytest.fixture
def setting() -> Setting:
    return make_setting()


def to_colleague(setting: Setting, channel: Channel = Channel.EMAIL, **fields: Any) -> Message:
    to = "+447700900101" if channel == Channel.TEXT else "ruth@example.org"
    staff = make_staff(first_name="Ruth")
    return make_message(setting, staff=staff, channel=channel, to=to, **fields)


def invitation(setting: Setting, n: int, channel: Channel = Channel.EMAIL) -> Message:
    to = f"+4477009002{n:02}" if channel == Channel.TEXT else f"parent-{n}@example.org"
    waited = timezone.now() - timedelta(hours=5, minutes=n)
    return make_message(setting, channel=channel, to=to, not_before=waited)


def test_rule_7_after_an_outage_colleagues_are_told_before_any_invitation_leaves(
    setting: Setting, mail: MailSink
) -> None:
    waiting = [invitation(setting, n) for n in range(3)]
    alert = to_colleague(setting, not_before=timezone.now())

    assert delivery.due_at_once(timezone.now(), 2) == [alert.pk]
    delivery.deliver([*(message.pk for message in waiting), alert.pk])
    assert mail.mails[0].to == "ruth@example.org"
    assert len(mail.mails) == 4


def test_rule_7_a_colleagues_text_is_not_behind_all_e_mail(
    setting: Setting, mail: MailSink
) -> None:
    rows = [
        invitation(setting, 1),
        invitation(setting, 2, Channel.TEXT),
        to_colleague(setting),
        to_colleague(setting, Channel.TEXT),
    ]
    with time_machine.travel(TEN, tick=True):
        delivery.deliver([row.pk for row in rows])

    sent = Message.objects.order_by("sent_at")
    moments = [f"{m.channel}:{'ruth' if m.staff_id else 'family'}" for m in sent]
    assert moments == ["sms:ruth", "email:ruth", "sms:family", "email:family"]


def test_rule_7_an_alert_that_fails_is_tried_every_two_minutes_until_a_day_has_passed(
    setting: Setting, mail: MailSink, clock: Any
) -> None:
    mail.at_recipient = lambda _to: "451 busy"
    alert = to_colleague(setting)
    for n in range(8):  # More often than a family is written to again.
        clock.move_to(TEN + timedelta(minutes=2 * n))
        tasks.sweep()
        alert.refresh_from_db()
        assert (alert.state, alert.tries) == (State.FAILED_TEMPORARY, n + 1)
        assert alert.not_before == timezone.now() + timedelta(minutes=2)

    clock.move_to(TEN + timedelta(days=1))
    tasks.sweep()
    alert.refresh_from_db()
    assert alert.state == State.FAILED_PERMANENT


def test_rule_7_a_mail_server_that_is_away_is_asked_again_for_colleagues_within_minutes(
    setting: Setting, mail: MailSink, clock: Any
) -> None:
    make_policy(setting, alert_retry_minutes=1)
    alert, letter = to_colleague(setting), invitation(setting, 1)
    mail.stop()
    tasks.sweep()

    for message, minutes in ((alert, 1), (letter, 15)):
        message.refresh_from_db()
        assert (message.state, message.tries) == (State.FAILED_TEMPORARY, 0)
        assert message.not_before == TEN + timedelta(minutes=minutes)
