"""The pages of risk checks and plans, as a mentor and a lead use them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from families.models import HouseholdMember, Promise
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import (
    make_adult,
    make_home_visit,
    make_restriction,
    make_risk_check,
    make_viewer,
    make_worry,
)
from tests.visits.scenes import Scene
from visits.forms.checking import RiskForm
from visits.guarding import GENERIC
from visits.models import HomeVisit, RiskCheck

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
State = HomeVisit.State


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def jo(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(Viewer(scene.jo, scene.setting, frozenset({Role.MENTOR})))


@pytest.fixture
def ruth(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.ruth)
    return client


def plan_url(scene: Scene) -> str:
    return f"/visits/{scene.visit.pk}/plan/"


def typed(scene: Scene, **fields: Any) -> dict[str, Any]:
    return {
        "planned_on": scene.day.isoformat(), "planned_at": "11:00", "minutes": "45",
        "buddy": str(scene.ruth.pk), "meet_at": "home", **fields,
    }  # fmt: skip


# --- planning -------------------------------------------------------------------------------


def test_a_mentor_plans_a_visit(scene: Scene, jo: Client) -> None:
    page = jo.get(plan_url(scene))
    answer = jo.post(plan_url(scene), typed(scene), follow=True)

    assert "11am" in page.content.decode()
    scene.visit.refresh_from_db()
    assert (scene.visit.state, scene.visit.buddy) == (State.PLANNED, scene.ruth)
    assert "Ruth knows where you are." in answer.content.decode()
    assert "Ruth, 07700 900401" in answer.content.decode()


def test_another_time_than_the_usual_is_taken(scene: Scene, jo: Client) -> None:
    jo.post(plan_url(scene), typed(scene, planned_at="", other_time="16:10"))

    scene.visit.refresh_from_db()
    assert f"{scene.visit.planned_at:%H:%M}" == "16:10"


def test_a_time_is_asked_for(scene: Scene, jo: Client) -> None:
    page = jo.post(plan_url(scene), typed(scene, planned_at=""))

    assert "Please choose a time." in page.content.decode()


def test_rule_3_a_pair_is_asked_for_at_once(scene: Scene, jo: Client) -> None:
    make_risk_check(scene.family, result=RiskCheck.Result.PAIR)

    page = jo.get(plan_url(scene)).content.decode()
    alone = jo.post(plan_url(scene), typed(scene)).content.decode()
    jo.post(plan_url(scene), typed(scene, companions=[str(scene.kwame.pk)]))

    assert "Two go together: who comes along?" in page
    assert "Please choose who." in alone
    scene.visit.refresh_from_db()
    assert scene.visit.state == State.PLANNED


def test_rule_4_not_at_home_offers_a_cafe_a_park_or_the_school(scene: Scene, jo: Client) -> None:
    make_risk_check(scene.family, result=RiskCheck.Result.NOT_AT_HOME)

    places = jo.get(plan_url(scene)).context["form"].fields["meet_at"].choices

    assert [key for key, _label in places] == ["cafe", "park", "school"]


def test_the_interpreter_is_asked_for_by_language(scene: Scene, jo: Client) -> None:
    assert "Interpreter" not in jo.get(plan_url(scene)).content.decode()
    scene.samira.language, scene.samira.needs_interpreter = "ur", True
    scene.samira.save()

    page = jo.get(plan_url(scene)).content.decode()

    assert "Interpreter for Urdu: who is booked?" in page


def test_who_has_no_phone_or_goes_is_not_offered_as_buddy(scene: Scene, jo: Client) -> None:
    scene.jo.phone = "07700 900405"
    scene.jo.save()

    offered = jo.get(plan_url(scene)).context["form"].fields["buddy"].queryset

    assert list(offered) == [scene.ruth]


def test_rule_5_what_has_no_room_is_said_plainly_and_all_is_kept(scene: Scene, jo: Client) -> None:
    scene.planned(family=scene.another_family())

    page = jo.post(plan_url(scene), typed(scene, minutes="50")).content.decode()

    assert "Jo already has a visit at 11am." in page
    assert 'value="50"' in page


def test_rule_5_why_one_more_is_asked_only_where_it_is_needed(scene: Scene, jo: Client) -> None:
    for hour in ("08", "09", "13", "14"):
        scene.planned(planned_at=f"{hour}:00")
    asks = "Why is one more needed that day?"

    assert asks not in jo.get(plan_url(scene)).content.decode()
    assert asks in jo.post(plan_url(scene), typed(scene)).content.decode()
    jo.post(plan_url(scene), typed(scene, override_reason="They move on Monday."))

    scene.visit.refresh_from_db()
    assert scene.visit.rule_override_reason == "They move on Monday."


# --- rule 4: nothing tells which guard it was --------------------------------------------------


def no_check(scene: Scene) -> None:
    scene.family.risk_checks.all().delete()


def run_out(scene: Scene) -> None:
    scene.family.risk_checks.update(valid_until=scene.day - timedelta(days=1))


def worried(scene: Scene) -> None:
    make_worry(scene.setting, submitted_at=timezone.now()).children.add(scene.child)


def moved_in(scene: Scene) -> None:
    scene.family.risk_checks.update(checked_on=timezone.localdate() - timedelta(days=1))
    adult = make_adult(scene.setting, household=scene.family, known_as="Zed")
    HouseholdMember.objects.filter(adult=adult).update(from_on=timezone.localdate())


def resting(scene: Scene) -> None:
    scene.family.paused_from = timezone.localdate()
    scene.family.save()


def moved_out(scene: Scene) -> None:
    HouseholdMember.objects.filter(adult=scene.samira).update(
        to_on=timezone.localdate() - timedelta(days=1)
    )


def kept_apart(scene: Scene) -> None:
    make_restriction(scene.samira, scene.child)


REASONS = [no_check, run_out, worried, moved_in, resting, moved_out, kept_apart]
TO_LOOK_AGAIN = REASONS[:4]


def as_shown(page: Any) -> str:
    """What a page says, without the names, addresses and secrets of one family or request."""
    main = page.content.decode().split("<main")[1].split("</main>")[0]
    main = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-zA-Z]{64}", "", main)
    return re.sub(r"Samira\d*|Amira\d*|Family \d+", "", main)


@pytest.fixture
def other(scene: Scene) -> Scene:
    """Another family of the same people."""
    return Scene(setting=scene.setting, jo=scene.jo, kwame=scene.kwame, ruth=scene.ruth)


@pytest.mark.parametrize("why", REASONS)
def test_rule_4_every_guard_reads_the_same_to_a_mentor(
    scene: Scene, other: Scene, jo: Client, why: Callable[[Scene], None]
) -> None:
    run_out(scene)
    why(other)

    page = jo.post(plan_url(other), typed(other))

    assert GENERIC in page.content.decode()
    assert "callout--info" in page.content.decode()
    assert as_shown(page) == as_shown(jo.post(plan_url(scene), typed(scene)))


@pytest.mark.parametrize("why", TO_LOOK_AGAIN)
def test_rule_4_every_reason_to_look_again_reads_the_same_to_a_lead(
    scene: Scene, other: Scene, ruth: Client, why: Callable[[Scene], None]
) -> None:
    assert not ruth.get("/visits/checks/").context["page"].object_list
    run_out(scene)
    list_of_first, page_of_first = (
        as_shown(ruth.get("/visits/checks/")), as_shown(ruth.get(check_url(scene)))
    )  # fmt: skip
    scene.family.risk_checks.update(valid_until=scene.day)
    why(other)

    assert as_shown(ruth.get("/visits/checks/")) == list_of_first
    page = as_shown(ruth.get(check_url(other)))
    assert "Look again before the next visit" in page
    assert page == page_of_first or why is no_check


def test_rule_4_a_lead_has_a_way_on_and_a_mentor_whom_to_ring(
    scene: Scene, jo: Client, ruth: Client
) -> None:
    worried(scene)
    way = f"/visits/homes/{scene.family.pk}/check/"

    to_mentor = jo.post(plan_url(scene), typed(scene)).content.decode()
    scene.kwame.phone = "07700 900406"
    scene.kwame.save()
    to_lead = ruth.post(plan_url(scene), typed(scene, buddy=str(scene.kwame.pk))).content.decode()

    assert "Ring Ruth, 07700 900401" in to_mentor
    assert way not in to_mentor
    assert way in to_lead


# --- the risk check -----------------------------------------------------------------------------


def answered(**fields: str) -> dict[str, str]:
    return {**dict.fromkeys(RiskForm.QUESTIONS, "no"), "result": "ok_alone", **fields}


def check_url(scene: Scene) -> str:
    return f"/visits/homes/{scene.family.pk}/check/"


def test_rule_4_a_lead_looks_again_and_the_plan_goes(
    scene: Scene, jo: Client, ruth: Client
) -> None:
    worried(scene)

    ruth.post(check_url(scene), answered(has_dog="yes", controls="Ring first."))
    jo.post(plan_url(scene), typed(scene))

    scene.visit.refresh_from_db()
    assert scene.visit.state == State.PLANNED
    page = ruth.get(check_url(scene)).content.decode()
    assert "A dog" in page
    assert "Ring first." in page
    assert "at the latest" in page


def test_every_home_asks_for_a_word_with_the_safeguarding_lead(scene: Scene, ruth: Client) -> None:
    asked = "Have you spoken with the safeguarding lead about this home?"

    assert asked in ruth.get(check_url(scene)).content.decode()
    worried(scene)
    assert asked in ruth.get(check_url(scene)).content.decode()


def test_a_question_left_open_is_asked_again_and_the_others_kept(
    scene: Scene, ruth: Client
) -> None:
    half = answered(controls="Ring first.")
    del half["has_dog"]

    page = ruth.post(check_url(scene), half).content.decode()

    assert "Please choose one." in page
    assert "Ring first." in page
    assert RiskCheck.objects.count() == 1


def test_rule_3_a_lead_who_advises_a_pair_is_told_that_nobody_goes_alone(
    scene: Scene, ruth: Client
) -> None:
    page = ruth.post(check_url(scene), answered(lead_advises_pair="yes"))

    assert "nobody goes alone" in page.content.decode()


def test_a_mentor_reads_a_check_which_is_written_down_and_changes_nothing(
    scene: Scene, jo: Client
) -> None:
    page = jo.get(check_url(scene)).content.decode()

    assert "One person may go" in page
    assert "Save this check" not in page
    assert TrailEntry.objects.get(what="visits.risk-check").actor == scene.jo
    assert jo.post(check_url(scene), answered()).status_code == 403
    assert RiskCheck.objects.count() == 1


def test_rule_45_another_mentors_home_is_not_found(scene: Scene, sign_in: SignIn) -> None:
    stranger = sign_in(make_viewer(Role.MENTOR, setting=scene.setting))

    for url in (check_url(scene), plan_url(scene)):
        assert stranger.get(url).status_code == 404


def test_the_list_takes_as_many_questions_for_many_homes_as_for_one(
    scene: Scene, ruth: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _ in range(12):
        scene.another_family()
    RiskCheck.objects.all().delete()

    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        page = ruth.get("/visits/checks/")

    assert len(page.context["page"].object_list) == 13


# --- moving, calling off, nobody in -------------------------------------------------------------


def test_a_planned_visit_is_moved_on_the_familys_word(scene: Scene, jo: Client) -> None:
    visit = scene.planned()
    on = scene.day + timedelta(days=3)

    answer = jo.post(
        f"/visits/{visit.pk}/move/",
        {
            "on": on.isoformat(), "at": "13:00", "moved_by": "family", "agreed_how": "call",
            "agreed_by": str(scene.samira.pk), "reason": "A hospital appointment.",
        },
    )  # fmt: skip

    new = HomeVisit.objects.get(rescheduled_from=visit)
    visit.refresh_from_db()
    assert (visit.state, visit.outcome) == (State.RESCHEDULED, "family_moved_it")
    assert answer.headers["location"] == f"/visits/{new.pk}/plan/"
    assert jo.get(f"/visits/{new.pk}/plan/").context["form"].initial["buddy"] == scene.ruth.pk
    assert f"/visits/{new.pk}/" in jo.get(f"/visits/{visit.pk}/").content.decode()
    assert f"/visits/{visit.pk}/" in jo.get(f"/visits/{new.pk}/").content.decode()


def test_rule_2_a_new_day_needs_the_word_of_who_lives_there(scene: Scene, jo: Client) -> None:
    visit = scene.planned()
    stranger = make_adult(scene.setting)

    page = jo.post(
        f"/visits/{visit.pk}/move/",
        {
            "on": scene.day.isoformat(), "moved_by": "us", "agreed_how": "call",
            "agreed_by": str(stranger.pk),
        },
    )  # fmt: skip

    assert page.status_code == 200
    visit.refresh_from_db()
    assert visit.state == State.PLANNED


def test_a_visit_we_call_off_is_told_by_a_person_today(scene: Scene, jo: Client) -> None:
    page = jo.post(f"/visits/{scene.visit.pk}/call-off/", {"outcome": "we_cancelled"})
    assert "Say in a line why" in page.content.decode()

    done = jo.post(
        f"/visits/{scene.visit.pk}/call-off/",
        {"outcome": "we_cancelled", "reason": "I am ill."},
        follow=True,
    ).text
    assert "To ring the family today is on your list." in done

    scene.visit.refresh_from_db()
    promise = Promise.objects.get()
    assert scene.visit.state == State.CANCELLED_SCHOOL
    assert (promise.owner, promise.due_on) == (scene.jo, timezone.localdate())
    assert promise.what.startswith("Ring Samira: the visit on ")
    assert promise.what.endswith(" is off")


@pytest.mark.parametrize(("days", "said"), [(0, "today’s visit"), (2, "’s visit is off")])
def test_the_promise_says_which_day(scene: Scene, jo: Client, days: int, said: str) -> None:
    visit = scene.planned(planned_on=timezone.localdate() + timedelta(days=days))

    jo.post(f"/visits/{visit.pk}/call-off/", {"outcome": "we_cancelled", "reason": "Snow."})

    assert said in Promise.objects.get().what


def test_a_family_that_calls_off_owes_no_reason(scene: Scene, jo: Client) -> None:
    jo.post(f"/visits/{scene.visit.pk}/call-off/", {"outcome": "not_today"})

    scene.visit.refresh_from_db()
    assert scene.visit.state == State.CANCELLED_FAMILY
    assert not Promise.objects.exists()


def test_nobody_in_is_kept_on_the_day_and_not_before(scene: Scene, jo: Client) -> None:
    later, today = scene.planned(), scene.planned(planned_on=timezone.localdate())

    early = jo.post(f"/visits/{later.pk}/nobody-in/", {"reason": ""})
    jo.post(f"/visits/{today.pk}/nobody-in/", {"reason": "Left a card."})

    assert "has not come yet" in early.content.decode()
    today.refresh_from_db()
    assert (today.state, today.outcome_reason) == (State.NOT_HOME, "Left a card.")


# --- the visit's own page -----------------------------------------------------------------------


def test_the_visits_page_tells_its_life_and_offers_what_can_happen(
    scene: Scene, jo: Client
) -> None:
    visit = scene.planned(
        planned_on=timezone.localdate(), interpreter="Urdu line", offered_to=scene.samira,
        offered_at=timezone.now(), rule_override_reason="They move on Monday.",
    )  # fmt: skip
    visit.companions.add(scene.kwame)

    page = jo.get(f"/visits/{visit.pk}/").content.decode()

    for said in (
        f"To {scene.samira.known_as}, today", f"{scene.samira.known_as}, by phone",
        "Today, 11am, 45 minutes", "Jo and Kwame", "Urdu line, not booked yet", "At home",
        "They move on Monday.", "Change the plan", "Move to another day", "Nobody in", "Call it off",
    ):  # fmt: skip
        assert said in page
    assert "Plan this visit" not in page


@pytest.mark.parametrize("state", State)
def test_only_moves_that_are_possible_are_buttons(
    scene: Scene, jo: Client, state: HomeVisit.State
) -> None:
    outcomes = {"completed": "completed", "ended_early": "completed", "not_home": "nobody_in",
                "rescheduled": "we_cancelled", "cancelled_family": "not_today",
                "cancelled_school": "we_cancelled"}  # fmt: skip
    visit = make_home_visit(
        scene.family, scene.jo, state=state, outcome=outcomes.get(state, ""),
        arrived_at=timezone.now(), planned_on=timezone.localdate(),
    )  # fmt: skip

    page = jo.get(f"/visits/{visit.pk}/").content.decode()

    shown = {word: f"/visits/{visit.pk}/{word}/" in page for word in ("plan", "move", "call-off")}
    assert shown == {
        "plan": state in (State.AGREED, State.PLANNED),
        "move": state == State.PLANNED,
        "call-off": state in (State.AGREED, State.PLANNED),
    }


def test_a_safeguarding_lead_reads_the_life_and_moves_nothing(
    scene: Scene, sign_in: SignIn
) -> None:
    page = sign_in(make_viewer(Role.DSL, setting=scene.setting)).get(f"/visits/{scene.visit.pk}/")

    assert "From the offer on" in page.content.decode()
    assert "Plan this visit" not in page.content.decode()
