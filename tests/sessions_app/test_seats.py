"""Seats that come up: offered in order, held for a while, taken, passed on (rule 35)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from families.models import Adult
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.outbox.models import Message
from pastoral.refusals import Refusal, WrongMove
from sessions_app import tasks, waiting
from sessions_app.actions import answering, moving, seats, series
from sessions_app.models import Afternoon, Invitation, SeatOffer
from sessions_app.models.invitations import AnswerWord, Via
from tests.factories import (
    make_invitation,
    make_policy,
    make_restriction,
    make_staff,
    make_viewer,
    secret_for,
)
from tests.sessions_app.parents import asked, wednesday
from tests.sessions_app.scenes import let_them_go
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db
YES, MAYBE, NO = AnswerWord.YES, AnswerWord.MAYBE, AnswerWord.NO
MONDAY_10 = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
MORNING = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Monday at ten; a test moves it."""
    ship_words()
    with time_machine.travel(MONDAY_10, tick=False) as traveller:
        yield traveller


def say(invitation: Invitation, word: AnswerWord, **details: Any) -> str:
    told = answering.Details(**details) if details else None
    return answering.answer(secret=secret_for(invitation), word=word, details=told)


def a_full_room(*names: str, capacity: int = 2) -> tuple[Afternoon, list[Invitation]]:
    """An afternoon at which the first has all the seats; the others wait in this order."""
    afternoon = wednesday(capacity=capacity)
    people = [asked(afternoon, name) for name in names]
    say(people[0], YES, adults_n=1, children_n=capacity - 1)
    for minute, one in enumerate(people[1:]):
        say(one, YES)
        since = MONDAY_10 + timedelta(minutes=minute)
        Invitation.objects.filter(pk=one.pk).update(waiting_since=since)
    return afternoon, people


def tick() -> list[str]:
    """Let the clock tick once; return to whom a seat is held now, by name."""
    tasks.offer_seats()
    held = SeatOffer.objects.filter(state=SeatOffer.State.OPEN)
    return list(held.values_list("invitation__adult__known_as", flat=True))


def state_of(row: Invitation | Afternoon | SeatOffer) -> str:
    row.refresh_from_db()
    return str(row.state)


def test_rule_35_a_seat_that_comes_up_is_offered_to_the_next_and_held_for_them() -> None:
    afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    assert tick() == []
    say(has, NO)

    assert tick() == ["Joanne"]
    waits.refresh_from_db()
    assert (waits.state, waits.offered_until) == ("waitlisted", MONDAY_10 + 24 * HOUR)
    assert state_of(afternoon) == Afternoon.State.FULL
    [message] = Message.objects.filter(template_key="seat-offered")
    assert (message.about_id, message.drop_after) == (waits.pk, waits.offered_until)
    assert "until Tuesday 10am" in message.body
    assert TrailEntry.objects.get(what="afternoons.seat-offered").actor_kind == "clock"


def test_rule_28_a_clock_that_ticks_twice_offers_once() -> None:
    _afternoon, [has, *_] = a_full_room("Samira", "Joanne", "Ana")
    say(has, NO)

    assert tick() == tick() == ["Joanne"]
    assert Message.objects.filter(template_key="seat-offered").count() == 1


def test_rule_35_a_yes_takes_the_seat_that_is_held_whoever_else_waits() -> None:
    afternoon, [has, waits, last] = a_full_room("Samira", "Joanne", "Ana")
    say(has, NO)
    tick()

    assert say(last, YES) == "waitlisted"
    assert say(waits, YES) == "yes"
    assert state_of(SeatOffer.objects.get()) == SeatOffer.State.TAKEN
    waits.refresh_from_db()
    assert waits.offered_until is None
    assert state_of(afternoon) == Afternoon.State.FULL


def test_rule_35_a_held_seat_is_taken_for_everybody_else() -> None:
    afternoon, [has, _waits] = a_full_room("Samira", "Joanne")
    say(has, NO)
    tick()

    late = asked(afternoon, "Lou")
    assert say(late, YES) == "waitlisted"
    with pytest.raises(Refusal, match="too few seats"):
        answering.give_seat(invitation=late, by=make_staff())


