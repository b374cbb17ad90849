"""What can be done with a home visit; each is one action, by somebody, with its trail."""

from visits.actions.answering import record_answer, settle_wish
from visits.actions.checking import RiskAnswers, check_risk
from visits.actions.covering import end_cover, refuse_cover, set_cover, usual_teller
from visits.actions.going import (
    arrive,
    call_off,
    leave,
    leave_early,
    nobody_in,
    reschedule,
    stay_longer,
)
from visits.actions.handing_on import HandedOn, hand_on
from visits.actions.noting import (
    PROMPTS,
    NoteText,
    add_to_note,
    base_of,
    is_locked,
    note_due_on,
    reflect,
    text_of,
    write_note,
)
from visits.actions.offering import let_rest, offer, offer_again, take_offer_back
from visits.actions.planning import Plan, change_plan, plan
from visits.actions.reading import read_together
from visits.actions.room import FullDay
from visits.actions.syncing import NOT_THERE, Sent, put_aside, take, words_used
from visits.actions.watching import acknowledge, say_safe
from visits.actions.writing import (
    LOGGABLE,
    USED_BEFORE,
    Promised,
    VisitLog,
    first_day_to_log,
    log_visit,
    take_back,
)

__all__ = [
    "LOGGABLE",
    "NOT_THERE",
    "PROMPTS",
    "USED_BEFORE",
    "FullDay",
    "HandedOn",
    "NoteText",
    "Plan",
    "Promised",
    "RiskAnswers",
    "Sent",
    "VisitLog",
    "acknowledge",
    "add_to_note",
    "arrive",
    "base_of",
    "call_off",
    "change_plan",
    "check_risk",
    "end_cover",
    "first_day_to_log",
    "hand_on",
    "is_locked",
    "leave",
    "leave_early",
    "let_rest",
    "log_visit",
    "nobody_in",
    "note_due_on",
    "offer",
    "offer_again",
    "plan",
    "put_aside",
    "read_together",
    "record_answer",
    "reflect",
    "refuse_cover",
    "reschedule",
    "say_safe",
    "set_cover",
    "settle_wish",
    "stay_longer",
    "take",
    "take_back",
    "take_offer_back",
    "text_of",
    "usual_teller",
    "words_used",
    "write_note",
]
