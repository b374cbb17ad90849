"""The life of one visit in words: what was said, what is planned, and what can happen now."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.ui.said import day_said, list_said, moment_said, phone_said, time_said
from visits.guarding import instruction_for
from visits.models import HomeVisit
from visits.moves import Move, can
from visits.outings import outing_of

HOW = {
    HomeVisit.Agreed.IN_PERSON: "in person",
    HomeVisit.Agreed.CALL: "by phone",
    HomeVisit.Agreed.TEXT: "by text",
    HomeVisit.Agreed.LINK: "on their page",
}
Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Life:
    """One visit from the offer to its end, and the moves there are from here for the viewer."""

    facts: Facts
    moves: dict[str, bool] = field(default_factory=dict)
    moved_from: HomeVisit | None = None
    moved_to: HomeVisit | None = None


def life_of(visit: HomeVisit, viewer: Viewer) -> Life:
    """Return the life of a visit as it stands now; addresses and reasons of guards are no part."""
    facts = [
        *_what_was_said(visit, viewer.today),
        *_plan(visit, viewer.today),
        *_how_it_went(visit),
    ]
    return Life(
        facts=[(word, said) for word, said in facts if said],
        moves=_moves(visit, viewer),
        moved_from=visit.rescheduled_from,
        moved_to=HomeVisit.objects.filter(rescheduled_from=visit, removed_at=None).first(),
    )


def _what_was_said(visit: HomeVisit, today: date) -> Facts:
    to = visit.offered_to.known_as if visit.offered_to else ""
    offered = ""
    if visit.offered_at:
        day = day_said(_local(visit.offered_at, visit).date(), today)
        offered = _capitalised(f"to {to}, {day}" if to else day)
    agreed = ""
    if visit.agreed_by:
        agreed = f"{visit.agreed_by.known_as}, {HOW[HomeVisit.Agreed(visit.agreed_how)]}"
    return [("Offered", offered), ("Agreed", agreed)]


def _plan(visit: HomeVisit, today: date) -> Facts:
    is_ahead = visit.state in HomeVisit.AHEAD
    is_offered = visit.state == HomeVisit.State.OFFERED
    if not (is_offered or is_ahead or visit.buddy_id):
        return []
    day = day_said(visit.planned_on, today)
    at = f", {time_said(visit.planned_at)}, {visit.minutes} minutes" if visit.planned_at else ""
    when = ("When", _capitalised(f"{day}{at}"))
    where = ("Where", visit.get_meet_at_display())
    if is_offered:
        return [when, where]
    going = outing_of(visit).going if is_ahead else (visit.mentor, *visit.companions.all())
    how = instruction_for(visit.household, visit.planned_on, visit).words if is_ahead else ""
    buddy = visit.buddy
    return [
        when,
        ("Who goes", list_said([one.first_name for one in going])),
        ("How we go", how),
        ("Buddy", f"{buddy.first_name}, {phone_said(buddy.phone)}".strip(", ") if buddy else ""),
        ("Interpreter", _interpreter(visit)),
        where,
        ("One more that day", visit.rule_override_reason),
    ]


def _interpreter(visit: HomeVisit) -> str:
    booked = "booked" if visit.interpreter_is_booked else "not booked yet"
    return f"{visit.interpreter}, {booked}" if visit.interpreter else ""


def _how_it_went(visit: HomeVisit) -> Facts:
    day = visit.planned_on
    at = {
        "Arrived": visit.arrived_at and _local(visit.arrived_at, visit),
        "Left": visit.left_at and _local(visit.left_at, visit),
    }
    return [
        (word, (time_said(when) if when.date() == day else moment_said(when, day)) if when else "")
        for word, when in at.items()
    ]


def _moves(visit: HomeVisit, viewer: Viewer) -> dict[str, bool]:
    """Return which moves there are, for who may make them."""
    may = viewer.can(Permission.RECORD_VISITS)
    has_come = visit.planned_on <= viewer.today
    return {
        "plan": may and can(visit, Move.PLAN),
        "change": may and visit.state == HomeVisit.State.PLANNED,
        "move": may and can(visit, Move.RESCHEDULE),
        "call_off": may and can(visit, Move.FAMILY_CALLS_OFF),
        "nobody_in": may and can(visit, Move.NOBODY_IN) and has_come,
    }


def _capitalised(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _local(at: datetime, visit: HomeVisit) -> datetime:
    return timezone.localtime(at, visit.setting.zone)
