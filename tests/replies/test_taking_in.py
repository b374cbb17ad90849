"""Texts that come in: read once, heeded, answered at most once (rules 24, 25, 31)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from families.models import Adult, ContactPreference
from pastoral.accounts.models import Policy, TrailEntry
from pastoral.outbox import tasks as outbox_tasks
from pastoral.outbox.models import InboundMessage, Message
from pastoral.replies import tasks
from pastoral.replies.actions import taking_in
from sessions_app.models import Answer, Invitation
from tests.factories import (
    make_adult,
    make_contact_preference,
    make_home_visit,
    make_inbound_message,
    make_invitation,
    make_message,
    make_relationship,
    make_restriction,
    make_setting,
)
from tests.replies.scenes import FRIDAY, NUMBER, asked, back, samira, texts
from tests.shipped import ship_words
from visits.models import HomeVisit

pytestmark = pytest.mark.django_db
U = InboundMessage.Understood


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    ship_words()
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.mark.parametrize(
    ("body", "state", "reply"),
    [("Yes!", "yes", "reply-yes"), ("NO thanks", "no", "reply-no"), ("not sure", "maybe", "reply-maybe")],
)  # fmt: skip
def test_rule_24_an_answer_to_the_one_thing_open_counts_and_is_thanked_for(
    body: str, state: str, reply: str
) -> None:
    invitation = asked()
    text = texts(invitation.adult, body)

    invitation.refresh_from_db()
    assert (invitation.state, invitation.answered_via) == (state, "sms")
    assert Answer.objects.get().recorded_by is None
    assert (text.why_person, text.about_id, text.household_id) == (
        "",
        invitation.pk,
        invitation.household_id,
    )
    assert back() == [reply]
    assert "Samira" in Message.objects.get().body


def test_rule_24_read_once_however_often_the_clock_ticks() -> None:
    invitation = asked()
    text = texts(invitation.adult, "yes")
    tasks.read_texts()

    assert taking_in.read(inbound_id=text.pk) is None
    assert Answer.objects.count() == Message.objects.count() == 1
    assert TrailEntry.objects.filter(what="messages.read").count() == 1


def unreadable(adult: Adult) -> InboundMessage:
    """A text that no try can read: somebody has taken away the setting's policy."""
    text = make_inbound_message(adult.setting, sent_from=adult.mobile, body="Hello?")
    Policy.objects.filter(setting=adult.setting).delete()
    for _ in range(taking_in.TRIES):
        with pytest.raises(Policy.DoesNotExist):
            tasks.read_text(str(text.pk))
    return text


def test_rule_24_what_the_clock_can_never_read_is_for_a_person() -> None:
    adult = asked().adult
    text = unreadable(adult)
    assert not InboundMessage.objects.filter(read_at__isnull=False).exists()
    tasks.read_texts()

    text.refresh_from_db()
    assert (text.understood_as, text.why_person) == (U.UNCLEAR, taking_in.COULD_NOT_READ)
    assert (text.read_at, text.adult_id, back()) == (FRIDAY, adult.pk, [])
    assert taking_in.unread() == []
    assert taking_in.give_up(inbound_id=text.pk) is None


def test_what_failed_waits_behind_what_nobody_has_tried_to_read() -> None:
    text = unreadable(samira())
    later = make_inbound_message(received_at=FRIDAY + timedelta(minutes=1))

    assert taking_in.unread() == [later.pk, text.pk]


def test_rule_24_with_two_open_a_person_reads_it() -> None:
    adult = samira()
    asked(adult, on=2)
    asked(adult, on=9)
    text = texts(adult, "yes")

    assert text.why_person == taking_in.MORE_THAN_ONE
    assert not Answer.objects.exists()
    assert back() == ["reply-to-a-person"]


def test_rule_24_an_afternoon_they_said_yes_to_is_not_in_the_way_of_another_yes() -> None:
    adult = samira()
    asked(adult, on=2, answer="yes")
    other = asked(adult, on=9)
    text = texts(adult, "Yes")

    assert (text.why_person, text.about_id) == ("", other.pk)


def test_rule_24_but_a_no_may_mean_either() -> None:
    adult = samira()
    asked(adult, on=2, answer="yes")
    asked(adult, on=9)

    assert texts(adult, "No").why_person == taking_in.MORE_THAN_ONE


