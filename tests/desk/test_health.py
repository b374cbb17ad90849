"""Whether the process answers, and whether all it needs does."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from tests.factories import make_tick


def test_the_process_answers_without_the_database(client: Client) -> None:
    # Without the mark for the database, any question to it would fail this test.
    response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
class TestReadiness:
    def test_with_a_ticking_clock_it_is_ready(self, client: Client) -> None:
        make_tick()
        make_tick(name="families")

        response = client.get("/readyz")

        assert response.status_code == 200
        said = response.json()
        assert said.pop("broker") in ("ok", "not used")
        assert said == {"ready": True, "database": "ok", "clock": "ok", "families": "ok"}

    def test_that_nobody_serves_the_families_queue_is_said(self, client: Client) -> None:
        make_tick()
        make_tick(name="families", at=timezone.now() - timedelta(minutes=3))

        response = client.get("/readyz")

        assert response.status_code == 503
        assert (response.json()["clock"], response.json()["families"]) == ("ok", "has stopped")

    @pytest.mark.parametrize("minutes", [None, 3])
    def test_a_clock_that_stands_still_is_said(self, client: Client, minutes: int | None) -> None:
        if minutes:
            make_tick(at=timezone.now() - timedelta(minutes=minutes))

        response = client.get("/readyz")

        assert response.status_code == 503
        assert response.json()["clock"] == "has stopped"
        assert response.json()["ready"] is False

    def test_a_broker_that_does_not_answer_is_said(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_tick()
        monkeypatch.setattr(configured, "REDIS_URL", "redis://:secret@127.0.0.1:1/0")

        response = client.get("/readyz")

        assert response.status_code == 503
        assert response.json()["broker"] == "does not answer"
        assert "secret" not in response.text

    def test_a_database_that_does_not_answer_is_said(self, client: Client) -> None:
        def fail(*_args: object) -> None:
            raise OperationalError("password=secret")

        with connection.execute_wrapper(fail):
            response = client.get("/readyz")

        assert response.status_code == 503
        assert response.json()["database"] == "does not answer"
        assert "secret" not in response.text
