"""Moving an afternoon, and calling it off."""

from datetime import date, time

import pytest
import time_machine

from families.actions import pause_messages
from families.models import Adult, Child
from pastoral.accounts import trail
from pastoral.accounts.roles import Role
from pastoral.outbox.models import Channel, Message
from pastoral.refusals import Refusal, WrongMove
from sessions_app.actions import inviting, moving
from sessions_app.models import Afternoon, Attendance, Invitation
from sessions_app.reports import inviting as reports
from tests.factories import (
    WEDNESDAY,
    make_afternoon,
    make_afternoon_series,
    make_calendar_day,
    make_contact_preference,
    make_half_term,
    make_policy,
    make_setting,
    make_staff,
    make_viewer,
)
from tests.sessions_app.scenes import (
    THURSDAY,
    an_afternoon_with_families,
    invited,
    keys,
    let_them_go,
)
from tests.shipped import ship_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
COFFEE = time(13, 30)
NEXT_DAY = date(2026, 12, 3)


@pytest.fixture
def _thursday() -> object:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False):
        yield


def move(afternoon: Afternoon, on: date = NEXT_DAY, coffee_at: time = COFFEE) -> moving.Told:
    return moving.move(afternoon=afternoon, on=on, coffee_at=coffee_at, by=make_staff())


def cancel(afternoon: Afternoon, reason: str = "Snow") -> moving.Told:
    return moving.cancel(afternoon=afternoon, reason=reason, by=make_staff())


def test_moving_one_leaves_the_others_and_follows_the_half_term() -> None:
    setting = make_half_term().setting
    spring = make_half_term(setting, term="spring", half=1, starts_on=date(2027, 1, 4),
                            ends_on=date(2027, 2, 12))  # fmt: skip
    season = make_afternoon_series(setting)
    one, other = (
        make_afternoon(setting, series=season, on=day) for day in (WEDNESDAY, date(2026, 12, 9))
    )

    moved = move(one, date(2027, 1, 6)).afternoon

    other.refresh_from_db()
    assert (moved.on, moved.half_term) == (date(2027, 1, 6), spring)
    assert other.on == date(2026, 12, 9)


def test_the_phases_keep_their_distances() -> None:
    moved = move(make_afternoon(), coffee_at=time(9, 0)).afternoon

    assert [moved.coffee_at, moved.children_join_at, moved.activity_at, moved.closes_at] == [
        time(9, 0), time(9, 30), time(9, 45), time(10, 30),
    ]  # fmt: skip


def test_rule_38_it_moves_to_no_day_without_school_and_to_no_day_that_is_taken() -> None:
    setting = make_setting()
    afternoon = make_afternoon(setting)
    make_calendar_day(setting, day=NEXT_DAY, reason="Training")
    make_afternoon(setting, on=date(2026, 12, 9))

    with pytest.raises(Refusal, match="can’t be: training"):
        move(afternoon)
    with pytest.raises(Refusal, match="an afternoon on Wednesday 9 December already"):
        move(afternoon, date(2026, 12, 9))
    with pytest.raises(Refusal, match="gone by"):
        move(afternoon, date(2026, 11, 25))
    with pytest.raises(Refusal, match="already"):
        move(afternoon, WEDNESDAY)
    with pytest.raises(Refusal, match="too late in the day"):
        move(afternoon, date(2026, 12, 4), coffee_at=time(23, 0))


def test_whoever_was_told_is_told_once_of_the_new_day_past_the_caps() -> None:
    afternoon = invited(2)

    assert move(afternoon) == moving.Told(afternoon, told=2, to_call=0)

    told = Message.objects.filter(template_key="afternoon-moved")
    assert all(m.is_exempt_from_cap and "Thursday 3 December" in m.body for m in told)
    with pytest.raises(Refusal):
        move(Afternoon.objects.get())
    assert told.count() == 2


def test_moving_there_and_back_tells_them_of_the_day_it_is() -> None:
    afternoon = invited(1)
    move(afternoon)
    let_them_go(THURSDAY)
    with time_machine.travel("2026-11-27T09:00:00Z"):
        move(afternoon, WEDNESDAY)
        let_them_go(THURSDAY)
    with time_machine.travel("2026-11-27T10:00:00Z"):
        assert move(afternoon).told == 1

    assert len(keys("afternoon-moved")) == 3


def test_an_invitation_that_had_not_left_is_asked_to_the_new_day_instead() -> None:
    afternoon = an_afternoon_with_families(1)
    inviting.invite(afternoon=afternoon, by=make_staff())

    move(afternoon)

    old, new = Message.objects.order_by("state")
    assert (old.state, new.state) == (Message.State.CANCELLED, Message.State.QUEUED)
    assert "Thursday 3 December" in new.body
    assert Invitation.objects.get().message == new


