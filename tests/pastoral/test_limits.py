"""Counting tries, with and without Redis."""

import logging
import os

import pytest
from django.test import override_settings

from pastoral import limits


def test_more_than_so_many_tries_within_a_minute_are_too_many() -> None:
    assert [limits.too_many("somebody", 3) for _ in range(5)] == [False] * 3 + [True] * 2
    assert not limits.too_many("somebody-else", 3)


def test_without_its_counters_the_site_stays_open(caplog: pytest.LogCaptureFixture) -> None:
    nowhere = "redis://127.0.0.1:1/0"
    with override_settings(REDIS_URL=nowhere), caplog.at_level(logging.WARNING):
        assert not any(limits.too_many("somebody", 1) for _ in range(3))

    assert "Redis does not answer" in caplog.text


@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="Needs REDIS_URL.")
def test_a_counter_in_redis_ends_with_its_minute() -> None:
    from redis import Redis  # noqa: PLC0415 - only where there is one

    limits.too_many("somebody", 3)
    left = Redis.from_url(os.environ["REDIS_URL"]).ttl("tries:somebody")

    assert 0 < left <= limits.MINUTE
