"""Afternoons follow the calendar: each says in which half-term it is, and so do its rows."""

from django.db import transaction

from pastoral.accounts.calendar import calendar_of
from sessions_app.models import Afternoon, Attendance, Invitation


def follow_calendar() -> int:
    """Give afternoons their half-term that were planned before it was in the calendar.

    Figures read by half-term: without it an afternoon counts nowhere. Return how many got theirs.
    """
    lost = Afternoon.objects.filter(half_term=None).select_related("setting")
    calendars = {each.setting_id: calendar_of(each.setting) for each in lost}
    found = 0
    for afternoon in lost:
        half_term = calendars[afternoon.setting_id].half_term_of(afternoon.on)
        if half_term is None:
            continue
        with transaction.atomic():
            Afternoon.objects.filter(pk=afternoon.pk).update(half_term=half_term)
            for rows in (Invitation.objects, Attendance.objects):
                rows.filter(afternoon=afternoon).update(half_term=half_term)
        found += 1
    return found
