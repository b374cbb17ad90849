"""One person's day of visits: whom they see, when, and what is good to know at the door."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from families.covering import stands_in_for
from families.models import Household, Promise
from families.promising import theirs
from pastoral.accounts.calendar import Calendar, calendar_of
from pastoral.accounts.models import Staff
from pastoral.accounts.viewers import Viewer
from pastoral.ui.said import ago_said, day_said
from visits import door
from visits.actions import note_due_on
from visits.at_home import AtHome, Phone, at_home
from visits.covers import families_not_told
from visits.guarding import Instruction, instructions_for
from visits.models import ChildLine, HomeVisit, VisitAnswer
from visits.moves import Move, can
from visits.to_do import instead_of, to_do
from visits.unseen import FamilyToSee, homes_of, unseen, walked_with
from visits.wishes import open_wishes

State = HomeVisit.State
AT_MOST = 5
NEWS_AT_MOST = 2


@dataclass(frozen=True)
class Call:
    """One visit of the day with all there is to know before one knocks."""

    visit: HomeVisit
    home: AtHome
    instruction: Instruction
    where: door.Where
    phone: Phone | None
    promises: list[Promise]
    news: list[ChildLine]
    wishes: list[VisitAnswer]
    last_seen_on: date | None
    instead_of: str = ""
    is_not_told: bool = False
    along: tuple[str, ...] = ()
    may_open_family: bool = False
    is_next: bool = False
    has_come: bool = True

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to be made, or being made."""
        return self.visit.state in HomeVisit.AHEAD

    @property
    def last_seen_ago(self) -> str:
        """How long before this visit somebody last sat down with them; nothing for never."""
        return ago_said(self.last_seen_on, self.visit.planned_on) if self.last_seen_on else ""

    @property
    def moved_to(self) -> date | None:
        """The day it was moved to, if it was."""
        following = getattr(self.visit, "rescheduled_to", None)
        return following.planned_on if following else None

    @property
    def is_to_be_logged(self) -> bool:
        """Whether somebody went, or was to go, and has not said how it was."""
        went = self.visit.was_made or (self.is_ahead and self.has_come)
        return self.visit.logged_at is None and went

    @property
    def moves(self) -> dict[str, bool]:
        """What may happen to it now instead of being made."""
        can_be = {move.value: can(self.visit, move) for move in INSTEAD}
        return can_be | {"nobody_in": can_be["nobody_in"] and self.has_come}

    @property
    def stage(self) -> tuple[str, str, str]:
        """Where it stands: a word, an icon, a kind."""
        word, icon, kind = STAGES[State(self.visit.state)]
        if self.visit.was_made and self.visit.logged_at:
            return "Written up", "journal-text", "done"
        return word or self.visit.how_it_stands, icon, kind


INSTEAD = (Move.PLAN, Move.RESCHEDULE, Move.NOBODY_IN, Move.WE_CALL_OFF)
STAGES = {
    State.AGREED: ("Agreed, to be planned", "calendar-plus", "soon"),
    State.PLANNED: ("", "calendar-check", ""),
    State.UNDER_WAY: ("", "person-walking", "info"),
    State.COMPLETED: ("Left, and safe", "check-circle", "done"),
    State.ENDED_EARLY: ("", "clock", "soon"),
    State.NOT_HOME: ("", "door-open", ""),
    State.RESCHEDULED: ("", "arrow-repeat", ""),
    State.CANCELLED_FAMILY: ("", "x-circle", ""),
    State.CANCELLED_SCHOOL: ("", "x-circle", ""),
}


@dataclass(frozen=True)
class NoteToWrite:
    """A visit that was made and has no note yet, and the last day it is on time (rule 8)."""

    visit: HomeVisit
    names: str
    due_on: date


@dataclass(frozen=True)
class AskedFor:
    """What a family asked about a visit, and whom to ring about it where they may be rung."""

    wish: VisitAnswer
    names: str
    phone: Phone | None


@dataclass(frozen=True)
class Day:
    """Everything the page of a day shows one person."""

    on: date
    today: date
    calls: list[Call]
    asked_for: list[AskedFor]
    notes: list[NoteToWrite]
    promises: list[Promise]
    why_not: str
    due: int
    longest_unseen: str

    @property
    def is_today(self) -> bool:
        """Whether it is today."""
        return self.on == self.today

    @property
    def near(self) -> str:
        """“Today”, “Tomorrow” or “Yesterday”; nothing for a day further off."""
        return day_said(self.on, self.today).partition(",")[0].capitalize() if self._is_near else ""

    @property
    def _is_near(self) -> bool:
        return abs(self.on - self.today) <= timedelta(days=1)

    @property
    def day_before(self) -> date:
        """The day to go back to."""
        return self.on - timedelta(days=1)

    @property
    def day_after(self) -> date:
        """The day to go on to."""
        return self.on + timedelta(days=1)


