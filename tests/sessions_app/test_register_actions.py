"""What happens at the door."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from families.models import Adult, Child
from pastoral.refusals import Refusal
from sessions_app.actions import ending, register, series
from sessions_app.actions.register import Guest
from sessions_app.coming import who_is_coming
from sessions_app.door import at_the_door
from sessions_app.models import Afternoon, Attendance, Invitation
from tests.factories import (
    make_adult,
    make_afternoon,
    make_attendance,
    make_family,
    make_household,
    make_invitation,
    make_setting,
    make_staff,
)

pytestmark = pytest.mark.django_db
Mark = Attendance.Mark


def today_with(answer: str = "yes", **fields: Any) -> Invitation:
    """An invitation to today's afternoon, answered."""
    afternoon = make_afternoon(on=timezone.localdate())
    return make_invitation(afternoon, make_family(afternoon.setting), answer=answer, **fields)


def guest_of(invitation: Invitation) -> Guest:
    return Guest(household=invitation.household, adult=invitation.adult)


def test_a_mark_says_who_came_and_that_the_family_came() -> None:
    invitation = today_with()

    register.mark(
        afternoon=invitation.afternoon,
        guest=guest_of(invitation),
        mark=Mark.PRESENT,
        by=make_staff(),
    )

    invitation.refresh_from_db()
    invitation.household.refresh_from_db()
    assert invitation.came is True
    assert invitation.household.first_came_on == invitation.afternoon.on
    counts = at_the_door(invitation.afternoon).counts
    assert (counts.adults, counts.children, counts.families) == (1, 0, 1)


def test_marking_twice_is_one_row() -> None:
    invitation = today_with()
    for mark in (Mark.PRESENT, Mark.PRESENT, Mark.LATE):
        register.mark(
            afternoon=invitation.afternoon, guest=guest_of(invitation), mark=mark, by=make_staff()
        )

    assert Attendance.objects.get().mark == Mark.LATE


def test_a_mark_taken_back_leaves_nothing_but_its_history() -> None:
    invitation = today_with()
    row = register.mark(
        afternoon=invitation.afternoon,
        guest=guest_of(invitation),
        mark=Mark.PRESENT,
        by=make_staff(),
    )

    register.unmark(row=row, by=make_staff())

    invitation.refresh_from_db()
    invitation.household.refresh_from_db()
    assert invitation.came is None
    assert invitation.household.first_came_on is None
    assert Attendance.history.count() == 2


def test_a_mark_taken_back_twice_is_taken_back_once() -> None:
    invitation = today_with()
    row = register.mark(
        afternoon=invitation.afternoon,
        guest=guest_of(invitation),
        mark=Mark.PRESENT,
        by=make_staff(),
    )
    the_same = Attendance.objects.get()

    register.unmark(row=row, by=make_staff())
    register.unmark(row=the_same, by=make_staff())

    assert Attendance.history.count() == 2


def test_a_family_stays_here_while_one_of_them_is() -> None:
    invitation = today_with()
    child = Child.objects.get()
    row = register.mark(
        afternoon=invitation.afternoon,
        guest=guest_of(invitation),
        mark=Mark.PRESENT,
        by=make_staff(),
    )
    register.mark(
        afternoon=invitation.afternoon,
        guest=Guest(household=invitation.household, child=child),
        mark=Mark.PRESENT,
        by=make_staff(),
    )

    register.unmark(row=row, by=make_staff())

    invitation.refresh_from_db()
    assert invitation.came is True


def test_rule_36_a_walk_in_is_welcomed_and_counted_over_capacity() -> None:
    afternoon = make_afternoon(on=timezone.localdate(), capacity=1)
    make_attendance(afternoon)

    register.walk_in(afternoon=afternoon, guest=Guest(name="Nadia"), by=make_staff())
    register.walk_in(afternoon=afternoon, guest=Guest(name="Kofi", is_child=True), by=make_staff())

    door = at_the_door(afternoon)
    assert (door.counts.adults, door.counts.children) == (2, 1)
    assert {"Nadia", "Kofi"} <= {person.name for person in door.walk_ins}


