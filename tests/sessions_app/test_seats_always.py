"""What holds of a room and its waiting list whatever families, staff and the clock do (rule 35)."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sessions_app import room, waiting
from sessions_app.actions import answering, seats
from sessions_app.models import Afternoon, Answer, Invitation, SeatOffer
from sessions_app.models.invitations import AnswerWord
from tests.factories import secret_for
from tests.sessions_app.parents import asked, wednesday
from tests.sessions_app.scenes import let_them_go
from tests.shipped import ship_words

YES, MAYBE, NO = AnswerWord.YES, AnswerWord.MAYBE, AnswerWord.NO
MONDAY_10 = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
FAMILIES, SEATS = 5, 6
STEP = timedelta(hours=5)  # A day takes a few; so offers are made, taken and lapse.

who = st.integers(0, FAMILIES - 1)
steps = st.one_of(
    st.tuples(st.just("yes"), who, st.integers(1, 4)),
    st.tuples(st.just("maybe"), who, st.integers(1, 4)),
    st.tuples(st.just("no"), who, st.just(0)),
    st.tuples(st.just("tick"), st.just(0), st.just(0)),
    st.tuples(st.just("later"), st.just(0), st.just(0)),
)


def check(afternoon: Afternoon) -> None:
    """Seats had and held are no more than there are; each yes is in one place; states agree."""
    afternoon.refresh_from_db()
    rows = list(Invitation.objects.filter(afternoon=afternoon))
    seated = [row for row in rows if row.state == "yes"]
    held = [row for row in rows if row.offered_until is not None]
    taken = sum(row.adults_n + row.children_n for row in (*seated, *held))
    assert taken <= SEATS
    assert (afternoon.state == Afternoon.State.FULL) == (taken >= SEATS)
    assert all(row.state == "waitlisted" for row in held)
    for row in rows:
        assert (row.answer == "yes") == (row.state in ("yes", "waitlisted", "held"))
        assert (row.waiting_since is not None) == (row.state == "waitlisted")
    offers = SeatOffer.objects.filter(afternoon=afternoon, state=SeatOffer.State.OPEN)
    assert {o.invitation_id: o.until for o in offers} == {r.pk: r.offered_until for r in held}
    assert {o.invitation_id: o.people for o in offers} == {
        r.pk: r.adults_n + r.children_n for r in held
    }


def the_clock_offers_in_order(afternoon: Afternoon) -> None:
    """Let the clock tick, and see that it passed nobody who fitted."""
    seats.lapse(afternoon=afternoon, now=datetime.now(UTC))
    free = room.free_seats(afternoon) or 0
    line = waiting.next_in_line(afternoon)
    expected = []
    for one in line:
        if (people := one.adults_n + one.children_n) <= free:
            expected.append(one.pk)
            free -= people
    made = seats.see_to_seats(afternoon.pk)
    assert [offer.invitation_id for offer in made] in ([], expected)


def may_say(afternoon: Afternoon, one: Invitation, word: AnswerWord, people: int) -> bool:
    """Whether this would not be a family with a seat that brings more: they keep it (rule 36)."""
    one.refresh_from_db()
    return not (one.state == "yes" and word == YES and people > one.adults_n + one.children_n)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=st.lists(steps, min_size=4, max_size=18))
def test_rule_35_seats_had_and_held_are_never_more_than_there_are(
    plan: list[tuple[str, int, int]], transactional_loop: Callable[[], None]
) -> None:
    transactional_loop()
    with time_machine.travel(MONDAY_10, tick=False) as clock:
        ship_words()
        afternoon = wednesday(capacity=SEATS)
        people = [asked(afternoon, f"Family{n}") for n in range(FAMILIES)]
        now = MONDAY_10
        for step, n, count in plan:
            if step == "later":
                let_them_go(now)
                now += STEP
                clock.move_to(now)
            elif step == "tick":
                the_clock_offers_in_order(afternoon)
            elif may_say(afternoon, people[n], AnswerWord(step), count):
                told = answering.Details(adults_n=count)
                secret = secret_for(people[n])
                answering.answer(secret=secret, word=AnswerWord(step), details=told)
            check(afternoon)


@pytest.fixture
def transactional_loop(db: None) -> Callable[[], None]:
    """Return a way to begin each example with empty afternoons."""

    def begin() -> None:
        for model in (SeatOffer, Answer, Invitation, Afternoon):
            model.objects.all().delete()

    return begin


# --- Races. -----------------------------------------------------------------------

postgres = pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL.")


def all_at_once(*dos: Callable[[], object]) -> None:
    """Do all of it at one moment, each over a connection of its own."""
    start, failed = threading.Barrier(len(dos)), []

    def one(do: Callable[[], object]) -> None:
        try:
            start.wait(10)
            do()
        except Exception as error:  # noqa: BLE001 - shown below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(do,)) for do in dos]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []


def waiting_room() -> tuple[Afternoon, Invitation, Invitation]:
    """A full room, its seats free just now, and two families that wait."""
    afternoon = wednesday(capacity=SEATS)
    has, first, second = (asked(afternoon, name) for name in ("Samira", "Joanne", "Ana"))
    for one in (has, first, second):
        told = answering.Details(adults_n=SEATS)
        answering.answer(secret=secret_for(one), word=YES, details=told)
    answering.answer(secret=secret_for(has), word=NO)
    return afternoon, first, second


@postgres
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_rule_35_several_clocks_at_once_offer_a_seat_once() -> None:
    with time_machine.travel(MONDAY_10, tick=False):
        ship_words()
        for _ in range(5):
            afternoon, _first, _second = waiting_room()
            all_at_once(*[lambda: seats.see_to_seats(afternoon.pk)] * 4)  # noqa: B023
            assert SeatOffer.objects.filter(afternoon=afternoon).count() == 1
            check(afternoon)


@postgres
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_rule_35_a_yes_and_the_end_of_its_time_at_one_moment_end_in_one_of_two_ways() -> None:
    for _ in range(8):
        with time_machine.travel(MONDAY_10, tick=False) as clock:
            ship_words()
            afternoon, _first, _second = waiting_room()
            [offer] = seats.see_to_seats(afternoon.pk)
            let_them_go(MONDAY_10)
            clock.move_to(offer.until)
            secret = secret_for(Invitation.objects.get(pk=offer.invitation_id))
            all_at_once(
                lambda: answering.answer(secret=secret, word=YES),  # noqa: B023
                lambda: seats.see_to_seats(afternoon.pk),  # noqa: B023
            )
            offer.refresh_from_db()
            state = Invitation.objects.values_list("state", flat=True).get(pk=offer.invitation_id)
            assert (offer.state, state) in [("taken", "yes"), ("lapsed", "waitlisted")]
            check(afternoon)


@postgres
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_rule_35_a_held_seat_is_not_taken_by_another_at_the_same_moment() -> None:
    with time_machine.travel(MONDAY_10, tick=False):
        ship_words()
        for _ in range(5):
            afternoon, _first, _second = waiting_room()
            [offer] = seats.see_to_seats(afternoon.pk)
            theirs = Invitation.objects.get(pk=offer.invitation_id)
            late = asked(afternoon, "Lou")
            all_at_once(
                lambda: answering.answer(secret=secret_for(late), word=YES),  # noqa: B023
                lambda: answering.answer(secret=secret_for(theirs), word=YES),  # noqa: B023
            )
            late.refresh_from_db()
            theirs.refresh_from_db()
            assert (theirs.state, late.state) == ("yes", "waitlisted")
            check(afternoon)
