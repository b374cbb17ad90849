"""Mornings in the zone that adults join with their child."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.test import Client

from families.models import Adult, Child, Household
from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Message
from pastoral.refusals import Refusal, WrongMove
from sessions_app import tasks
from sessions_app.actions import inviting, mornings, moving, register, series
from sessions_app.models import Afternoon, Attendance, Invitation
from tests.factories import (
    make_activity,
    make_afternoon,
    make_child,
    make_family,
    make_mentor_assignment,
    make_relationship,
    make_restriction,
    make_setting,
    make_staff,
    make_viewer,
)
from tests.sessions_app.scenes import THURSDAY, keys, let_them_go
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
TUESDAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


def a_morning(setting: Setting, *children: Child, **fields: Any) -> Afternoon:
    fields.setdefault("on", TUESDAY)
    fields.setdefault("starts_at", time(10, 0))
    fields.setdefault("closes_at", time(11, 30))
    fields.setdefault("activity", make_activity(title="Pancakes", setting=setting))
    morning = mornings.Morning(lead=make_staff(), **fields)
    by = make_staff()
    made = mornings.plan_morning(setting=setting, morning=morning, children=children, by=by)
    return series.open_afternoon(afternoon=made, by=by)


def two_families() -> tuple[Setting, list[Child]]:
    setting = make_setting()
    homes: list[Household] = [make_family(setting), make_family(setting)]
    return setting, [Child.objects.get(homes__household=home) for home in homes]


def test_only_the_grown_ups_of_the_children_picked_are_asked_in_words_of_their_own() -> None:
    setting, [mine, _other] = two_families()
    morning = a_morning(setting, mine)
    done = inviting.invite(afternoon=morning, by=make_staff())

    assert done.asked == 1
    invitation = Invitation.objects.get()
    assert list(invitation.children.all()) == [mine]
    message = Message.objects.get()
    assert message.template_key == "join-in-invite"
    assert f"join {mine.first_name}" in message.body
    assert "pancakes" in message.body


def test_a_brother_who_was_not_picked_is_not_named() -> None:
    setting, [mine, _other] = two_families()
    brother = make_child(setting, mine.homes.get().household, legal_first="Brother")
    make_relationship(brother, Adult.objects.get(relationships__child=mine))
    inviting.invite(afternoon=a_morning(setting, mine), by=make_staff())

    assert list(Invitation.objects.get().children.all()) == [mine]
    assert "Brother" not in Message.objects.get().body


def test_rule_14_who_is_kept_from_the_child_is_not_asked_to_join_it() -> None:
    setting, [mine, _other] = two_families()
    make_restriction(Adult.objects.get(relationships__child=mine), mine)
    done = inviting.invite(afternoon=a_morning(setting, mine), by=make_staff())

    assert done.asked == 0
    assert not Message.objects.exists()


def test_some_of_them_may_be_asked_first() -> None:
    setting, children = two_families()
    morning = a_morning(setting, *children)
    one = Adult.objects.get(relationships__child=children[0])
    assert inviting.invite(afternoon=morning, by=make_staff(), adult_ids=[one.pk]).asked == 1
    assert Invitation.objects.get().adult == one

    assert inviting.invite(afternoon=morning, by=make_staff()).asked == 1


def test_rule_28_each_of_both_reminders_goes_once_in_a_mornings_words(clock: Any) -> None:
    setting, children = two_families()
    morning = a_morning(setting, children[0])
    inviting.invite(afternoon=morning, by=make_staff())
    let_them_go(THURSDAY)
    Invitation.objects.update(state="yes", answer="yes", answered_at=THURSDAY)
    for moment in (
        datetime(2026, 11, 29, 10, 0, tzinfo=UTC),
        datetime(2026, 11, 30, 16, 30, tzinfo=UTC),
    ):
        for _ in range(2):
            clock.move_to(moment)
            tasks.ask_and_remind()

    assert Message.objects.filter(template_key="join-in-reminder").count() == 2
    assert len(keys("afternoon-reminder-first")) == len(keys("afternoon-reminder-second")) == 1


def test_rule_39_a_morning_that_moves_or_is_off_is_told_in_its_own_words() -> None:
    setting, children = two_families()
    morning = a_morning(setting, children[0])
    inviting.invite(afternoon=morning, by=make_staff())
    let_them_go(THURSDAY)
    moving.move(afternoon=morning, on=date(2026, 12, 3), coffee_at=time(10, 0), by=make_staff())
    moving.cancel(afternoon=morning, reason="The oven broke", by=make_staff())

    told = Message.objects.exclude(template_key="join-in-invite").order_by("created_at")
    assert list(told.values_list("template_key", "state")) == [
        ("join-in-moved", "cancelled"),
        ("join-in-cancelled", "queued"),
    ]


def test_the_clock_asks_nobody_to_a_morning_by_itself(clock: Any) -> None:
    setting, children = two_families()
    a_morning(setting, children[0])
    clock.move_to(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    tasks.ask_and_remind()

    assert not Invitation.objects.exists()


def test_a_morning_is_no_first_afternoon(clock: Any) -> None:
    setting, children = two_families()
    morning = a_morning(setting, children[0])
    inviting.invite(afternoon=morning, by=make_staff())
    clock.move_to(datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    asked = Invitation.objects.get()
    guest = register.Guest(household=asked.household, adult=asked.adult)
    here = Attendance.Mark.PRESENT
    register.mark(afternoon=morning, guest=guest, mark=here, by=make_staff())

    home = Invitation.objects.get().household
    home.refresh_from_db()
    assert home.first_came_on is None
    assert Invitation.objects.get().came


def test_a_morning_needs_a_school_day_and_somebody_it_is_for() -> None:
    setting, children = two_families()
    with pytest.raises(Refusal, match="Pick the children"):
        a_morning(setting)
    with pytest.raises(Refusal, match="weekend"):
        a_morning(setting, children[0], on=date(2026, 12, 5))
    afternoon = make_afternoon(setting)
    with pytest.raises(WrongMove):
        mornings.pick_children(afternoon=afternoon, children=children, by=make_staff())


def test_a_morning_is_planned_from_one_form_for_a_group_and_one_more(sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD)
    jo = make_staff(first_name="Jo", last_name="Bloggs")
    for name in ("Amira", "Sam"):
        child = make_child(lead.setting, make_family(lead.setting), legal_first=name)
        make_mentor_assignment(jo, child)
    lou = make_child(lead.setting, make_family(lead.setting), legal_first="Lou", year_group=3)
    client = sign_in(lead)
    page = client.get("/afternoons/join-in/new/").content.decode()
    for words_ in (
        "With Jo Bloggs (2 children)",
        "Year 3 (1 child)",
        "Everybody here (6 children)",
    ):
        assert words_ in page

    typed = {
        "on": "2026-12-01", "starts_at": "10:00", "closes_at": "11:30", "room": "Kitchen",
        "capacity": "8", "lead": str(lead.user.pk), "groups": [f"mentor-{jo.pk}"],
        "children": [str(lou.pk)],
    }  # fmt: skip
    nobody = client.post("/afternoons/join-in/new/", {**typed, "groups": [], "children": []})
    assert "Pick the children" in nobody.content.decode()
    done = client.post("/afternoons/join-in/new/", typed, follow=True).content.decode()
    assert "A morning to join in" in done
    morning = Afternoon.objects.get()
    assert {child.first_name for child in morning.for_children.all()} == {"Amira", "Sam", "Lou"}

    url = f"/afternoons/{morning.pk}/children/"
    assert "Whom it is for" in client.get(url).content.decode()
    client.post(url, {"children": [str(lou.pk)]})
    assert [child.pk for child in morning.for_children.all()] == [lou.pk]
