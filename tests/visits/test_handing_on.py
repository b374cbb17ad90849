"""Handing families on for good: new hands for everything, and a goodbye (rule 44)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from families.models import Household, MentorAssignment, Promise
from pastoral.accounts.models import Setting, Staff, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from tests.factories import (
    make_child,
    make_cover,
    make_family,
    make_home_visit,
    make_household,
    make_mentor_assignment,
    make_promise,
    make_setting,
    make_viewer,
)
from visits import actions
from visits.actions import HandedOn
from visits.models import HomeVisit

pytestmark = pytest.mark.django_db
State = HomeVisit.State
TODAY, FRIDAY = date(2026, 12, 1), date(2026, 12, 4)


@pytest.fixture(autouse=True)
def _on_a_tuesday() -> Iterator[None]:
    with time_machine.travel(datetime.combine(TODAY, time(12)), tick=False):
        yield


@pytest.fixture
def setting() -> Setting:
    return make_setting()


@pytest.fixture
def jo(setting: Setting) -> Viewer:
    return make_viewer(setting=setting, first_name="Jo")


@pytest.fixture
def kwame(setting: Setting) -> Viewer:
    return make_viewer(setting=setting, first_name="Kwame")


@pytest.fixture
def ruth(setting: Setting) -> Staff:
    return make_viewer(Role.LEAD, setting=setting, first_name="Ruth").user


def hand_on(jo: Viewer, kwame: Viewer, ruth: Staff, **more: object) -> HandedOn:
    return actions.hand_on(
        of=jo.user, to=kwame.user, setting=jo.setting, by=ruth, **more  # type: ignore[arg-type]
    )  # fmt: skip


def planned(home: Household, mentor: Staff, **fields: object) -> HomeVisit:
    fields.setdefault("state", State.PLANNED)
    return make_home_visit(home, mentor, planned_on=FRIDAY, planned_at=time(11), **fields)


def test_rule_44_families_visits_and_promises_have_new_hands_today(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    home = make_family(jo.setting, jo.user)
    visits = [planned(home, jo.user, state=state) for state in (State.OFFERED, State.PLANNED)]
    made = make_home_visit(home, jo.user)
    make_promise(home, owner=jo.user, what="Bring the bus form")

    done = hand_on(jo, kwame, ruth, goodbye=False)

    assert (done.families, done.visits, done.promises, done.to_settle) == (1, 2, 1, [])
    assert list(Household.objects.visible_to(kwame)) == [home]
    assert not Household.objects.visible_to(jo).exists()
    assert set(HomeVisit.objects.filter(mentor=kwame.user)) == set(visits)
    assert Promise.objects.open().get().owner == kwame.user
    made.refresh_from_db()
    assert made.mentor == jo.user  # What was made stays with whoever went.
    assert TrailEntry.objects.filter(what="visits.handed-on").count() == 2


def test_rule_44_each_family_gets_a_goodbye_by_both(jo: Viewer, kwame: Viewer, ruth: Staff) -> None:
    make_family(jo.setting, jo.user, known_as="Samira")

    hand_on(jo, kwame, ruth)

    task = Promise.objects.get()
    assert task.what == "Say goodbye to Samira: Jo and Kwame together"
    assert (task.owner, task.due_on) == (jo.user, TODAY + timedelta(days=10))


def test_rule_44_a_goodbye_is_said_before_a_last_day_that_is_known(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    make_family(jo.setting, jo.user)
    jo.user.memberships.update(to_on=FRIDAY)

    hand_on(jo, kwame, ruth)

    assert Promise.objects.get().due_on == FRIDAY


def test_rule_44_where_they_have_gone_already_the_new_one_says_it_for_them(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    make_family(jo.setting, jo.user, known_as="Samira")
    jo.user.memberships.update(to_on=date(2026, 11, 30))

    hand_on(jo, kwame, ruth)

    task = Promise.objects.get()
    assert task.what == "Say goodbye to Samira for Jo: Kwame comes from now on"
    assert task.owner == kwame.user


def test_each_family_may_have_a_successor_of_its_own(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    first = make_family(jo.setting, jo.user, known_as="Samira")
    second = make_family(jo.setting, jo.user, known_as="Ola")
    visit, promise = planned(second, jo.user), make_promise(second, owner=jo.user)

    hand_on(jo, kwame, ruth, others={second.pk: ruth})

    assert list(Household.objects.visible_to(kwame)) == [first]
    visit.refresh_from_db()
    promise.refresh_from_db()
    assert (visit.mentor, promise.handed_on_as.owner) == (ruth, ruth)  # type: ignore[union-attr]
    assert set(Promise.objects.open().filter(owner=jo.user).values_list("what", flat=True)) == {
        "Say goodbye to Samira: Jo and Kwame together",
        "Say goodbye to Ola: Jo and Ruth together",
    }


def test_a_family_that_stays_keeps_its_mentor_and_what_else_is_theirs(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    first, second = make_family(jo.setting, jo.user), make_family(jo.setting, jo.user)
    stays = planned(second, jo.user)
    elsewhere = make_promise(make_household(jo.setting), owner=jo.user)

    done = hand_on(jo, kwame, ruth, others={second.pk: None})

    assert (done.families, done.visits, done.promises) == (1, 0, 0)
    assert list(Household.objects.visible_to(kwame)) == [first]
    assert list(Household.objects.visible_to(jo)) == [second]
    stays.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (stays.mentor, elsewhere.owner) == (jo.user, jo.user)


def test_a_buddy_and_who_goes_along_are_replaced_where_somebody_is_free(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    buddied = planned(make_household(jo.setting), ruth, buddy=jo.user)
    joined = planned(make_household(jo.setting), ruth)
    joined.companions.add(jo.user)

    done = hand_on(jo, kwame, ruth)

    buddied.refresh_from_db()
    assert buddied.buddy == kwame.user
    assert list(joined.companions.all()) == [kwame.user]
    assert done.to_settle == []


def test_where_the_new_hands_are_there_already_somebody_is_still_to_be_found(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    own = planned(make_household(jo.setting), kwame.user, buddy=jo.user)
    with_them = planned(make_household(jo.setting), jo.user)
    with_them.companions.add(kwame.user)
    watched = planned(make_household(jo.setting), jo.user, buddy=kwame.user)

    done = hand_on(jo, kwame, ruth)

    assert set(done.to_settle) == {own, with_them, watched}
    for visit in (own, watched):
        visit.refresh_from_db()
        assert (visit.mentor, visit.buddy) == (kwame.user, None)
    assert not with_them.companions.exists()


def test_a_visit_under_way_stays_with_whoever_is_there(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    visit = make_home_visit(
        make_household(jo.setting), jo.user, state=State.UNDER_WAY, planned_on=TODAY,
        arrived_at=datetime.combine(TODAY, time(11)).astimezone(),
    )  # fmt: skip

    hand_on(jo, kwame, ruth)

    visit.refresh_from_db()
    assert visit.mentor == jo.user


def test_a_second_mentor_is_followed_by_a_second_and_nobody_stands_beside_a_child_twice(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    plain, both = make_child(jo.setting), make_child(jo.setting)
    for child in (plain, both):
        make_mentor_assignment(jo.user, child, kind="second")
    make_mentor_assignment(kwame.user, both)

    hand_on(jo, kwame, ruth)

    current = MentorAssignment.objects.current(TODAY).filter(mentor=kwame.user)
    assert set(current.values_list("child", "kind")) == {(plain.pk, "second"), (both.pk, "lead")}


def test_who_was_the_second_becomes_the_first(jo: Viewer, kwame: Viewer, ruth: Staff) -> None:
    child = make_child(jo.setting)
    make_mentor_assignment(jo.user, child)
    make_mentor_assignment(kwame.user, child, kind="second")

    hand_on(jo, kwame, ruth)

    assert MentorAssignment.objects.current(TODAY).get().kind == "lead"


def test_an_end_that_is_known_is_handed_on_with_its_end(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    child = make_child(jo.setting)
    make_mentor_assignment(jo.user, child, to_on=FRIDAY)
    later = make_mentor_assignment(ruth, child, from_on=date(2026, 12, 5))

    hand_on(jo, kwame, ruth)

    assert MentorAssignment.objects.current(TODAY).get().to_on == FRIDAY
    assert MentorAssignment.objects.filter(pk=later.pk).exists()


def test_a_child_who_has_left_needs_nobody_new(jo: Viewer, kwame: Viewer, ruth: Staff) -> None:
    make_mentor_assignment(jo.user, make_child(jo.setting, placement_ends_on=date(2026, 11, 20)))

    hand_on(jo, kwame, ruth)

    assert not MentorAssignment.objects.current(TODAY).exists()


def test_cover_of_who_leaves_ends_with_what_it_covered(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    home = make_family(jo.setting, jo.user)
    sam = make_viewer(setting=jo.setting)
    made = make_cover(jo.user, sam.user, setting=jo.setting)
    child = MentorAssignment.objects.get().child
    make_mentor_assignment(
        sam.user, child, kind="cover", cover=made, covers=child.assignments.get(),
        from_on=TODAY, to_on=FRIDAY,
    )  # fmt: skip

    hand_on(jo, kwame, ruth)

    assert not Household.objects.visible_to(sam).exists()
    assert list(Household.objects.visible_to(kwame)) == [home]


def test_only_who_visits_families_here_takes_them_on(
    jo: Viewer, kwame: Viewer, ruth: Staff
) -> None:
    office = make_viewer(Role.OFFICE, setting=jo.setting, first_name="Pat")

    with pytest.raises(Refusal, match="Pat does not visit families here"):
        hand_on(jo, office, ruth)
    with pytest.raises(Refusal, match="It is Jo’s already"):
        hand_on(jo, jo, ruth)


def test_nothing_of_another_setting_is_touched(jo: Viewer, kwame: Viewer, ruth: Staff) -> None:
    other = make_setting()
    home = make_family(other, jo.user)
    visit, promise = planned(home, jo.user), make_promise(home, owner=jo.user)

    hand_on(jo, kwame, ruth)

    visit.refresh_from_db()
    promise.refresh_from_db()
    assert (visit.mentor, promise.state) == (jo.user, Promise.State.OPEN)
    assert MentorAssignment.objects.current(TODAY).get().mentor == jo.user
