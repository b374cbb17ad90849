"""What a family's page about a visit is made of, read in one statement."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from families.asking import still_hears
from families.covering import name_known_to_come
from pastoral import links
from pastoral.outbox.models import Message
from visits.models import HomeVisit, VisitAnswer

State = HomeVisit.State
# As they are read, and as they stand in VisitPage.
COLUMNS = (
    "pk", "owner", "state", "meet_at", "planned_on", "planned_at", "setting__name",
    "setting__nickname", "setting__phone", "setting__timezone",
    "setting__policy__visit_link_days_after", "name", "goes", "said",
    "rescheduled_to__planned_on", "rescheduled_to__planned_at", "rescheduled_to__state",
    "household_id", "page_language", "written_in", "wants_easy_words",
)  # fmt: skip


class Stage(Enum):
    """What there is to say of a visit, to the family."""

    OFFERED = auto()
    COMING = auto()
    NOW = auto()
    RESTS = auto()
    OFF_BY_THEM = auto()
    OFF_BY_US = auto()
    MOVED = auto()
    MISSED = auto()
    OVER = auto()


ENDS = {
    State.DECLINED: Stage.RESTS,
    State.NO_REPLY: Stage.RESTS,
    State.UNDER_WAY: Stage.NOW,
    State.COMPLETED: Stage.OVER,
    State.ENDED_EARLY: Stage.OVER,
    State.NOT_HOME: Stage.MISSED,
    State.RESCHEDULED: Stage.MOVED,
    State.CANCELLED_FAMILY: Stage.OFF_BY_THEM,
    State.CANCELLED_SCHOOL: Stage.OFF_BY_US,
}


@dataclass(frozen=True)
class VisitPage:
    """One adult's page about one visit: no more than rule 20 lets it say, and the keys."""

    pk: UUID
    adult_id: UUID
    state: str
    meet_at: str
    on: date
    at: time | None
    setting_name: str
    nickname: str
    phone: str
    timezone: str
    link_days_after: int
    name: str
    mentor: str
    said: str  # What they said last, "" if nothing yet.
    moved_to: date | None
    moved_to_at: time | None
    moved_state: str | None
    household_id: UUID
    page_language: str  # What they chose on a page of theirs, "" if nothing.
    written_in: str  # The language of the last message about it, or else theirs.
    wants_easy_words: bool

    @cached_property
    def zone(self) -> ZoneInfo:
        """The place's own clock."""
        return ZoneInfo(self.timezone)

    @property
    def new_day(self) -> date | None:
        """The day it was moved to, while that still stands."""
        return self.moved_to if self.moved_state in HomeVisit.AHEAD else None

    @property
    def place(self) -> str:
        """What families call the place."""
        return self.nickname or self.setting_name

    def link_opens(self, now: datetime) -> bool:
        """Whether the link still opens: it closes some days after the visit (rule 21)."""
        last = self.on + timedelta(days=self.link_days_after)
        return now.astimezone(self.zone).date() <= last

    def has_begun(self, now: datetime) -> bool:
        """Whether its time has come, by the place's own clock."""
        if self.at is None:
            return self.on < now.astimezone(self.zone).date()
        return datetime.combine(self.on, self.at, tzinfo=self.zone).astimezone(UTC) <= now

    def stage(self, now: datetime) -> Stage:
        """What there is to say now."""
        if self.state in ENDS:
            return ENDS[State(self.state)]
        if not self.has_begun(now):
            return Stage.OFFERED if self.state == State.OFFERED else Stage.COMING
        if self.state == State.OFFERED:
            return Stage.RESTS
        is_today = self.on == now.astimezone(self.zone).date()
        return Stage.NOW if is_today else Stage.OVER


def by_link(secret: str, now: datetime) -> VisitPage | None:
    """Return what this link opens now; None if it opens nothing, for whatever reason.

    The page is of whoever was offered the visit, or else agreed to it. Rule 14 is asked anew
    each time: nothing opens to somebody restricted since, who died or moved out, or of whose
    children none is here any more.
    """
    if not links.SECRET.fullmatch(secret):
        return None
    answers = VisitAnswer.objects.filter(
        visit=OuterRef("pk"), adult=OuterRef("owner"), created_at__gte=OuterRef("since")
    )
    last = answers.order_by("-created_at", "-pk").values("said")[:1]
    messages = Message.objects.filter(about_id=OuterRef("pk"), adult_id=OuterRef("owner"))
    written = Subquery(messages.order_by("-created_at").values("language")[:1])
    hears = still_hears(
        adult="owner", household="household", day="planned_on", today=timezone.localdate(now)
    )
    row = (
        HomeVisit.objects.filter(link_digest=links.digest_of(secret), removed_at=None)
        .annotate(
            owner=Coalesce("offered_to", "agreed_by"),
            since=Coalesce("offered_at", "created_at"),
            name=Coalesce("offered_to__known_as", "agreed_by__known_as"),
            page_language=Coalesce("offered_to__page_language", "agreed_by__page_language"),
            language=Coalesce("offered_to__language", "agreed_by__language"),
            wants_easy_words=Coalesce(
                "offered_to__wants_easy_words", "agreed_by__wants_easy_words"
            ),
            goes=name_known_to_come(person="mentor", day="planned_on", home="household"),
        )
        .annotate(
            said=Coalesce(Subquery(last), Value("")),
            written_in=Coalesce(written, "language"),
        )
        .filter(hears)
        .values_list(*COLUMNS)
        .first()
    )
    if row is None:
        return None
    page = VisitPage(*row)
    return page if page.link_opens(now) else None
