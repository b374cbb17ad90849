"""What can become of a promise, and whose it is today."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from families import actions, promising
from families.models import Promise
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal, WrongMove
from tests.factories import (
    make_child,
    make_cover,
    make_family,
    make_membership,
    make_promise,
    make_setting,
    make_staff,
    make_viewer,
)

pytestmark = pytest.mark.django_db
State = Promise.State


@pytest.fixture
def jo() -> Viewer:
    return make_viewer(Role.MENTOR, first_name="Jo")


def a_promise(owner: Viewer, **fields: Any) -> Promise:
    return make_promise(make_family(owner.setting, owner.user), owner=owner.user, **fields)


def keep(promise: Promise, by: Viewer) -> Promise:
    return actions.keep_promise(promise=promise, by=by.user, result="She smiled.")


def let_go(promise: Promise, by: Viewer) -> Promise:
    return actions.let_promise_go(promise=promise, by=by.user, why="They have one.")


def hand_on(promise: Promise, by: Viewer) -> Promise:
    return actions.hand_promise_on(promise=promise, by=by.user, to=make_staff())


def test_a_promise_has_an_owner_a_day_and_a_line_in_the_trail(jo: Viewer) -> None:
    family = make_family(jo.setting, jo.user)

    promise = actions.make_promise(
        household=family, what=" Bring the form ", owner=jo.user, due_on=jo.today, by=jo.user
    )

    assert (promise.what, promise.state, promise.owner) == ("Bring the form", "open", jo.user)
    line = TrailEntry.objects.get(what="families.promised")
    assert (line.about_id, line.household_id, line.actor) == (promise.pk, family.pk, jo.user)


def test_a_promise_of_nothing_is_refused(jo: Viewer) -> None:
    with pytest.raises(Refusal, match="Write what was promised"):
        actions.make_promise(
            household=make_family(jo.setting), what=" ", owner=jo.user, due_on=jo.today, by=jo.user
        )


@pytest.mark.parametrize(
    ("close", "state"),
    [(keep, State.DONE), (let_go, State.NOT_NEEDED), (hand_on, State.HANDED_ON)],
)
def test_an_open_promise_is_closed_by_somebody_at_a_moment(
    jo: Viewer, close: Callable[[Promise, Viewer], Promise], state: State
) -> None:
    promise = a_promise(jo)

    close(promise, jo)

    promise.refresh_from_db()
    assert promise.state == state
    assert promise.closed_at
    assert promise.closed_by == jo.user
    assert TrailEntry.objects.filter(
        what=f"families.promise-{state}", about_id=promise.pk, household_id=promise.household_id
    ).exists()


@pytest.mark.parametrize("first", [keep, let_go, hand_on])
@pytest.mark.parametrize("second", [keep, let_go, hand_on])
def test_a_closed_promise_knows_no_move(
    jo: Viewer,
    first: Callable[[Promise, Viewer], Promise],
    second: Callable[[Promise, Viewer], Promise],
) -> None:
    promise = a_promise(jo)
    first(promise, jo)
    promise.refresh_from_db()
    before = (promise.state, promise.result, promise.closed_at, Promise.objects.count())

    with pytest.raises(WrongMove, match="closed already"):
        second(promise, jo)

    promise.refresh_from_db()
    assert (promise.state, promise.result, promise.closed_at, Promise.objects.count()) == before


def test_what_is_not_needed_any_more_says_why(jo: Viewer) -> None:
    with pytest.raises(Refusal, match="why it is not needed"):
        actions.let_promise_go(promise=a_promise(jo), why="  ", by=jo.user)


def test_handing_on_opens_a_new_promise_that_points_back(jo: Viewer) -> None:
    sam = make_staff(first_name="Sam")
    child = make_child(jo.setting)
    promise = a_promise(jo, child=child, made_in=Promise.MadeIn.CALL)
    day = jo.today + timedelta(days=3)

    new = actions.hand_promise_on(promise=promise, to=sam, due_on=day, by=jo.user)

    promise.refresh_from_db()
    assert promise.handed_on_as == new
    assert promise.result == "Handed to Sam."
    assert (new.owner, new.due_on, new.state) == (sam, day, State.OPEN)
    assert (new.what, new.child, new.household) == (promise.what, child, promise.household)
    assert (new.made_in, new.created_by) == (Promise.MadeIn.CALL, jo.user)


def test_without_another_day_the_day_stays(jo: Viewer) -> None:
    promise = a_promise(jo)

    assert hand_on(promise, jo).due_on == promise.due_on


def test_nobody_hands_a_promise_to_who_has_it(jo: Viewer) -> None:
    with pytest.raises(Refusal, match="It is Jo’s already"):
        actions.hand_promise_on(promise=a_promise(jo), to=jo.user, by=jo.user)


def test_ones_own_are_shown_overdue_first_then_by_day(jo: Viewer) -> None:
    later = a_promise(jo, due_on=jo.today + timedelta(days=2))
    overdue = a_promise(jo, due_on=jo.today - timedelta(days=2))
    today = a_promise(jo, due_on=jo.today)
    keep(a_promise(jo), jo)

    assert list(promising.theirs(jo)) == [overdue, today, later]


def test_whoever_stands_in_today_has_them_today_whatever_day_they_are_for(
    jo: Viewer,
) -> None:
    sam = make_viewer(setting=jo.setting, first_name="Sam")
    promise = a_promise(jo, due_on=jo.today + timedelta(days=60))
    make_cover(jo.user, sam.user, setting=jo.setting, from_on=jo.today, to_on=jo.today)

    assert list(promising.theirs(sam)) == [promise]
    assert list(promising.theirs(jo)) == []
    assert promising.theirs(sam).get().whose == "Jo"  # type: ignore[attr-defined]
    assert promise in promising.closable_by(sam)
    assert promise in promising.closable_by(jo)


@pytest.mark.parametrize("days", [-1, 1])
def test_before_and_after_the_cover_they_are_ones_own(jo: Viewer, days: int) -> None:
    sam = make_viewer(setting=jo.setting)
    promise = a_promise(jo, due_on=jo.today + timedelta(days=days))
    day = jo.today + timedelta(days=days)
    make_cover(jo.user, sam.user, setting=jo.setting, from_on=day, to_on=day)

    assert list(promising.theirs(jo)) == [promise]
    assert list(promising.theirs(sam)) == []
    assert promise not in promising.closable_by(sam)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.LEAD, True),
        (Role.DSL, True),
        (Role.OFFICE, True),
        (Role.MENTOR, False),
        (Role.HEAD, False),
    ],
)
def test_a_colleagues_promise_is_closed_by_who_looks_after_all_families(
    jo: Viewer, role: Role, may: bool
) -> None:
    promise = a_promise(jo)

    assert (promise in promising.closable_by(make_viewer(role, setting=jo.setting))) == may


def test_nobody_sees_promises_of_another_setting(jo: Viewer) -> None:
    lead = make_viewer(Role.LEAD)
    make_membership(jo.user, lead.setting)
    elsewhere = a_promise(jo)

    assert elsewhere not in promising.closable_by(lead)
    assert list(promising.theirs(Viewer(jo.user, lead.setting, jo.roles))) == []
    assert promising.everybodys(lead) == []


def test_a_lead_sees_all_open_ones_by_owner(jo: Viewer) -> None:
    ann = make_viewer(setting=jo.setting, first_name="Ann")
    theirs, hers = a_promise(jo), a_promise(ann)
    keep(a_promise(jo), jo)

    owned = promising.everybodys(make_viewer(Role.LEAD, setting=jo.setting))

    assert [(each.owner, each.promises) for each in owned] == [
        (ann.user, [hers]),
        (jo.user, [theirs]),
    ]


def test_a_promise_is_owned_by_somebody_here_who_keeps_promises(jo: Viewer) -> None:
    make_viewer(Role.HEAD, setting=jo.setting)
    make_membership(make_staff(), make_setting())
    gone = make_viewer(setting=jo.setting).user
    gone.is_active = False
    gone.save()
    office = make_viewer(Role.OFFICE, Role.LEAD, setting=jo.setting, first_name="Ola")

    assert list(promising.colleagues(jo)) == [jo.user, office.user]
