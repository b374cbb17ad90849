"""Friendly hours and enough texts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from pastoral.accounts.models import CalendarDay, Setting
from pastoral.ids import new_id
from pastoral.outbox import delivery
from pastoral.outbox.models import Channel, Message
from pastoral.outbox.timing import Hours
from tests.factories import make_calendar_day, make_message, make_policy, make_setting, make_staff

pytestmark = pytest.mark.django_db
State = Message.State


def local(setting: Setting, day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=setting.zone)


def leaves(setting: Setting, day: date, at: time) -> tuple[date, time]:
    """When a message written then leaves, by the place's own clock."""
    moment = Hours.of(setting).next_allowed(local(setting, day, at))
    there = moment.astimezone(setting.zone)
    return there.date(), there.time()


@pytest.mark.parametrize(
    ("day", "at", "goes_on", "goes_at"),
    [
        # An ordinary week of December 2026; the 5th is a Saturday.
        (date(2026, 12, 2), time(10), date(2026, 12, 2), time(10)),
        (date(2026, 12, 2), time(7, 59), date(2026, 12, 2), time(8)),
        (date(2026, 12, 2), time(18, 59), date(2026, 12, 2), time(18, 59)),
        (date(2026, 12, 2), time(19), date(2026, 12, 3), time(8)),
        (date(2026, 12, 5), time(12), date(2026, 12, 5), time(12)),
        (date(2026, 12, 5), time(19), date(2026, 12, 7), time(8)),
        (date(2026, 12, 6), time(12), date(2026, 12, 7), time(8)),
        # Christmas 2026: Friday; the 28th stands in for Boxing Day's Saturday.
        (date(2026, 12, 24), time(20), date(2026, 12, 29), time(8)),
        # The clocks go back on 25 October 2026 and 31 October 2027, forward on 28 March 2027.
        (date(2026, 10, 24), time(20), date(2026, 10, 26), time(8)),
        (date(2026, 10, 23), time(20), date(2026, 10, 24), time(8)),
        (date(2027, 3, 27), time(20), date(2027, 3, 30), time(8)),  # Easter Monday is the 29th.
        (date(2027, 10, 30), time(20), date(2027, 11, 1), time(8)),
    ],
)  # fmt: skip
def test_rule_26_messages_leave_in_friendly_hours(
    day: date, at: time, goes_on: date, goes_at: time
) -> None:
    assert leaves(make_setting(), day, at) == (goes_on, goes_at)


@pytest.mark.parametrize(
    ("monday", "utc_hour"),
    [(date(2026, 10, 19), 7), (date(2026, 10, 26), 8), (date(2027, 3, 22), 8), (date(2027, 3, 30), 7),
     (date(2027, 10, 25), 7), (date(2027, 11, 1), 8)],
)  # fmt: skip
def test_rule_26_eight_o_clock_stays_eight_o_clock_across_both_clock_changes(
    monday: date, utc_hour: int
) -> None:
    setting = make_setting()

    opens = Hours.of(setting).next_allowed(local(setting, monday, time(3)))

    assert opens.astimezone(UTC).hour == utc_hour
    assert opens.astimezone(setting.zone).time() == time(8)


@pytest.mark.parametrize(
    ("nation", "day", "is_open"),
    [
        ("northern_ireland", date(2027, 3, 17), False),  # St Patrick's Day
        ("england", date(2027, 3, 17), True),
        ("scotland", date(2026, 11, 30), False),  # St Andrew's Day
        ("england", date(2026, 11, 30), True),
        ("scotland", date(2027, 8, 30), True),  # The summer bank holiday is in early August there.
        ("england", date(2027, 8, 30), False),
        ("wales", date(2027, 5, 3), False),
        ("northern_ireland", date(2027, 7, 12), False),
        ("wales", date(2027, 7, 12), True),
    ],
)
def test_rule_26_each_nation_has_its_own_bank_holidays(
    nation: str, day: date, is_open: bool
) -> None:
    assert Hours.of(make_setting(nation=nation)).is_open_on(day) is is_open


def test_rule_26_a_bank_holiday_of_its_own_stands_in_the_calendar() -> None:
    setting = make_setting()
    make_calendar_day(setting, day=date(2026, 12, 2), kind=CalendarDay.Kind.BANK_HOLIDAY)
    make_calendar_day(setting, day=date(2026, 12, 3), kind=CalendarDay.Kind.INSET)

    assert leaves(setting, date(2026, 12, 2), time(10)) == (date(2026, 12, 3), time(8))


