"""The visits of one person for their own calendar: first names, and never an address.

A calendar lies where others see it: on a wall, in a car, at a company that keeps it. So a
visit says when and who, and of a hidden home not even that it is at home (rule 19).
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from pastoral import links
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer, viewer_for
from visits.at_home import AtHome, at_home
from visits.models import CalendarFeed, HomeVisit
from visits.to_do import to_do

SHOWN = (*HomeVisit.AHEAD, *HomeVisit.MADE, HomeVisit.State.NOT_HOME)


def owner_of(secret: str) -> Viewer | None:
    """Return whose calendar an address is, if they still visit families here.

    None for an address that nobody has or had, and for one that was turned off.
    """
    if not links.SECRET.fullmatch(secret):
        return None
    feed = (
        CalendarFeed.objects.filter(link_digest=links.digest_of(secret), revoked_at=None)
        .select_related("staff", "setting")
        .first()
    )
    if feed is None:
        return None
    today = timezone.localdate(timezone=feed.setting.zone)
    viewer = viewer_for(feed.staff, feed.setting_id, today)
    if viewer is None or viewer.setting != feed.setting:
        return None
    return viewer if viewer.can(Permission.RECORD_VISITS) else None


def calendar_of_visits(viewer: Viewer) -> bytes:
    """Return somebody's visits as iCalendar; fetched again, each is the same event.

    What was called off or moved is in it no more, so it goes from their calendar.
    """
    first = viewer.today - timedelta(days=viewer.policy.visit_link_days_after)
    last = viewer.today + timedelta(days=viewer.policy.calendar_feed_days)
    visits = list(to_do(viewer, first, last).filter(state__in=SHOWN))
    homes = {visit.household_id: visit.household for visit in visits}.values()
    people = at_home(homes, viewer.today, viewer.setting)
    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Visits, {viewer.setting.place}")
    for visit in visits:
        calendar.add_component(_event(visit, people[visit.household_id]))
    years = (first.year, last.year + 1)
    calendar.add_missing_timezones(first_date=date(years[0], 1, 1), last_date=date(years[1], 1, 1))
    return bytes(calendar.to_ical())


def _event(visit: HomeVisit, home: AtHome) -> Event:
    event = Event()
    event.add("uid", f"{visit.pk}@alongside")
    event.add("dtstamp", visit.updated_at)
    event.add("sequence", int((visit.updated_at - visit.created_at).total_seconds()))
    event.add("summary", f"Visit: {home.names}")
    if visit.planned_at is None:
        event.add("dtstart", visit.planned_on)
        event.add("dtend", visit.planned_on + timedelta(days=1))
    else:
        # The length is a plan by the wall clock, like its beginning.
        start = datetime.combine(visit.planned_on, visit.planned_at, tzinfo=visit.setting.zone)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=visit.minutes))
    if not visit.household.is_hidden:
        event.add("location", visit.get_meet_at_display())
    event.add("status", "TENTATIVE" if visit.state == HomeVisit.State.AGREED else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
