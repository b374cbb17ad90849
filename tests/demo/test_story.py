"""The story itself: everything a pastoral lead would look for is in it, and nobody is real."""

from datetime import time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from families.importing import upn
from families.models import Adult, Child, Household, Promise, SchoolWeek, Suspension
from families.reports import question
from pastoral.accounts import periods
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.demo import people
from pastoral.figures.context import around_first_contact
from pastoral.outbox.models import Message
from sessions_app.changes import changes_in
from sessions_app.models import Afternoon, Answer, Attendance, Change, Invitation
from sessions_app.voices import written_in
from visits.actions import Plan, change_plan
from visits.checks import homes_to_check
from visits.models import HomeVisit, VisitNote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_the_story_has_every_role_every_outcome_and_an_open_wednesday() -> None:
    assert {one.role for one in people.COLLEAGUES} == set(Role)
    assert Household.objects.count() >= 40
    assert set(HomeVisit.objects.values_list("outcome", flat=True)) >= set(HomeVisit.Outcome.values)
    coming = Afternoon.objects.get(state="open")
    answers = set(coming.invitations.values_list("answer", flat=True))
    assert answers == {"", "yes", "maybe", "no"}
    assert coming.invitations.filter(state="blocked").count() >= 5
    assert Message.objects.filter(state__in=Message.WAITING).count() == 0


def test_rule_39_and_40_hold_in_the_story_too() -> None:
    nobody_said = Attendance.objects.filter(mark="not_present", adult__invitations__answer="no")
    here_and_not = [
        row
        for row in nobody_said.distinct()
        if Invitation.objects.filter(afternoon=row.afternoon, adult=row.adult, answer="no").exists()
    ]
    assert here_and_not == []


def test_every_number_and_address_is_for_drama_alone() -> None:
    assert all(a.mobile.startswith("+447700900") for a in Adult.objects.exclude(mobile=""))
    assert all(a.email.endswith("@example.org") for a in Adult.objects.exclude(email=""))
    assert all(s.email.endswith("@example.org") for s in Staff.objects.all())
    assert all(
        c.upn[1:4] == "999" and upn.check_letter(c.upn) == c.upn[0] for c in Child.objects.all()
    )


def test_nobody_of_the_demonstration_can_sign_in_by_a_password() -> None:
    assert not any(person.has_usable_password() for person in Staff.objects.all())


def test_nobody_came_for_the_first_time_without_having_come() -> None:
    came_first = Household.objects.exclude(first_came_on=None)
    assert came_first.exists()
    for home in came_first:
        assert home.first_came_on
        assert Attendance.objects.filter(household=home, afternoon__on=home.first_came_on).exists()


def test_no_child_was_in_placement_before_the_story_begins() -> None:
    first = HomeVisit.objects.order_by("planned_on")[0].planned_on
    assert not Child.objects.filter(placement_starts_on__lt=first - timedelta(days=14)).exists()


def test_a_promise_was_made_on_the_visit_and_kept_after_it() -> None:
    for promise in Promise.objects.filter(state="done"):
        assert promise.closed_at
        assert promise.made_in_id
        assert promise.created_at < promise.closed_at <= timezone.now()
        assert HomeVisit.objects.get(pk=promise.made_in_id).left_at == promise.created_at


def test_an_answer_written_down_by_staff_was_written_in_school_time() -> None:
    by_staff = Answer.objects.exclude(recorded_by=None)
    assert by_staff.exists()
    for answer in by_staff:
        assert time(8, 30) <= timezone.localtime(answer.created_at).time() < time(16, 30)
    told_just_now = timezone.now() - timedelta(minutes=10)  # What has not come yet is of now.
    for answer in Answer.objects.filter(created_at__lt=told_just_now):
        assert time(7) <= timezone.localtime(answer.created_at).time() < time(22, 30)


def test_every_planned_visit_could_be_planned_as_it_is() -> None:
    planned = HomeVisit.objects.filter(state="planned")
    assert planned.filter(companions__isnull=False).exists()
    for visit in planned:
        assert visit.planned_at
        plan = Plan(
            planned_on=visit.planned_on, planned_at=visit.planned_at, buddy=visit.buddy,
            companions=list(visit.companions.all()), meet_at=HomeVisit.MeetAt(visit.meet_at),
        )  # fmt: skip
        with transaction.atomic():
            change_plan(visit=visit, plan=plan, by=visit.mentor)
            transaction.set_rollback(True)


def test_one_home_with_an_agreed_visit_is_to_be_looked_at_again() -> None:
    ruth = Staff.objects.get(first_name="Ruth")
    zone = ruth.memberships.get().setting
    assert zone

    rows = homes_to_check(Viewer(ruth, zone, frozenset({Role.LEAD})))

    assert [row.next_on is not None for row in rows] == [True]


def test_nobody_has_two_visits_on_a_day_and_no_mentor_two_at_a_time() -> None:
    ahead = HomeVisit.objects.filter(outcome="").prefetch_related("companions")
    homes = [(visit.household_id, visit.planned_on) for visit in ahead]
    people = [
        (one.pk, visit.planned_on, visit.planned_at)
        for visit in ahead
        for one in (visit.mentor, *visit.companions.all())
    ]
    assert ahead.filter(state="offered").exists()
    assert len(homes) == len(set(homes))
    assert len(people) == len(set(people))


def test_hours_said_in_words_are_kept_as_hours_and_no_quote_names_a_colleague() -> None:
    said = Adult.objects.exclude(best_times="")
    assert said.exists()
    assert all(one.good_from or one.good_until for one in said)
    for note in VisitNote.objects.all():
        assert not any(name in note.childs_view for name in people.MENTORS)


def test_the_story_tells_of_attendance_of_words_and_of_what_we_changed() -> None:
    zone = Setting.objects.get(code=people.ZONE)
    lead = Viewer(Staff.objects.get(first_name="Ruth"), zone, frozenset({Role.LEAD}))
    every = periods.periods_of(calendar_of(zone).half_terms, lead.today)
    term = next(period for period in every if period.kind == periods.Kind.TERM)

    voices = written_in(lead)

    assert SchoolWeek.objects.values("child").distinct().count() >= 20
    assert set(SchoolWeek.objects.values_list("register", flat=True)) == {"ours", "school"}
    assert Suspension.objects.exists()
    assert (len(voices.to_read), len(voices.chosen)) == (2, 2)
    assert voices.kept_back
    noted = Change.objects.earliest("on").on
    assert len(changes_in(zone, noted, lead.today)) >= 4
    found = around_first_contact(
        question(viewer=lead, calendar=calendar_of(zone), period=term, before=None)
    )
    assert found.children.whole >= found.children.part
