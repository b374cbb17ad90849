"""Calls to make and letters to give, where no message may go (rules 14, 28, 30, 39)."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from families.actions import reaching
from families.asking import Reason
from families.models import Adult, Child, Household
from pastoral.accounts.models import Setting
from pastoral.outbox.models import Message
from sessions_app import tasks
from sessions_app.actions import answering, by_hand, inviting, moving
from sessions_app.models import Afternoon, Invitation
from sessions_app.models.invitations import AnswerWord, Via
from tests.factories import (
    make_afternoon,
    make_child,
    make_contact_preference,
    make_family,
    make_policy,
    make_relationship,
    make_restriction,
    make_setting,
    make_staff,
)
from tests.sessions_app.scenes import THURSDAY, let_them_go
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db
NUMBER = "+447700900111"


@pytest.fixture(autouse=True)
def _thursday() -> Iterator[None]:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False):
        yield


def invited(**adult: object) -> tuple[Afternoon, Adult]:
    """An afternoon, and one parent who was looked at for it."""
    setting = make_setting(name="Orchard Zone")
    make_policy(setting)
    family = make_family(setting, make_staff(first_name="Jo"), **adult)
    afternoon = make_afternoon(setting, on=date(2026, 12, 2))
    inviting.invite(afternoon=afternoon, by=make_staff())
    return afternoon, Adult.objects.get(homes__household=family)


def by_people() -> list[Message]:
    return list(Message.objects.filter(kind="task", state="draft").order_by("pk"))


@pytest.mark.parametrize(
    ("adult", "to", "why"),
    [
        ({"reads_english": "prefer_spoken", "mobile": NUMBER}, NUMBER, "Likes to be told"),
        ({"safe_contact": "mentor_calls_only", "mobile": NUMBER}, NUMBER, "Only in the way"),
        ({"email": "", "mobile": NUMBER}, NUMBER, "to be checked"),
        ({"email": "", "landline": "+441632960001"}, "+441632960001", "No number"),
        ({"language": "ti", "reads_english": "a_bit", "mobile": NUMBER, "mobile_state": "verified"}, NUMBER, "No approved words"),
    ],
)  # fmt: skip
def test_whom_no_message_may_ask_is_somebodys_to_ring_and_once(
    adult: dict[str, str], to: str, why: str
) -> None:
    afternoon, parent = invited(**adult)
    inviting.invite(afternoon=afternoon, by=make_staff())

    (call,) = by_people()
    assert (call.channel, call.to, call.adult_id) == ("voice", to, parent.pk)
    assert why in call.reason
    assert parent.known_as in call.body
    assert "Wednesday 2 December" in call.body


def test_without_a_number_a_letter_is_to_be_given_with_the_link_still_to_be_written_in() -> None:
    _afternoon, parent = invited(email="")

    (letter,) = by_people()
    assert (letter.channel, letter.to) == ("letter", "")
    assert letter.body.startswith(f"Dear {parent.known_as}")
    assert "{link}" in letter.body


def test_a_letter_is_in_a_language_they_read_or_none() -> None:
    invited(email="", language="ti", reads_english="a_bit")

    (call,) = by_people()
    assert (call.channel, call.to) == ("voice", "")


def test_rule_30_whom_nothing_reaches_safely_is_nobodys_to_ring() -> None:
    invited(safe_contact="none", mobile=NUMBER)

    assert by_people() == []


def test_rule_30_a_call_is_called_off_once_nothing_is_safe() -> None:
    _afternoon, parent = invited(reads_english="prefer_spoken", mobile=NUMBER)
    reaching.set_safe_contact(adult=parent, safe_contact="none", by=make_staff())

    assert by_people() == []


@pytest.mark.parametrize("reads", ["prefer_spoken", "well"])
def test_rule_14_a_child_kept_from_them_is_named_to_them_by_nobody(reads: str) -> None:
    setting = make_setting()
    make_policy(setting)
    family = make_family(setting, email="", reads_english=reads, mobile="")
    parent = Adult.objects.get(homes__household=family)
    kept = make_child(household=family, legal_first="Zainab")
    make_relationship(kept, parent)
    make_restriction(parent, kept, kind="no_information")
    inviting.invite(afternoon=make_afternoon(setting, on=date(2026, 12, 2)), by=make_staff())

    (task,) = by_people()
    assert "Zainab" not in task.body + task.reason


def test_once_a_message_may_ask_them_nobody_rings() -> None:
    afternoon, parent = invited(email="", mobile=NUMBER)
    reaching.verify_mobile(adult=parent, number=NUMBER, how=reaching.BY_VOICE, by=make_staff())
    inviting.invite(afternoon=afternoon, by=make_staff())

    assert by_people() == []
    assert Message.objects.get(channel="sms").state == "queued"


def test_who_was_rung_is_asked_and_may_answer() -> None:
    _afternoon, _parent = invited(reads_english="prefer_spoken", mobile=NUMBER)
    (call,) = by_people()
    invitation, jo = Invitation.objects.get(), make_staff()
    by_hand.asked_in_person(invitation=invitation, message=call, by=jo)
    state = answering.record_answer(
        invitation=invitation, word=AnswerWord.YES, via=Via.PHONE, by=jo
    )

    invitation.refresh_from_db()
    assert (state, invitation.state, invitation.message_id) == ("yes", "yes", call.pk)
    assert invitation.answered_via == "phone"


# --- Changes. ---------------------------------------------------------------------------


def test_rule_39_who_opted_out_since_is_rung_that_it_is_off() -> None:
    afternoon, parent = invited(mobile=NUMBER, mobile_state="verified", email="")
    let_them_go(THURSDAY)
    make_contact_preference(parent)
    told = moving.cancel(afternoon=afternoon, reason="Snow", by=make_staff())

    (call,) = by_people()
    assert (told.told, told.to_call) == (0, 1)
    assert (call.to, call.template_key) == (NUMBER, "afternoon-cancelled")
    assert "no afternoon on Wednesday 2 December" in call.body


def test_rule_39_what_a_person_was_to_ask_is_called_off_with_it() -> None:
    afternoon, _parent = invited(reads_english="prefer_spoken", mobile=NUMBER)
    moving.cancel(afternoon=afternoon, reason="Snow", by=make_staff())

    assert by_people() == []


def test_a_move_asks_them_by_hand_to_the_new_day_instead() -> None:
    afternoon, _parent = invited(reads_english="prefer_spoken", mobile=NUMBER)
    moving.move(afternoon=afternoon, on=date(2026, 12, 3), coffee_at=time(13, 30), by=make_staff())

    (call,) = by_people()
    assert "Thursday 3 December" in call.body


@pytest.mark.parametrize(("answer", "calls"), [("yes", 1), ("", 0)])
def test_who_asked_for_peace_is_rung_only_where_they_meant_to_come(answer: str, calls: int) -> None:
    afternoon, _parent = invited(mobile=NUMBER, mobile_state="verified", email="")
    let_them_go(THURSDAY)
    if answer:
        answered = {"answer": answer, "state": answer, "answered_at": THURSDAY}
        Invitation.objects.update(**answered)
    Household.objects.update(paused_from=date(2026, 11, 26))
    moving.cancel(afternoon=afternoon, reason="Snow", by=make_staff())

    assert len(by_people()) == calls


# --- The clock. -------------------------------------------------------------------------


def failed(**why: object) -> Message:
    invited(mobile=NUMBER, mobile_state="verified", email="")
    Message.objects.update(state="failed_permanent", updated_at=timezone.now(), **why)
    return Message.objects.get()


def test_what_failed_for_good_is_somebodys_to_ring_and_once() -> None:
    failed(reason="The carrier would not.")
    tasks.look_after_calls()
    tasks.look_after_calls()

    (call,) = by_people()
    assert (call.to, call.reason) == (NUMBER, by_hand.FAILED)


def test_where_there_is_no_such_number_a_letter_is_to_be_given() -> None:
    failed(is_dead_address=True)
    tasks.look_after_calls()

    assert [task.channel for task in by_people()] == ["letter"]
    assert Adult.objects.get().mobile_state == "unreachable"


def test_rule_25_whom_twilio_knows_to_have_said_stop_is_not_rung_to_be_asked() -> None:
    failed(reason=Message.STOPPED)
    tasks.look_after_calls()

    assert by_people() == []
    assert not Adult.objects.get().preferences.filter(channel="sms", is_allowed=True).exists()
    assert Adult.objects.get().preferences.filter(channel="sms", is_allowed=False).count() == 3


def test_rule_39_whom_twilio_knows_to_have_said_stop_is_rung_that_it_is_off() -> None:
    afternoon, _parent = invited(mobile=NUMBER, mobile_state="verified", email="")
    let_them_go(THURSDAY)
    moving.cancel(afternoon=afternoon, reason="Snow", by=make_staff())
    off = Message.objects.filter(template_key="afternoon-cancelled")
    assert off.update(state="failed_permanent", reason=Message.STOPPED) == 1
    tasks.look_after_calls()

    (call,) = by_people()
    assert (call.to, call.reason) == (NUMBER, Reason.OPTED_OUT.label)


def test_rule_14_who_was_restricted_since_is_not_rung_about_what_failed() -> None:
    failed()
    parent = Adult.objects.get()
    make_restriction(parent, parent.relationships.get().child)
    tasks.look_after_calls()

    assert by_people() == []


def test_sending_again_leaves_the_call_about_what_failed_to_be_made() -> None:
    message = failed()
    tasks.look_after_calls()
    Adult.objects.update(mobile_state="to_verify")
    inviting.invite(afternoon=Afternoon.objects.get(), by=make_staff())
    tasks.look_after_calls()

    (call,) = by_people()
    assert (call.to, call.reason) == (NUMBER, by_hand.FAILED)
    message.refresh_from_db()
    assert message.state == "cancelled"


def test_a_morning_to_join_in_that_nobody_heard_of_is_somebodys_to_ring_too() -> None:
    setting = make_setting()
    make_policy(setting)
    make_family(setting, make_staff(), mobile=NUMBER, mobile_state="verified", email="")
    morning = make_afternoon(setting, on=date(2026, 12, 2), kind="join_in")
    morning.for_children.set(Child.objects.all())
    inviting.invite(afternoon=morning, by=make_staff())
    asked = Message.objects.filter(template_key="join-in-invite")
    assert asked.update(state="failed_permanent") == 1
    tasks.look_after_calls()

    assert [call.to for call in by_people()] == [NUMBER]


def asked_by_text_at_last() -> Message:
    """The text to somebody who was to be rung before, since their number was still to be checked."""
    afternoon, parent = invited(email="", mobile=NUMBER)
    reaching.verify_mobile(adult=parent, number=NUMBER, how=reaching.BY_VOICE, by=make_staff())
    inviting.invite(afternoon=afternoon, by=make_staff())
    return Message.objects.get(channel="sms")


def test_a_call_that_was_called_off_for_a_text_is_made_where_the_text_fails() -> None:
    text = asked_by_text_at_last()
    assert by_people() == []
    Message.objects.filter(pk=text.pk).update(state="failed_permanent")
    tasks.look_after_calls()
    inviting.invite(afternoon=Afternoon.objects.get(), by=make_staff())
    assert by_people() == []
    Message.objects.filter(channel="sms", state="queued").update(state="failed_permanent")
    tasks.look_after_calls()
    tasks.look_after_calls()

    assert [call.to for call in by_people()] == [NUMBER]


def test_a_call_stays_where_the_text_instead_of_it_cannot_be_written() -> None:
    afternoon, parent = invited(email="", mobile=NUMBER)
    reaching.verify_mobile(adult=parent, number=NUMBER, how=reaching.BY_VOICE, by=make_staff())
    Setting.objects.update(phone="")
    told = inviting.invite(afternoon=afternoon, by=make_staff())

    assert (told.asked, len(told.not_written)) == (0, 1)
    assert [call.to for call in by_people()] == [NUMBER]


def test_rule_39_who_was_rung_to_be_asked_is_rung_again_where_word_that_it_is_off_fails() -> None:
    failed()
    tasks.look_after_calls()
    by_hand.asked_in_person(
        invitation=Invitation.objects.get(), message=by_people()[0], by=make_staff()
    )
    Message.objects.filter(kind="task").update(state="sent", sent_at=THURSDAY)
    with time_machine.travel(THURSDAY + timedelta(hours=1), tick=False):
        moving.cancel(afternoon=Afternoon.objects.get(), reason="Snow", by=make_staff())
        off = Message.objects.filter(template_key="afternoon-cancelled")
        off.update(state="failed_permanent")
        tasks.look_after_calls()
        tasks.look_after_calls()

    (call,) = by_people()
    assert (call.to, call.template_key) == (NUMBER, "afternoon-cancelled")


@pytest.mark.parametrize(
    "since",
    [
        {"state": "no", "answer": "no", "answered_at": THURSDAY},
        {"state": "waitlisted", "answer": "yes", "answered_at": THURSDAY},
        {"state": "withdrawn"},
        {"state": "closed"},
    ],
)
def test_who_answered_or_is_not_asked_any_more_is_not_rung_about_what_failed(
    since: dict[str, object],
) -> None:
    failed()
    Invitation.objects.update(**since)
    tasks.look_after_calls()

    assert by_people() == []


def test_whom_another_message_asks_is_not_rung_about_the_one_that_failed() -> None:
    failed(is_dead_address=True)
    Adult.objects.update(mobile_state="unreachable", email="new@example.org")
    inviting.invite(afternoon=Afternoon.objects.get(), by=make_staff())
    tasks.look_after_calls()

    assert by_people() == []


def test_what_nobody_did_in_time_is_too_late() -> None:
    invited(reads_english="prefer_spoken", mobile=NUMBER)
    with time_machine.travel(THURSDAY + timedelta(days=7), tick=False):
        tasks.look_after_calls()

    assert Message.objects.get(kind="task").state == "expired"


@pytest.mark.parametrize(
    ("adult", "to"),
    [({"reads_english": "prefer_spoken", "mobile": NUMBER}, NUMBER), ({"email": ""}, "")],
)
def test_a_morning_to_join_in_is_asked_to_in_words_of_its_own(
    adult: dict[str, str], to: str
) -> None:
    (morning, child) = a_morning(**adult)
    inviting.invite(afternoon=morning, by=make_staff())

    (call,) = by_people()
    assert (call.channel, call.to) == ("voice", to)
    assert f"to join {child.legal_first} here" in call.body


def test_rule_14_nobody_is_rung_to_join_a_child_they_are_kept_from() -> None:
    morning, child = a_morning(reads_english="prefer_spoken", mobile=NUMBER)
    parent = Adult.objects.get()
    make_restriction(parent, child, kind="no_information")
    other = make_child(household=Household.objects.get())
    make_relationship(other, parent)
    inviting.invite(afternoon=morning, by=make_staff())

    assert by_people() == []


def a_morning(**adult: str) -> tuple[Afternoon, Child]:
    """A morning to join one child, whose parent is not to be asked by a message."""
    setting = make_setting()
    make_policy(setting)
    make_family(setting, make_staff(first_name="Jo"), **adult)
    morning = make_afternoon(setting, on=date(2026, 12, 2), kind=Afternoon.Kind.JOIN_IN)
    child = Child.objects.get()
    morning.for_children.set([child])
    return morning, child
