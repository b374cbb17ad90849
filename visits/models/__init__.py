"""Home visits: the check before, the visit, what was written after."""

from visits.models.notes import NoteAddendum, Reflection, VisitNote
from visits.models.phone import PhoneItem
from visits.models.safety import OverdueAlert, RiskCheck
from visits.models.visit import HomeVisit, VisitAnswer
from visits.models.week import CalendarFeed, ChildLine, WeekSlot

__all__ = [
    "CalendarFeed",
    "ChildLine",
    "HomeVisit",
    "NoteAddendum",
    "OverdueAlert",
    "PhoneItem",
    "Reflection",
    "RiskCheck",
    "VisitAnswer",
    "VisitNote",
    "WeekSlot",
]
