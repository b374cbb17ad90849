"""What happens when a visit is logged and a note written."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import TrailEntry
from pastoral.ids import new_id
from pastoral.refusals import Refusal
from tests.factories import (
    make_adult,
    make_calendar_day,
    make_half_term,
    make_home_visit,
    make_household,
    make_policy,
    make_setting,
    make_staff,
    make_visit_note,
)
from visits import actions
from visits.actions import NoteText, VisitLog
from visits.models import HomeVisit, Reflection, VisitNote
from visits.outings import out_without

pytestmark = pytest.mark.django_db
Outcome, State = HomeVisit.Outcome, HomeVisit.State


def a_log(**fields: object) -> VisitLog:
    """A log of today's visit, where they met."""
    fields.setdefault("log_key", new_id())
    fields.setdefault("visited_on", timezone.localdate())
    fields.setdefault("outcome", Outcome.COMPLETED)
    if "household" not in fields:
        fields["household"] = make_household()
    return VisitLog(**fields)  # type: ignore[arg-type]


def test_a_logged_visit_is_kept_with_who_was_met_and_the_words() -> None:
    household, mentor = make_household(), make_staff()
    samira = make_adult(household=household)

    visit = actions.log_visit(
        log=a_log(
            household=household, adults_met=[samira], note=NoteText(going_well="“She read.”")
        ),
        by=mentor,
    )

    assert (visit.state, visit.mentor, visit.logged_by) == (State.COMPLETED, mentor, mentor)
    assert list(visit.adults_met.all()) == [samira]
    assert VisitNote.objects.get(visit=visit).going_well == "“She read.”"


def test_the_same_log_sent_twice_is_one_visit_with_one_note() -> None:
    log, mentor = a_log(note=NoteText(agreed="Bus form.")), make_staff()

    actions.log_visit(log=log, by=mentor)
    actions.log_visit(log=log, by=mentor)

    assert HomeVisit.objects.count() == VisitNote.objects.count() == 1


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.COMPLETED, State.COMPLETED),
        (Outcome.NOBODY_IN, State.NOT_HOME),
        (Outcome.FAMILY_MOVED_IT, State.CANCELLED_FAMILY),
        (Outcome.WE_CANCELLED, State.CANCELLED_SCHOOL),
        (Outcome.NOT_TODAY, State.CANCELLED_FAMILY),
    ],
)
def test_each_of_the_five_outcomes_is_kept_as_it_was(
    outcome: HomeVisit.Outcome, state: HomeVisit.State
) -> None:
    visit = actions.log_visit(log=a_log(outcome=outcome), by=make_staff())

    visit.refresh_from_db()
    assert (visit.outcome, visit.state) == (outcome, state)


def test_a_planned_visit_is_ended_by_its_log_rather_than_doubled() -> None:
    planned = make_home_visit(state=State.PLANNED, planned_on=timezone.localdate())

    visit = actions.log_visit(log=a_log(household=planned.household), by=planned.mentor)

    assert visit.pk == planned.pk
    assert HomeVisit.objects.get().state == State.COMPLETED


def test_a_day_that_has_not_come_is_refused() -> None:
    with pytest.raises(Refusal, match="has not come yet"):
        actions.log_visit(
            log=a_log(visited_on=timezone.localdate() + timedelta(days=1)), by=make_staff()
        )

    assert not HomeVisit.objects.exists()


def test_a_log_leaves_a_trail_that_holds_none_of_its_words() -> None:
    mentor = make_staff()

    visit = actions.log_visit(log=a_log(note=NoteText(going_well="A secret.")), by=mentor)

    logged = TrailEntry.objects.get(what="visits.logged")
    assert (logged.actor, logged.about_id, logged.household_id) == (
        mentor,
        visit.pk,
        visit.household_id,
    )
    assert "A secret." not in str(list(TrailEntry.objects.values()))


