"""How each visit stands for those who look after who is out: the board and the card."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from django.db.models import Prefetch, Q
from django.utils import timezone

from pastoral.accounts.models import Setting
from pastoral.accounts.viewers import Viewer
from pastoral.ui.said import time_said
from visits.actions import watching
from visits.alert_words import told_by_alert
from visits.models import HomeVisit, OverdueAlert
from visits.models.visit import HomeVisitQuerySet
from visits.outings import Outing, outings_of, when_said

State = HomeVisit.State
NOT_ON_A_BOARD = (State.OFFERED, State.DECLINED, State.NO_REPLY)
LEVEL_SAID = {"mentor": "Whoever is out", "buddy": "The buddy", "lead": "The lead"}


class Group(Enum):
    """Where a visit stands on the board: word, icon and kind of its badge."""

    OVERDUE = "Not heard from", "exclamation-triangle", "danger"
    OUT = "Out now", "person-walking", "info"
    COMING = "Still to come", "clock", ""
    UNPLANNED = "Agreed, not planned", "hourglass-split", "soon"
    SAFE = "Back safe", "check-circle", "done"
    OFF = "Off", "dash-circle", ""


@dataclass(frozen=True)
class AlertSaid:
    """One alert: who was told by which way and whether it went, and who deals with it."""

    alert: OverdueAlert
    told: list[str]
    setting: Setting

    @property
    def raised(self) -> str:
        """Who was to hear, and when: “Her buddy, 10.45am”."""
        return f"{LEVEL_SAID[self.alert.level]}, {when_said(self.setting, self.alert.raised_at)}"

    @property
    def seen(self) -> str:
        """Who deals with it, since when; nothing while nobody does."""
        by, at = self.alert.acknowledged_by, self.alert.acknowledged_at
        return f"{by.first_name} deals with it, {when_said(self.setting, at)}" if by and at else ""


@dataclass(frozen=True)
class Line:
    """One visit on the board."""

    outing: Outing
    group: Group
    alerts: list[AlertSaid] = field(default_factory=list)

    @property
    def visit(self) -> HomeVisit:
        """The visit itself."""
        return self.outing.visit

    @property
    def word(self) -> str:
        """How it stands, in words: how it went where it is off."""
        is_off = self.group is Group.OFF
        return self.visit.how_it_stands if is_off else self.group.value[0]

    @property
    def icon(self) -> str:
        """The picture beside the word."""
        return self.group.value[1]

    @property
    def kind(self) -> str:
        """The kind of badge."""
        return self.group.value[2]

    @property
    def is_live(self) -> bool:
        """Whether a clock runs, or will."""
        return self.group in (Group.OVERDUE, Group.OUT, Group.COMING)

    @property
    def was_heard_of(self) -> bool:
        """Whether somebody has said that they arrived."""
        return self.visit.arrived_at is not None

    @property
    def planned(self) -> str:
        """From when to when it is planned: “9.30am to 10.15am”."""
        visit = self.visit
        if not (visit.starts_at and visit.ends_at):
            return ""
        zone = visit.setting.zone
        ends = time_said(visit.ends_at.astimezone(zone))
        return f"{when_said(visit.setting, visit.starts_at)} to {ends}"

    @property
    def times(self) -> str:
        """The same without the day, for a page that says it."""
        visit = self.visit
        if not (visit.planned_at and visit.ends_at):
            return ""
        ends = visit.ends_at.astimezone(visit.setting.zone)
        return f"{time_said(visit.planned_at)} to {time_said(ends)}"

    @property
    def arrived(self) -> str:
        """When they arrived, as people say it."""
        return self._said(self.visit.arrived_at)

    @property
    def left(self) -> str:
        """When they left, as people say it."""
        return self._said(self.visit.left_at)

    def _said(self, moment: datetime | None) -> str:
        return when_said(self.visit.setting, moment) if moment else ""

    @property
    def address(self) -> str:
        """Where they meet, for a board many can see: never an address that is kept back."""
        household = self.visit.household
        is_open = household.address_visibility == household.AddressVisibility.NORMAL
        return household.address if is_open and self.visit.meet_at == self.visit.MeetAt.HOME else ""

    @property
    def deals_with_it(self) -> OverdueAlert | None:
        """The last alert somebody said they deal with."""
        seen = [said.alert for said in self.alerts if said.alert.acknowledged_at]
        return seen[-1] if seen else None

    @property
    def not_yet_seen(self) -> OverdueAlert | None:
        """The last alert nobody has said they deal with."""
        unseen = [said.alert for said in self.alerts if not said.alert.acknowledged_at]
        return unseen[-1] if unseen else None


@dataclass(frozen=True)
class Board:
    """Everybody who is, was or will be out today, and the next day with visits for the paper."""

    groups: list[tuple[str, list[Line]]]
    counts: list[tuple[str, int]]
    today: list[Line]
    next_on: date | None
    next: list[Line]


def board_of(viewer: Viewer) -> Board:
    """Return the board of the setting as it stands now; always as many queries."""
    today = viewer.today
    ours = _with_people(HomeVisit.objects.filter(setting=viewer.setting, removed_at=None))
    has_a_time = Q(planned_at__isnull=False) | Q(state=State.UNDER_WAY)
    rows = ours.filter(has_a_time).exclude(state__in=NOT_ON_A_BOARD)
    lines = lines_of(
        viewer, rows.filter(Q(planned_on=today) | Q(planned_on__lt=today, state__in=watching.LIVE))
    )
    planned = ours.filter(state=State.PLANNED, planned_on__gt=today).order_by("planned_on")
    next_on = planned.values_list("planned_on", flat=True).first()
    by_group = {group: [line for line in lines if line.group is group] for group in Group}
    over = by_group[Group.SAFE] + by_group[Group.OFF]
    shown = [
        ("Not heard from", by_group[Group.OVERDUE]),
        ("Out now", by_group[Group.OUT]),
        ("Still to come", by_group[Group.COMING]),
        ("Agreed, but not planned: no clock runs", by_group[Group.UNPLANNED]),
        ("Back safe, or off", over),
    ]
    return Board(
        groups=[(title, some) for title, some in shown if some],
        counts=[(g.value[0].lower(), len(by_group[g])) for g in Group if g is not Group.UNPLANNED],
        today=[line for line in lines if line.is_live],
        next_on=next_on,
        next=lines_of(viewer, planned.filter(planned_on=next_on)) if next_on else [],
    )


def line_of(viewer: Viewer, visit: HomeVisit) -> Line:
    """Return how one visit stands, with all that was raised about it."""
    rows = HomeVisit.objects.filter(pk=visit.pk, setting=viewer.setting)
    return lines_of(viewer, _with_people(rows))[0]


def lines_of(viewer: Viewer, visits: Iterable[HomeVisit]) -> list[Line]:
    """Return how each of the visits stands, those first that are due first."""
    now = timezone.now()
    rows = list(visits)
    for visit in rows:
        visit.setting = viewer.setting  # Its policy is at hand already.
    alerts = [alert for visit in rows for alert in visit.alerts.all()]
    told = told_by_alert(alerts)
    lines = [
        Line(
            outing,
            _group(outing.visit, now),
            [
                AlertSaid(alert, told.get(alert.pk, []), viewer.setting)
                for alert in outing.visit.alerts.all()
            ],
        )
        for outing in outings_of(rows)
    ]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(lines, key=lambda line: (line.visit.back_by or far, str(line.visit.pk)))


def _with_people(visits: HomeVisitQuerySet) -> HomeVisitQuerySet:
    alerts = OverdueAlert.objects.select_related("acknowledged_by", "visit")
    return visits.select_related("mentor", "buddy", "household").prefetch_related(
        "companions", Prefetch("alerts", alerts)
    )


def _group(visit: HomeVisit, now: datetime) -> Group:
    if watching.is_overdue(visit, now):
        return Group.OVERDUE
    if visit.state == State.UNDER_WAY:
        return Group.OUT
    if visit.state == State.PLANNED:
        return Group.COMING
    if visit.state == State.AGREED:
        return Group.UNPLANNED
    return Group.SAFE if visit.was_made else Group.OFF
