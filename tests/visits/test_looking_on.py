"""Nothing but the word of who goes ends the looking for them (rules 6 and 44)."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from families.covering import is_done_by, stand_in_on
from families.models import Cover
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Message
from pastoral.refusals import Refusal
from tests.factories import (
    make_child_line,
    make_cover,
    make_membership,
    make_policy,
    make_setting,
    make_staff,
)
from tests.shipped import ship_words
from tests.visits.scenes import Scene
from visits import actions, door, lines, offer_words, tasks, who_goes
from visits.covers import families_not_told
from visits.models import ChildLine, HomeVisit, OverdueAlert
from visits.outings import goes, outing_of
from visits.timetable import Kind, Slot
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
        ship_words()
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
    ruth = Client()
    ruth.force_login(scene.ruth)
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


def test_rule_44_a_cover_ended_while_the_stand_in_is_out_ends_with_today(
    scene: Scene, lou: Staff, clock: Any
) -> None:
    cover = make_cover(
        scene.jo, lou, setting=scene.setting, from_on=FRIDAY, to_on=FRIDAY + timedelta(days=7)
    )
    clock.move_to(at(9, 40))
    actions.end_cover(cover=cover, by=scene.ruth)
    clock.move_to(at(10, 31))
    tasks.watch()

    assert {m.staff.first_name for m in Message.objects.all() if m.staff} == {"Lou"}
    assert HomeVisit.objects.filter(goes(lou), pk=scene.visit.pk).exists()
    assert actions.arrive(visit=scene.visit, by=lou, at=at(9, 30)).mentor == lou
    cover.refresh_from_db()
    assert cover.to_on == FRIDAY


def test_a_cover_whose_last_day_is_today_is_left_while_the_stand_in_is_out(
    scene: Scene, lou: Staff, clock: Any
) -> None:
    cover = make_cover(scene.jo, lou, setting=scene.setting, from_on=FRIDAY, to_on=FRIDAY)
    clock.move_to(at(9, 40))

    with pytest.raises(Refusal, match="Lou is out today: it ends by itself tonight"):
        actions.end_cover(cover=cover, by=scene.ruth)


def test_before_anybody_is_out_who_is_back_has_the_day_back(scene: Scene, lou: Staff) -> None:
    cover = make_cover(
        scene.jo, lou, setting=scene.setting, from_on=FRIDAY - timedelta(days=1),
        to_on=FRIDAY + timedelta(days=7),
    )  # fmt: skip

    assert actions.end_cover(cover=cover, by=scene.ruth).to_on == FRIDAY - timedelta(days=1)
    assert outing_of(scene.visit).going == (scene.jo,)


def test_the_page_says_that_today_stays_the_stand_ins(
    scene: Scene, lou: Staff, clock: Any, sign_in: SignIn
) -> None:
    cover = make_cover(
        scene.jo, lou, setting=scene.setting, from_on=FRIDAY, to_on=FRIDAY + timedelta(days=7)
    )
    clock.move_to(at(9, 40))
    ruth = sign_in(Viewer(scene.ruth, scene.setting, frozenset({Role.LEAD})))
    page = reverse("visits:cover-end", args=[cover.pk])

    assert "is out on a visit now" in ruth.get(page).content.decode()
    said = ruth.post(page, {"back_on": FRIDAY.isoformat()}, follow=True).content.decode()
    assert "Lou is out on a visit: from tomorrow everything is Jo’s again." in said


def test_how_much_longer_one_may_stay_is_the_settings_own(
    scene: Scene, clock: Any, sign_in: SignIn
) -> None:
    make_policy(scene.setting, stay_longer_minutes=[20])
    clock.move_to(at(9, 40))
    jo = sign_in(Viewer(scene.jo, scene.setting, frozenset({Role.MENTOR})))
    actions.arrive(visit=scene.visit, by=scene.jo)
    page = reverse("visits:longer", args=[scene.visit.pk])

    assert jo.post(page, {"minutes": "15"}).status_code == 404
    assert jo.post(page, {"minutes": "20"}).status_code == 302
    scene.visit.refresh_from_db()
    assert scene.visit.due_back_at == at(10, 45)
    assert 'value="20"' in jo.get("/visits/day/").content.decode()


def test_how_long_good_news_is_told_and_how_far_ahead_a_teacher_sees_are_the_settings_own(
    scene: Scene,
) -> None:
    viewer = Viewer(scene.jo, scene.setting, frozenset({Role.MENTOR}))
    make_child_line(
        scene.child,
        kind=ChildLine.Kind.GOOD_NEWS,
        on=FRIDAY - timedelta(days=10),
        written_by=scene.jo,
    )
    slot = Slot(FRIDAY.weekday(), time(9), time(12), Kind.MAINSTREAM)
    assert door.news(viewer, [scene.child.pk], FRIDAY)
    usual = lines.what_helped(viewer, scene.child, [slot]).days_ahead

    make_policy(scene.setting, good_news_days=7, mainstream_ahead_days=6)
    viewer = Viewer(scene.jo, Setting.objects.get(pk=scene.setting.pk), viewer.roles)
    assert not door.news(viewer, [scene.child.pk], FRIDAY)
    assert usual[:1] == lines.what_helped(viewer, scene.child, [slot]).days_ahead
    assert len(usual) > 1