@pytest.mark.parametrize("word", [NO, MAYBE])
def test_rule_35_not_now_lets_the_seat_go_to_the_next(word: AnswerWord) -> None:
    _afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    say(has, NO)
    tick()
    say(waits, word)

    assert state_of(SeatOffer.objects.get()) == SeatOffer.State.DECLINED
    assert tick() == ["Ana"]


def test_more_people_than_the_seat_is_for_wait_on_and_the_next_is_offered_it() -> None:
    _afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    say(has, NO)
    tick()

    assert say(waits, YES, adults_n=2, children_n=3) == "waitlisted"
    assert state_of(SeatOffer.objects.get()) == SeatOffer.State.CALLED_OFF
    assert tick() == ["Ana"]


def test_fewer_people_than_the_seat_is_for_leave_one_for_others() -> None:
    afternoon, [has, waits] = a_full_room("Samira", "Joanne")
    say(has, NO)
    tick()

    assert say(waits, YES, adults_n=1) == "yes"
    assert state_of(afternoon) == Afternoon.State.OPEN


def test_rule_35_a_yes_by_another_door_takes_the_seat_too() -> None:
    _afternoon, [has, waits] = a_full_room("Samira", "Joanne")
    say(has, NO)
    tick()

    by_text: Any = {"invitation": waits, "word": YES, "via": Via.TEXT, "by": None}
    assert answering.record_answer(**by_text) == "yes"
    assert TrailEntry.objects.latest("at").actor_kind == "parent"


def test_rule_35_an_offer_lapses_and_the_next_is_offered_it(clock: Any) -> None:
    _afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    say(has, NO)
    tick()
    let_them_go(MONDAY_10)
    clock.move_to(MONDAY_10 + 24 * HOUR - timedelta(minutes=1))
    assert tick() == ["Joanne"]

    clock.move_to(MONDAY_10 + 24 * HOUR)
    assert tick() == ["Ana"]
    waits.refresh_from_db()
    assert (waits.state, waits.offered_until) == ("waitlisted", None)
    assert waits.waiting_since == MONDAY_10


def test_who_let_the_time_go_by_is_not_chased_and_stands_in_nobodys_way(clock: Any) -> None:
    afternoon, [has, waits] = a_full_room("Samira", "Joanne")
    say(has, NO)
    tick()
    let_them_go(MONDAY_10)
    clock.move_to(MONDAY_10 + 24 * HOUR)

    assert tick() == []
    assert state_of(afternoon) == Afternoon.State.OPEN
    assert say(asked(afternoon, "Lou"), YES, adults_n=1) == "yes"
    assert say(waits, YES, adults_n=1) == "yes"


def test_a_yes_that_comes_before_the_clock_has_looked_still_takes_the_seat(clock: Any) -> None:
    _afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    say(has, NO)
    tick()
    clock.move_to(MONDAY_10 + 25 * HOUR)

    assert say(waits, YES) == "yes"


def test_rule_35_an_offer_waits_no_longer_than_the_morning_of_the_day(clock: Any) -> None:
    _afternoon, [has, waits] = a_full_room("Samira", "Joanne")
    clock.move_to(datetime(2026, 12, 1, 16, 0, tzinfo=UTC))
    say(has, NO)
    tick()
    waits.refresh_from_db()
    assert waits.offered_until == MORNING


@pytest.mark.parametrize(
    ("moment", "whom"),
    [("2026-12-02T08:15:00Z", ["Joanne"]), ("2026-12-02T08:31:00Z", []), ("2026-12-02T09:30:00Z", [])],
)  # fmt: skip
def test_on_the_day_only_who_still_has_time_to_say_yes_is_written_to(
    moment: str, whom: list[str], clock: Any
) -> None:
    _afternoon, [has, _waits] = a_full_room("Samira", "Joanne")
    clock.move_to(datetime.fromisoformat(moment))
    say(has, NO)

    assert tick() == whom


def test_rule_26_no_time_runs_while_a_message_may_not_leave(clock: Any) -> None:
    afternoon, [has, waits] = a_full_room("Samira", "Joanne")
    clock.move_to(datetime(2026, 11, 30, 20, 0, tzinfo=UTC))
    say(has, NO)
    assert tick() == []
    assert state_of(afternoon) == Afternoon.State.OPEN

    clock.move_to(at := datetime(2026, 12, 1, 8, 0, tzinfo=UTC))
    assert tick() == ["Joanne"]
    waits.refresh_from_db()
    assert waits.offered_until == min(at + 24 * HOUR, MORNING)


