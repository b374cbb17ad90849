"""What every test stands on."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from pastoral.accounts.models import Staff
from pastoral.accounts.viewers import Viewer


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Run the migrations on PostgreSQL; on SQLite make the tables at once, 15 s sooner.

    That migrations and models say the same is checked apart (`make check-migrations`), and
    `make demo` runs them on SQLite.
    """
    return not settings.IS_SQLITE


@pytest.fixture(autouse=True)
def _a_clean_slate() -> Iterator[None]:
    """Forget what the cache counted."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _names_that_templates_do_not_know_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an undefined template variable fail the test that renders it."""
    options = settings.TEMPLATES[0]["OPTIONS"]
    monkeypatch.setitem(options, "string_if_invalid", _Loud())


class _Loud(str):
    """A default for undefined variables that raises when it is used."""

    __slots__ = ()

    def __contains__(self, _key: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"A template names {name}, which the view does not give it.")


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
