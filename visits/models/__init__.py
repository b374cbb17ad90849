"""Home visits: the check before, the visit, what was written after."""

from visits.models.notes import NoteAddendum, Reflection, VisitNote
from visits.models.safety import OverdueAlert, RiskCheck
from visits.models.visit import HomeVisit

__all__ = [
    "HomeVisit",
    "NoteAddendum",
    "OverdueAlert",
    "Reflection",
    "RiskCheck",
    "VisitNote",
]
