"""School days, bank holidays, half-terms, and moments by the local clock."""

from datetime import UTC, date, datetime, time

import pytest

from pastoral.accounts import half_terms
from pastoral.accounts.calendar import bank_holidays, calendar_of, instant, is_bank_holiday
from pastoral.accounts.models import CalendarDay, Setting
from tests.factories import make_calendar_day, make_half_term, make_setting

Nation = Setting.Nation
Kind = CalendarDay.Kind


@pytest.mark.parametrize(
    ("nation", "day", "is_one"),
    [
        ("northern_ireland", date(2027, 3, 17), True),
        ("england", date(2027, 3, 17), False),
        ("northern_ireland", date(2027, 7, 12), True),
        ("scotland", date(2027, 7, 12), False),
        ("scotland", date(2026, 11, 30), True),
        ("wales", date(2026, 11, 30), False),
        ("scotland", date(2027, 1, 4), True),
        ("england", date(2027, 1, 4), False),
        ("scotland", date(2027, 3, 29), False),  # Easter Monday.
        ("england", date(2027, 3, 29), True),
        ("wales", date(2027, 3, 29), True),
        ("scotland", date(2027, 8, 2), True),
        ("england", date(2027, 8, 30), True),
        ("scotland", date(2027, 8, 30), False),
        ("wales", date(2026, 12, 25), True),
    ],
)
def test_each_nation_has_its_own_bank_holidays(nation: str, day: date, is_one: bool) -> None:
    assert is_bank_holiday(Setting(nation=nation), day) is is_one


def test_bank_holidays_are_said_by_name() -> None:
    assert "Patrick" in bank_holidays("northern_ireland", 2027)[date(2027, 3, 17)]


@pytest.mark.django_db
class TestSchoolDays:
    def test_why_a_day_is_no_school_day_is_said_in_a_word(self) -> None:
        setting = make_setting()
        make_half_term(setting)
        make_calendar_day(setting, day=date(2026, 12, 3), reason="Training together")
        make_calendar_day(setting, day=date(2026, 12, 4), kind=Kind.CLOSED_EMERGENCY)
        calendar = calendar_of(setting)

        assert calendar.why_not(date(2026, 12, 2)) == ""
        assert calendar.why_not(date(2026, 12, 3)) == "Training together"
        assert calendar.why_not(date(2026, 12, 4)) == "Closed (emergency)"
        assert calendar.why_not(date(2026, 12, 5)) == "Weekend"
        assert calendar.why_not(date(2026, 12, 25)) == "Christmas Day"
        assert calendar.why_not(date(2026, 12, 21)) == "School holiday"

    def test_a_day_may_be_a_school_day_after_all(self) -> None:
        setting = make_setting()
        make_calendar_day(setting, day=date(2026, 12, 5), kind=Kind.SCHOOL)

        assert calendar_of(setting).is_school_day(date(2026, 12, 5))

    def test_without_half_terms_every_weekday_is_a_school_day(self) -> None:
        assert calendar_of(make_setting()).is_school_day(date(2026, 8, 19))

    def test_half_terms_hold_on_their_first_and_last_day(self) -> None:
        setting = make_setting()
        half_term = make_half_term(setting)
        calendar = calendar_of(setting)

        assert calendar.half_term_of(half_term.starts_on) == half_term
        assert calendar.half_term_of(half_term.ends_on) == half_term
        assert calendar.half_term_of(date(2026, 11, 1)) is None

    def test_school_days_are_counted_over_weekends_training_and_half_term(self) -> None:
        setting = make_setting()
        make_half_term(setting, half=1, starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 23))
        make_half_term(setting)
        make_calendar_day(setting, day=date(2026, 11, 2))
        calendar = calendar_of(setting)

        assert calendar.school_days_after(date(2026, 10, 22), 1) == date(2026, 10, 23)
        assert calendar.school_days_after(date(2026, 10, 22), 2) == date(2026, 11, 3)
        assert calendar.school_days_after(date(2026, 10, 22), 0) == date(2026, 10, 22)
        assert list(calendar.school_days(date(2026, 10, 22), date(2026, 11, 3))) == [
            date(2026, 10, 22),
            date(2026, 10, 23),
            date(2026, 11, 3),
        ]

    def test_a_year_that_is_not_entered_yet_is_taken_as_the_nation_has_it(self) -> None:
        setting = make_setting()
        summer = {"term": "summer", "starts_on": date(2027, 6, 7), "ends_on": date(2027, 7, 23)}
        make_half_term(setting, **summer)
        calendar = calendar_of(setting)

        assert calendar.why_not(date(2027, 8, 11)) == "School holiday"
        assert calendar.school_days_after(date(2027, 7, 23), 2) == date(2027, 9, 2)

    def test_a_calendar_is_read_in_two_queries(self, django_assert_num_queries: object) -> None:
        setting = make_setting()
        make_half_term(setting)

        with django_assert_num_queries(2):  # type: ignore[operator]
            calendar_of(setting).school_days_after(date(2026, 11, 2), 20)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 10, 24), time(13, 30), datetime(2026, 10, 24, 12, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(13, 30), datetime(2026, 10, 25, 13, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # The first.
        (date(2027, 3, 27), time(13, 30), datetime(2027, 3, 27, 13, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(13, 30), datetime(2027, 3, 28, 12, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(1, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # Never shown.
        (date(2027, 10, 30), time(16, 30), datetime(2027, 10, 30, 15, 30, tzinfo=UTC)),
        (date(2027, 10, 31), time(16, 30), datetime(2027, 10, 31, 16, 30, tzinfo=UTC)),
    ],
)
def test_half_past_one_stays_half_past_one_across_clock_changes(
    day: date, at: time, utc: datetime
) -> None:
    assert instant(Setting(timezone="Europe/London"), day, at) == utc


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("year", range(2020, 2045))
def test_proposed_half_terms_are_in_order_and_on_weekdays(nation: Nation, year: int) -> None:
    halves = half_terms.proposed(nation, year)

    assert [(each.term, each.half) for each in halves] == half_terms.SIX
    assert half_terms.disorder_in(halves) == ""
    assert all(each.starts_on.weekday() < 5 for each in halves)
    assert all(20 < (each.ends_on - each.starts_on).days < 80 for each in halves)
    assert half_terms.school_year_of(halves[0].starts_on) == year
    assert half_terms.school_year_of(halves[-1].ends_on) == year


def test_england_s_half_terms_of_2026_are_those_most_schools_keep() -> None:
    days = [(each.starts_on, each.ends_on) for each in half_terms.proposed("england", 2026)]

    assert days == [
        (date(2026, 9, 1), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
        (date(2027, 2, 22), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 5, 28)),
        (date(2027, 6, 7), date(2027, 7, 23)),
    ]


def test_scotland_begins_in_august_and_ends_in_june() -> None:
    halves = half_terms.proposed("scotland", 2026)

    assert (halves[0].starts_on, halves[-1].ends_on) == (date(2026, 8, 12), date(2027, 6, 25))


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 7, 31), 2025), (date(2026, 8, 1), 2026), (date(2027, 1, 5), 2026)]
)
def test_a_school_year_begins_in_august(day: date, year: int) -> None:
    assert half_terms.school_year_of(day) == year