def test_a_changed_mind_is_kept() -> None:
    invitation = asked(answer="yes")
    texts(invitation.adult, "No, sorry")

    invitation.refresh_from_db()
    assert invitation.state == "no"


@pytest.mark.parametrize("body", ["Can Amira come on the bus?", "👍", "yesterday"])
def test_rule_24_anything_else_goes_to_a_person_and_is_thanked_for_once_a_day(body: str) -> None:
    adult = asked().adult
    text = texts(adult, body)
    texts(adult, "and one more thing")

    assert (text.understood_as, text.why_person) == (U.UNCLEAR, taking_in.UNCLEAR)
    assert back() == ["reply-to-a-person"]
    with time_machine.travel(FRIDAY + timedelta(days=1), tick=False):
        texts(adult, "hello?")
    assert back() == ["reply-to-a-person"] * 2


def test_rule_24_nothing_open_goes_to_a_person() -> None:
    assert texts(samira(), "yes").why_person == taking_in.NOTHING_OPEN


def test_once_the_afternoon_has_begun_it_is_too_late_and_staff_read_it() -> None:
    invitation = asked()
    with time_machine.travel(datetime(2026, 12, 2, 13, 45, tzinfo=UTC), tick=False):
        text = texts(invitation.adult, "no")

    assert text.why_person == taking_in.TOO_LATE
    assert back() == ["reply-too-late"]
    assert not Answer.objects.exists()


def test_a_stranger_is_for_a_person_and_thanked_once_a_day() -> None:
    setting = make_setting()
    for _ in range(2):
        make_inbound_message(setting, sent_from="+447700900999", body="Yes")
    tasks.read_texts()

    assert {t.why_person for t in InboundMessage.objects.all()} == {taking_in.STRANGER}
    assert back() == ["reply-to-a-person"]
    assert Message.objects.get().adult_id is None


@pytest.mark.parametrize("sent_from", ["447700900111", "07700 900111", "0044 7700 900111"])
def test_a_number_is_known_however_the_carrier_writes_it(sent_from: str) -> None:
    assert texts(asked().adult, "yes", sent_from=sent_from).why_person == ""


def test_a_name_for_a_number_is_written_to_by_nobody() -> None:
    make_inbound_message(sent_from="VODAFONE", body="Your bill is ready")
    tasks.read_texts()

    assert InboundMessage.objects.get().why_person == taking_in.STRANGER
    assert not Message.objects.exists()


def test_another_settings_parent_is_nobody_here() -> None:
    asked()
    make_inbound_message(make_setting(), sent_from=NUMBER, body="yes")
    tasks.read_texts()

    assert not Answer.objects.exists()


# --- STOP, START and HELP. ------------------------------------------------------------


@pytest.mark.parametrize("body", ["STOP", "stop.", "Stop texting me"])
def test_rule_25_a_text_that_says_stop_stops_every_text_with_one_confirmation(body: str) -> None:
    adult = asked().adult
    waiting = make_message(adult.setting, adult_id=adult.pk, to=adult.mobile)
    texts(adult, body)
    texts(adult, "STOP")

    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    kept = ContactPreference.objects.filter(adult=adult, channel="sms")
    assert {(p.topic, p.is_allowed, p.source) for p in kept} == {
        (topic, False, "text") for topic in ("visits", "afternoons", "urgent")
    }
    assert back() == ["stop-confirmed"]
    assert Message.objects.get(template_key="stop-confirmed").is_exempt_from_cap


def test_rule_25_who_has_stopped_gets_no_text_back_whatever_they_write() -> None:
    adult = asked().adult
    texts(adult, "stop")
    answered = texts(adult, "yes")
    unclear = texts(adult, "where is it?")

    assert (answered.why_person, unclear.why_person) == ("", taking_in.UNCLEAR)
    assert back() == ["stop-confirmed"]


def test_rule_25_start_turns_them_on_again() -> None:
    adult = asked().adult
    texts(adult, "stop")
    text = texts(adult, "START")

    assert text.why_person == ""
    assert not ContactPreference.objects.filter(is_allowed=False).exists()
    assert sorted(back()) == ["start-confirmed", "stop-confirmed"]


def test_rule_25_stop_holds_for_everybody_with_the_number() -> None:
    adult = asked().adult
    other = make_adult(adult.setting, mobile=NUMBER, known_as="Lou")
    texts(adult, "stop")

    assert ContactPreference.objects.filter(adult=other, is_allowed=False).count() == 3


