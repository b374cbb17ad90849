"""The whole machine: every state by every move, through the real actions (docs/states.md)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import time, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.ids import new_id
from pastoral.refusals import Refusal, WrongMove
from tests.factories import make_home_visit
from tests.visits.scenes import ELEVEN, Scene
from visits import actions
from visits.actions import VisitLog
from visits.models import HomeVisit, VisitAnswer
from visits.moves import STEPS, Move, can, go

pytestmark = pytest.mark.django_db
State, Outcome, Said = HomeVisit.State, HomeVisit.Outcome, VisitAnswer.Said
SignIn = Callable[[Viewer], Client]
CALL = HomeVisit.Agreed.CALL
ENDS = {
    State.COMPLETED: Outcome.COMPLETED, State.ENDED_EARLY: Outcome.NOT_TODAY,
    State.NOT_HOME: Outcome.NOBODY_IN, State.RESCHEDULED: Outcome.FAMILY_MOVED_IT,
    State.CANCELLED_FAMILY: Outcome.NOT_TODAY, State.CANCELLED_SCHOOL: Outcome.WE_CANCELLED,
}  # fmt: skip
# What a family says, and what the clock does, is never answered with “that can’t be done now”.
LISTENED_TO = {Move.AGREE, Move.DECLINE, Move.LET_REST}
# A no after a yes is the family’s own way of calling it off.
A_LATER_NO = {State.AGREED, State.PLANNED}
ON_THE_DAY = {Move.ARRIVE, Move.NOBODY_IN, Move.LEAVE, Move.LEAVE_EARLY}


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.visit.delete()
    return scene


def standing_at(scene: Scene, state: HomeVisit.State, *, is_today: bool = False) -> HomeVisit:
    """A visit in a state, offered long ago."""
    is_agreed = state not in (State.OFFERED, State.DECLINED, State.NO_REPLY)
    arrived = state in (State.UNDER_WAY, State.COMPLETED, State.ENDED_EARLY)
    return make_home_visit(
        scene.family, scene.jo, state=state, outcome=ENDS.get(state, ""),
        planned_on=timezone.localdate() if is_today else scene.day,
        offered_at=timezone.now() - timedelta(days=150), offered_to=scene.samira,
        agreed_by=scene.samira if is_agreed else None, agreed_how=CALL if is_agreed else "",
        arrived_at=timezone.now() if arrived else None,
    )  # fmt: skip


def answer(scene: Scene, visit: HomeVisit, said: VisitAnswer.Said) -> object:
    return actions.record_answer(visit=visit, adult=scene.samira, said=said, via=CALL, by=scene.jo)


def call_off(scene: Scene, visit: HomeVisit, outcome: HomeVisit.Outcome) -> object:
    return actions.call_off(visit=visit, outcome=outcome, reason="Snow.", by=scene.jo)


def reschedule(scene: Scene, visit: HomeVisit) -> object:
    return actions.reschedule(
        visit=visit, on=scene.day, at=ELEVEN, is_by_family=True, agreed_by=scene.samira,
        agreed_how=CALL, by=scene.jo,
    )  # fmt: skip


def plan(scene: Scene, visit: HomeVisit) -> object:
    return actions.plan(visit=visit, plan=scene.plan(planned_on=visit.planned_on), by=scene.jo)


ACTS: dict[Move, Callable[[Scene, HomeVisit], object]] = {
    Move.AGREE: lambda scene, visit: answer(scene, visit, Said.YES),
    Move.DECLINE: lambda scene, visit: answer(scene, visit, Said.NO),
    Move.LET_REST: lambda _scene, visit: actions.let_rest(visit.pk),
    Move.TAKE_BACK: lambda scene, visit: actions.take_offer_back(
        visit=visit, reason="Snow.", by=scene.jo
    ),
    Move.OFFER_AGAIN: lambda scene, visit: actions.offer_again(
        visit=visit, on=scene.day, at=time(14, 30), by=scene.jo
    ),
    Move.PLAN: plan,
    Move.FAMILY_CALLS_OFF: lambda scene, visit: call_off(scene, visit, Outcome.NOT_TODAY),
    Move.WE_CALL_OFF: lambda scene, visit: call_off(scene, visit, Outcome.WE_CANCELLED),
    Move.ARRIVE: lambda scene, visit: actions.arrive(visit=visit, by=scene.jo),
    Move.NOBODY_IN: lambda scene, visit: actions.nobody_in(visit=visit, by=scene.jo),
    Move.RESCHEDULE: reschedule,
    Move.LEAVE: lambda scene, visit: actions.leave(visit=visit, by=scene.jo),
    Move.LEAVE_EARLY: lambda scene, visit: actions.leave_early(visit=visit, by=scene.jo),
}


def as_kept(visit: HomeVisit) -> tuple[object, int]:
    """The row as the database has it, and how many visits there are."""
    row: object = HomeVisit.objects.filter(pk=visit.pk).values().get()
    return row, HomeVisit.objects.count()


def test_every_move_is_an_action_and_every_state_has_a_way_in() -> None:
    assert set(ACTS) == set(STEPS) == set(Move)
    assert {step.after for step in STEPS.values()} == set(State)


@pytest.mark.parametrize("move", Move)
def test_a_move_goes_from_its_own_states_and_from_no_other(scene: Scene, move: Move) -> None:
    for state in State:
        with transaction.atomic():
            visit = standing_at(scene, state, is_today=move in ON_THE_DAY)
            if state in STEPS[move].before:
                ACTS[move](scene, visit)
                visit.refresh_from_db()
                assert visit.state == STEPS[move].after, f"{move} from {state}"
            else:
                changes_nothing(scene, visit, move)
            transaction.set_rollback(True)


def changes_nothing(scene: Scene, visit: HomeVisit, move: Move) -> None:
    before = as_kept(visit)
    if move not in LISTENED_TO:
        with pytest.raises(WrongMove), transaction.atomic():
            ACTS[move](scene, visit)
    elif move is Move.DECLINE and visit.state in A_LATER_NO:
        ACTS[move](scene, visit)
        visit.refresh_from_db()
        assert visit.state == State.CANCELLED_FAMILY
        return
    else:
        with suppress(Refusal):
            not_409(lambda: ACTS[move](scene, visit))
    assert as_kept(visit) == before, f"{move} from {visit.state}"


def not_409(act: Callable[[], object]) -> None:
    try:
        act()
    except WrongMove as wrong:
        pytest.fail(f"A family’s word, or the clock, is told: {wrong}")


@pytest.mark.parametrize("move", Move)
def test_the_machine_itself_knows_no_other_move(move: Move) -> None:
    for state in State:
        visit = HomeVisit(state=state)
        assert can(visit, move) == (state in STEPS[move].before)
        if can(visit, move):
            continue
        with pytest.raises(WrongMove, match="it stands at"):
            go(visit, move)
        assert visit.state == state


def test_what_was_taken_back_moves_no_more(scene: Scene) -> None:
    for state in State:
        visit = standing_at(scene, state)
        visit.removed_at = timezone.now()

        assert not [move for move in Move if can(visit, move)]


# --- on the web: a page that stood open while somebody else was quicker ---------------------------


PAGES: dict[Move, tuple[str, dict[str, str]]] = {
    Move.PLAN: ("plan", {"planned_at": "11:00", "minutes": "45", "meet_at": "home"}),
    Move.RESCHEDULE: ("move", {"moved_by": "us", "agreed_how": "call"}),
    Move.FAMILY_CALLS_OFF: ("call-off", {"outcome": "not_today"}),
    Move.WE_CALL_OFF: ("call-off", {"outcome": "we_cancelled", "reason": "Snow."}),
    Move.NOBODY_IN: ("nobody-in", {"reason": ""}),
}


@pytest.mark.parametrize("move", PAGES)
def test_a_stale_page_is_answered_with_409_and_changes_nothing(
    scene: Scene, sign_in: SignIn, move: Move
) -> None:
    client = sign_in(Viewer(scene.jo, scene.setting, frozenset({Role.MENTOR})))
    page, typed = PAGES[move]
    on = {"on": scene.day.isoformat(), "planned_on": scene.day.isoformat()}
    people = {"agreed_by": str(scene.samira.pk), "buddy": str(scene.ruth.pk)}
    for state in set(State) - STEPS[move].before:
        visit = standing_at(scene, state)
        before = as_kept(visit)

        answered = client.post(f"/visits/{visit.pk}/{page}/", {**typed, **on, **people})
        looked = client.get(f"/visits/{visit.pk}/{page}/")

        assert answered.status_code == 409, f"{move} from {state}"
        assert "somebody else was quicker" in answered.content.decode()
        assert as_kept(visit) == before
        is_changed_there = page == "plan" and state == State.PLANNED
        assert looked.status_code == (200 if is_changed_there else 302)


def test_a_plan_changed_from_a_page_opened_before_it_was_moved_is_409(
    scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(Viewer(scene.jo, scene.setting, frozenset({Role.MENTOR})))
    visit = standing_at(scene, State.AGREED)
    typed = {"planned_at": "11:00", "minutes": "45", "meet_at": "home", "is_change": "True"}
    where = {"planned_on": scene.day.isoformat(), "buddy": str(scene.ruth.pk)}

    answered = client.post(f"/visits/{visit.pk}/plan/", {**typed, **where})

    assert answered.status_code == 409


# --- a random walk ------------------------------------------------------------------------------


LOGS = [*Outcome]
walks = st.lists(st.sampled_from([*Move, *LOGS]), min_size=1, max_size=9)


@settings(
    max_examples=30, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(begins=st.sampled_from([State.OFFERED, State.AGREED, State.PLANNED]), walk=walks)
def test_a_random_walk_breaks_nothing(
    scene: Scene, begins: HomeVisit.State, walk: list[Move | HomeVisit.Outcome]
) -> None:
    """Constraints hold after every step, and a step leads where the machine says or nowhere."""
    with transaction.atomic():
        visit = standing_at(scene, begins, is_today=True)
        for step in walk:
            before = visit.state
            try:
                with transaction.atomic():
                    take(scene, visit, step)
            except Refusal:
                assert HomeVisit.objects.get(pk=visit.pk).state == before
            visit.refresh_from_db()
            assert is_known(before, visit.state, step), f"{before} by {step} to {visit.state}"
            visit.validate_constraints()
            visit = HomeVisit.objects.filter(rescheduled_from=visit).first() or visit
        transaction.set_rollback(True)


def take(scene: Scene, visit: HomeVisit, step: Move | HomeVisit.Outcome) -> None:
    if isinstance(step, Move):
        ACTS[step](scene, visit)
        return
    log = VisitLog(
        log_key=new_id(), household=visit.household, visited_on=timezone.localdate(),
        outcome=step, visit=visit,
    )  # fmt: skip
    actions.log_visit(log=log, by=scene.jo)


def is_known(before: str, after: str, step: Move | HomeVisit.Outcome) -> bool:
    if before == after:
        return True
    if not isinstance(step, Move):  # A log walks the moves in between.
        return after in ENDS
    is_no = step is Move.DECLINE and before in A_LATER_NO and after == State.CANCELLED_FAMILY
    return is_no or (before in STEPS[step].before and after == STEPS[step].after)
