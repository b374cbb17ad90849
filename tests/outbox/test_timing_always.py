"""When a message may leave, over years of calendars in all four nations (rule 26)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pastoral.accounts.calendar import is_bank_holiday
from pastoral.accounts.models import Policy, Setting
from pastoral.outbox.timing import Hours

MANY = 300
FIRST, LAST = datetime(2024, 1, 1), datetime(2033, 12, 1)
SATURDAY, SUNDAY = 5, 6
HOURS = [(time(8), time(19)), (time(9, 30), time(17)), (time(7), time(20, 45))]


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """The friendly hours of some place, with bank holidays of its own."""
    setting = Setting(nation=draw(st.sampled_from(Setting.Nation.values)))
    send_from, send_until = draw(st.sampled_from(HOURS))
    Policy(
        setting=setting, send_from=send_from, send_until=send_until,
        send_on_saturdays=draw(st.booleans()),
    )  # fmt: skip
    more = draw(st.frozensets(st.dates(FIRST.date(), LAST.date()), max_size=3))
    return Hours(setting, more)


moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


def is_quiet(place: Hours, day: date) -> bool:
    """Whether nobody is written to on the day, worked out anew."""
    is_saturday = day.weekday() == SATURDAY and not place.setting.policy.send_on_saturdays
    is_holiday = day in place.more_bank_holidays or is_bank_holiday(place.setting, day)
    return day.weekday() == SUNDAY or is_saturday or is_holiday


@settings(max_examples=MANY, deadline=None)
@given(place=hours(), moment=moments)
def test_rule_26_a_message_always_leaves_in_a_friendly_hour(place: Hours, moment: datetime) -> None:
    leaves = place.next_allowed(moment)

    there = leaves.astimezone(place.setting.zone)
    assert leaves >= moment
    assert not is_quiet(place, there.date())
    assert place.setting.policy.send_from <= there.time() < place.setting.policy.send_until
    assert place.next_allowed(leaves) == leaves


@settings(max_examples=MANY, deadline=None)
@given(place=hours(), moment=moments)
def test_rule_26_it_never_waits_longer_than_it_has_to(place: Hours, moment: datetime) -> None:
    leaves = place.next_allowed(moment)

    if leaves == moment:
        return
    wished, there = (one.astimezone(place.setting.zone) for one in (moment, leaves))
    assert there.time() == place.setting.policy.send_from
    between = (there.date() - wished.date()).days
    for n in range(between):
        day = wished.date() + timedelta(days=n)
        is_over = n == 0 and wished.time() >= place.setting.policy.send_until
        assert is_over or is_quiet(place, day)
    assert between or wished.time() < place.setting.policy.send_from


@settings(max_examples=MANY, deadline=None)
@given(place=hours(), moment=moments, later=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_whoever_wishes_later_never_leaves_earlier(
    place: Hours, moment: datetime, later: timedelta
) -> None:
    assert place.next_allowed(moment) <= place.next_allowed(moment + later)


@pytest.mark.parametrize("nation", Setting.Nation.values)
@pytest.mark.parametrize("year", range(2024, 2034))
def test_both_clock_changes_leave_eight_o_clock_where_it_is(nation: str, year: int) -> None:
    setting = Setting(nation=nation)
    Policy(setting=setting)
    place = Hours(setting, frozenset())

    for month in (3, 10):
        last = date(year, month, 31)
        change = last - timedelta(days=(last.weekday() + 1) % 7)
        for hour in range(30):
            moment = datetime.combine(change, time(0), tzinfo=UTC) + timedelta(hours=hour - 3)
            there = place.next_allowed(moment).astimezone(setting.zone)
            assert there.date() > change
            assert there.time() >= setting.policy.send_from
            if moment.date() == change:
                assert there.time() == setting.policy.send_from
