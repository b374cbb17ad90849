"""Reminders by the clock, and what it does once an afternoon is over."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from families.models import Adult, Child, Household
from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Message
from sessions_app import tasks
from sessions_app.actions import inviting, moving
from sessions_app.models import Afternoon, Attendance, Invitation
from tests.factories import (
    make_afternoon,
    make_attendance,
    make_family,
    make_policy,
    make_restriction,
    make_staff,
)
from tests.sessions_app.scenes import THURSDAY, invited, keys, let_them_go
from tests.shipped import ship_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
LONDON = ZoneInfo("Europe/London")
MONDAY_10 = datetime(2026, 11, 30, 10, 0, tzinfo=LONDON)
TUESDAY_1630 = datetime(2026, 12, 1, 16, 30, tzinfo=LONDON)
FIRST, SECOND = "afternoon-reminder-first", "afternoon-reminder-second"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def _thursday() -> object:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False):
        yield


def at(moment: datetime) -> int:
    """Let the clock tick at the moment; return how many messages it posted."""
    before = Message.objects.count()
    with time_machine.travel(moment, tick=False):
        tasks.ask_and_remind()
    return Message.objects.count() - before


def say(answer: str) -> Invitation:
    """Let somebody who has not answered yet say so."""
    invitation = Invitation.objects.filter(answer="").order_by("pk").first()
    assert invitation is not None
    invitation.state = invitation.answer = answer
    invitation.answered_at, invitation.answered_via = THURSDAY, "link"
    invitation.save()
    return invitation


def test_the_first_goes_on_monday_at_ten_to_everyone_but_those_who_said_no() -> None:
    invited(4)
    say("yes"), say("maybe")
    no = say("no")

    assert at(MONDAY_10 - MINUTE) == 0
    assert at(MONDAY_10) == 3
    assert not Message.objects.filter(about_id=no.pk, template_key=FIRST).exists()


def test_the_second_goes_on_tuesday_at_half_past_four_to_yes_and_maybe() -> None:
    invited(4)
    say("yes"), say("maybe"), say("no")
    at(MONDAY_10)

    assert at(TUESDAY_1630 - MINUTE) == 0
    assert at(TUESDAY_1630) == 2


@pytest.mark.parametrize("state", ["waitlisted", "held"])
def test_whoever_waits_for_us_is_not_reminded(state: str) -> None:
    invited(1)
    say("yes")
    Invitation.objects.update(state=state)

    assert at(MONDAY_10) == at(TUESDAY_1630) == 0


def test_rule_28_a_clock_that_ticks_twice_reminds_once() -> None:
    afternoon = invited(2)

    assert at(MONDAY_10) == 2
    assert at(MONDAY_10 + MINUTE) == 0
    Afternoon.objects.update(reminded_first_at=None)  # As if the mark had been lost.
    assert at(MONDAY_10 + MINUTE) == 0

    assert len(keys(FIRST)) == 2
    afternoon.refresh_from_db()
    assert afternoon.reminded_first_at is not None


def test_a_clock_that_was_down_sends_late_what_is_still_worth_sending() -> None:
    invited(2)

    assert at(MONDAY_10 + timedelta(hours=4)) == 2


def test_after_the_second_s_hour_the_first_is_not_sent_any_more() -> None:
    invited(2)
    say("yes")

    assert at(TUESDAY_1630 + MINUTE) == 1
    assert (len(keys(FIRST)), len(keys(SECOND))) == (0, 1)


def test_once_it_has_begun_nobody_is_reminded() -> None:
    invited(1)
    say("yes")

    assert at(datetime(2026, 12, 2, 13, 30, tzinfo=LONDON)) == 0


def test_nobody_is_reminded_on_the_day_they_were_asked() -> None:
    afternoon = make_afternoon()
    make_family(afternoon.setting)
    with time_machine.travel(MONDAY_10 + timedelta(hours=1), tick=False):
        inviting.invite(afternoon=afternoon, by=make_staff())
        let_them_go(MONDAY_10 + timedelta(hours=1))

    assert at(MONDAY_10 + timedelta(hours=2)) == 0


def test_what_never_reached_them_is_not_reminded_of() -> None:
    invited(2)
    Message.objects.update(state=Message.State.FAILED_PERMANENT)

    assert at(MONDAY_10) == 0


def test_nobody_is_reminded_of_an_afternoon_that_asks_nobody() -> None:
    invited(1)
    Afternoon.objects.update(state=Afternoon.State.CANCELLED, cancel_reason="Snow")

    assert at(MONDAY_10) == 0


def leaves() -> None:
    Child.objects.update(placement_ends_on=date(2026, 11, 27))


def dies() -> None:
    Adult.objects.update(is_deceased=True)


def wants_peace() -> None:
    Household.objects.update(paused_from=date(2026, 11, 27))


def is_restricted() -> None:
    make_restriction(Adult.objects.get(), Child.objects.get())


def calls_only() -> None:
    Adult.objects.update(safe_contact=Adult.SafeContact.MENTOR_CALLS_ONLY)


@pytest.mark.parametrize("something", [leaves, dies, wants_peace, is_restricted, calls_only])
def test_what_happened_since_is_looked_at_again(something: object) -> None:
    invited(1)
    something()  # type: ignore[operator]

    assert at(MONDAY_10) == 0
    assert not keys(FIRST)


def test_rule_26_a_reminder_due_outside_friendly_hours_waits_for_them() -> None:
    afternoon = invited(1)
    make_policy(afternoon.setting, first_reminder_at=datetime(2026, 1, 1, 6, 0).time())

    at(MONDAY_10.replace(hour=6))

    reminder = Message.objects.get(template_key=FIRST)
    assert reminder.not_before == MONDAY_10.replace(hour=8)
    assert reminder.drop_after == afternoon.starts_at


def test_rule_27_the_cap_is_asked_before_a_text_is_posted() -> None:
    afternoon = invited(1)
    make_policy(afternoon.setting, texts_per_window=1)
    Adult.objects.update(mobile="+447700900001", mobile_state=Adult.Mobile.VERIFIED, email="",
                         mobile_verified_at=THURSDAY, mobile_verified_by=make_staff())  # fmt: skip
    Message.objects.update(channel="sms")

    assert at(MONDAY_10) == 0


def test_a_moved_afternoon_is_reminded_of_again_for_its_new_day() -> None:
    afternoon = invited(1)
    at(MONDAY_10)
    with time_machine.travel(MONDAY_10 + timedelta(hours=1), tick=False):
        moving.move(afternoon=afternoon, on=date(2026, 12, 9), coffee_at=afternoon.coffee_at,
                    by=make_staff())  # fmt: skip
        let_them_go(MONDAY_10 + timedelta(hours=1))

    assert at(TUESDAY_1630) == 0
    assert at(MONDAY_10 + timedelta(days=7)) == 1
    assert len(keys(FIRST)) == 2


def test_invitations_follow_their_messages_at_the_next_tick() -> None:
    invited(2)
    assert set(Invitation.objects.values_list("state", flat=True)) == {"queued"}

    tasks.ask_and_remind()

    assert set(Invitation.objects.values_list("state", flat=True)) == {"sent"}


def test_a_crash_in_the_middle_leaves_neither_mark_nor_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invited(2)

    def killed(**_drafts: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "post_many", killed)
        with pytest.raises(SystemExit):
            at(MONDAY_10)

    assert at(MONDAY_10) == 2


@pytest.mark.parametrize(
    ("wednesday", "first"),
    [
        (date(2026, 10, 21), "Mon 10:00"),
        (date(2026, 10, 28), "Mon 10:00"),
        (date(2027, 3, 24), "Mon 10:00"),
        (date(2027, 3, 31), "Tue 08:00"),  # Easter Monday: it waits for a friendly hour.
        (date(2027, 11, 3), "Mon 10:00"),
    ],
)
def test_both_clock_changes_leave_ten_o_clock_at_ten(wednesday: date, first: str) -> None:
    thursday = datetime.combine(wednesday - timedelta(days=6), datetime.min.time(), tzinfo=UTC)
    thursday = thursday.replace(hour=15)
    with time_machine.travel(thursday, tick=False):
        afternoon = make_afternoon(on=wednesday)
        home = make_family(afternoon.setting)
        Child.objects.update(placement_starts_on=date(2026, 9, 1))
        home.members.update(from_on=date(2026, 9, 1))
        inviting.invite(afternoon=afternoon, by=make_staff())
        let_them_go(thursday)
    say("yes")
    monday = datetime(wednesday.year, wednesday.month, wednesday.day, 10, tzinfo=LONDON)
    monday -= timedelta(days=2)
    tuesday = monday + timedelta(days=1, hours=6, minutes=30)

    assert (at(monday - MINUTE), at(monday)) == (0, 1)
    assert (at(tuesday - MINUTE), at(tuesday)) == (0, 1)
    sent = Message.objects.filter(template_key__in=[FIRST, SECOND]).order_by("not_before")
    local = [f"{m.not_before.astimezone(LONDON):%a %H:%M}" for m in sent]
    assert local == [first, "Tue 16:30"]


def test_the_clock_closes_an_afternoon_that_was_held_and_keeps_the_answers() -> None:
    afternoon = invited(2)
    yes = say("yes")
    with time_machine.travel("2026-12-02T14:00:00Z"):
        make_attendance(afternoon, adult=yes.adult, household=yes.household)
        tasks.close_ended()
        assert Afternoon.objects.get().is_asking

    with time_machine.travel("2026-12-03T00:05:00Z"):
        tasks.close_ended()

    yes.refresh_from_db()
    assert Afternoon.objects.get().state == Afternoon.State.HELD
    assert (yes.state, yes.answer) == ("closed", "yes")


def test_rule_40_the_clock_marks_nobody_as_not_having_come() -> None:
    afternoon = invited(2)
    yes = say("yes")
    say("maybe")
    make_attendance(afternoon, adult=yes.adult, household=yes.household)

    with time_machine.travel("2026-12-03T09:00:00Z"):
        tasks.close_ended()

    assert not Attendance.objects.filter(mark=Attendance.Mark.NOT_PRESENT).exists()


def test_an_afternoon_nobody_was_marked_at_is_left_for_a_person() -> None:
    invited(1)

    with time_machine.travel("2026-12-04T09:00:00Z"):
        tasks.close_ended()
    assert Afternoon.objects.get().state == Afternoon.State.OPEN
