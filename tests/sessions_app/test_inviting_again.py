"""Asking whom the first message did not reach, and telling what could not be told."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from families import actions as families
from families.models import Adult, Household
from pastoral.outbox import actions as outbox
from pastoral.outbox import tasks as outbox_tasks
from pastoral.outbox.models import Message
from pastoral.refusals import WrongMove
from sessions_app import tasks
from sessions_app.actions import inviting, moving, reminding
from sessions_app.models import Afternoon, Invitation
from sessions_app.reports import inviting as reports
from sessions_app.to_ask import to_ask
from tests.factories import make_staff
from tests.sessions_app.scenes import THURSDAY, an_afternoon_with_families, invited
from tests.shipped import ship_words
from tests.sinks import MailSink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
MONDAY_10 = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
State = Message.State


@pytest.fixture
def _thursday() -> Iterator[None]:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False):
        yield


def invite(afternoon: Afternoon) -> int:
    return inviting.invite(afternoon=afternoon, by=make_staff()).asked


@pytest.mark.parametrize("state", Message.DID_NOT_GO)
def test_whose_message_did_not_go_is_asked_at_the_next_run(state: str) -> None:
    afternoon = an_afternoon_with_families(2)
    invite(afternoon)
    invitation, other = Invitation.objects.order_by("pk")
    first = invitation.message_id
    Message.objects.filter(pk__in=[first]).update(state=state)

    assert to_ask(afternoon=afternoon).already == 1
    assert (invite(afternoon), invite(afternoon)) == (1, 0)

    invitation.refresh_from_db()
    assert invitation.message is not None
    assert invitation.message_id != first
    assert invitation.message.state == State.QUEUED
    assert Message.objects.filter(adult_id=other.adult_id).count() == 1
    assert reports.figures(afternoon).waiting == 2


@pytest.mark.parametrize(
    "state", [State.QUEUED, State.FAILED_TEMPORARY, State.SENDING, State.UNSURE, State.SENT]
)
def test_rule_28_whose_message_went_or_still_may_is_not_asked_again(state: str) -> None:
    afternoon = an_afternoon_with_families(1)
    invite(afternoon)
    Message.objects.update(state=state, claimed_at=THURSDAY, sent_at=THURSDAY)

    assert invite(afternoon) == 0
    assert Message.objects.count() == 1


def test_rule_28_who_is_asked_again_can_not_be_sent_the_first_one_too() -> None:
    afternoon = an_afternoon_with_families(1)
    invite(afternoon)
    Message.objects.update(state=State.FAILED_PERMANENT)
    first = Message.objects.get()

    invite(afternoon)

    with pytest.raises(WrongMove):
        outbox.retry_failed(message=first, by=make_staff())
    assert Message.objects.waiting().count() == 1


def test_rule_28_who_answered_though_the_message_failed_is_not_asked_again() -> None:
    afternoon = an_afternoon_with_families(1)
    invite(afternoon)
    Message.objects.update(state=State.FAILED_PERMANENT)
    Invitation.objects.update(state="yes", answer="yes", answered_at=THURSDAY, answered_via="phone")

    assert invite(afternoon) == 0


def test_rule_31_with_their_new_address_they_are_asked() -> None:
    afternoon = an_afternoon_with_families(1)
    invite(afternoon)
    Message.objects.update(state=State.FAILED_PERMANENT, is_dead_address=True)
    adult = Adult.objects.get()
    families.mark_unreachable(adult=adult, channel="email", by=make_staff())
    assert invite(afternoon) == 0  # Nobody has the new one yet.

    adult.email, adult.email_is_unreachable = "new@example.org", False
    adult.save()

    assert invite(afternoon) == 1
    assert Message.objects.waiting().get().to == "new@example.org"


def test_after_a_pause_they_are_asked() -> None:
    afternoon = an_afternoon_with_families(1)
    invite(afternoon)
    by, home = make_staff(), Household.objects.get()
    families.pause(household=home, by=by, from_on=THURSDAY.date())
    assert invite(afternoon) == 0

    families.unpause(household=home, by=by)

    assert invite(afternoon) == 1
    assert Message.objects.waiting().count() == 1


def test_moved_to_another_hour_of_the_day_who_was_not_reached_is_asked_to_that() -> None:
    afternoon = an_afternoon_with_families(1)
    invite(afternoon)
    later = afternoon.coffee_at.replace(minute=afternoon.coffee_at.minute + 5)

    moving.move(afternoon=afternoon, on=afternoon.on, coffee_at=later, by=make_staff())

    assert Invitation.objects.get().message == Message.objects.waiting().get()


def link_in(mail: MailSink) -> str:
    found = re.search(r"/r/\S+", mail.mails[-1].text)
    assert found
    return found.group()


def test_rule_21_a_new_first_key_leaves_every_link_the_same(settings: Any, mail: MailSink) -> None:
    settings.LINK_KEYS = ["old"]
    invite(an_afternoon_with_families(1))
    outbox_tasks.sweep()
    asked = link_in(mail)

    settings.LINK_KEYS = ["new", "old"]
    with time_machine.travel(MONDAY_10, tick=False):
        tasks.ask_and_remind()
        outbox_tasks.sweep()

    assert len(mail.mails) == 2
    assert link_in(mail) == asked


def test_one_afternoon_that_can_not_be_reminded_of_does_not_keep_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = invited(1)
    invited(2)
    due_now = reminding.due_now

    def breaks(afternoon: Afternoon, now: datetime) -> object:
        if afternoon.pk == broken.pk:
            raise ValueError(afternoon)
        return due_now(afternoon, now)

    monkeypatch.setattr(reminding, "due_now", breaks)
    with time_machine.travel(MONDAY_10, tick=False):
        tasks.ask_and_remind()

    assert Message.objects.filter(template_key="afternoon-reminder-first").count() == 2


def test_a_reminder_that_can_not_be_written_is_shown_with_its_reason() -> None:
    afternoon = invited(1)
    afternoon.setting.phone = ""
    afternoon.setting.save()

    with time_machine.travel(MONDAY_10, tick=False):
        tasks.ask_and_remind()

    shown = Message.objects.get(template_key="afternoon-reminder-first")
    assert shown.state == State.SUPPRESSED
    assert "and it is not known" in shown.reason
    assert not Message.objects.waiting().exists()


def test_who_can_not_be_asked_to_the_new_day_is_blocked_and_says_why() -> None:
    afternoon = an_afternoon_with_families(1)
    invite(afternoon)
    afternoon.setting.phone = ""
    afternoon.setting.save()

    day = afternoon.on.replace(day=9)
    moving.move(afternoon=afternoon, on=day, coffee_at=afternoon.coffee_at, by=make_staff())

    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.block_reason) == ("blocked", inviting.NOT_WRITTEN)
