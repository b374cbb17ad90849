"""Counting tries, so that nobody can go through links one by one (rule 23)."""

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from redis import Redis, RedisError

MINUTE = 60
LONGEST_WAIT = 1  # Second: a family waits for its page.
# One errand to Redis instead of the cache's three, on every page a parent opens.
COUNT = """
local tries = redis.call('INCR', KEYS[1])
if tries == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return tries
"""

log = logging.getLogger("alongside.limits")


def too_many(what: str, most: int) -> bool:
    """Count one try, and say whether there were more than `most` within its minute.

    The minute begins with the first try. Without its counters the site stays open: a
    family that can't answer is worse than a guess at 128 bits.
    """
    try:
        return _tries(f"tries:{what}") > most
    except RedisError:
        log.warning("Tries are not counted: Redis does not answer.")
        return False


def _tries(key: str) -> int:
    if settings.REDIS_URL:
        return int(_counter(settings.REDIS_URL)(keys=[key], args=[MINUTE]))
    try:
        return 1 if cache.add(key, 1, MINUTE) else cache.incr(key)
    except ValueError:  # The minute ended between the two.
        return 1


@lru_cache(maxsize=1)
def _counter(url: str) -> Callable[..., Any]:
    redis = Redis.from_url(url, socket_timeout=LONGEST_WAIT, socket_connect_timeout=LONGEST_WAIT)
    return redis.register_script(COUNT)