def test_rule_8_a_note_is_due_by_the_end_of_the_next_school_day() -> None:
    setting = make_setting()
    make_half_term(setting)
    make_calendar_day(setting, day=date(2026, 11, 30))  # an INSET Monday

    due = actions.note_due_on(date(2026, 11, 27), calendar_of(setting))  # a Friday

    assert due == date(2026, 12, 1)


def test_rule_9_a_note_can_be_changed_within_seven_days() -> None:
    note = make_visit_note(written_at=timezone.now() - timedelta(days=6, hours=23))

    actions.write_note(visit=note.visit, text=NoteText(going_well="Better."), by=note.written_by)

    note.refresh_from_db()
    assert note.going_well == "Better."


def test_rule_9_after_seven_days_a_note_is_locked() -> None:
    note = make_visit_note(going_well="First.", written_at=timezone.now() - timedelta(days=7))

    with pytest.raises(Refusal, match="locked"):
        actions.write_note(visit=note.visit, text=NoteText(going_well="Other."), by=note.written_by)

    note.refresh_from_db()
    assert note.going_well == "First."


def test_rule_9_the_days_before_a_lock_are_the_settings_own_policy() -> None:
    note = make_visit_note(written_at=timezone.now() - timedelta(days=3))
    make_policy(note.setting, note_lock_days=2)
    note.setting.refresh_from_db()

    assert actions.is_locked(note)


def test_rule_9_what_comes_later_is_added_with_its_own_day() -> None:
    note = make_visit_note(going_well="First.", written_at=datetime(2026, 11, 2, tzinfo=UTC))

    with time_machine.travel(datetime(2026, 12, 2, 12, tzinfo=UTC)):
        actions.add_to_note(note=note, text="The form came back.", by=note.written_by)

    added = note.addenda.get()
    assert (added.text, added.written_at.date()) == ("The form came back.", date(2026, 12, 2))


