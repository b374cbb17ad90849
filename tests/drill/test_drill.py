"""The drill that `make drill` runs, small: 120 messages, two kills, the database cut off."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.drill import drill, services
from tests.outbox.test_killed import url


@pytest.mark.postgres
@pytest.mark.skipif(settings.IS_SQLITE, reason="A drill needs PostgreSQL.")
@pytest.mark.skipif(not shutil.which("redis-server"), reason="And a Redis of its own.")
@pytest.mark.django_db(transaction=True)
def test_whatever_breaks_every_message_is_sent_failed_or_unsure_and_none_is_sent_twice(
    tmp_path: Path,
) -> None:
    found = drill.run(
        messages=120, kills=2, database=services.Connections(url()), folder=tmp_path, within=300
    )

    assert found.wrong == [], found.lines
