"""What the tests of visits stand on."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.visits.offers import MONDAY


@pytest.fixture
def on_monday() -> Iterator[None]:
    """A Monday at ten, four days before the Friday that is offered."""
    with time_machine.travel(MONDAY):
        yield
