"""Who have we not seen: the days since we met, by each family's own rhythm."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from families import actions
from families.models import Child, Household
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from tests.factories import (
    make_child,
    make_family,
    make_home_visit,
    make_mentor_assignment,
    make_setting,
    make_viewer,
)
from visits.unseen import FamilyToSee, homes_of, mentors_of, unseen, walked_with

pytestmark = pytest.mark.django_db
UNDER_WAY: dict[str, Any] = {"arrived_at": "2026-11-27T10:00:00Z"}


@pytest.fixture
def mentor() -> Viewer:
    return make_viewer(Role.MENTOR)


def a_family(mentor: Viewer, *, seen: int | None = None, **fields: object) -> Household:
    family = make_family(mentor.setting, mentor.user)
    for name, value in fields.items():
        setattr(family, name, value)
    family.save()
    if seen is not None:
        make_home_visit(family, mentor.user, planned_on=ago(mentor, seen))
    return family


def ago(mentor: Viewer, days: int) -> date:
    return mentor.today - timedelta(days=days)


def only(mentor: Viewer) -> FamilyToSee:
    [family] = unseen(mentor).families
    return family


def test_due_first_then_never_met_then_the_longest_since(mentor: Viewer) -> None:
    lately = a_family(mentor, seen=2)
    long_ago = a_family(mentor, seen=40)
    due = a_family(mentor, seen=11)
    never = a_family(mentor)
    every_sixty = a_family(mentor, seen=50, rhythm_days=60)

    found = unseen(mentor)

    order = [family.household for family in found.families]
    assert order == [never, long_ago, due, every_sixty, lately]
    assert found.due == 3


def test_the_clock_reads_days_and_rhythm(mentor: Viewer) -> None:
    a_family(mentor, seen=12)

    assert only(mentor).said == "Met 12 days ago; every 10 days"


def test_a_family_we_never_met_says_so(mentor: Viewer) -> None:
    a_family(mentor, rhythm_days=7)

    family = only(mentor)

    assert (family.said, family.days, family.is_due) == ("Never met; every 7 days", None, True)


@pytest.mark.parametrize(("days", "is_due"), [(9, False), (10, True), (11, True)])
def test_the_settings_rhythm_holds_where_a_family_has_none(
    mentor: Viewer, days: int, is_due: bool
) -> None:
    a_family(mentor, seen=days)

    assert only(mentor).is_due is is_due


def test_a_familys_own_rhythm_goes_before_the_settings(mentor: Viewer) -> None:
    a_family(mentor, seen=20, rhythm_days=30)

    assert (only(mentor).is_due, only(mentor).rhythm) == (False, 30)


@pytest.mark.parametrize(
    ("state", "outcome", "said"),
    [
        ("not_home", "nobody_in", "Nobody in"),
        ("ended_early", "completed", "Ended early"),
        ("rescheduled", "family_moved_it", "The family moved it"),
        ("cancelled_school", "we_cancelled", "We cancelled"),
        ("cancelled_family", "not_today", "Not today"),
    ],
)
def test_an_attempt_is_shown_with_its_day_and_does_not_reset_the_clock(
    mentor: Viewer, state: str, outcome: str, said: str
) -> None:
    family = a_family(mentor, seen=12)
    make_home_visit(family, planned_on=ago(mentor, 2), state=state, outcome=outcome)

    found = only(mentor)

    assert (found.days, found.is_due) == (12, True)
    assert found.tried is not None
    assert (found.tried.on, found.tried.said) == (ago(mentor, 2), said)


def test_an_attempt_is_forgotten_once_we_met(mentor: Viewer) -> None:
    family = a_family(mentor, seen=2)
    make_home_visit(family, planned_on=ago(mentor, 5), state="not_home", outcome="nobody_in")

    assert only(mentor).tried is None


def test_a_visit_taken_back_never_was(mentor: Viewer) -> None:
    family = a_family(mentor, seen=20)
    make_home_visit(family, planned_on=ago(mentor, 1), removed_at="2026-11-27T10:00:00Z")

    assert only(mentor).days == 20


@pytest.mark.parametrize("state", ["offered", "agreed", "planned"])
def test_a_family_somebody_goes_to_is_not_due_and_says_when(mentor: Viewer, state: str) -> None:
    family = a_family(mentor, seen=30)
    later = make_home_visit(family, state=state, planned_on=ago(mentor, -9))
    next_one = make_home_visit(family, state=state, planned_on=ago(mentor, -2), planned_at=time(11))

    found = only(mentor)

    assert (found.is_due, found.next_on) == (False, next_one.planned_on)
    assert found.going is not None
    assert found.going.visit_id == next_one.pk != later.pk


def test_a_visit_that_is_under_way_is_somebody_going_even_over_midnight(mentor: Viewer) -> None:
    family = a_family(mentor, seen=30)
    make_home_visit(family, state="under_way", planned_on=ago(mentor, 1), **UNDER_WAY)

    assert not only(mentor).is_due


@pytest.mark.parametrize(
    ("state", "said"),
    [("offered", "No answer yet to our offer"), ("planned", "Not written up yet")],
)
def test_a_visit_left_open_in_the_past_sees_nobody_and_is_pointed_at(
    mentor: Viewer, state: str, said: str
) -> None:
    visit = make_home_visit(a_family(mentor), state=state, planned_on=ago(mentor, 3))

    found = only(mentor)

    assert found.is_due
    assert found.next_on is None
    assert found.going is not None
    assert (found.going.visit_id, found.going.said) == (visit.pk, said)


def test_an_offer_that_was_declined_leaves_nobody_going(mentor: Viewer) -> None:
    make_home_visit(a_family(mentor), state="declined", planned_on=ago(mentor, -2))

    assert (only(mentor).is_due, only(mentor).going) == (True, None)


def test_families_left_in_peace_stand_apart_and_are_not_due(mentor: Viewer) -> None:
    paused = a_family(mentor, paused_from=mentor.today, paused_until=ago(mentor, -5))
    over = a_family(mentor, paused_from=ago(mentor, 9), paused_until=ago(mentor, 1))

    found = unseen(mentor)

    assert [family.household for family in found.paused] == [paused]
    assert [family.household for family in found.families] == [over]
    assert found.due == 1


def test_rule_45_another_mentors_families_are_not_in_the_list(mentor: Viewer) -> None:
    make_family(mentor.setting, make_viewer(setting=mentor.setting).user)
    make_family(make_setting(), mentor.user)

    assert unseen(mentor).families == []


def test_a_family_whose_child_has_left_is_not_in_the_list(mentor: Viewer) -> None:
    family = a_family(mentor)
    Child.objects.filter(homes__household=family).update(placement_ends_on=ago(mentor, 1))

    assert unseen(mentor).families == []


def test_a_lead_sees_all_and_can_look_at_one_mentors(mentor: Viewer) -> None:
    lead = make_viewer(Role.LEAD, setting=mentor.setting)
    mine, other = a_family(mentor), make_family(mentor.setting)

    assert len(unseen(lead).families) == 2
    theirs = unseen(lead, walked_with(homes_of(lead), mentor.user.pk, lead.today))
    assert [family.household for family in theirs.families] == [mine] != [other]


def test_who_walks_with_a_family_is_said_once_however_many_children(mentor: Viewer) -> None:
    family = a_family(mentor)
    make_mentor_assignment(mentor.user, make_child(household=family))
    former = make_viewer(setting=mentor.setting).user
    make_mentor_assignment(former, make_child(household=family), to_on=ago(mentor, 1))

    assert mentors_of([family], mentor.today) == {
        family.pk: {mentor.user.pk: mentor.user.first_name}
    }


@pytest.mark.parametrize("families", [10, 60])
def test_two_queries_answer_for_ten_families_and_for_sixty(
    families: int, mentor: Viewer, django_assert_num_queries: Callable[[int], object]
) -> None:
    for n in range(families):
        family = a_family(mentor, seen=n)
        make_home_visit(family, state="not_home", outcome="nobody_in", planned_on=mentor.today)
        make_home_visit(family, state="planned", planned_on=ago(mentor, -2))

    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        found = unseen(mentor)

    assert len(found.families) == families


def test_a_family_gets_a_rhythm_of_its_own_and_loses_it_again(mentor: Viewer) -> None:
    family = a_family(mentor)

    for days in (21, None):
        actions.set_rhythm(household=family, days=days, by=mentor.user)
        family.refresh_from_db()
        assert family.rhythm_days == days

    written = TrailEntry.objects.filter(what="families.rhythm-set")
    assert written.filter(household_id=family.pk).count() == 2


def test_a_rhythm_of_no_days_is_refused(mentor: Viewer) -> None:
    with pytest.raises(Refusal, match="a day at least"):
        actions.set_rhythm(household=a_family(mentor), days=0, by=mentor.user)