def test_a_planned_afternoon_moves_without_a_word() -> None:
    assert move(make_afternoon(state=Afternoon.State.PLANNED)).told == 0


def test_rule_39_calling_it_off_withdraws_calls_off_and_tells_each_once() -> None:
    afternoon = invited(2)
    Invitation.objects.filter(pk=Invitation.objects.first().pk).update(  # type: ignore[union-attr]
        state="yes", answer="yes", answered_at=THURSDAY, answered_via="link"
    )

    assert cancel(afternoon).told == 2

    assert set(Invitation.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert len(keys("afternoon-cancelled")) == 2
    assert not Attendance.objects.exists()
    with pytest.raises(WrongMove, match="cancelled already"):
        cancel(afternoon)
    assert len(keys("afternoon-cancelled")) == 2


def test_rule_39_what_still_waited_is_called_off_and_its_people_hear_nothing() -> None:
    afternoon = an_afternoon_with_families(2)
    inviting.invite(afternoon=afternoon, by=make_staff())

    assert cancel(afternoon).told == 0
    assert {m.state for m in Message.objects.all()} == {Message.State.CANCELLED}


def test_rule_39_the_message_goes_past_the_caps() -> None:
    afternoon = invited(1)
    make_policy(afternoon.setting, texts_per_window=1)
    Adult.objects.update(mobile="+447700900001", mobile_state=Adult.Mobile.VERIFIED, email="",
                         mobile_verified_at=THURSDAY, mobile_verified_by=make_staff())  # fmt: skip
    Message.objects.update(channel=Channel.TEXT)

    assert cancel(afternoon).told == 1
    assert Message.objects.get(template_key="afternoon-cancelled").is_exempt_from_cap


def test_rule_39_whoever_may_not_be_written_to_is_listed_to_be_called() -> None:
    afternoon = invited(3)
    stops, calls, _told = Adult.objects.order_by("pk")
    make_contact_preference(stops, channel=Channel.EMAIL)
    calls.safe_contact = Adult.SafeContact.MENTOR_CALLS_ONLY
    calls.save()

    off = cancel(afternoon)

    assert (off.told, off.to_call) == (1, 2)
    listed = reports.to_be_called(off.afternoon, make_viewer(Role.LEAD, setting=afternoon.setting))
    assert {invitation.adult for invitation in listed} == {stops, calls}


def test_rule_39_who_paused_their_messages_is_listed_to_be_called() -> None:
    afternoon = invited(2)
    pauses, _told = Adult.objects.order_by("pk")
    pause_messages(adult=pauses, by=trail.PARENT)

    off = cancel(afternoon)

    assert (off.told, off.to_call) == (1, 1)
    listed = reports.to_be_called(off.afternoon, make_viewer(Role.LEAD, setting=afternoon.setting))
    assert [invitation.adult for invitation in listed] == [pauses]


def test_rule_43_nobody_is_sent_to_call_somebody_who_died() -> None:
    afternoon = invited(1)
    Adult.objects.update(is_deceased=True)

    off = cancel(afternoon)

    assert not keys("afternoon-cancelled")
    assert not reports.to_be_called(
        off.afternoon, make_viewer(Role.LEAD, setting=afternoon.setting)
    )


def test_a_reason_is_needed_and_families_do_not_read_it() -> None:
    afternoon = invited(1)

    with pytest.raises(Refusal, match="Say why"):
        cancel(afternoon, "  ")
    cancel(afternoon, "Jo is ill")

    assert "Jo is ill" not in Message.objects.get(template_key="afternoon-cancelled").body


def test_an_afternoon_gone_by_is_called_off_without_a_message() -> None:
    afternoon = invited(1)

    with time_machine.travel("2026-12-03T09:00:00Z"):
        assert cancel(afternoon, "The boiler").told == 0
    assert not keys("afternoon-cancelled")


def test_what_was_held_stays_held() -> None:
    with pytest.raises(WrongMove, match="held already"):
        cancel(make_afternoon(state=Afternoon.State.HELD))
    with pytest.raises(WrongMove, match="held already"):
        move(make_afternoon(state=Afternoon.State.HELD))


def test_whose_child_left_since_is_not_written_to_when_it_moves() -> None:
    afternoon = invited(1)
    Child.objects.update(placement_ends_on=date(2026, 11, 27))

    assert move(afternoon) == moving.Told(afternoon, told=0, to_call=1)
