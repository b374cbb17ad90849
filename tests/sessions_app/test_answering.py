"""Answers: what they come to, what is kept, and races for the last place."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from pastoral.accounts.models import TrailEntry
from pastoral.outbox.models import Channel, Message
from pastoral.refusals import Refusal, WrongMove
from sessions_app.actions import answering
from sessions_app.models import Afternoon, Answer, Invitation
from sessions_app.models.invitations import AnswerWord, Via
from tests.factories import (
    make_child,
    make_contact_preference,
    make_message,
    make_restriction,
    make_staff,
    secret_for,
)
from tests.sessions_app.parents import IN_THE_BREAK, MONDAY, asked, wednesday
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db

YES, MAYBE, NO = AnswerWord.YES, AnswerWord.MAYBE, AnswerWord.NO
apart = "do_not_co_attend"


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def say(invitation: Invitation, word: AnswerWord | None, **details: Any) -> str:
    told = answering.Details(**details) if details else None
    state = answering.answer(secret=secret_for(invitation), word=word, details=told)
    invitation.refresh_from_db()
    return state


@pytest.mark.parametrize("word", AnswerWord)
def test_an_answer_stands_on_the_invitation_and_as_a_row(word: AnswerWord) -> None:
    invitation = asked()

    assert say(invitation, word) == word
    assert (invitation.answer, invitation.answered_via) == (word, Via.LINK)
    assert invitation.answered_at is not None
    row = Answer.objects.get()
    assert (row.answer, row.via, row.recorded_by) == (word, Via.LINK, None)


def test_the_trail_says_that_the_parent_answered() -> None:
    invitation = asked()
    say(invitation, YES)

    entry = TrailEntry.objects.get(what="afternoons.answered")
    assert (entry.actor_kind, entry.actor, entry.about_id) == (
        "parent",
        None,
        Answer.objects.get().pk,
    )
    assert (entry.household_id, entry.setting) == (invitation.household_id, invitation.setting)


def test_a_yes_counts_the_adult_and_her_child_until_she_says_who_comes() -> None:
    invitation = asked()
    say(invitation, YES)
    assert (invitation.adults_n, invitation.children_n) == (1, 1)

    say(invitation, None, adults_n=2, children_n=3, diet="No nuts, please")
    assert (invitation.answer, invitation.adults_n, invitation.children_n) == ("yes", 2, 3)
    assert invitation.diet == "No nuts, please"


def test_details_are_unreadable_at_rest_in_both_rows() -> None:
    invitation = asked()
    say(invitation, YES, adults_n=1, diet="Coeliac disease")

    with connection.cursor() as cursor:
        for table in ("sessions_app_invitation", "sessions_app_answer"):
            cursor.execute(f"SELECT diet FROM {table}")
            assert "Coeliac" not in cursor.fetchone()[0]
    assert Answer.objects.get().diet == "Coeliac disease"


def test_a_double_tap_is_one_answer() -> None:
    invitation = asked()
    say(invitation, YES)
    say(invitation, YES)

    assert Answer.objects.count() == 1
    assert TrailEntry.objects.filter(what="afternoons.answered").count() == 1


def test_the_last_answer_counts_and_all_are_kept() -> None:
    invitation = asked()
    for word in (YES, NO, MAYBE):
        say(invitation, word)

    assert invitation.state == "maybe"
    assert list(Answer.objects.values_list("answer", flat=True)) == ["yes", "no", "maybe"]


def test_what_was_told_is_kept_when_the_answer_changes() -> None:
    invitation = asked()
    say(invitation, YES, adults_n=2, diet="No milk", helps=["bus_fare"])
    say(invitation, MAYBE)

    assert (invitation.adults_n, invitation.diet, invitation.helps) == (2, "No milk", ["bus_fare"])


def test_details_without_an_answer_are_refused() -> None:
    with pytest.raises(Refusal):
        say(asked(), None, adults_n=1)


def test_after_the_start_the_register_takes_over() -> None:
    invitation = asked()
    with time_machine.travel(IN_THE_BREAK), pytest.raises(Refusal, match="begun"):
        say(invitation, YES)
    with time_machine.travel(IN_THE_BREAK), pytest.raises(Refusal, match="register"):
        record(invitation, YES)


def test_nobody_answers_to_an_afternoon_that_is_off() -> None:
    invitation = asked(wednesday(state="cancelled", cancel_reason="Snow"))
    with pytest.raises(Refusal, match="off"):
        say(invitation, YES)


# --- The room (rule 35). ---------------------------------------------------------


def test_rule_35_the_room_counts_people_not_families() -> None:
    afternoon = wednesday(capacity=4)
    first, second = asked(afternoon), asked(afternoon, "Joanne", "Sam")

    assert say(first, YES, adults_n=2, children_n=1) == "yes"
    assert say(second, YES) == "waitlisted"
    assert second.waiting_since is not None


def test_rule_35_the_last_seat_makes_the_afternoon_full_and_a_no_opens_it() -> None:
    afternoon = wednesday(capacity=2)
    invitation = asked(afternoon)
    say(invitation, YES)
    afternoon.refresh_from_db()
    assert afternoon.state == Afternoon.State.FULL

    say(invitation, NO)
    afternoon.refresh_from_db()
    assert afternoon.state == Afternoon.State.OPEN


def test_who_waits_keeps_their_place_in_the_list() -> None:
    afternoon = wednesday(capacity=2)
    say(asked(afternoon), YES)
    waiting = asked(afternoon, "Joanne", "Sam")
    say(waiting, YES)
    since = waiting.waiting_since

    assert say(waiting, YES, adults_n=1, children_n=1, diet="No pork") == "waitlisted"
    assert waiting.waiting_since == since
    assert say(waiting, NO) == "no"
    assert waiting.waiting_since is None


def test_who_has_a_seat_keeps_it_when_they_bring_a_friend() -> None:
    invitation = asked(wednesday(capacity=2))
    say(invitation, YES)

    assert say(invitation, None, adults_n=3, children_n=1) == "yes"


def test_a_maybe_takes_no_seat() -> None:
    afternoon = wednesday(capacity=2)
    say(asked(afternoon), MAYBE)

    assert say(asked(afternoon, "Joanne", "Sam"), YES) == "yes"


def test_rule_35_nobody_passes_a_family_that_waits_and_staff_give_the_seat() -> None:
    afternoon = wednesday(capacity=2)
    has, waits, late = (asked(afternoon, name) for name in ("Samira", "Joanne", "Ana"))
    say(has, YES)
    say(waits, YES)
    say(has, NO)

    assert say(late, YES) == "waitlisted"
    assert say(waits, YES) == "waitlisted"
    assert answering.give_seat(invitation=waits, by=make_staff()) == "yes"
    with pytest.raises(Refusal, match="too few seats"):
        answering.give_seat(invitation=late, by=make_staff())
    with pytest.raises(WrongMove):
        answering.give_seat(invitation=waits, by=make_staff())


def test_rule_35_who_waits_alone_takes_the_seat_that_is_free() -> None:
    afternoon = wednesday(capacity=2)
    has, waits = asked(afternoon), asked(afternoon, "Joanne")
    say(has, YES)
    say(waits, YES)
    say(has, NO)

    assert say(waits, YES) == "yes"


def test_rule_35_who_has_a_seat_keeps_it_while_others_wait() -> None:
    afternoon = wednesday(capacity=2)
    has, waits = asked(afternoon), asked(afternoon, "Joanne")
    say(has, YES)
    say(waits, YES)

    assert say(has, None, adults_n=1) == "yes"


def test_rule_17_a_seat_is_not_given_to_who_must_not_meet_somebody_who_comes() -> None:
    afternoon = wednesday(capacity=2)
    has, waits, other = (asked(afternoon, name) for name in ("Samira", "Joanne", "Daniel"))
    make_restriction(waits.adult, other_adult=other.adult)
    say(has, YES)
    say(waits, YES)
    say(has, NO)
    assert say(other, MAYBE) == "maybe"

    assert answering.give_seat(invitation=waits, by=make_staff()) == "held"


# --- Those who must not meet (rule 17). -------------------------------------------


@pytest.mark.parametrize("apart", ["do_not_co_attend", "no_contact"])
def test_rule_17_the_second_yes_is_held_whichever_side_the_restriction_names(apart: str) -> None:
    for turned in (False, True):
        afternoon = wednesday()
        one, other = asked(afternoon), asked(afternoon, "Daniel", "Amira")
        pair = (other, one) if turned else (one, other)
        make_restriction(pair[0].adult, other_adult=pair[1].adult, kind=apart)

        assert say(one, YES) == "yes"
        assert say(other, YES) == "held"
        assert say(other, YES) == "held"


@pytest.mark.parametrize("kind", ["do_not_co_attend", "no_contact"])
def test_rule_17_who_may_bring_a_child_is_held_while_who_is_kept_from_it_comes(kind: str) -> None:
    afternoon = wednesday()
    mother, father = asked(afternoon), asked(afternoon, "Daniel", "")
    say(father, YES)
    make_restriction(father.adult, mother.children.get(), kind=kind)

    assert say(mother, YES) == "held"
    assert say(asked(afternoon, "Joanne", "Sam"), YES) == "yes"


def test_rule_17_a_no_leaves_the_other_free_to_come() -> None:
    afternoon = wednesday()
    one, other = asked(afternoon), asked(afternoon, "Daniel", "Amira")
    make_restriction(one.adult, other_adult=other.adult, kind=apart)
    say(one, NO)

    assert say(other, YES) == "yes"


def test_rule_17_an_ended_restriction_holds_nobody() -> None:
    afternoon = wednesday()
    one, other = asked(afternoon), asked(afternoon, "Daniel", "Amira")
    ended: Any = {
        "ended_at": "2026-11-01T10:00:00Z",
        "ended_by": make_staff(),
        "end_reason": "Over",
    }
    make_restriction(one.adult, other_adult=other.adult, kind=apart, **ended)
    say(one, YES)

    assert say(other, YES) == "yes"


def test_a_yes_is_held_while_a_no_contact_restriction_stands() -> None:
    invitation = asked()
    make_restriction(invitation.adult, make_child(invitation.setting))

    assert say(invitation, YES) == "held"


def test_rule_17_a_person_decides_and_the_decision_stays_when_details_come() -> None:
    afternoon = wednesday()
    one, other = asked(afternoon), asked(afternoon, "Daniel", "Amira")
    make_restriction(one.adult, other_adult=other.adult, kind=apart)
    say(one, YES)
    say(other, YES)
    lead = make_staff()

    assert answering.decide(invitation=other, word=YES, by=lead) == "yes"
    assert say(other, None, adults_n=2) == "yes"
    assert Answer.objects.filter(recorded_by=lead).count() == 1
    with pytest.raises(WrongMove):
        answering.decide(invitation=other, word=NO, by=lead)


# --- Answers by another door. -----------------------------------------------------


def record(invitation: Invitation, word: AnswerWord, **more: Any) -> str:
    more.setdefault("by", make_staff())
    return answering.record_answer(invitation=invitation, word=word, via=Via.PHONE, **more)


def test_staff_write_down_what_they_were_told_and_the_last_answer_wins() -> None:
    invitation, jo = asked(), make_staff(first_name="Jo")
    say(invitation, NO)
    assert record(invitation, YES, by=jo) == "yes"

    invitation.refresh_from_db()
    assert (invitation.state, invitation.answered_via) == ("yes", Via.PHONE)
    assert Answer.objects.latest("created_at").recorded_by == jo
    assert TrailEntry.objects.latest("at").actor == jo


def test_what_staff_write_down_again_is_kept_again() -> None:
    invitation = asked()
    record(invitation, YES)
    record(invitation, YES)

    assert Answer.objects.count() == 2


def test_nobody_answers_for_an_adult_who_is_not_asked() -> None:
    with pytest.raises(Refusal, match="not asked"):
        record(asked(state="blocked", block_reason="restricted"), YES)


# --- Thanks by e-mail. ------------------------------------------------------------


def by_email(**fields: Any) -> Invitation:
    ship_words()
    invitation = asked(**fields)
    message = make_message(invitation.setting, channel=Channel.EMAIL, to=invitation.adult.email)
    Invitation.objects.filter(pk=invitation.pk).update(message=message)
    return invitation


def thanks() -> list[Message]:
    return list(Message.objects.filter(template_key="answer-thanks"))


def test_whom_an_e_mail_asked_is_thanked_by_e_mail_once() -> None:
    invitation = by_email()
    for word in (YES, NO, YES):
        say(invitation, word)

    [message] = thanks()
    assert (message.to, message.about_id) == (invitation.adult.email, invitation.pk)
    assert "Samira" in message.subject
    assert "{link}" in message.body
    assert "Okonjo" not in message.body
    assert message.calendar.startswith("BEGIN:VCALENDAR")
    assert "/r/" not in message.calendar


@pytest.mark.parametrize("word", [MAYBE, NO])
def test_only_a_yes_is_thanked_by_e_mail(word: AnswerWord) -> None:
    say(by_email(), word)

    assert thanks() == []


def test_whom_a_text_asked_gets_no_e_mail() -> None:
    say(asked(), YES)

    assert thanks() == []


@pytest.mark.parametrize("safe", ["mentor_calls_only", "none"])
def test_rule_30_what_is_safe_beats_our_thanks(safe: str) -> None:
    invitation = by_email()
    type(invitation.adult).objects.filter(pk=invitation.adult_id).update(safe_contact=safe)
    say(invitation, YES)

    assert thanks() == []


def test_rule_30_this_number_only_means_no_thanks_by_e_mail() -> None:
    invitation = by_email()
    type(invitation.adult).objects.update(safe_contact="this_number_only")
    say(invitation, YES)

    assert thanks() == []


def test_rule_25_who_said_no_to_e_mails_is_not_thanked_by_one() -> None:
    invitation = by_email()
    make_contact_preference(invitation.adult, channel="email")
    say(invitation, YES)

    assert thanks() == []


def test_rule_31_an_address_that_does_not_work_is_not_thanked() -> None:
    invitation = by_email()
    type(invitation.adult).objects.update(email_is_unreachable=True)
    say(invitation, YES)

    assert thanks() == []


@pytest.mark.parametrize("kind", ["no_contact", "no_information", "supervised_only"])
def test_rule_14_who_is_kept_from_their_child_is_not_thanked(kind: str) -> None:
    invitation = by_email()
    make_restriction(invitation.adult, invitation.children.get(), kind=kind)
    with suppress(answering.LinkClosed):
        say(invitation, YES)

    assert thanks() == []


def test_a_yes_that_is_thanked_takes_few_statements_more() -> None:
    say(by_email(), YES)
    invitation = by_email()
    with CaptureQueriesContext(connection) as seen:
        answering.answer(secret=secret_for(invitation), word=YES)

    assert len(thanks()) == 2
    assert len(seen) <= 22  # Without a mail due it is six.


def test_who_waits_or_is_held_is_not_thanked_as_if_they_came() -> None:
    say(by_email(afternoon=wednesday(capacity=1)), YES)
    held = by_email()
    make_restriction(held.adult, make_child(held.setting))
    say(held, YES)

    assert thanks() == []


# --- Races. -----------------------------------------------------------------------


def at_once(invitations: list[Invitation]) -> list[str]:
    """Let all say yes at one moment, each over a connection of their own."""
    start, states = threading.Barrier(len(invitations)), []

    def one(secret: str) -> None:
        try:
            start.wait(10)
            states.append(answering.answer(secret=secret, word=YES))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(secret_for(i),)) for i in invitations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return states


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(settings.IS_SQLITE, reason="SQLite's test database lives in one connection.")
def test_rule_35_of_two_who_want_the_last_place_one_gets_it() -> None:
    for _ in range(10):
        afternoon = wednesday(capacity=2)
        states = at_once([asked(afternoon), asked(afternoon, "Joanne", "Sam")])

        assert sorted(states) == ["waitlisted", "yes"]
        afternoon.refresh_from_db()
        assert afternoon.state == Afternoon.State.FULL


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(settings.IS_SQLITE, reason="SQLite's test database lives in one connection.")
def test_rule_17_of_two_who_must_not_meet_one_is_held_though_both_say_yes_at_once() -> None:
    for _ in range(10):
        afternoon = wednesday()
        one, other = asked(afternoon), asked(afternoon, "Daniel", "Amira")
        make_restriction(one.adult, other_adult=other.adult, kind=apart)

        assert sorted(at_once([one, other])) == ["held", "yes"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(settings.IS_SQLITE, reason="SQLite's test database lives in one connection.")
def test_two_taps_at_one_moment_are_one_answer() -> None:
    invitation = asked()

    assert at_once([invitation] * 4) == ["yes"] * 4
    assert Answer.objects.count() == 1
