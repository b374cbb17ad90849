"""Family afternoons: what we do, when, who is asked, who answers, who comes."""

from sessions_app.models.activities import Activity
from sessions_app.models.afternoons import Afternoon, AfternoonSeries
from sessions_app.models.figures import FamilyFigures
from sessions_app.models.invitations import Answer, Invitation, InvitationRun
from sessions_app.models.register import Attendance, Pulse

__all__ = [
    "Activity",
    "Afternoon",
    "AfternoonSeries",
    "Answer",
    "Attendance",
    "FamilyFigures",
    "Invitation",
    "InvitationRun",
    "Pulse",
]
