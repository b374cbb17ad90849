"""The page where a person looks at what failed, or what nobody knows about."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.ids import new_id
from pastoral.outbox.models import Message
from tests.factories import make_message, make_viewer

pytestmark = pytest.mark.django_db
State = Message.State
SignIn = Callable[[Viewer], Client]


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD)


def unsure(lead: Viewer) -> Message:
    return make_message(
        lead.setting, state=State.UNSURE, claimed_at=timezone.now(), to="+447700900123",
        reason="A worker was lost.", household_id=new_id(),
    )  # fmt: skip


def test_what_needs_a_person_comes_first(lead: Viewer, sign_in: SignIn) -> None:
    unsure(lead)
    make_message(
        lead.setting, state=State.FAILED_PERMANENT, reason="No such box.", to="+447700900124"
    )
    make_message(lead.setting, to="+447700900125")

    page = sign_in(lead).get(reverse("outbox:list")).content.decode()

    assert "2 need a person to look." in page
    assert "07700 900123" in page
    assert "No such box." in page
    assert "07700 900125" not in page


@pytest.mark.parametrize("which", ["needs-you", "waiting", "sent", "not-sent", "nonsense"])
def test_each_list_opens_full_or_empty(which: str, lead: Viewer, sign_in: SignIn) -> None:
    client = sign_in(lead)
    assert client.get(reverse("outbox:list"), {"list": which}).status_code == 200

    unsure(lead)
    make_message(lead.setting)
    make_message(lead.setting, state=State.SENT, sent_at=timezone.now())
    make_message(lead.setting, state=State.SUPPRESSED, reason="Enough.")

    assert client.get(reverse("outbox:list"), {"list": which}).status_code == 200


def test_rule_45_another_setting_s_messages_are_not_there(lead: Viewer, sign_in: SignIn) -> None:
    stranger = unsure(make_viewer(Role.LEAD))
    client = sign_in(lead)

    assert stranger.to not in client.get(reverse("outbox:list")).content.decode()
    assert client.post(reverse("outbox:settle", args=[stranger.pk])).status_code == 404
    assert client.post(reverse("outbox:try-again", args=[stranger.pk])).status_code == 404


def test_a_mentor_may_not_open_it(sign_in: SignIn) -> None:
    assert sign_in(make_viewer(Role.MENTOR)).get(reverse("outbox:list")).status_code == 403


@pytest.mark.parametrize(("word", "state"), [("yes", State.SENT), ("no", State.CANCELLED)])
def test_a_person_settles_what_nobody_knows(
    word: str, state: str, lead: Viewer, sign_in: SignIn
) -> None:
    message = unsure(lead)
    client = sign_in(lead)

    client.post(reverse("outbox:settle", args=[message.pk]), {"arrived": word})

    message.refresh_from_db()
    assert message.state == state
    assert lead.user.full_name in message.reason
    assert TrailEntry.objects.filter(what="messages.settled", about_id=message.pk).count() == 1
    again = client.post(reverse("outbox:settle", args=[message.pk]), {"arrived": "yes"})
    assert again.status_code == 409


def test_a_person_tries_a_failed_message_again(lead: Viewer, sign_in: SignIn) -> None:
    message = make_message(
        lead.setting, state=State.FAILED_PERMANENT, tries=4, reason="No such box."
    )

    with time_machine.travel(datetime(2026, 12, 2, 20, tzinfo=UTC)):
        sign_in(lead).post(reverse("outbox:try-again", args=[message.pk]))

    message.refresh_from_db()
    assert (message.state, message.tries, message.reason) == (State.QUEUED, 0, "")
    assert message.not_before == datetime(2026, 12, 3, 8, tzinfo=UTC)


def test_it_is_too_late_to_try_again_once_it_is_over(lead: Viewer, sign_in: SignIn) -> None:
    message = make_message(lead.setting, state=State.FAILED_PERMANENT, drop_after=timezone.now())

    page = sign_in(lead).post(reverse("outbox:try-again", args=[message.pk]), follow=True)

    assert "It is too late for this message" in page.content.decode()


def test_a_message_that_waits_can_not_be_tried_again(lead: Viewer, sign_in: SignIn) -> None:
    message = make_message(lead.setting)

    assert sign_in(lead).post(reverse("outbox:try-again", args=[message.pk])).status_code == 409


def test_a_full_list_takes_as_many_questions_as_a_short_one(
    lead: Viewer, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = sign_in(lead)
    for _ in range(30):
        unsure(lead)
    client.get(reverse("outbox:list"))

    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        client.get(reverse("outbox:list"))
