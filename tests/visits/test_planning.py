"""Planning a visit: its guards, all in one sentence, and the room in a day."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.models import HouseholdMember, Restriction
from pastoral.accounts.models import Membership, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.concerns.models import Worry
from pastoral.refusals import Refusal, WrongMove
from tests.factories import (
    make_adult,
    make_child,
    make_cover,
    make_home_visit,
    make_household_member,
    make_membership,
    make_policy,
    make_restriction,
    make_risk_check,
    make_setting,
    make_staff,
    make_worry,
)
from tests.visits.scenes import ELEVEN, Scene
from visits import actions
from visits.actions import RiskAnswers
from visits.guarding import GENERIC
from visits.models import HomeVisit, RiskCheck

pytestmark = pytest.mark.django_db
State, MeetAt = HomeVisit.State, HomeVisit.MeetAt


@pytest.fixture
def scene() -> Scene:
    return Scene()


def plan(scene: Scene, **fields: Any) -> HomeVisit:
    return actions.plan(visit=scene.visit, plan=scene.plan(**fields), by=scene.jo)


def is_refused_in_the_one_sentence(scene: Scene, **fields: Any) -> bool:
    with pytest.raises(Refusal) as refused:
        plan(scene, **fields)
    scene.visit.refresh_from_db()
    return str(refused.value) == GENERIC and scene.visit.state == State.AGREED


def look_again(scene: Scene) -> RiskCheck:
    answers = RiskAnswers(*[False] * 8)
    return actions.check_risk(
        household=scene.family, answers=answers, result=RiskCheck.Result.OK_ALONE, by=scene.ruth
    )


def test_a_visit_that_was_agreed_to_is_planned(scene: Scene) -> None:
    visit = plan(
        scene, planned_at=time(9, 30), minutes=60, companions=[scene.kwame],
        interpreter=" Urdu line ", interpreter_is_booked=True, meet_at=MeetAt.PARK,
    )  # fmt: skip

    assert (visit.state, visit.planned_on, visit.planned_at) == ("planned", scene.day, time(9, 30))
    assert (visit.minutes, visit.buddy, visit.interpreter) == (60, scene.ruth, "Urdu line")
    assert (visit.interpreter_is_booked, visit.meet_at) == (True, "park")
    assert list(visit.companions.all()) == [scene.kwame]
    assert visit.risk_check == RiskCheck.objects.get()
    assert TrailEntry.objects.get(what="visits.planned").household_id == scene.family.pk


def test_a_day_that_is_over_is_not_planned_for(scene: Scene) -> None:
    with pytest.raises(Refusal, match="still to come"):
        plan(scene, planned_on=timezone.localdate() - timedelta(days=1))


# --- rule 2 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [s for s in State if s != State.AGREED])
def test_rule_2_only_a_visit_that_was_agreed_to_is_planned(
    scene: Scene, state: HomeVisit.State
) -> None:
    HomeVisit.objects.filter(pk=scene.visit.pk).update(
        state=state, outcome=OUTCOME_OF.get(state, ""), arrived_at=timezone.now()
    )

    with pytest.raises(WrongMove):
        plan(scene)


OUTCOME_OF = {
    State.COMPLETED: "completed", State.ENDED_EARLY: "completed", State.NOT_HOME: "nobody_in",
    State.RESCHEDULED: "we_cancelled", State.CANCELLED_FAMILY: "not_today",
    State.CANCELLED_SCHOOL: "we_cancelled",
}  # fmt: skip


def test_rule_2_nobody_agreed(scene: Scene) -> None:
    HomeVisit.objects.filter(pk=scene.visit.pk).update(agreed_by=None, agreed_how="")

    assert is_refused_in_the_one_sentence(scene)


def test_rule_2_who_agreed_does_not_live_there_any_more(scene: Scene) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    HouseholdMember.objects.filter(adult=scene.samira).update(to_on=yesterday)

    assert is_refused_in_the_one_sentence(scene)


def test_rule_2_who_agreed_never_lived_there(scene: Scene) -> None:
    HomeVisit.objects.filter(pk=scene.visit.pk).update(agreed_by=make_adult(scene.setting))

    assert is_refused_in_the_one_sentence(scene)


def test_rule_2_who_agreed_has_died(scene: Scene) -> None:
    scene.samira.is_deceased = True
    scene.samira.save()

    assert is_refused_in_the_one_sentence(scene)


# --- rule 3 ---------------------------------------------------------------------------------


def test_rule_3_a_first_visit_is_not_planned_for_one(scene: Scene) -> None:
    HomeVisit.objects.exclude(pk=scene.visit.pk).delete()

    assert is_refused_in_the_one_sentence(scene)
    assert plan(scene, companions=[scene.kwame]).state == State.PLANNED


def test_rule_3_the_mentor_herself_is_no_second_person(scene: Scene) -> None:
    make_risk_check(scene.family, result=RiskCheck.Result.PAIR)

    assert is_refused_in_the_one_sentence(scene, companions=[scene.jo])


def test_rule_3_a_check_that_says_pair_is_not_planned_for_one(scene: Scene) -> None:
    make_risk_check(scene.family, result=RiskCheck.Result.PAIR)

    assert is_refused_in_the_one_sentence(scene)
    assert plan(scene, companions=[scene.kwame]).state == State.PLANNED


def test_rule_3_two_staff_says_a_restriction_past_its_end(scene: Scene) -> None:
    make_restriction(
        scene.samira, scene.child, kind=Restriction.Kind.STAFF_PAIR_ONLY,
        ends_on=timezone.localdate() - timedelta(days=30),
    )  # fmt: skip

    assert is_refused_in_the_one_sentence(scene)
    assert plan(scene, companions=[scene.kwame]).state == State.PLANNED


def test_rule_3_who_comes_along_makes_visits_here_that_day(scene: Scene) -> None:
    elsewhere, left, office = make_staff(), make_staff(), make_staff()
    make_membership(elsewhere, make_setting())
    make_membership(left, scene.setting, to_on=scene.day - timedelta(days=1))
    make_membership(office, scene.setting, Role.OFFICE)

    for one in (elsewhere, left, office):
        assert is_refused_in_the_one_sentence(scene, companions=[one])


def test_rule_3_a_mentor_who_left_goes_nowhere(scene: Scene) -> None:
    Membership.objects.filter(staff=scene.jo).update(to_on=scene.day - timedelta(days=1))

    assert is_refused_in_the_one_sentence(scene)


def test_rule_3_who_is_away_that_day_does_not_come_along(scene: Scene) -> None:
    make_cover(scene.kwame, scene.ruth, from_on=scene.day, setting=scene.setting)

    assert is_refused_in_the_one_sentence(scene, companions=[scene.kwame])


# --- rule 4 ---------------------------------------------------------------------------------


def test_rule_4_a_home_nobody_checked_is_not_planned_for(scene: Scene) -> None:
    RiskCheck.objects.all().delete()

    assert is_refused_in_the_one_sentence(scene)


def test_rule_4_a_check_that_will_have_run_out_by_that_day_blocks(scene: Scene) -> None:
    RiskCheck.objects.update(valid_until=scene.day - timedelta(days=1))
    assert is_refused_in_the_one_sentence(scene)

    RiskCheck.objects.update(valid_until=scene.day)

    assert plan(scene).state == State.PLANNED


@pytest.mark.parametrize("state", [s for s in Worry.State if s != Worry.State.DRAFT])
def test_rule_4_a_worry_newer_than_the_check_blocks(scene: Scene, state: Worry.State) -> None:
    worry = make_worry(scene.setting, state=state, external_ref="C-1", submitted_at=timezone.now())
    worry.children.add(scene.child)

    assert is_refused_in_the_one_sentence(scene)


def test_rule_4_looking_again_lifts_what_a_worry_blocked(scene: Scene) -> None:
    worry = make_worry(scene.setting, submitted_at=timezone.now())
    worry.children.add(scene.child)

    check = look_again(scene)

    assert plan(scene).risk_check == check


def test_rule_4_a_draft_an_older_worry_and_another_childs_block_nothing(scene: Scene) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    for fields in ({"state": Worry.State.DRAFT}, {"submitted_at": long_ago}):
        make_worry(scene.setting, **fields).children.add(scene.child)
    make_worry(scene.setting).children.add(make_child(scene.setting))

    assert plan(scene).state == State.PLANNED


def test_rule_4_a_worry_of_the_day_of_a_check_written_down_later_blocks(scene: Scene) -> None:
    on = timezone.localdate() - timedelta(days=10)
    RiskCheck.objects.update(checked_on=on)
    worry = make_worry(scene.setting, submitted_at=timezone.now() - timedelta(days=9))
    worry.children.add(scene.child)

    assert is_refused_in_the_one_sentence(scene)


def test_rule_4_a_worry_about_the_child_visited_blocks_in_its_other_home_too(scene: Scene) -> None:
    elsewhere = make_child(scene.setting)
    scene.visit.children.add(elsewhere)
    make_worry(scene.setting, submitted_at=timezone.now()).children.add(elsewhere)

    assert is_refused_in_the_one_sentence(scene)


def test_rule_4_somebody_moved_in_since_the_check(scene: Scene) -> None:
    RiskCheck.objects.update(checked_on=timezone.localdate() - timedelta(days=10))
    make_household_member(
        scene.family, adult=make_adult(scene.setting), from_on=timezone.localdate()
    )

    assert is_refused_in_the_one_sentence(scene)


def test_rule_4_not_at_home_is_planned_for_a_cafe_a_park_or_the_school(scene: Scene) -> None:
    make_risk_check(scene.family, result=RiskCheck.Result.NOT_AT_HOME)

    assert is_refused_in_the_one_sentence(scene, meet_at=MeetAt.HOME)
    assert plan(scene, meet_at=MeetAt.CAFE).meet_at == MeetAt.CAFE


def test_rule_4_a_family_that_rests_is_not_planned_for(scene: Scene) -> None:
    scene.family.paused_from = timezone.localdate()
    scene.family.save()

    assert is_refused_in_the_one_sentence(scene)


@pytest.mark.parametrize("kind", [Restriction.Kind.NO_CONTACT, Restriction.Kind.NO_INFORMATION])
@pytest.mark.parametrize("is_named", [True, False])
def test_rule_14_an_adult_kept_from_the_child_is_not_visited_about_it(
    scene: Scene, kind: Restriction.Kind, is_named: bool
) -> None:
    make_restriction(scene.samira, scene.child, kind=kind)
    if is_named:
        scene.visit.children.add(scene.child)

    assert is_refused_in_the_one_sentence(scene)


def test_rule_14_a_visit_about_another_child_goes(scene: Scene) -> None:
    make_restriction(scene.samira, make_child(scene.setting))

    assert plan(scene).state == State.PLANNED


def test_rule_14_where_no_child_lives_any_restriction_of_theirs_blocks(scene: Scene) -> None:
    make_restriction(scene.samira, scene.child)
    HouseholdMember.objects.filter(child=scene.child).delete()

    assert is_refused_in_the_one_sentence(scene)


# --- rule 7 ---------------------------------------------------------------------------------


def test_rule_7_somebody_stays_by_the_phone(scene: Scene) -> None:
    silent, elsewhere = make_staff(), make_staff(phone="07700 900402")
    make_membership(silent, scene.setting)
    make_membership(elsewhere, make_setting())

    for buddy in (None, scene.jo, silent, elsewhere):
        assert is_refused_in_the_one_sentence(scene, buddy=buddy)


def test_rule_7_a_buddy_does_not_come_along(scene: Scene) -> None:
    scene.kwame.phone = "07700 900403"
    scene.kwame.save()

    assert is_refused_in_the_one_sentence(scene, companions=[scene.kwame], buddy=scene.kwame)
    assert plan(scene, companions=[], buddy=scene.kwame).buddy == scene.kwame


def test_rule_7_a_buddy_does_not_stand_in_that_day(scene: Scene) -> None:
    scene.kwame.phone = "07700 900403"
    scene.kwame.save()
    make_cover(scene.jo, scene.kwame, from_on=scene.day, setting=scene.setting)

    assert is_refused_in_the_one_sentence(scene, buddy=scene.kwame)


# --- rule 5 ---------------------------------------------------------------------------------


def sentence_for(scene: Scene, **fields: Any) -> str:
    with pytest.raises(Refusal) as refused:
        plan(scene, **fields)
    return str(refused.value)


def test_rule_5_nobody_is_in_two_places(scene: Scene) -> None:
    scene.planned(planned_at=ELEVEN)

    assert sentence_for(scene, planned_at=time(11, 30)) == "Jo already has a visit at 11am."


@pytest.mark.parametrize("at", [time(10, 10), time(11, 55)])
def test_rule_5_there_is_time_for_the_way(scene: Scene, at: time) -> None:
    scene.planned(planned_at=ELEVEN)

    said = "Leave 15 minutes for the way: Jo has a visit from 11am to 11.45am."
    assert sentence_for(scene, planned_at=at) == said
    assert plan(scene, planned_at=time(12, 0)).state == State.PLANNED


def test_rule_5_the_way_is_as_long_as_the_place_says(scene: Scene) -> None:
    make_policy(scene.setting, visit_gap_minutes=30)
    scene.planned(planned_at=ELEVEN)

    assert "Leave 30 minutes" in sentence_for(scene, planned_at=time(12, 0))


@pytest.mark.parametrize("who", ["her own", "joins", "covers"])
def test_rule_5_a_companions_own_day_counts_however_they_go(scene: Scene, who: str) -> None:
    bethan = make_staff(first_name="Bethan")
    make_membership(bethan, scene.setting)
    other = scene.planned(family=scene.another_family(), mentor=bethan)
    if who == "her own":
        HomeVisit.objects.filter(pk=other.pk).update(mentor=scene.kwame)
    elif who == "joins":
        other.companions.add(scene.kwame)
    else:
        make_cover(bethan, scene.kwame, from_on=scene.day, setting=scene.setting)

    said = sentence_for(scene, companions=[scene.kwame])

    assert said == "Kwame already has a visit at 11am."


def test_rule_5_whoever_stands_in_is_asked_and_not_who_is_away(scene: Scene) -> None:
    scene.planned(family=scene.another_family(), mentor=scene.kwame)
    make_cover(scene.jo, scene.kwame, from_on=scene.day, setting=scene.setting)

    assert sentence_for(scene) == "Kwame already has a visit at 11am."


def test_rule_5_what_is_only_agreed_or_is_off_takes_no_time(scene: Scene) -> None:
    scene.agreed(planned_at=ELEVEN)
    scene.agreed(planned_at=ELEVEN, state=State.CANCELLED_FAMILY, outcome="not_today")
    scene.agreed(planned_at=ELEVEN, state=State.NOT_HOME, outcome="nobody_in")

    assert plan(scene).state == State.PLANNED


def test_rule_5_a_fifth_visit_needs_a_reason_which_is_kept(scene: Scene) -> None:
    for at in (time(8), time(9), time(13), time(14)):
        scene.planned(planned_at=at)

    said = "Jo has four visits that day already: say why a fifth is needed."
    assert sentence_for(scene) == said
    assert plan(scene, override_reason=" They move on Monday. ").rule_override_reason == (
        "They move on Monday."
    )


def test_rule_5_a_reason_nobody_needed_is_not_kept(scene: Scene) -> None:
    assert plan(scene, override_reason="Just so.").rule_override_reason == ""


def test_rule_5_a_place_may_make_fewer_visits_a_day(scene: Scene) -> None:
    make_policy(scene.setting, visits_per_day=1)
    scene.planned(planned_at=time(14))

    said = "Jo has one visit that day already: say why a second is needed."
    assert sentence_for(scene) == said


@pytest.mark.parametrize("sunday", [date(2027, 3, 28), date(2027, 10, 31)])
def test_rule_5_the_way_is_by_the_wall_clock_when_the_clocks_change(
    scene: Scene, sunday: date
) -> None:
    RiskCheck.objects.update(valid_until=sunday)
    make_home_visit(
        scene.family, scene.jo, state=State.PLANNED, planned_on=sunday, planned_at=time(9, 30),
        planned_minutes=45,
    )  # fmt: skip

    assert "Leave 15 minutes" in sentence_for(scene, planned_on=sunday, planned_at=time(10, 20))
    assert plan(scene, planned_on=sunday, planned_at=time(10, 30)).state == State.PLANNED


# --- changing it ----------------------------------------------------------------------------


def change(scene: Scene, **fields: Any) -> HomeVisit:
    return actions.change_plan(visit=scene.visit, plan=scene.plan(**fields), by=scene.jo)


def test_a_plan_is_changed_within_its_day(scene: Scene) -> None:
    plan(scene, companions=[scene.kwame], interpreter="Urdu line", interpreter_is_booked=True)

    visit = change(scene, planned_at=time(14, 30))

    assert (visit.planned_at, visit.interpreter, visit.interpreter_is_booked) == (
        time(14, 30), "", False,
    )  # fmt: skip
    assert not visit.companions.exists()
    assert TrailEntry.objects.filter(what="visits.plan-changed").count() == 1


def test_rule_4_a_changed_plan_is_guarded_again(scene: Scene) -> None:
    plan(scene)
    make_worry(scene.setting, submitted_at=timezone.now()).children.add(scene.child)

    with pytest.raises(Refusal) as refused:
        change(scene, planned_at=time(14, 30))

    assert str(refused.value) == GENERIC


def test_rule_5_a_changed_plan_does_not_meet_itself(scene: Scene) -> None:
    plan(scene)

    assert change(scene, planned_at=time(11, 15)).planned_at == time(11, 15)


def test_rule_2_another_day_is_agreed_to_anew(scene: Scene) -> None:
    plan(scene)

    with pytest.raises(Refusal, match="Move this one instead"):
        change(scene, planned_on=scene.day + timedelta(days=1))


def test_what_is_not_planned_has_no_plan_to_change(scene: Scene) -> None:
    with pytest.raises(WrongMove):
        change(scene)


def test_whichever_guard_refuses_as_many_questions_are_asked(scene: Scene) -> None:
    """So that not even the time it takes tells an expired check from a worry."""

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked, pytest.raises(Refusal):
            plan(scene)
        return len(asked)

    RiskCheck.objects.update(valid_until=scene.day - timedelta(days=1))
    expired = questions()
    RiskCheck.objects.update(valid_until=scene.day)
    make_worry(scene.setting, submitted_at=timezone.now()).children.add(scene.child)

    assert questions() == expired
