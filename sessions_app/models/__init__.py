"""Family afternoons: what we do, when, who is asked, who answers, who comes."""

from sessions_app.models.activities import Activity
from sessions_app.models.afternoons import Afternoon, AfternoonSeries, OnDuty
from sessions_app.models.invitations import Answer, Invitation, InvitationRun, SeatOffer
from sessions_app.models.register import Attendance, CareNote, Pulse, RegisterPress
from sessions_app.models.voices import Change, Quote

__all__ = [
    "Activity",
    "Afternoon",
    "AfternoonSeries",
    "Answer",
    "Attendance",
    "CareNote",
    "Change",
    "Invitation",
    "InvitationRun",
    "OnDuty",
    "Pulse",
    "Quote",
    "RegisterPress",
    "SeatOffer",
]
