"""The calendar file: it may lie where others see it, so it names no child and holds no link."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from pastoral.parents.tongues import words_of_language
from pastoral.ui.said import time_in
from sessions_app.making import together_in
from sessions_app.models import Afternoon
from sessions_app.parent_page import Asked

BEFORE = timedelta(hours=2)


def calendar_file(asked: Asked) -> bytes:
    """Return one afternoon as iCalendar; fetched again after a change, it is the same event."""
    is_off = asked.afternoon_state == Afternoon.State.CANCELLED
    made_at, changed_at = Afternoon.objects.values_list("created_at", "updated_at").get(
        pk=asked.afternoon_id
    )
    event = Event()
    event.add("uid", f"{asked.pk}@alongside")
    event.add("dtstamp", changed_at)
    event.add("sequence", int((changed_at - made_at).total_seconds()))
    event.add("summary", _title(asked, is_off=is_off))
    event.add("location", asked.place)
    event.add("dtstart", datetime.combine(asked.on, asked.coffee_at, tzinfo=asked.zone))
    event.add("dtend", datetime.combine(asked.on, asked.closes_at, tzinfo=asked.zone))
    event.add("description", _text(asked))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    if not is_off:
        event.add_component(_reminder(asked))
    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//A cuppa//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    year = asked.on.year
    calendar.add_missing_timezones(first_date=date(year, 1, 1), last_date=date(year + 1, 1, 1))
    return bytes(calendar.to_ical())


def _title(asked: Asked, *, is_off: bool) -> str:
    """Return what the calendar calls it; a morning to join in has no word of coffee."""
    if asked.is_join_in:
        return asked.place
    title = _("Not on: a cuppa at %(place)s") if is_off else _("A cuppa at %(place)s")
    return title % {"place": asked.place}


def _text(asked: Asked) -> str:
    language = words_of_language()["language"]
    said = {
        "coffee": time_in(language, asked.coffee_at),
        "children_join": time_in(language, asked.children_join_at),
        "activity_time": time_in(language, asked.activity_at),
        "close": time_in(language, asked.closes_at),
        "activity": asked.activity_in(language) or together_in(language),
        "mentor": asked.mentor,
        "phone": asked.phone,
    }
    lines = [
        _(
            "%(coffee)s a hot drink and a chat. %(children_join)s the children join us. "
            "%(activity_time)s %(activity)s. Done by %(close)s."
        ),
        _("No need to bring anything."),
        _(
            "Plans changed? Call or text %(mentor)s on %(phone)s. "
            "If you take this out of your calendar, we won’t know."
        ),
    ]
    if asked.is_join_in:
        lines[0] = _("You do it side by side: %(activity)s. Done by %(close)s.")
    if not asked.phone:
        lines[-1] = _("If you take this out of your calendar, we won’t know: just tell %(mentor)s.")
    return "\n".join(line % said for line in lines)


def _reminder(asked: Asked) -> Alarm:
    coffee = time_in(words_of_language()["language"], asked.coffee_at)
    said = {"place": asked.place, "coffee": coffee}
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("trigger", -BEFORE)
    words = "%(place)s, %(coffee)s" if asked.is_join_in else _("A cuppa at %(place)s, %(coffee)s")
    reminder.add("description", words % said)
    return reminder
