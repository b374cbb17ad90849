"""A worker that is killed in the middle of reading a text."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
import time_machine
from django.db import transaction

from pastoral.outbox.models import InboundMessage, Message
from pastoral.replies.actions import taking_in
from sessions_app.models import Answer
from tests.factories import make_inbound_message
from tests.replies.scenes import FRIDAY, asked
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    ship_words()
    with time_machine.travel(FRIDAY, tick=False):
        yield


class Killed(BaseException):
    """What a worker that is killed leaves behind: nothing that was not committed."""


def test_rule_24_a_worker_killed_in_the_middle_leaves_the_text_to_be_read() -> None:
    invitation = asked()
    text = make_inbound_message(invitation.setting, sent_from=invitation.adult.mobile, body="Yes")

    with suppress(Killed), transaction.atomic():
        taking_in.read(inbound_id=text.pk)
        raise Killed
    assert InboundMessage.objects.get().read_at is None
    assert not Answer.objects.exists()

    taking_in.read(inbound_id=text.pk)
    assert Answer.objects.count() == Message.objects.count() == 1
