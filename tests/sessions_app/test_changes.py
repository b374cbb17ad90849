"""What we changed, for the trend."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from sessions_app.actions import changes as actions
from sessions_app.changes import Changed, changes_in
from sessions_app.models import Change
from tests.factories import make_afternoon, make_change, make_setting, make_viewer

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
TERM = (date(2026, 9, 1), date(2026, 12, 31))
HERE = "/afternoons/changes/"
MONDAY = date(2026, 11, 9)


@pytest.fixture(autouse=True)
def _a_day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 9, 10, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD)


def test_notes_and_what_stands_with_an_afternoon_are_one_list_in_order(lead: Viewer) -> None:
    setting = lead.setting
    make_afternoon(setting, on=date(2026, 12, 2), change_note="Moved to 2 pm")
    make_afternoon(setting, on=date(2026, 11, 4), change_note="Bus fare offered")
    make_afternoon(setting, on=date(2026, 11, 25), change_note="Not this", state="cancelled", cancel_reason="Snow")  # fmt: skip
    make_afternoon(setting, on=date(2026, 11, 18), change_note="")
    make_change(setting, on=MONDAY, words="A lift is offered")
    make_change(setting, on=date(2026, 8, 9), words="Too early")
    make_change(make_setting(), on=MONDAY, words="Another’s")

    assert changes_in(setting, *TERM) == [
        Changed(date(2026, 11, 4), "Bus fare offered"),
        Changed(MONDAY, "A lift is offered"),
        Changed(date(2026, 12, 2), "Moved to 2 pm"),
    ]


def test_the_same_words_on_the_same_day_are_drawn_once(lead: Viewer) -> None:
    make_afternoon(lead.setting, on=MONDAY, change_note="Moved to 2 pm")
    make_change(lead.setting, on=MONDAY, words="Moved to 2 pm")

    assert len(changes_in(lead.setting, *TERM)) == 1


def test_a_lead_notes_one_and_takes_it_back(lead: Viewer, sign_in: SignIn) -> None:
    client = sign_in(lead)
    client.post(HERE, {"on": "2026-11-09", "words": "  A lift   is offered "})

    change = Change.objects.get()
    assert (change.words, change.on, change.created_by) == ("A lift is offered", MONDAY, lead.user)
    assert "A lift is offered" in client.get(HERE).content.decode()
    client.post(f"{HERE}{change.pk}/take-back/")

    assert changes_in(lead.setting, *TERM) == []
    lines = TrailEntry.objects.filter(about_id=change.pk).values_list("what", flat=True)
    assert sorted(lines) == ["afternoons.change-noted", "afternoons.change-taken-back"]


def test_one_taken_back_can_be_noted_again(lead: Viewer) -> None:
    note: dict[str, Any] = {
        "setting": lead.setting,
        "on": MONDAY,
        "words": "A lift is offered",
        "by": lead.user,
    }
    change = actions.note(**note)
    with pytest.raises(Refusal, match="noted on that day already"):
        actions.note(**note)
    actions.take_back(change=change, by=lead.user)
    actions.take_back(change=change, by=lead.user)

    assert actions.note(**note).pk != change.pk
    assert TrailEntry.objects.filter(what="afternoons.change-taken-back").count() == 1


def test_what_is_still_to_come_is_not_noted(lead: Viewer, sign_in: SignIn) -> None:
    page = sign_in(lead).post(HERE, {"on": "2026-12-10", "words": "A lift"}).content.decode()

    assert "still to come" in page
    assert not Change.objects.exists()


def test_an_empty_page_says_what_it_is_for(lead: Viewer, sign_in: SignIn) -> None:
    assert "need not be written twice" in sign_in(lead).get(HERE).content.decode()
