"""What the one statement behind a parent's page brings, the same from both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from sessions_app import parent_page
from sessions_app.models import Afternoon, Invitation
from tests.factories import make_message, secret_for
from tests.sessions_app.parents import MONDAY, asked, wednesday

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def _row(invitation: Invitation) -> parent_page.Asked:
    row = parent_page.by_link(secret_for(invitation), datetime.now(UTC))
    assert row is not None
    return row


def test_until_when_a_seat_is_held_is_a_moment_in_utc() -> None:
    row = _row(asked(state="waitlisted", offered_until=NOON))

    assert row.offered_until == NOON
    assert row.offered_until.tzinfo is UTC


def test_where_nothing_is_held_or_chosen_the_row_says_so() -> None:
    row = _row(asked())

    assert row.offered_until is None
    assert (row.page_language, row.wants_easy_words) == ("", False)
    assert row.kind == Afternoon.Kind.FAMILY_AFTERNOON


def test_what_she_chose_for_her_pages_comes_along() -> None:
    invitation = asked()
    invitation.adult.page_language, invitation.adult.wants_easy_words = "pl", True
    invitation.adult.save()

    row = _row(invitation)

    assert (row.page_language, row.wants_easy_words) == ("pl", True)


def test_a_morning_to_join_in_says_what_it_is() -> None:
    assert _row(asked(wednesday(kind=Afternoon.Kind.JOIN_IN))).kind == "join_in"


def test_a_page_knows_the_language_of_the_message_that_asked_or_else_hers() -> None:
    invitation = asked()
    invitation.adult.language = "so"
    invitation.adult.save()
    assert _row(invitation).written_in == "so"

    invitation.message = make_message(setting=invitation.setting, language="pl")
    invitation.save()

    assert _row(invitation).written_in == "pl"
