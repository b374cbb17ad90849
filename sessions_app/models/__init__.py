"""Family afternoons: what we do, when, who is asked, who answers, who comes."""

from sessions_app.models.activities import Activity
from sessions_app.models.afternoons import Afternoon, AfternoonSeries, OnDuty
from sessions_app.models.figures import FamilyFigures
from sessions_app.models.invitations import Answer, Invitation, InvitationRun, SeatOffer
from sessions_app.models.register import Attendance, CareNote, Pulse, RegisterPress

__all__ = [
    "Activity",
    "Afternoon",
    "AfternoonSeries",
    "Answer",
    "Attendance",
    "CareNote",
    "FamilyFigures",
    "Invitation",
    "InvitationRun",
    "OnDuty",
    "Pulse",
    "RegisterPress",
    "SeatOffer",
]