def test_rule_25_stop_counts_from_a_number_nobody_has_checked() -> None:
    adult = samira(mobile_state="to_verify")
    texts(adult, "stop")

    assert ContactPreference.objects.filter(adult=adult, is_allowed=False).count() == 3
    assert back() == ["stop-confirmed"]


def test_help_says_what_to_text() -> None:
    text = texts(asked().adult, "help")

    assert (text.why_person, back()) == ("", ["help-reply"])


# --- Wrong numbers. -------------------------------------------------------------------


def test_rule_31_a_wrong_number_is_written_to_no_more_and_a_person_is_told() -> None:
    adult = asked().adult
    waiting = make_message(adult.setting, adult_id=adult.pk, to=adult.mobile)
    text = texts(adult, "Sorry, wrong number")

    adult.refresh_from_db()
    waiting.refresh_from_db()
    assert adult.mobile_state == Adult.Mobile.UNREACHABLE
    assert (text.understood_as, text.why_person) == (U.WRONG_NUMBER, taking_in.WRONG_NUMBER)
    assert (waiting.state, back()) == ("cancelled", [])


@pytest.mark.parametrize("body", ["STOP", "wrong number"])
@pytest.mark.parametrize("now_theirs", ["", "+447700900222"])
def test_rule_25_what_waits_for_a_number_nobody_has_now_is_called_off(
    body: str, now_theirs: str
) -> None:
    adult = samira()
    waiting = make_message(adult.setting, adult_id=adult.pk, to=NUMBER)
    elsewhere = make_message(make_setting(), to=NUMBER)
    Adult.objects.update(mobile=now_theirs, mobile_state="to_verify" if now_theirs else "none")
    text = texts(adult, body, sent_from=NUMBER)

    waiting.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (waiting.state, elsewhere.state) == ("cancelled", "queued")
    assert (text.why_person, back()) == (taking_in.STRANGER, ["afternoon-invite"])


# --- Who is written back to at all. ---------------------------------------------------


def _barred(adult: Adult) -> None:
    make_restriction(adult, adult.relationships.get().child)


def _dead(adult: Adult) -> None:
    Adult.objects.filter(pk=adult.pk).update(is_deceased=True)


@pytest.mark.parametrize("change", [_barred, _dead])
def test_rules_14_and_43_go_before_any_answer(change: object) -> None:
    invitation = asked()
    change(invitation.adult)  # type: ignore[operator]
    text = texts(invitation.adult, "yes")

    assert text.why_person
    assert not Answer.objects.exists()
    assert back() == []


@pytest.mark.parametrize("safe", ["mentor_calls_only", "none"])
def test_rule_30_what_is_safe_goes_before_a_reply(safe: str) -> None:
    invitation = asked(samira(safe_contact=safe))
    texts(invitation.adult, "yes")
    texts(invitation.adult, "Which door is it?")

    invitation.refresh_from_db()
    assert (invitation.state, back()) == ("yes", [])


def test_rule_32_an_answer_from_a_number_nobody_checked_is_for_a_person() -> None:
    invitation = asked(samira(mobile_state="to_verify", email="samira@example.org"))
    text = texts(invitation.adult, "yes")

    assert "checked" in text.why_person
    assert not Answer.objects.exists()
    assert back() == ["reply-to-a-person"]


def test_rule_29_two_who_share_a_number_are_answered_as_both() -> None:
    invitation = asked()
    child = invitation.children.get()
    other = make_adult(
        household=invitation.household, mobile=NUMBER, mobile_state="verified", email=""
    )
    make_relationship(child, other, priority=2)
    text = texts(invitation.adult, "yes")

    assert (text.why_person, text.adult_id) == ("", invitation.adult_id)
    assert Message.objects.get().body.startswith("Lovely, both!")


def test_rule_29_a_number_that_is_not_safe_to_share_is_for_a_person_and_gets_nothing() -> None:
    invitation = asked()
    other = make_adult(household=invitation.household, mobile=NUMBER, mobile_state="verified")
    make_relationship(invitation.children.get(), other)
    make_contact_preference(other)
    text = texts(invitation.adult, "yes")

    assert "More than one person" in text.why_person
    assert back() == []