def day_of(viewer: Viewer, on: date) -> Day:
    """Return one day of one person, in as many queries with one visit as with four.

    Today what is over comes after what is still to do.
    """
    visits = list(
        to_do(viewer, on, on)
        .select_related("buddy", "rescheduled_to")
        .prefetch_related("companions")
    )
    away = stands_in_for(on, viewer.user, viewer.setting)
    notes = _notes_to_write(viewer)
    is_today = on == viewer.today
    wishes = list(open_wishes(viewer)[:AT_MOST]) if is_today else []
    asked = [wish.visit for wish in wishes]
    homes = {visit.household_id: visit.household for visit in [*visits, *notes, *asked]}
    people = at_home(homes.values(), on, viewer.setting)
    calendar, due = calendar_of(viewer.setting), _due(viewer)
    calls = _calls(viewer, visits, people, away)
    if is_today:
        calls.sort(key=lambda call: not call.is_ahead)
    return Day(
        on=on,
        today=viewer.today,
        calls=calls,
        asked_for=[_asked_for(viewer, wish, people, away) for wish in wishes],
        notes=[_note(visit, people[visit.household_id], calendar) for visit in notes],
        promises=list(theirs(viewer).filter(due_on__lte=max(on, viewer.today))[:AT_MOST]),
        why_not=calendar.why_not(on),
        due=len(due),
        longest_unseen=_longest(due, viewer.today),
    )


def _asked_for(
    viewer: Viewer,
    wish: VisitAnswer,
    people: dict[uuid.UUID, AtHome],
    away: Collection[uuid.UUID],
) -> AskedFor:
    home = people[wish.visit.household_id]
    by_mentor = _does_the_mentors_part(viewer, wish.visit, away)
    return AskedFor(wish, home.names, home.phone_of(wish.adult, by_mentor=by_mentor))


def _calls(
    viewer: Viewer,
    visits: list[HomeVisit],
    people: dict[uuid.UUID, AtHome],
    away: Collection[uuid.UUID],
) -> list[Call]:
    if not visits:
        return []
    on = visits[0].planned_on
    homes = {visit.household_id: visit.household for visit in visits}
    children = [child.pk for key in homes for child in people[key].children]
    seen, wishes = door.last_seen(homes, on), door.wishes(homes)
    promises, news = door.promises_to(homes), door.news(viewer, children, on)
    how = instructions_for(homes.values(), on, besides=visits)
    opens = set(
        Household.objects.visible_to(viewer).filter(pk__in=list(homes)).values_list("pk", flat=True)
    )
    not_told = families_not_told(homes, on) if away else ()
    ahead = [visit for visit in visits if visit.state in HomeVisit.AHEAD]
    ahead.sort(key=lambda visit: visit.state != State.UNDER_WAY)
    return [
        Call(
            visit=visit,
            home=(home := people[visit.household_id]),
            instruction=(instruction := how[visit.household_id]),
            where=door.where(viewer, visit, instruction),
            phone=home.phone(visit, by_mentor=_does_the_mentors_part(viewer, visit, away)),
            promises=promises[visit.household_id],
            news=_newest(home, news),
            wishes=wishes[visit.household_id],
            last_seen_on=seen.get(visit.household_id),
            instead_of=instead_of(visit, away),
            is_not_told=visit.mentor_id in away and visit.household_id in not_told,
            along=_along(viewer, visit, away),
            may_open_family=visit.household_id in opens,
            is_next=on == viewer.today and visit in ahead[:1],
            has_come=on <= viewer.today,
        )
        for visit in visits
    ]


def _newest(home: AtHome, news: dict[uuid.UUID, list[ChildLine]]) -> list[ChildLine]:
    """Return a little good news of the home: of each child before a second one of any."""
    ranked = [(n, line) for child in home.children for n, line in enumerate(news[child.pk])]
    ranked.sort(key=lambda pair: (pair[0], -pair[1].on.toordinal()))
    return [line for _n, line in ranked[:NEWS_AT_MOST]]


def _does_the_mentors_part(viewer: Viewer, visit: HomeVisit, away: Collection[uuid.UUID]) -> bool:
    return visit.mentor_id == viewer.user.pk or visit.mentor_id in away


def _along(viewer: Viewer, visit: HomeVisit, away: Collection[uuid.UUID]) -> tuple[str, ...]:
    """Return who else goes, by first name: who goes along, or whom the viewer goes along with."""
    others: list[Staff] = [visit.mentor, *visit.companions.all()]
    return tuple(
        other.first_name for other in others if other.pk != viewer.user.pk and other.pk not in away
    )


def _notes_to_write(viewer: Viewer) -> list[HomeVisit]:
    """Return the visits the viewer made that have no note yet, the longest ago first."""
    oldest = viewer.today - timedelta(days=viewer.policy.visit_log_days)
    return list(
        HomeVisit.objects.filter(
            setting=viewer.setting, mentor=viewer.user, state__in=HomeVisit.MADE,
            planned_on__range=(oldest, viewer.today), note=None, removed_at=None,
        )
        .select_related("household")
        .order_by("planned_on", "planned_at")[:AT_MOST]
    )  # fmt: skip


def _note(visit: HomeVisit, home: AtHome, calendar: Calendar) -> NoteToWrite:
    return NoteToWrite(visit, home.names, note_due_on(visit.planned_on, calendar))


def _due(viewer: Viewer) -> list[FamilyToSee]:
    """Return the families the viewer walks with that it is time to see again."""
    mine = walked_with(homes_of(viewer), viewer.user.pk, viewer.today)
    return [family for family in unseen(viewer, mine).families if family.is_due]


def _longest(due: list[FamilyToSee], today: date) -> str:
    """Return how long the one longest unseen was not met, or that some never were."""
    days = [family.seen_on for family in due if family.seen_on]
    if never := len(due) - len(days):
        return f"{'one' if never == 1 else never} never met yet"
    return f"the longest unseen: {ago_said(min(days), today).removesuffix(' ago')}" if days else ""
