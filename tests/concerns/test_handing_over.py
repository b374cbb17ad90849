"""What becomes of a worry: handed over, acknowledged, added to, and who is alerted."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from families.models import Household
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.concerns import actions
from pastoral.concerns.models import Worry, WorryAddition
from pastoral.ids import new_id
from pastoral.outbox.models import Channel, Message
from pastoral.refusals import Refusal, WrongMove
from tests.factories import (
    make_child,
    make_family,
    make_membership,
    make_setting,
    make_staff,
    make_viewer,
    make_worry,
)
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db
State = Worry.State
About = Worry.About
SECRET = "zebra-crossing bruise"


@pytest.fixture
def jo() -> Viewer:
    ship_words()
    return make_viewer(Role.MENTOR, first_name="Jo")


def hand_over(by: Viewer, about: About = About.CHILD, **more: Any) -> Worry:
    telling = actions.Telling(facts=SECRET, told_whom="Dee, by phone")
    return actions.hand_over(
        setting=by.setting, about=about, by=by.user, **{"telling": telling} | more
    )


def reader(jo: Viewer, role: Role = Role.DSL, **more: Any) -> Viewer:
    more.setdefault("phone", "07700 900002")
    return make_viewer(role, setting=jo.setting, **more)


def alerts() -> list[tuple[str, str]]:
    return sorted((m.staff.first_name, m.channel) for m in Message.objects.all() if m.staff)


def test_a_worry_is_handed_over_with_a_reference_that_tells_nothing(jo: Viewer) -> None:
    child = make_child(jo.setting)

    worry = hand_over(jo, children=[child])

    assert re.fullmatch(r"W-[2-9BCDFGHJKMNPQRSTVWXZ]{6}", worry.reference)
    assert (worry.state, worry.created_by, worry.setting) == (State.SUBMITTED, jo.user, jo.setting)
    assert worry.submitted_at
    assert list(worry.children.all()) == [child]
    assert worry.facts == SECRET


def test_no_two_worries_share_a_reference(jo: Viewer) -> None:
    assert len({hand_over(jo).reference for _n in range(20)}) == 20


def test_the_trail_keeps_that_it_was_handed_over_and_neither_word_nor_family(jo: Viewer) -> None:
    worry = hand_over(jo, children=[make_child(jo.setting)])

    line = TrailEntry.objects.get(what="concerns.handed-over")
    assert (line.actor, line.about_id, line.household_id) == (jo.user, worry.pk, None)
    assert line.reason == ""


def test_the_same_button_pressed_twice_hands_over_once(jo: Viewer) -> None:
    key = new_id()
    reader(jo)

    assert hand_over(jo, key=key) == hand_over(jo, key=key)

    assert Worry.objects.count() == 1
    assert TrailEntry.objects.filter(what="concerns.handed-over").count() == 1
    assert Message.objects.count() == 2


def test_a_worry_without_facts_is_refused(jo: Viewer) -> None:
    with pytest.raises(Refusal, match="what you saw or heard"):
        hand_over(jo, telling=actions.Telling(facts="  "))


def test_nobody_was_told_in_the_future(jo: Viewer) -> None:
    later = timezone.now() + timedelta(hours=1)

    with pytest.raises(Refusal, match="has not come yet"):
        hand_over(jo, telling=actions.Telling(facts="x", told_at=later))


def test_rule_13_a_worry_about_the_head_is_not_written_here(jo: Viewer) -> None:
    with pytest.raises(Refusal, match="chair of governors"):
        hand_over(jo, About.HEAD)

    assert not Worry.objects.exists()


def test_the_words_are_unreadable_at_rest(jo: Viewer) -> None:
    worry = hand_over(jo)

    with connection.cursor() as cursor:
        for table in ("concerns_worry", "concerns_historicalworry"):
            cursor.execute(f"SELECT * FROM {table}")
            assert SECRET not in str(cursor.fetchall())
    assert worry.facts == SECRET


def test_an_alert_goes_to_every_lead_and_deputy_by_two_ways_and_names_nobody(jo: Viewer) -> None:
    reader(jo, first_name="Dee")
    reader(jo, Role.DEPUTY_DSL, first_name="Del")
    reader(jo, Role.HEAD, first_name="Hedda")
    reader(jo, Role.LEAD, first_name="Ruth")
    make_membership(make_staff(first_name="Elsewhere"), make_setting(), Role.DSL)
    child = make_child(jo.setting, preferred_first="Amira")

    worry = hand_over(jo, children=[child])

    ways = [Channel.EMAIL, Channel.TEXT]
    assert alerts() == [(name, way) for name in ("Dee", "Del") for way in ways]
    for message in Message.objects.all():
        said = message.subject + message.body
        assert worry.reference in said
        assert not {"Amira", "Jo", "zebra"} & set(re.findall(r"\w+", said))
        assert (message.household_id, message.adult_id, message.about_id) == (None, None, None)
        assert message.state == Message.State.QUEUED


def test_rule_13_a_worry_about_a_member_of_staff_alerts_the_heads_alone(jo: Viewer) -> None:
    reader(jo, first_name="Dee")
    reader(jo, Role.HEAD, first_name="Hedda")

    hand_over(jo, About.STAFF)

    assert {name for name, _way in alerts()} == {"Hedda"}


def test_an_alert_comes_at_night_too(jo: Viewer, time_machine: Any) -> None:
    time_machine.move_to("2026-12-06T23:30:00+00:00", tick=False)  # A Sunday night.
    reader(jo)

    hand_over(jo)

    assert {m.not_before for m in Message.objects.all()} == {timezone.now()}


def test_without_a_mobile_the_alert_goes_by_e_mail(jo: Viewer) -> None:
    reader(jo, first_name="Dee", phone="01632 960001")

    hand_over(jo)

    assert alerts() == [("Dee", Channel.EMAIL)]


def test_who_hands_over_is_not_alerted_of_it(jo: Viewer) -> None:
    dee = reader(jo, first_name="Dee")
    reader(jo, Role.DEPUTY_DSL, first_name="Del")

    hand_over(dee)

    assert {name for name, _way in alerts()} == {"Del"}


def test_without_anybody_to_alert_it_is_kept_all_the_same(jo: Viewer) -> None:
    assert hand_over(jo).state == State.SUBMITTED
    assert alerts() == []


def test_acknowledging_says_who_and_when_and_is_done_once(jo: Viewer) -> None:
    worry, dee = hand_over(jo), reader(jo)

    worry = actions.acknowledge(worry=worry, by=dee.user)

    assert (worry.state, worry.acknowledged_by) == (State.ACKNOWLEDGED, dee.user)
    assert worry.acknowledged_at
    assert TrailEntry.objects.get(what="concerns.acknowledged").actor == dee.user
    with pytest.raises(WrongMove, match="acknowledged already"):
        actions.acknowledge(worry=worry, by=dee.user)


@pytest.mark.parametrize("state", [s for s in State if s != State.SUBMITTED])
def test_only_what_was_handed_over_is_acknowledged(jo: Viewer, state: State) -> None:
    worry = make_worry(jo.setting, state=state, external_ref="CP-1")

    with pytest.raises(WrongMove):
        actions.acknowledge(worry=worry, by=jo.user)


def test_an_author_adds_and_what_was_written_stays(jo: Viewer) -> None:
    worry, _dee = hand_over(jo), reader(jo, first_name="Dee")

    addition = actions.add(worry=worry, text=" He said it again. ", by=jo.user)

    worry.refresh_from_db()
    assert worry.facts == SECRET
    assert (addition.text, addition.written_by) == ("He said it again.", jo.user)
    assert TrailEntry.objects.get(what="concerns.added").household_id is None
    assert alerts() == [("Dee", Channel.EMAIL), ("Dee", Channel.TEXT)]


@pytest.mark.parametrize("state", State)
def test_a_worry_is_added_to_until_it_is_closed(jo: Viewer, state: State) -> None:
    worry = make_worry(jo.setting, state=state, external_ref="CP-1", created_by=jo.user)
    may = state in (State.SUBMITTED, State.ACKNOWLEDGED, State.MORE_INFO)

    if not may:
        with pytest.raises(WrongMove, match="closed"):
            actions.add(worry=worry, text="More.", by=jo.user)
    else:
        actions.add(worry=worry, text="More.", by=jo.user)

    assert WorryAddition.objects.exists() == may


def test_only_its_author_adds_and_not_nothing(jo: Viewer) -> None:
    worry = hand_over(jo)

    with pytest.raises(Refusal, match="Only who handed a worry over"):
        actions.add(worry=worry, text="More.", by=make_staff())
    with pytest.raises(Refusal, match="what you would like to add"):
        actions.add(worry=worry, text=" ", by=jo.user)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.DSL, [About.CHILD]),
        (Role.DEPUTY_DSL, [About.CHILD]),
        (Role.HEAD, [About.STAFF]),
        (Role.MENTOR, []),
        (Role.LEAD, []),
        (Role.OFFICE, []),
        (Role.TRUST, []),
        (Role.ADMINISTRATOR, []),
    ],
)
def test_rule_13_each_role_reads_what_is_theirs(jo: Viewer, role: Role, sees: list[About]) -> None:
    for about in (About.CHILD, About.STAFF):
        make_worry(jo.setting, about=about)
    make_worry(jo.setting, about=About.HEAD)
    make_worry(jo.setting, state=State.DRAFT)
    make_worry()

    found = Worry.objects.visible_to(make_viewer(role, setting=jo.setting))

    assert [worry.about for worry in found] == sees


def test_rule_11_an_author_reads_nothing_for_having_written_it(jo: Viewer) -> None:
    worry = hand_over(jo)

    assert worry not in Worry.objects.visible_to(jo)
    assert list(Worry.objects.written_by(jo)) == [worry]
    with pytest.raises(AssertionError):  # Not even loaded.
        assert "facts" in Worry.objects.written_by(jo)[0].__dict__


def test_rule_10_handing_over_touches_no_note_and_no_familys_trail(jo: Viewer) -> None:
    family: Household = make_family(jo.setting, jo.user)

    hand_over(jo, children=[m.child for m in family.members.exclude(child=None)])

    assert not TrailEntry.objects.filter(household_id=family.pk).exists()
    assert not Message.objects.filter(household_id=family.pk).exists()