def test_rule_34_no_reply_in_words_nobody_has_approved() -> None:
    invitation = asked(samira(language="pl", reads_english="prefer_other"))
    text = texts(invitation.adult, "Tak, przyjdziemy!")

    invitation.refresh_from_db()
    assert (invitation.state, text.why_person, back()) == ("yes", "", [])


def test_who_was_last_written_to_in_english_is_answered_in_english() -> None:
    invitation = asked(samira(language="pl", reads_english="prefer_other"))
    make_message(invitation.setting, to=NUMBER, state="sent", sent_at=timezone.now())
    texts(invitation.adult, "Tak")

    assert back() == ["reply-yes"]


# --- What their answers come to. ------------------------------------------------------


def test_rule_17_a_held_answer_says_no_more_than_that_we_will_be_in_touch() -> None:
    there = asked(answer="yes")
    other = samira(there.setting, mobile="+447700900222", known_as="Lou")
    invitation = asked_to(there, other)
    make_restriction(other, kind="do_not_co_attend", other_adult=there.adult)
    texts(other, "yes")

    invitation.refresh_from_db()
    assert (invitation.state, back()) == ("held", ["reply-in-touch"])


def test_rule_35_a_full_room_is_said_kindly() -> None:
    there = asked(answer="yes", adults_n=2, afternoon={"capacity": 2})
    other = samira(there.setting, mobile="+447700900222", known_as="Lou")
    invitation = asked_to(there, other)
    texts(other, "yes")

    invitation.refresh_from_db()
    assert (invitation.state, back()) == ("waitlisted", ["room-full"])


def asked_to(there: Invitation, adult: Adult) -> Invitation:
    return make_invitation(there.afternoon, adult.homes.get().household, adult=adult)


@pytest.mark.parametrize(
    ("body", "state", "reply"),
    [("yes", "agreed", "reply-visit-yes"), ("no", "declined", "reply-visit-no")],
)
def test_an_offer_of_a_visit_is_answered_by_text(body: str, state: str, reply: str) -> None:
    adult = samira()
    visit = _offered(adult)
    text = texts(adult, body)

    visit.refresh_from_db()
    assert (visit.state, text.about_kind) == (state, "visits.homevisit")
    assert visit.answers.get().via == "text"
    assert back() == [reply]


def test_maybe_to_a_visit_is_for_a_person() -> None:
    adult = samira()
    _offered(adult)

    assert texts(adult, "maybe").why_person == taking_in.MAYBE_A_VISIT


def test_an_invitation_and_a_visit_open_at_once_are_for_a_person() -> None:
    adult = samira()
    asked(adult)
    _offered(adult)

    assert texts(adult, "yes").why_person == taking_in.MORE_THAN_ONE


def _offered(adult: Adult) -> HomeVisit:
    mentor = adult.relationships.get().child.assignments.get().mentor
    return make_home_visit(
        adult.homes.get().household, mentor, state="offered", offered_to=adult,
        offered_at=timezone.now(), planned_on=datetime(2026, 12, 4).date(),
        planned_at=datetime(2026, 12, 4, 10).time(),
    )  # fmt: skip


# --- When replies leave. --------------------------------------------------------------


def test_rule_26_a_reply_leaves_at_once_on_a_sunday_night_too() -> None:
    invitation = asked()
    with time_machine.travel(datetime(2026, 11, 29, 22, 0, tzinfo=UTC), tick=False):
        texts(invitation.adult, "yes")
        outbox_tasks.sweep()

    assert Message.objects.get().state == "sent"


def test_rule_26_a_text_read_late_is_answered_in_the_morning() -> None:
    invitation = asked()
    with time_machine.travel(datetime(2026, 11, 29, 22, 0, tzinfo=UTC), tick=False):
        texts(invitation.adult, "yes", received_at=timezone.now() - timedelta(hours=3))
        outbox_tasks.sweep()

    reply = Message.objects.get()
    assert (reply.state, reply.not_before) == ("queued", datetime(2026, 11, 30, 8, 0, tzinfo=UTC))


def test_rule_26_a_reply_that_could_not_leave_at_once_waits_for_the_morning() -> None:
    invitation = asked()
    with time_machine.travel(datetime(2026, 11, 29, 22, 0, tzinfo=UTC), tick=False):
        texts(invitation.adult, "yes")
    with time_machine.travel(datetime(2026, 11, 30, 3, 0, tzinfo=UTC), tick=False):
        outbox_tasks.sweep()

    assert Message.objects.get().state == "queued"