def test_rule_36_a_walk_in_we_know_makes_their_family_come() -> None:
    afternoon = make_afternoon(on=timezone.localdate())
    household = make_household(afternoon.setting)
    adult = make_adult(household=household)

    row = register.walk_in(
        afternoon=afternoon, guest=Guest(household=household, adult=adult), by=make_staff()
    )

    household.refresh_from_db()
    assert (row.mark, household.first_came_on) == (Mark.WALK_IN, afternoon.on)


@pytest.mark.parametrize("mark", [Mark.LATE, Mark.LEFT_EARLY, Mark.PRESENT])
def test_rule_36_who_walked_in_stays_so_however_they_are_marked_after(mark: Any) -> None:
    afternoon = make_afternoon(on=timezone.localdate())
    household = make_household(afternoon.setting)
    guest = Guest(household=household, adult=make_adult(household=household))
    register.walk_in(afternoon=afternoon, guest=guest, by=make_staff())

    row = register.mark(afternoon=afternoon, guest=guest, mark=mark, by=make_staff())

    assert (row.mark, row.walked_in) == (mark, True)


def test_rule_36_a_mark_for_a_family_nobody_asked_is_a_walk_in() -> None:
    asked = today_with()
    household = make_household(asked.setting)
    guest = Guest(household=household, adult=make_adult(household=household))
    by = make_staff()

    for someone, walked_in in ((guest, True), (guest_of(asked), False)):
        row = register.mark(afternoon=asked.afternoon, guest=someone, mark=Mark.LATE, by=by)
        assert row.walked_in is walked_in


def test_rule_39_nobody_is_marked_at_a_cancelled_afternoon() -> None:
    invitation = today_with()
    invitation.afternoon.state = Afternoon.State.CANCELLED
    invitation.afternoon.cancel_reason = "Snow"
    invitation.afternoon.save()

    with pytest.raises(Refusal, match="cancelled"):
        register.close(afternoon=invitation.afternoon, by=make_staff())

    assert not Attendance.objects.exists()


@pytest.mark.parametrize("answer", ["yes", "maybe"])
def test_rule_40_who_said_yes_or_maybe_and_did_not_come_is_not_present(answer: str) -> None:
    invitation = today_with(answer)

    register.close(afternoon=invitation.afternoon, by=make_staff())

    invitation.refresh_from_db()
    assert Attendance.objects.get().mark == Mark.NOT_PRESENT
    assert (invitation.came, invitation.state, invitation.answer) == (False, "closed", answer)


@pytest.mark.parametrize("answer", ["no", ""])
def test_rule_40_no_answer_and_no_leave_no_row(answer: str) -> None:
    invitation = today_with(answer)

    register.close(afternoon=invitation.afternoon, by=make_staff())

    assert not Attendance.objects.exists()


@pytest.mark.parametrize("state", ["waitlisted", "held"])
def test_rule_40_who_had_no_place_or_was_held_did_not_fail_to_come(state: str) -> None:
    invitation = today_with(state=state)

    register.close(afternoon=invitation.afternoon, by=make_staff())

    invitation.refresh_from_db()
    assert not Attendance.objects.exists()
    assert (invitation.state, invitation.answer) == (state, "yes")
    coming, door = who_is_coming(invitation.afternoon), at_the_door(invitation.afternoon)
    assert (coming.yes, coming.people, getattr(coming, state)) == (0, 0, 1)
    assert door.expected == []


@pytest.mark.parametrize("state", ["waitlisted", "held"])
def test_who_waits_stays_so_when_somebody_says_the_afternoon_took_place(state: str) -> None:
    invitation = today_with(state=state)
    Afternoon.objects.update(on=timezone.localdate() - timedelta(days=1))

    series.say_held(afternoon=invitation.afternoon, by=make_staff())

    invitation.refresh_from_db()
    assert invitation.state == state


@pytest.mark.parametrize("state", ["waitlisted", "held"])
def test_who_waits_stays_so_when_the_clock_ends_the_afternoon(state: str) -> None:
    invitation = today_with(state=state)
    make_attendance(invitation.afternoon)
    Afternoon.objects.update(on=timezone.localdate() - timedelta(days=1))

    assert ending.close_if_over(invitation.afternoon.pk)

    invitation.refresh_from_db()
    assert invitation.state == state


