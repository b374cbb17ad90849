"""Who goes on a visit on its day, who knows where they are, and who hears if they don’t come back.

Whoever stands in is derived (rule 44): the row says whose visit it is until somebody has
arrived, and from then on it says who went.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from families.covering import is_done_by
from families.models import Cover
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.accounts.roles import Permission, Role
from pastoral.accounts.viewers import Viewer
from pastoral.ui.said import list_said, moment_said, time_said
from visits.models import HomeVisit

LEADS = (Role.LEAD,)
IF_NO_LEAD = (Role.DSL, Role.DEPUTY_DSL)


def goes(staff: Staff) -> Q:
    """Return the condition that somebody goes on a visit, or went: covers of its day included."""
    along = is_done_by(staff, person="staff", day="homevisit__planned_on")
    joined = HomeVisit.companions.through.objects.filter(
        Q(staff=staff, homevisit__arrived_at__isnull=False) | Q(along, homevisit__arrived_at=None)
    )
    return (
        Q(mentor=staff, arrived_at__isnull=False)
        | Q(is_done_by(staff, person="mentor", day="planned_on"), arrived_at=None)
        | Q(pk__in=joined.values("homevisit"))
    )


def is_buddy(staff: Staff) -> Q:
    """Return the condition that somebody knows where a visit is and hears if it runs over."""
    return is_done_by(staff, person="buddy", day="planned_on")


def may_be_watched_by(viewer: Viewer) -> Q:
    """Return the condition that somebody looks after who is out: they go, are the buddy, or watch.

    It says nothing of the setting, which the caller narrows to.
    """
    if viewer.can(Permission.WATCH_VISITS):
        return Q()
    return goes(viewer.user) | is_buddy(viewer.user)


@dataclass(frozen=True)
class Outing:
    """One visit with the people who go and the one who looks out for them, on its day."""

    visit: HomeVisit
    going: tuple[Staff, ...]
    buddy: Staff | None

    @cached_property
    def who(self) -> str:
        """The people who go, by first name: “Jo and Kwame”."""
        return list_said([staff.first_name for staff in self.going])

    @property
    def back_by(self) -> str:
        """When we expect to hear that they are out and safe, as people say it."""
        return when_said(self.visit.setting, self.visit.back_by) if self.visit.back_by else ""

    @property
    def is_by_stand_in(self) -> bool:
        """Whether somebody goes in the mentor’s stead."""
        return self.visit.mentor not in self.going


def outing_of(visit: HomeVisit) -> Outing:
    """Return one visit with its people."""
    return outings_of([visit])[0]


def out_without(visit: HomeVisit, staff: Staff) -> str:
    """Return who may be on a visit now that is not this colleague’s; nothing before its hour."""
    is_out = visit.state == HomeVisit.State.UNDER_WAY
    if visit.state == HomeVisit.State.PLANNED and visit.starts_at is not None:
        is_out = visit.starts_at <= timezone.now()
    if not is_out:
        return ""
    if HomeVisit.objects.filter(goes(staff), pk=visit.pk).exists():
        return ""
    return outing_of(visit).who


def outings_of(visits: Sequence[HomeVisit]) -> list[Outing]:
    """Return visits of one setting with their people, stand-ins included; one query for all."""
    if not visits:
        return []
    days = [visit.planned_on for visit in visits]
    stand_ins = _StandIns(visits[0].setting_id, min(days), max(days))
    return [_outing(visit, stand_ins) for visit in visits]


def leads_of(setting: Setting, day: date, without: Sequence[Staff] = ()) -> list[Staff]:
    """Return who hears last: the leads and who stands in for them, else the safeguarding leads.

    Those who are themselves out on the visit are left out as long as anybody else is there.
    """
    found: list[Staff] = []
    for roles in (LEADS, IF_NO_LEAD):
        here = Membership.objects.current(day).filter(setting=setting, role__in=roles)
        people = [membership.staff for membership in here.select_related("staff")]
        stand_ins = _StandIns(setting.pk, day, day)
        people += [stand_ins.on(day, staff) for staff in people]
        found = list(dict.fromkeys([*found, *(staff for staff in people if staff.is_active)]))
        if others := [staff for staff in found if staff not in without]:
            return others
    return found


def when_said(setting: Setting, moment: datetime) -> str:
    """Return a moment by the setting’s clock: “10.15am”, with its day where that is not today."""
    local, today = moment.astimezone(setting.zone), timezone.localdate(timezone=setting.zone)
    return time_said(local) if local.date() == today else moment_said(local, today)


def _outing(visit: HomeVisit, stand_ins: "_StandIns") -> Outing:
    day = visit.planned_on
    going = (visit.mentor, *visit.companions.all())
    if not visit.arrived_at:
        going = tuple(stand_ins.on(day, staff) for staff in going)
    going = tuple(dict.fromkeys(going))
    buddy = visit.buddy and stand_ins.on(day, visit.buddy)
    if buddy is None or not buddy.is_active or buddy in going:
        return Outing(visit, going, None)
    return Outing(visit, going, buddy)


class _StandIns:
    """Who stands in for whom in a setting between two days, read once."""

    def __init__(self, setting_id: uuid.UUID, first: date, last: date) -> None:
        covers = Cover.objects.filter(
            setting=setting_id, removed_at=None, from_on__lte=last, to_on__gte=first
        )
        self.covers: dict[uuid.UUID, list[Cover]] = {}
        for cover in covers.select_related("stand_in"):
            self.covers.setdefault(cover.away_id, []).append(cover)

    def on(self, day: date, staff: Staff) -> Staff:
        """Return who does a colleague’s work on the day."""
        theirs = self.covers.get(staff.pk, [])
        return next((c.stand_in for c in theirs if c.from_on <= day <= c.to_on), staff)