def test_the_hours_of_an_offer_are_the_settings_own() -> None:
    afternoon, [has, waits] = a_full_room("Samira", "Joanne")
    make_policy(afternoon.setting, offer_hold_hours=6)
    say(has, NO)
    tick()

    waits.refresh_from_db()
    assert waits.offered_until == MONDAY_10 + 6 * HOUR


def test_whom_no_message_may_reach_keeps_the_seat_until_a_person_has_rung() -> None:
    _afternoon, [has, waits] = a_full_room("Samira", "Joanne")
    Adult.objects.filter(pk=waits.adult_id).update(safe_contact="mentor_calls_only")
    say(has, NO)

    assert tick() == ["Joanne"]
    offer = SeatOffer.objects.get()
    assert (offer.message, offer.until) == (None, MORNING)


def test_who_was_never_told_does_not_lose_the_seat_for_our_silence(clock: Any) -> None:
    _afternoon, [has, _waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    say(has, NO)
    tick()
    Message.objects.filter(template_key="seat-offered").update(state="failed_permanent")
    clock.move_to(MONDAY_10 + 25 * HOUR)

    assert tick() == ["Joanne"]
    assert SeatOffer.objects.get().until == MORNING


@pytest.mark.parametrize(
    "gone", [{"is_deceased": True, "deceased_on": "2026-11-30"}, {"left_on": "2026-11-30"}]
)
def test_no_seat_is_offered_to_who_has_died_or_left(gone: dict[str, Any]) -> None:
    _afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    Adult.objects.filter(pk=waits.adult_id).update(**gone)
    say(has, NO)

    assert tick() == ["Ana"]


def test_rule_43_a_seat_held_for_somebody_who_dies_goes_to_the_next() -> None:
    _afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    say(has, NO)
    tick()
    Adult.objects.filter(pk=waits.adult_id).update(is_deceased=True, deceased_on="2026-11-30")

    assert tick() == ["Ana"]
    assert SeatOffer.objects.get(invitation=waits).state == SeatOffer.State.CALLED_OFF


def test_rule_17_no_seat_is_offered_to_who_must_not_meet_somebody_who_may_come() -> None:
    afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    other = asked(afternoon, "Daniel", "Sam")
    make_restriction(waits.adult, other_adult=other.adult)
    say(other, MAYBE)
    say(has, NO)

    assert tick() == ["Ana"]
    assert state_of(waits) == "waitlisted"


def test_rule_17_of_two_who_must_not_meet_one_is_offered_a_seat() -> None:
    _afternoon, [has, one, other] = a_full_room("Samira", "Joanne", "Ana", capacity=4)
    make_restriction(one.adult, other_adult=other.adult)
    say(has, NO)

    assert tick() == ["Joanne"]
    assert say(other, YES) == "held"


def test_rule_35_who_fits_into_what_is_free_is_next() -> None:
    afternoon = wednesday(capacity=4)
    big, small, has = (asked(afternoon, name) for name in ("Big", "Small", "Has"))
    say(has, YES, adults_n=1, children_n=1)
    say(asked(afternoon, "Stays"), YES)
    say(big, YES, adults_n=2, children_n=2)
    say(small, YES)
    say(has, NO)

    assert tick() == ["Small"]


def test_rule_35_the_order_is_never_here_then_least_lately_then_by_reply() -> None:
    afternoon, [has, regular, early, late] = a_full_room(
        "Has", "Regular", "Early", "Late", capacity=8
    )
    past = wednesday(afternoon.setting, on="2026-11-25", state="held")
    make_invitation(past, regular.household, state="closed", came=True)
    Invitation.objects.filter(pk=late.pk).update(waiting_since=MONDAY_10 + HOUR)
    say(has, YES, adults_n=1, children_n=5)

    assert list(waiting.in_order(afternoon)) == [early, late, regular]
    assert tick() == ["Early"]


def test_a_wider_room_is_offered_to_who_waits() -> None:
    afternoon, [_has, _waits] = a_full_room("Samira", "Joanne")
    kept = {name: getattr(afternoon, name) for name in series.Details.__dataclass_fields__}
    wider = series.Details(**{**kept, "capacity": 4})
    series.change(afternoon=afternoon, details=wider, by=make_staff())
    assert state_of(afternoon) == Afternoon.State.OPEN

    assert tick() == ["Joanne"]
    assert state_of(afternoon) == Afternoon.State.FULL


def test_a_smaller_room_is_full_at_once_and_keeps_what_was_promised() -> None:
    afternoon, [has, waits] = a_full_room("Samira", "Joanne", capacity=6)
    say(has, YES, adults_n=1)
    tick()
    kept = {name: getattr(afternoon, name) for name in series.Details.__dataclass_fields__}
    narrow = series.Details(**{**kept, "capacity": 1})
    series.change(afternoon=afternoon, details=narrow, by=make_staff())

    assert state_of(afternoon) == Afternoon.State.FULL
    assert say(waits, YES) == "yes"


def test_a_person_may_let_the_seat_go_to_the_next() -> None:
    _afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana")
    say(has, NO)
    tick()
    seats.pass_on(invitation=waits, by=make_staff())

    assert tick() == ["Ana"]
    assert state_of(waits) == "waitlisted"
    assert (
        not Message.objects.waiting()
        .filter(about_id=waits.pk, template_key="seat-offered")
        .exists()
    )
    with pytest.raises(WrongMove):
        seats.pass_on(invitation=waits, by=make_staff())


def test_a_seat_that_is_held_may_be_given_by_a_person_too() -> None:
    _afternoon, [has, waits] = a_full_room("Samira", "Joanne")
    say(has, NO)
    tick()

    assert answering.give_seat(invitation=waits, by=make_staff()) == "yes"
    assert state_of(SeatOffer.objects.get()) == SeatOffer.State.TAKEN


def test_rule_39_calling_it_off_calls_the_offer_off_too() -> None:
    afternoon, [has, waits] = a_full_room("Samira", "Joanne")
    say(has, NO)
    tick()
    moving.cancel(afternoon=afternoon, reason="Snow", by=make_staff())

    assert state_of(SeatOffer.objects.get()) == SeatOffer.State.CALLED_OFF
    waits.refresh_from_db()
    assert waits.offered_until is None
    assert not Message.objects.waiting().filter(template_key="seat-offered").exists()
    assert tick() == []


def test_a_move_calls_the_offer_off_and_everybody_has_a_turn_again(clock: Any) -> None:
    afternoon, [has, _waits] = a_full_room("Samira", "Joanne")
    say(has, NO)
    tick()
    let_them_go(MONDAY_10)
    clock.move_to(MONDAY_10 + 24 * HOUR)
    assert tick() == []
    on = afternoon.on + timedelta(days=7)
    moving.move(afternoon=afternoon, on=on, coffee_at=afternoon.coffee_at, by=make_staff())

    assert tick() == ["Joanne"]
    assert Message.objects.filter(template_key="seat-offered").count() == 2


def test_where_the_room_has_no_end_any_more_all_who_wait_are_offered_a_seat() -> None:
    afternoon, _people = a_full_room("Samira", "Joanne", "Ana")
    Afternoon.objects.filter(pk=afternoon.pk).update(capacity=None)

    assert sorted(tick()) == ["Ana", "Joanne"]


def test_who_decides_sees_what_is_held_and_whom_to_ring(sign_in: Any) -> None:
    afternoon, [has, waits, _last] = a_full_room("Samira", "Joanne", "Ana", capacity=4)
    Adult.objects.filter(pk=waits.adult_id).update(safe_contact="mentor_calls_only")
    say(has, NO)
    tick()
    client = sign_in(make_viewer(Role.LEAD, setting=afternoon.setting))
    page = client.get(f"/afternoons/{afternoon.pk}/answers/").content.decode()

    assert "Please ring them: a seat is held until Wednesday 2 December 9am" in page
    assert "Offered a seat, held until tomorrow 10am" in page
    decide = f"/afternoons/{afternoon.pk}/answers/{waits.pk}/decide/"
    said = client.post(decide, {"answer": "pass-on"}, follow=True).content.decode()
    assert "The seat goes to the next in line" in said
    assert "Was offered a seat and did not say" in said
