"""Days, times and numbers as people say them."""

from datetime import date, datetime

import pytest

from pastoral.ui import said

WEDNESDAY = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 12, 2, 16), "today 4pm"),
        (datetime(2026, 12, 3, 8), "tomorrow 8am"),
        (datetime(2026, 12, 7, 8, 30), "Monday 7 December 8.30am"),
    ],
)
def test_a_moment_is_a_day_and_a_time(at: datetime, words: str) -> None:
    assert said.moment_said(at, WEDNESDAY) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+447700900156", "07700 900156"),
        ("+48221234567", "+48 22 123 45 67"),
        ("zofia@example.org", "zofia@example.org"),
        ("+no number", "+no number"),
        ("", ""),
    ],
)
def test_a_number_is_said_as_people_say_it(number: str, words: str) -> None:
    assert said.phone_said(number) == words
