"""When families are asked to an afternoon and reminded of it: the policy's days, or its series' own.

Days and times are those of the place's wall clock and become moments only here, late: so a
moved afternoon moves its terms, and 16:00 stays 16:00 across both clock changes.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max

from pastoral.accounts.calendar import instant
from pastoral.accounts.models import Policy
from sessions_app.models import Afternoon, AfternoonSeries


def invite_on(afternoon: Afternoon) -> date:
    """Return the day on which families are asked."""
    return _day(afternoon, "invite")


def invite_at(afternoon: Afternoon) -> datetime:
    """Return the moment at which families are asked."""
    return _moment(afternoon, "invite")


def first_reminder_at(afternoon: Afternoon) -> datetime:
    """Return the moment of the reminder to everyone but those who said no."""
    return _moment(afternoon, "first_reminder")


def second_reminder_at(afternoon: Afternoon) -> datetime:
    """Return the moment of the reminder to those who said yes or maybe."""
    return _moment(afternoon, "second_reminder")


def midnight_before(afternoon: Afternoon, term: str) -> datetime:
    """Return the first moment of a term's day."""
    return instant(afternoon.setting, _day(afternoon, term), time.min)


def days_ahead(*fields: str) -> int:
    """Return how far ahead the clock has to look for any of these terms, in any setting."""
    most = 0
    for model in (Policy, AfternoonSeries):
        found = model.objects.aggregate(**{field: Max(field) for field in fields})
        most = max(most, *(days or 0 for days in found.values()))
    return most


def _day(afternoon: Afternoon, term: str) -> date:
    return afternoon.on - timedelta(days=_own(afternoon, f"{term}_days_before"))


def _moment(afternoon: Afternoon, term: str) -> datetime:
    return instant(afternoon.setting, _day(afternoon, term), _own(afternoon, f"{term}_at"))


def _own(afternoon: Afternoon, field: str) -> Any:
    """Return what its series says, or else the policy."""
    own = getattr(afternoon.series, field) if afternoon.series else None
    return getattr(afternoon.setting.policy, field) if own is None else own
