"""Settings and their calendars, staff and their roles, the trail and the clock."""

from pastoral.accounts.models.calendar import CalendarDay, HalfTerm
from pastoral.accounts.models.clock import Tick
from pastoral.accounts.models.policy import Policy
from pastoral.accounts.models.rows import PersonalRow, Row
from pastoral.accounts.models.settings import Setting, Trust
from pastoral.accounts.models.staff import Membership, Staff, StaffInvitation
from pastoral.accounts.models.trail import TrailEntry

__all__ = [
    "CalendarDay",
    "HalfTerm",
    "Membership",
    "PersonalRow",
    "Policy",
    "Row",
    "Setting",
    "Staff",
    "StaffInvitation",
    "Tick",
    "TrailEntry",
    "Trust",
]
