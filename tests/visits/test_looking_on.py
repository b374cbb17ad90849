"""Nothing but the word of who goes ends the looking for them (rules 6 and 44)."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from families.covering import is_done_by, stand_in_on
from families.models import Cover
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox import words
from pastoral.outbox.models import Message
from pastoral.refusals import Refusal
from tests.factories import make_cover, make_membership, make_setting, make_staff
from tests.visits.scenes import Scene
from visits import actions, offer_words, tasks, who_goes
from visits.covers import families_not_told
from visits.models import HomeVisit, OverdueAlert
from visits.outings import goes, outing_of
from visits.to_offer import way_to

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
State, Outcome = HomeVisit.State, HomeVisit.Outcome
FRIDAY = date(2026, 12, 4)
HALF_PAST_NINE = time(9, 30)
SPEAK_FIRST = "may be there now. Speak to them first"


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of that Friday; in December the wall’s clock is UTC’s."""
    return datetime.combine(FRIDAY, time(hour, minute), tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(at(9), tick=False) as clock:
        words.load_shipped()
        yield clock


@pytest.fixture
def scene() -> Scene:
    """Jo goes at half past nine until a quarter past ten; Ruth, a lead, listens."""
    scene = Scene()
    HomeVisit.objects.filter(pk=scene.visit.pk).update(
        planned_on=FRIDAY, planned_at=HALF_PAST_NINE, planned_minutes=45, buddy=scene.ruth,
        state=State.PLANNED,
    )  # fmt: skip
    scene.day = FRIDAY
    scene.visit.refresh_from_db()
    return scene


@pytest.fixture
def lou(scene: Scene) -> Staff:
    lou = make_staff(first_name="Lou")
    make_membership(lou, scene.setting, Role.MENTOR)
    return lou


def alerts() -> list[tuple[str, str]]:
    rows = OverdueAlert.objects.order_by("due_at", "raised_at", "created_at")
    return [(row.level, f"{row.due_at:%H:%M}") for row in rows]


def waits() -> set[str]:
    return set(Message.objects.values_list("state", flat=True))


def covers(scene: Scene, away: Staff, stand_in: Staff, setting: Setting | None = None) -> None:
    make_cover(away, stand_in, setting=setting or scene.setting, from_on=FRIDAY, to_on=FRIDAY)


def test_rule_6_a_late_arrived_from_a_phone_without_signal_calls_no_alert_off(
    scene: Scene, clock: Any
) -> None:
    clock.move_to(at(11, 1))
    tasks.watch()
    actions.arrive(visit=scene.visit, by=scene.jo, at=at(9, 30))

    assert len(alerts()) == 3
    assert waits() == {Message.State.QUEUED}


def test_rule_6_a_late_arrived_of_a_later_hour_begins_anew_from_there(
    scene: Scene, clock: Any
) -> None:
    clock.move_to(at(10, 31))
    tasks.watch()
    actions.arrive(visit=scene.visit, by=scene.jo, at=at(10, 20))
    assert waits() == {Message.State.CANCELLED}

    clock.move_to(at(11, 20))  # Back by 11.05.
    tasks.watch()
    assert alerts() == [("mentor", "10:15"), ("mentor", "11:05")]


def test_rule_6_who_was_said_to_stay_longer_is_not_expected_sooner_by_arriving(
    scene: Scene, clock: Any
) -> None:
    clock.move_to(at(10, 20))
    actions.stay_longer(visit=scene.visit, minutes=60, by=scene.ruth)
    visit = actions.arrive(visit=scene.visit, by=scene.jo, at=at(9, 30))

    assert visit.due_back_at == at(11, 20)


def test_rule_6_a_visit_given_another_time_after_its_alerts_is_watched_by_the_new_one(
    scene: Scene, clock: Any
) -> None:
    clock.move_to(at(11, 1))
    tasks.watch()
    plan = scene.plan(planned_at=time(13), minutes=45)
    actions.change_plan(visit=scene.visit, plan=plan, by=scene.jo)
    assert waits() == {Message.State.CANCELLED}

    clock.move_to(at(14, 31))
    tasks.watch()
    assert alerts()[3:] == [("mentor", "13:45"), ("buddy", "13:45"), ("lead", "13:45")]


def test_rule_6_no_time_that_is_over_is_planned_instead(scene: Scene, clock: Any) -> None:
    clock.move_to(at(11, 1))
    tasks.watch()

    with pytest.raises(Refusal, match="That time is over"):
        actions.change_plan(
            visit=scene.visit, plan=scene.plan(planned_at=time(9), minutes=45), by=scene.jo
        )
    assert waits() == {Message.State.QUEUED}


def test_rule_44_who_stands_in_for_who_goes_along_is_asked_and_may_press(
    scene: Scene, lou: Staff, clock: Any
) -> None:
    scene.visit.companions.add(scene.kwame)
    covers(scene, scene.kwame, lou)
    clock.move_to(at(10, 31))
    tasks.watch()

    hers = HomeVisit.objects.filter(pk=scene.visit.pk)
    assert outing_of(scene.visit).going == (scene.jo, lou)
    assert {m.staff.first_name for m in Message.objects.all() if m.staff} == {"Jo", "Lou"}
    assert hers.filter(goes(lou)).exists()
    assert not hers.filter(goes(scene.kwame)).exists()


def test_rule_44_a_stand_in_of_who_goes_along_is_not_the_buddy_of_the_same_visit(
    scene: Scene, clock: Any
) -> None:
    scene.visit.companions.add(scene.kwame)
    covers(scene, scene.kwame, scene.ruth)

    assert outing_of(scene.visit).buddy is None


@pytest.mark.parametrize("how", ["arrived", "said safe"])
def test_rule_44_who_went_along_stays_who_went_though_the_cover_ends(
    how: str, scene: Scene, lou: Staff, clock: Any
) -> None:
    scene.visit.companions.add(scene.kwame)
    covers(scene, scene.kwame, lou)
    clock.move_to(at(9, 35))
    if how == "arrived":
        visit = actions.arrive(visit=scene.visit, by=lou)
    else:
        visit = actions.say_safe(visit=scene.visit, by=scene.ruth)
    Cover.objects.all().delete()

    assert visit.mentor == scene.jo
    assert list(visit.companions.all()) == [lou]
    assert outing_of(visit).going == (scene.jo, lou)
    assert HomeVisit.objects.filter(goes(lou), pk=visit.pk).exists()


def test_rule_5_who_goes_along_in_anothers_place_is_not_planned_elsewhere_then(
    scene: Scene, lou: Staff
) -> None:
    scene.visit.companions.add(scene.kwame)
    covers(scene, scene.kwame, lou)
    other = scene.agreed(scene.another_family(), mentor=lou)

    with pytest.raises(Refusal, match="Lou already has a visit"):
        actions.plan(visit=other, plan=scene.plan(planned_at=HALF_PAST_NINE), by=lou)


def _call_off(scene: Scene, by: Staff, **fields: Any) -> None:
    actions.call_off(visit=scene.visit, outcome=Outcome.NOT_TODAY, by=by, **fields)


def _nobody_in(scene: Scene, by: Staff, **fields: Any) -> None:
    actions.nobody_in(visit=scene.visit, by=by, **fields)


def _reschedule(scene: Scene, by: Staff, **fields: Any) -> None:
    actions.reschedule(
        visit=scene.visit, on=FRIDAY + timedelta(days=3), at=None, is_by_family=True,
        agreed_by=scene.samira, agreed_how=HomeVisit.Agreed.CALL, by=by, **fields,
    )  # fmt: skip


def _later(scene: Scene, by: Staff, **fields: Any) -> None:
    plan = scene.plan(planned_at=time(15), minutes=45, **fields)
    actions.change_plan(visit=scene.visit, plan=plan, by=by)


@pytest.mark.parametrize("stop", [_call_off, _nobody_in, _reschedule, _later])
def test_rule_6_somebody_else_ends_the_looking_only_on_her_word(
    stop: Callable[..., None], scene: Scene, clock: Any
) -> None:
    clock.move_to(at(10, 31))
    tasks.watch()
    with pytest.raises(Refusal, match=f"Jo {SPEAK_FIRST}"):
        stop(scene, scene.ruth)
    assert waits() == {Message.State.QUEUED}

    stop(scene, scene.ruth, has_spoken=True)
    assert Message.State.QUEUED not in set(
        Message.objects.exclude(staff=None).values_list("state", flat=True)
    )


@pytest.mark.parametrize("stop", [_call_off, _nobody_in, _reschedule, _later])
def test_who_goes_needs_nobodys_word(stop: Callable[..., None], scene: Scene, clock: Any) -> None:
    clock.move_to(at(9, 40))
    stop(scene, scene.jo)


@pytest.mark.parametrize("stop", [_call_off, _reschedule, _later])
def test_before_its_hour_anybody_who_may_changes_a_visit(
    stop: Callable[..., None], scene: Scene
) -> None:
    stop(scene, scene.ruth)


def test_rule_6_the_page_asks_whether_one_spoke_to_her(
    scene: Scene, clock: Any, sign_in: SignIn
) -> None:
    clock.move_to(at(9, 29))
    ruth = sign_in(Viewer(scene.ruth, scene.setting, frozenset({Role.LEAD})))
    jo = sign_in(Viewer(scene.jo, scene.setting, frozenset({Role.MENTOR})))
    pages = [f"/visits/{scene.visit.pk}/{word}/" for word in ("call-off", "nobody-in", "plan")]
    assert "I have spoken" not in ruth.get(pages[0]).content.decode()

    clock.move_to(at(9, 31))
    for page in pages:
        assert "I have spoken to Jo" in ruth.get(page).content.decode()
        assert "I have spoken" not in jo.get(page).content.decode()
    refused = ruth.post(pages[0], {"outcome": "not_today"})
    assert SPEAK_FIRST in refused.content.decode()
    assert ruth.post(pages[0], {"outcome": "not_today", "has_spoken": "on"}).status_code == 302


def test_nobody_arrives_before_the_day(scene: Scene, clock: Any) -> None:
    clock.move_to(at(9) - timedelta(days=1))
    with pytest.raises(Refusal, match="That day has not come yet"):
        actions.arrive(visit=scene.visit, by=scene.jo)

    scene.visit.refresh_from_db()
    assert scene.visit.state == State.PLANNED


def test_rule_44_a_cover_of_another_setting_moves_and_tells_nothing_here(
    scene: Scene, lou: Staff
) -> None:
    elsewhere = make_setting(name="Elsewhere")
    for one in (scene.jo, lou):
        make_membership(one, elsewhere, Role.MENTOR)
    covers(scene, scene.jo, lou, setting=elsewhere)
    visit = scene.visit

    assert who_goes.goes(visit, FRIDAY, ()) == [scene.jo]
    assert stand_in_on(FRIDAY, scene.jo, scene.setting) == scene.jo
    assert scene.jo in who_goes.may_go(scene.setting, FRIDAY)
    assert scene.jo not in who_goes.may_go(elsewhere, FRIDAY)
    hers = HomeVisit.objects.filter(is_done_by(scene.jo, person="mentor", day="planned_on"))
    assert visit in hers
    assert not families_not_told([visit.household_id], FRIDAY)
    way = way_to(adult=scene.samira, household=scene.family, on=FRIDAY, template_key="visit-offer")
    assert way.asking
    assert offer_words.blanks(visit, way.asking)["mentor"] == "Jo"
