"""What every test stands on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from pastoral.accounts.models import Staff
from pastoral.accounts.viewers import Viewer
from pastoral.celery import app as celery
from tests.carriers import carriers as carriers  # noqa: PLC0414 - a fixture, for every test
from tests.sinks import mail as mail  # noqa: PLC0414 - a fixture, for every test to ask for

# A busy machine is no fault of a rule: no test is about how fast its cases come.
hypothesis.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("patient")


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Run the migrations on PostgreSQL; on SQLite make the tables at once, 15 s sooner.

    That migrations and models say the same is checked apart (`make check-migrations`), and
    `make demo` runs them on SQLite.
    """
    return not settings.IS_SQLITE


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Send home whoever still looks at the tests’ database when they are over.

    A page that a browser left half-way may hold a connection; PostgreSQL drops no database then.
    """
    yield
    if settings.IS_SQLITE:
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _a_clean_slate() -> Iterator[None]:
    """Forget what the cache counted."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_hashed_fast() -> Iterator[None]:
    """Hash tests' passwords in no time: what is slow on purpose is Django's to test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_workers() -> Iterator[None]:
    """Do tasks where they are called, also with a Redis: no worker waits for a test's."""
    celery.conf.task_always_eager = True
    with override_settings(CELERY_TASK_ALWAYS_EAGER=True):
        yield


@pytest.fixture(autouse=True, scope="session")
def _names_that_templates_do_not_know_fail() -> None:
    """Make an undefined template variable fail the test that renders it."""
    engines["django"].engine.string_if_invalid = _Loud()  # type: ignore[attr-defined]


class _Loud(str):
    """A default for undefined variables that raises when it is used."""

    __slots__ = ()

    def __contains__(self, _key: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"A template names {name}, which the view does not give it.")


class ReadingClient(Client):
    """A client whose GET and HEAD may read, and write only the trail and the session."""

    MAY_WRITE = ("accounts_trailentry", "django_session")

    def generic(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Send a request; one that only reads is watched."""
        if method not in ("GET", "HEAD"):
            return super().generic(method, *args, **kwargs)
        with connection.execute_wrapper(self._refuse_writes):
            return super().generic(method, *args, **kwargs)

    def _refuse_writes(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        word, _, rest = sql.lstrip().partition(" ")
        is_write = word.upper() in ("INSERT", "UPDATE", "DELETE")
        if is_write and not any(table in rest[:80] for table in self.MAY_WRITE):
            raise AssertionError(f"A GET writes: {sql[:120]}")
        return execute(sql, params, many, context)


@pytest.fixture
def client() -> Client:
    """The test client; with it, a GET that writes fails the test (rule 22)."""
    return ReadingClient()


@pytest.fixture
def sign_in(client: Client) -> Callable[[Viewer | Staff], Client]:
    """Return a way to sign the test's client in as somebody."""

    def signed_in(who: Viewer | Staff) -> Client:
        client.force_login(who.user if isinstance(who, Viewer) else who)
        if isinstance(who, Viewer):
            session = client.session
            session["setting"] = str(who.setting.pk)
            session.save()
        return client

    return signed_in