def test_notes_and_reflections_are_unreadable_in_the_database() -> None:
    actions.log_visit(
        log=a_log(note=NoteText(going_well="Open words"), reflection="I assumed"), by=make_staff()
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT going_well FROM visits_visitnote")
        note = cursor.fetchone()[0]
        cursor.execute("SELECT going_well FROM visits_historicalvisitnote")
        history = cursor.fetchone()[0]
        cursor.execute("SELECT text FROM visits_reflection")
        reflection = cursor.fetchone()[0]
    assert "Open" not in note + history
    assert "assumed" not in reflection
    assert Reflection.objects.get().text == "I assumed"


def test_the_log_of_a_planned_visit_sent_twice_is_one_visit_with_one_note() -> None:
    planned = make_home_visit(state=State.PLANNED, planned_on=timezone.localdate())
    log = a_log(household=planned.household, note=NoteText(agreed="Bus form."))

    first = actions.log_visit(log=log, by=planned.mentor)
    again = actions.log_visit(log=log, by=planned.mentor)

    assert first.pk == again.pk == planned.pk
    assert HomeVisit.objects.count() == VisitNote.objects.count() == 1


def test_a_form_sent_before_logs_no_visit_to_another_home_nor_for_another_mentor() -> None:
    log, mentor = a_log(), make_staff()
    actions.log_visit(log=log, by=mentor)
    elsewhere = a_log(log_key=log.log_key, household=make_household(log.household.setting))

    with pytest.raises(Refusal, match="sent before"):
        actions.log_visit(log=elsewhere, by=mentor)
    with pytest.raises(Refusal, match="sent before"):
        actions.log_visit(log=log, by=make_staff())

    assert HomeVisit.objects.count() == 1


def test_rule_45_a_log_that_names_a_visit_of_somebody_else_leaves_it_as_it_was() -> None:
    theirs = make_home_visit(state=State.PLANNED, planned_on=timezone.localdate())
    own, mentor = make_household(theirs.setting), make_staff()

    made = actions.log_visit(log=a_log(log_key=theirs.pk, household=own), by=mentor)
    covered = actions.log_visit(log=a_log(household=theirs.household), by=mentor)

    theirs.refresh_from_db()
    assert (theirs.state, theirs.logged_at) == (State.PLANNED, None)
    assert theirs.pk not in (made.pk, covered.pk)


def test_a_slip_of_the_year_is_not_logged() -> None:
    with pytest.raises(Refusal, match="too long ago"):
        actions.log_visit(log=a_log(visited_on=date(1066, 10, 14)), by=make_staff())


def test_a_visit_logged_by_mistake_can_be_taken_back_by_whoever_logged_it() -> None:
    mentor = make_staff()
    visit = actions.log_visit(log=a_log(), by=mentor)
    with pytest.raises(Refusal, match="Only whoever"):
        actions.take_back(visit=visit, by=make_staff())

    actions.take_back(visit=visit, by=mentor)

    visit.refresh_from_db()
    assert visit.removed_at is not None
    assert TrailEntry.objects.filter(what="visits.taken-back", about_id=visit.pk).exists()


def under_way(**fields: Any) -> HomeVisit:
    """A visit of today that has begun."""
    arrived = timezone.now() - timedelta(minutes=20)
    return make_home_visit(
        state=State.UNDER_WAY, planned_on=timezone.localdate(), arrived_at=arrived, **fields
    )


def left(**fields: Any) -> HomeVisit:
    """A visit of today whose mentor is out and safe, and has not written it up."""
    visit = under_way(**fields)
    return actions.leave(visit=visit, by=visit.mentor)


def test_rule_6_a_colleagues_log_does_not_stop_her_clock() -> None:
    visit = under_way(mentor=make_staff(first_name="Jo"))
    log = a_log(household=visit.household, visit=visit, note=NoteText(agreed="Tea."))

    with pytest.raises(Refusal, match="Jo may be there now"):
        actions.log_visit(log=log, by=make_staff())

    visit.refresh_from_db()
    assert (visit.state, visit.left_at, visit.logged_at) == (State.UNDER_WAY, None, None)


@pytest.mark.parametrize("hour", [9, 11])
def test_rule_6_a_colleagues_log_ends_the_looking_for_nobody_who_was_not_heard_of(
    hour: int,
) -> None:
    with time_machine.travel("2026-12-04T10:00:00Z"):
        visit = make_home_visit(
            state=State.PLANNED, planned_on=date(2026, 12, 4), planned_at=time(hour),
            mentor=make_staff(first_name="Jo"),
        )  # fmt: skip
        log = a_log(household=visit.household, visit=visit)
        lead = make_staff()

        if hour == 9:  # She may be inside, her phone dead.
            with pytest.raises(Refusal, match="Jo may be there now"):
                actions.log_visit(log=log, by=lead)
            actions.say_safe(visit=visit, by=lead)
        logged = actions.log_visit(log=log, by=lead)

    assert (logged.state, logged.logged_by) == (State.COMPLETED, lead)


def test_a_visit_begun_before_its_hour_or_without_one_is_looked_after_too() -> None:
    visit = under_way(planned_at=time(23, 59), mentor=make_staff(first_name="Jo"))
    without = under_way(mentor=visit.mentor)

    assert out_without(visit, make_staff()) == out_without(without, make_staff()) == "Jo"


def test_whoever_goes_along_may_write_up_a_visit_under_way() -> None:
    visit, bea = under_way(), make_staff()
    visit.companions.add(bea)

    logged = actions.log_visit(log=a_log(household=visit.household, visit=visit), by=bea)

    assert (logged.state, logged.mentor) == (State.COMPLETED, visit.mentor)


def test_who_writes_up_a_colleagues_finished_visit_does_not_make_it_theirs() -> None:
    visit = left()

    logged = actions.log_visit(log=a_log(household=visit.household, visit=visit), by=make_staff())

    assert logged.mentor == visit.mentor


def test_rule_9_a_log_writes_over_nothing_in_ones_own_note() -> None:
    visit = left()
    actions.write_note(
        visit=visit, text=NoteText(going_well="“She read.”", agreed="Bus form."), by=visit.mentor
    )
    words = NoteText(
        who_was_there="Samira", agreed="Bus form, by Monday.", shared_with_parent="yes"
    )

    actions.log_visit(
        log=a_log(household=visit.household, visit=visit, note=words), by=visit.mentor
    )

    note = VisitNote.objects.get()
    assert (note.who_was_there, note.going_well, note.agreed, note.shared_with_parent) == (
        "Samira", "“She read.”", "Bus form.", "yes",
    )  # fmt: skip
    assert [added.text for added in note.addenda.all()] == ["We agreed: Bus form, by Monday."]


def test_rule_9_a_companions_log_adds_to_the_mentors_note_under_their_own_name() -> None:
    visit, bea = left(), make_staff()
    visit.companions.add(bea)
    actions.write_note(visit=visit, text=NoteText(going_well="“She read.”"), by=visit.mentor)
    words = NoteText(going_well="She sang.", agreed="Tea.", shared_with_parent="some")

    actions.log_visit(log=a_log(household=visit.household, note=words), by=bea)

    note = VisitNote.objects.get()
    assert (note.going_well, note.agreed, note.written_by) == ("“She read.”", "", visit.mentor)
    added = note.addenda.get()
    assert added.written_by == bea
    assert added.text == (
        "Going well: She sang.\nWe agreed: Tea.\nShared with the parent: Some of it"
    )


def test_a_log_that_says_what_the_note_says_adds_nothing() -> None:
    visit = left()
    words = NoteText(going_well="“She read.”")
    actions.write_note(visit=visit, text=words, by=visit.mentor)

    actions.log_visit(
        log=a_log(household=visit.household, visit=visit, note=words), by=visit.mentor
    )

    assert not VisitNote.objects.get().addenda.exists()


@pytest.mark.parametrize("state", [State.PLANNED, State.UNDER_WAY, State.CANCELLED_FAMILY])
def test_a_note_is_written_of_a_visit_that_was_made(state: str) -> None:
    outcome = Outcome.NOT_TODAY if state == State.CANCELLED_FAMILY else ""
    visit = make_home_visit(state=state, outcome=outcome, arrived_at=timezone.now())

    with pytest.raises(Refusal, match="once the visit was made"):
        actions.write_note(visit=visit, text=NoteText(going_well="Well."), by=visit.mentor)


def test_a_note_begun_on_older_words_is_not_written_over_newer_ones() -> None:
    note = make_visit_note(going_well="First.")
    base = actions.base_of(note)
    actions.write_note(visit=note.visit, text=NoteText(going_well="Second."), by=note.written_by)

    with pytest.raises(Refusal, match="changed meanwhile"):
        actions.write_note(
            visit=note.visit, text=NoteText(going_well="Third."), by=note.written_by, base=base
        )

    note.refresh_from_db()
    assert note.going_well == "Second."


def test_a_visit_of_two_is_counted_once() -> None:
    jo, bea = make_staff(first_name="Jo"), make_staff()
    visit = make_home_visit(mentor=jo, state=State.PLANNED, planned_on=timezone.localdate())
    visit.companions.add(bea)
    actions.log_visit(log=a_log(household=visit.household), by=jo)

    for one in (jo, bea):
        with pytest.raises(Refusal, match="already: it counts once"):
            actions.log_visit(log=a_log(household=visit.household), by=one)

    assert HomeVisit.objects.count() == 1


def test_who_found_nobody_in_and_met_them_later_that_day_logs_both() -> None:
    household, jo = make_household(), make_staff()
    actions.log_visit(log=a_log(household=household, outcome=Outcome.NOBODY_IN), by=jo)

    actions.log_visit(log=a_log(household=household), by=jo)

    assert HomeVisit.objects.seen().count() == 1
    assert HomeVisit.objects.count() == 2
