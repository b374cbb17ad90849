"""Whether everything a request or a task stands on answers."""

from dataclasses import asdict, dataclass
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from pastoral.accounts import clock
from pastoral.outbox.tasks import FAMILIES

LONGEST_WITHOUT_A_TICK = timedelta(minutes=2)
SECONDS_FOR_AN_ANSWER = 1
OK = "ok"
NOT_USED = "not used"


@dataclass(frozen=True)
class Readiness:
    """What answers and what does not, in words that give nothing away."""

    database: str
    broker: str
    clock: str
    families: str

    @property
    def is_ready(self) -> bool:
        """Whether every part that is used is well."""
        return all(said in (OK, NOT_USED) for said in asdict(self).values())


def readiness() -> Readiness:
    """Ask the database, the broker, the clock, and who serves the families’ queue."""
    database = _database()
    ticks = ("clock", FAMILIES)
    said = map(_ticks, ticks) if database == OK else ("not known", "not known")
    return Readiness(database, _broker(), *said)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return OK


def _broker() -> str:
    if not settings.REDIS_URL:
        return NOT_USED
    asked = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=SECONDS_FOR_AN_ANSWER,
        socket_timeout=SECONDS_FOR_AN_ANSWER,
    )
    try:
        asked.ping()
    except redis.RedisError:
        return "does not answer"
    finally:
        asked.close()
    return OK


def _ticks(name: str) -> str:
    try:
        return "has stopped" if clock.has_stopped(LONGEST_WITHOUT_A_TICK, name) else OK
    except DatabaseError:
        return "not known"