def test_rule_26_hours_and_saturdays_are_the_setting_s_own_to_choose() -> None:
    setting = make_setting(
        policy={"send_from": time(9, 30), "send_until": time(17), "send_on_saturdays": False}
    )

    assert leaves(setting, date(2026, 12, 4), time(17)) == (date(2026, 12, 7), time(9, 30))


class TestAtDelivery:
    """The rules are asked again as a message leaves."""

    @pytest.fixture(autouse=True)
    def _clock(self) -> Iterator[None]:
        with time_machine.travel(datetime(2026, 12, 2, 10, tzinfo=UTC), tick=False) as clock:
            self.clock = clock
            yield

    def deliver(self, *messages: Message) -> list[Any]:
        delivery.deliver([message.pk for message in messages])
        for message in messages:
            message.refresh_from_db()
        return [message.state for message in messages]

    def test_rule_26_a_message_that_has_become_late_waits_for_the_morning(self) -> None:
        message = make_message()
        self.clock.move_to(datetime(2026, 12, 5, 19, 30, tzinfo=UTC))

        assert self.deliver(message) == [State.QUEUED]
        assert message.not_before == datetime(2026, 12, 7, 8, tzinfo=UTC)

    def test_rule_26_colleagues_are_told_at_any_hour(self) -> None:
        message = make_message(staff=make_staff())
        self.clock.move_to(datetime(2026, 12, 6, 23, tzinfo=UTC))

        assert self.deliver(message) == [State.SENT]

    def test_rule_26_what_is_over_is_dropped(self) -> None:
        message = make_message(drop_after=timezone.now() + timedelta(hours=1))
        self.clock.shift(timedelta(hours=2))

        assert self.deliver(message) == [State.QUEUED]
        assert delivery.expire(timezone.now()) == 1
        message.refresh_from_db()
        assert message.state == State.EXPIRED

    def sent(self, setting: Setting, **fields: Any) -> Message:
        fields.setdefault("sent_at", timezone.now() - timedelta(days=1))
        fields.setdefault("state", State.SENT)
        return make_message(setting, **fields)

    def test_rule_27_the_fifth_text_in_a_week_is_held_back(self) -> None:
        setting, adult = make_setting(), new_id()
        for _ in range(3):
            self.sent(setting, adult_id=adult)
        earlier = timezone.now() - timedelta(minutes=1)
        messages = [
            make_message(setting, adult_id=adult, not_before=earlier),
            make_message(setting, adult_id=adult),
        ]

        assert self.deliver(*messages) == [State.SENT, State.SUPPRESSED]
        assert messages[1].reason == "They have had 4 texts in 7 days already."

    def test_rule_27_only_what_could_have_been_read_counts(self) -> None:
        setting, adult = make_setting(), new_id()
        self.sent(setting, adult_id=adult, sent_at=timezone.now() - timedelta(days=8))
        self.sent(setting, adult_id=adult, is_exempt_from_cap=True)
        self.sent(setting, adult_id=adult, channel=Channel.EMAIL)
        self.sent(setting, adult_id=new_id())
        self.sent(setting, adult_id=adult, state=State.CANCELLED, sent_at=None)
        messages = [make_message(setting, adult_id=adult) for _ in range(4)]

        assert self.deliver(*messages) == [State.SENT] * 4

    def test_rule_27_the_fourth_text_about_one_afternoon_is_held_back(self) -> None:
        setting, adult, about = make_setting(), new_id(), new_id()
        make_policy(setting, texts_per_window=50)
        long_ago = timezone.now() - timedelta(days=20)
        for _ in range(3):
            self.sent(setting, adult_id=adult, about_id=about, sent_at=long_ago)
        again = make_message(setting, adult_id=adult, about_id=about)
        other = make_message(setting, adult_id=adult, about_id=new_id())

        assert self.deliver(again, other) == [State.SUPPRESSED, State.SENT]
        assert again.reason == "They have had 3 texts about this already."

    def test_rule_27_a_cancellation_is_sent_past_the_cap(self) -> None:
        setting, adult = make_setting(), new_id()
        for _ in range(4):
            self.sent(setting, adult_id=adult)
        message = make_message(setting, adult_id=adult, is_exempt_from_cap=True)

        assert self.deliver(message) == [State.SENT]
