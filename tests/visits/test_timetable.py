"""What one's week is for, and changing it."""

from collections.abc import Callable
from datetime import time

import pytest
from django.test import Client

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from tests.factories import make_setting, make_viewer, make_week_slot
from tests.visits.days import a_mentor
from visits.actions.timetable import add_slot, back_to_usual, remove_slot
from visits.models import WeekSlot
from visits.timetable import Kind, Slot, own_week, usual_week, visiting_weekdays, week_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
TUESDAY_EVENING = Slot(1, time(16), time(17), Kind.VISITS)
URL = "/visits/week/timetable/"


@pytest.fixture
def jo() -> Viewer:
    return a_mentor()


def said(week: tuple[Slot, ...]) -> list[str]:
    return [f"{'MTWTF'[s.weekday]} {s.starts_at:%H:%M}-{s.ends_at:%H:%M} {s.kind}" for s in week]


def test_a_mentor_has_the_usual_week_until_she_says_otherwise(jo: Viewer) -> None:
    assert said(week_for(jo)) == [
        "M 09:00-15:00 zone",
        "T 09:00-15:00 zone",
        "W 09:00-13:30 zone",
        "W 13:30-15:00 afternoon",
        "T 09:00-12:00 mainstream",
        "T 13:00-15:30 desk",
        "F 09:30-15:15 visits",
        "F 15:45-16:30 desk",
    ]


def test_the_usual_fridays_follow_the_settings_own_visit_times(jo: Viewer) -> None:
    policy = jo.setting.policy
    policy.visit_starts, policy.visit_minutes = ["10:00", "15:30"], 60
    policy.save()

    friday = [s for s in usual_week(policy) if s.weekday == 4]

    assert said(tuple(friday)) == ["F 10:00-16:30 visits", "F 16:30-17:15 desk"]


def test_a_lead_has_no_week_unless_they_put_one_together() -> None:
    lead = make_viewer(Role.LEAD)
    assert week_for(lead) == ()

    make_week_slot(lead.user, setting=lead.setting)

    assert said(week_for(lead)) == ["F 09:30-15:15 visits"]


def test_the_weekdays_of_visits_are_ones_own(jo: Viewer) -> None:
    assert visiting_weekdays(jo.user, jo.setting) == {4}

    add_slot(setting=jo.setting, slot=TUESDAY_EVENING, by=jo.user)

    assert visiting_weekdays(jo.user, jo.setting) == {1, 4}


def test_whoever_changes_the_usual_week_begins_with_it(jo: Viewer) -> None:
    row = add_slot(setting=jo.setting, slot=TUESDAY_EVENING, by=jo.user)

    assert set(own_week(jo.user, jo.setting)) == {*usual_week(jo.policy), TUESDAY_EVENING}
    line = TrailEntry.objects.get(what="visits.week-added-to")
    assert (line.actor, line.about_id, line.setting) == (jo.user, row.pk, jo.setting)


def test_two_things_are_not_at_the_same_time(jo: Viewer) -> None:
    slot = Slot(2, time(13), time(14), Kind.DESK)

    with pytest.raises(Refusal, match="On Wednesday you have “With the children here” from 9am"):
        add_slot(setting=jo.setting, slot=slot, by=jo.user)

    assert own_week(jo.user, jo.setting) == ()


def test_it_ends_after_it_starts(jo: Viewer) -> None:
    with pytest.raises(Refusal, match="must end after it starts"):
        add_slot(setting=jo.setting, slot=Slot(1, time(17), time(16), Kind.DESK), by=jo.user)


def test_what_is_taken_out_is_out_and_in_the_trail(jo: Viewer) -> None:
    remove_slot(setting=jo.setting, weekday=0, starts_at=time(9), by=jo.user)

    assert [s.weekday for s in own_week(jo.user, jo.setting)] == [1, 2, 2, 3, 3, 4, 4]
    assert TrailEntry.objects.filter(what="visits.week-taken-from", actor=jo.user).count() == 1
    with pytest.raises(Refusal, match="not in your week any more"):
        remove_slot(setting=jo.setting, weekday=0, starts_at=time(9), by=jo.user)


def test_the_last_thing_stays(jo: Viewer) -> None:
    make_week_slot(jo.user, setting=jo.setting)

    with pytest.raises(Refusal, match="needs something in it"):
        remove_slot(setting=jo.setting, weekday=4, starts_at=time(9, 30), by=jo.user)


def test_one_can_go_back_to_the_usual_week(jo: Viewer) -> None:
    make_week_slot(jo.user, setting=jo.setting)

    back_to_usual(setting=jo.setting, by=jo.user)

    assert week_for(jo) == usual_week(jo.policy)


def test_the_page_adds_takes_out_and_goes_back(jo: Viewer, sign_in: SignIn) -> None:
    client = sign_in(jo)
    assert "The usual week" in client.get(URL).content.decode()

    added = {
        "do": "add",
        "kind": "visits",
        "weekday": "1",
        "starts_at": "16:00",
        "ends_at": "17:00",
    }
    client.post(URL, {**added, "words": "After the bus"})
    assert "After the bus" in client.get(URL).content.decode()

    client.post(URL, {"do": "remove", "slot": "1 16:00"})
    assert "After the bus" not in client.get(URL).content.decode()

    client.post(URL, {"do": "usual"})
    assert not WeekSlot.objects.exists()


def test_what_was_typed_is_kept_where_something_is_wrong(jo: Viewer, sign_in: SignIn) -> None:
    slot = {"do": "add", "kind": "desk", "weekday": "0", "starts_at": "10:00", "ends_at": "11:00"}

    page = sign_in(jo).post(URL, {**slot, "words": "Supervision"}).content.decode()

    assert "On Monday you have" in page
    assert "Supervision" in page


@pytest.mark.parametrize("slot", ["", "x", "9 99:99", "1 16:00"])
def test_a_button_for_what_is_not_there_changes_nothing(
    jo: Viewer, sign_in: SignIn, slot: str
) -> None:
    page = sign_in(jo).post(URL, {"do": "remove", "slot": slot}, follow=True)

    assert "not in your week any more" in page.content.decode()
    assert not WeekSlot.objects.exists()


def test_a_lead_sees_a_colleagues_week_and_can_not_change_it(jo: Viewer, sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD, setting=jo.setting)
    client = sign_in(lead)

    page = client.get(f"{URL}{jo.user.pk}/").content.decode()

    assert "The week of Jo" in page
    assert "Take out" not in page
    assert client.post(f"{URL}{jo.user.pk}/", {"do": "usual"}).status_code == 405


def test_rule_45_a_week_elsewhere_is_not_found(jo: Viewer, sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD, setting=make_setting())

    assert sign_in(lead).get(f"{URL}{jo.user.pk}/").status_code == 404