def test_closing_twice_is_closing_once() -> None:
    invitation = today_with()
    first = register.close(afternoon=invitation.afternoon, by=make_staff())

    second = register.close(afternoon=invitation.afternoon, by=make_staff())

    assert first.register_closed_at == second.register_closed_at
    assert (second.state, Attendance.objects.count()) == (Afternoon.State.HELD, 1)


def test_somebody_forgotten_can_be_marked_after_the_register_closed() -> None:
    invitation = today_with()
    register.close(afternoon=invitation.afternoon, by=make_staff())

    register.mark(
        afternoon=invitation.afternoon,
        guest=guest_of(invitation),
        mark=Mark.PRESENT,
        by=make_staff(),
    )

    invitation.refresh_from_db()
    assert invitation.came is True
    assert Attendance.objects.get().mark == Mark.PRESENT


def test_the_register_opens_on_the_day() -> None:
    afternoon = make_afternoon(on=timezone.localdate() + timedelta(days=1))

    with pytest.raises(Refusal, match="opens on the day"):
        register.walk_in(afternoon=afternoon, guest=Guest(name="Nadia"), by=make_staff())


def test_those_who_said_no_are_not_expected() -> None:
    coming, not_coming = today_with(), None
    not_coming = make_invitation(
        coming.afternoon, make_family(coming.afternoon.setting), answer="no"
    )

    names = {p.name for family in at_the_door(coming.afternoon).expected for p in family.people}

    assert coming.adult.known_as in names
    assert not_coming.adult.known_as not in names


def test_a_child_with_two_homes_stands_on_the_register_once() -> None:
    setting = make_setting()
    afternoon = make_afternoon(setting, on=timezone.localdate())
    here, there = make_family(setting), make_household(setting)
    father = make_adult(household=there)
    for household, adult in ((here, Adult.objects.exclude(pk=father.pk).get()), (there, father)):
        invitation = make_invitation(afternoon, household, adult=adult, answer="yes")
        invitation.children.set(Child.objects.all())

    people = [p for family in at_the_door(afternoon).expected for p in family.people]

    assert sum(person.is_child for person in people) == 1


@pytest.mark.postgres
@pytest.mark.skipif(settings.IS_SQLITE, reason="two writers at once need PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_two_people_marking_the_same_name_at_once_agree() -> None:
    invitation = today_with()
    by = [make_staff(), make_staff()]

    def mark(n: int) -> None:
        register.mark(
            afternoon=invitation.afternoon,
            guest=guest_of(invitation),
            mark=Mark.PRESENT,
            by=by[n % 2],
        )
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(mark, range(16)))

    assert Attendance.objects.get().mark == Mark.PRESENT


@pytest.mark.postgres
@pytest.mark.skipif(settings.IS_SQLITE, reason="two writers at once need PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_a_tap_and_a_closing_at_once_take_turns() -> None:
    afternoon, by = make_afternoon(on=timezone.localdate()), make_staff()
    invitations = [
        make_invitation(afternoon, make_family(afternoon.setting), answer="yes") for _ in range(24)
    ]
    together = Barrier(9)

    def close() -> None:
        together.wait()
        register.close(afternoon=afternoon, by=by)
        connection.close()

    def tap(some: list[Invitation]) -> None:
        together.wait()
        for invitation in reversed(some):
            register.mark(afternoon=afternoon, guest=guest_of(invitation), mark=Mark.PRESENT, by=by)
        connection.close()

    with ThreadPoolExecutor(9) as pool:
        taps = [pool.submit(tap, invitations[n::8]) for n in range(8)]
        for done in [pool.submit(close), *taps]:
            done.result()

    assert set(Attendance.objects.values_list("mark", flat=True)) == {Mark.PRESENT}
    assert Attendance.objects.count() == 24


def test_the_door_is_read_in_the_same_number_of_queries_however_many_come(
    django_assert_max_num_queries: object,
) -> None:
    afternoon = make_afternoon(on=date(2026, 12, 2))
    for _ in range(20):
        make_invitation(afternoon, make_family(afternoon.setting), answer="yes")

    with django_assert_max_num_queries(7):  # type: ignore[operator]
        at_the_door(afternoon)
