"""The moves of a home visit, and no others (docs/states.md)."""

from enum import Enum
from typing import NamedTuple

from pastoral.refusals import WrongMove
from visits.models import HomeVisit

State = HomeVisit.State


class Step(NamedTuple):
    """From which states a move goes, and where to."""

    before: frozenset[HomeVisit.State]
    after: HomeVisit.State


def _from(*before: HomeVisit.State, to: HomeVisit.State) -> Step:
    return Step(frozenset(before), to)


class Move(Enum):
    """Everything that can happen to a visit; each is one action."""

    AGREE = "agree"
    DECLINE = "decline"
    LET_REST = "let_rest"
    TAKE_BACK = "take_back"
    OFFER_AGAIN = "offer_again"
    PLAN = "plan"
    FAMILY_CALLS_OFF = "family_calls_off"
    WE_CALL_OFF = "we_call_off"
    ARRIVE = "arrive"
    NOBODY_IN = "nobody_in"
    RESCHEDULE = "reschedule"
    LEAVE = "leave"
    LEAVE_EARLY = "leave_early"


STEPS: dict[Move, Step] = {
    Move.AGREE: _from(State.OFFERED, to=State.AGREED),
    Move.DECLINE: _from(State.OFFERED, to=State.DECLINED),
    Move.LET_REST: _from(State.OFFERED, to=State.NO_REPLY),
    Move.TAKE_BACK: _from(State.OFFERED, to=State.CANCELLED_SCHOOL),
    Move.OFFER_AGAIN: _from(State.DECLINED, State.NO_REPLY, to=State.OFFERED),
    Move.PLAN: _from(State.AGREED, to=State.PLANNED),
    Move.FAMILY_CALLS_OFF: _from(State.AGREED, State.PLANNED, to=State.CANCELLED_FAMILY),
    Move.WE_CALL_OFF: _from(State.AGREED, State.PLANNED, to=State.CANCELLED_SCHOOL),
    Move.ARRIVE: _from(State.PLANNED, to=State.UNDER_WAY),
    Move.NOBODY_IN: _from(State.PLANNED, to=State.NOT_HOME),
    Move.RESCHEDULE: _from(State.PLANNED, to=State.RESCHEDULED),
    Move.LEAVE: _from(State.UNDER_WAY, to=State.COMPLETED),
    Move.LEAVE_EARLY: _from(State.UNDER_WAY, to=State.ENDED_EARLY),
}
# What a person is told who asks for a move there is not.
SAID = {
    Move.AGREE: "agreed to",
    Move.DECLINE: "declined",
    Move.LET_REST: "left to rest",
    Move.TAKE_BACK: "taken back",
    Move.OFFER_AGAIN: "offered again",
    Move.PLAN: "planned",
    Move.FAMILY_CALLS_OFF: "called off",
    Move.WE_CALL_OFF: "called off",
    Move.ARRIVE: "begun",
    Move.NOBODY_IN: "marked “nobody in”",
    Move.RESCHEDULE: "moved",
    Move.LEAVE: "ended",
    Move.LEAVE_EARLY: "ended early",
}


def can(visit: HomeVisit, move: Move) -> bool:
    """Whether the move is one of those from where the visit stands."""
    return visit.state in STEPS[move].before and visit.removed_at is None


def go(visit: HomeVisit, move: Move) -> None:
    """Put the visit where the move leads; the caller saves it.

    Raises WrongMove (409) where there is no such move from here.
    """
    if not can(visit, move):
        stands = visit.get_state_display().lower()
        raise WrongMove(f"This visit can’t be {SAID[move]}: it stands at “{stands}”.")
    visit.state = STEPS[move].after
