"""What the first page shows each person: what is next, what was promised, who to see."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q

from families import promising, wishing
from families.models import Child, Promise, Wish
from pastoral.accounts import clock
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.concerns.models import Worry
from pastoral.desk import asks
from pastoral.outbox.carrying import lately
from pastoral.outbox.carrying.lately import Trouble
from pastoral.outbox.tasks import FAMILIES
from pastoral.replies import by_hand, inbox
from pastoral.replies.by_hand import ByHand
from pastoral.replies.inbox import TextIn
from sessions_app import waiting
from sessions_app.care import ToThinkOf, to_think_of
from sessions_app.coming import with_answers
from sessions_app.models import Afternoon, Invitation, SeatOffer
from sessions_app.models.invitations import Help, Travel
from visits.lines import LineToday, to_write
from visits.models import ChildLine, VisitAnswer
from visits.timetable import Slot
from visits.unseen import FamilyToSee, unseen
from visits.week import Week, monday_of, week_of
from visits.wishes import open_wishes

AT_MOST = 5
MOST_TEXTS = 100  # Looked at for the first page; the others are on the page of their own.


@dataclass(frozen=True)
class AskedFor:
    """What a parent asked us for with an answer: a lift, the bus fare, somebody at the gate."""

    invitation: Invitation
    what: list[str]


@dataclass(frozen=True)
class StandStill:
    """What keeps families' messages from leaving until somebody does something about it."""

    carrier: Trouble | None = None
    is_unserved: bool = False

    def __bool__(self) -> bool:
        return self.is_unserved or self.carrier is not None


@dataclass(frozen=True)
class Home:
    """Everything the first page shows one person."""

    stand_still: StandStill = field(default_factory=StandStill)
    afternoon: Afternoon | None = None
    promises: list[Promise] = field(default_factory=list)
    families: list[FamilyToSee] = field(default_factory=list)
    families_due: int = 0
    asked_for: list[AskedFor] = field(default_factory=list)
    wishes: list[VisitAnswer] = field(default_factory=list)
    to_think_of: list[ToThinkOf] = field(default_factory=list)
    texts: list[TextIn] = field(default_factory=list)
    more_texts: int = 0
    by_hand: list[ByHand] = field(default_factory=list)
    instead: list[Wish] = field(default_factory=list)
    complaints: int = 0
    worries: int = 0
    first_steps: list[tuple[str, str]] = field(default_factory=list)
    not_asked: list[Afternoon] = field(default_factory=list)
    to_ring: list[SeatOffer] = field(default_factory=list)
    to_decide: list[Invitation] = field(default_factory=list)
    week: Week | None = None
    lines: tuple[ChildLine.Kind, list[LineToday]] | None = None


def home_of(viewer: Viewer, timetable: tuple[Slot, ...] = ()) -> Home:
    """Return the first page of a person with this week, in a constant number of queries."""
    to_see, due = _families_to_see(viewer)
    texts, more_texts = _texts(viewer)
    week = _week(viewer, timetable) if timetable else None
    return Home(
        week=week,
        stand_still=_stand_still(viewer),
        lines=to_write(viewer, timetable) if week and _is_school_day(week) else None,
        afternoon=_next_afternoon(viewer),
        promises=_promises(viewer),
        families=to_see,
        families_due=due,
        asked_for=_asked_for(viewer),
        wishes=_wishes_for_visits(viewer),
        to_think_of=to_think_of(viewer),
        texts=texts,
        more_texts=more_texts,
        by_hand=_by_hand(viewer),
        instead=wishing.instead_for(viewer),
        complaints=asks.complaints_for(viewer),
        worries=_worries(viewer),
        first_steps=_first_steps(viewer),
        not_asked=_not_asked(viewer),
        to_ring=waiting.to_ring(viewer) if viewer.can(Permission.DECIDE_HELD) else [],
        to_decide=_to_decide(viewer),
    )


def _worries(viewer: Viewer) -> int:
    """Return how many worries wait to be acknowledged, for those who read them."""
    if not viewer.can(Permission.READ_WORRIES):
        return 0
    return Worry.objects.visible_to(viewer).waiting().count()


def _stand_still(viewer: Viewer) -> StandStill:
    """Return why messages do not leave, for those who can have it put right."""
    if not viewer.can(Permission.MANAGE_SETTING):
        return StandStill()
    silent = clock.seconds_since(FAMILIES)
    longest = timedelta(minutes=viewer.policy.queue_down_minutes)
    return StandStill(
        carrier=lately.to_mend(viewer),
        is_unserved=silent is not None and silent > longest.total_seconds(),
    )


def _week(viewer: Viewer, timetable: tuple[Slot, ...]) -> Week:
    return week_of(viewer, monday_of(viewer.today), timetable, with_names=False)


def _is_school_day(week: Week) -> bool:
    return any(day.is_today and not day.why_not for day in week.days)


def _next_afternoon(viewer: Viewer) -> Afternoon | None:
    """The next one, with the families that said yes or maybe counted."""
    ahead = Afternoon.objects.visible_to(viewer).upcoming(viewer.today)
    open_ones = ahead.exclude(state=Afternoon.State.CANCELLED)
    return (
        with_answers(open_ones.select_related("activity", "setting"))
        .annotate(
            asked=Count("invitations__household", ~Q(invitations__state="blocked"), distinct=True),
        )
        .first()
    )


def _not_asked(viewer: Viewer) -> list[Afternoon]:
    """Return the afternoons to which the clock should have asked, and a person has to look first."""
    if not viewer.can(Permission.INVITE_FAMILIES):
        return []
    ahead = Afternoon.objects.visible_to(viewer).upcoming(viewer.today)
    waits = ahead.exclude(state__in=[Afternoon.State.CANCELLED, Afternoon.State.HELD])
    return list(waits.filter(invited_at=None).exclude(not_asked_why=""))


def _to_decide(viewer: Viewer) -> list[Invitation]:
    """Return the answers that wait for a lead to decide (rule 17), the next afternoon first."""
    if not viewer.can(Permission.DECIDE_HELD):
        return []
    held = Invitation.objects.visible_to(viewer).filter(state=Invitation.State.HELD)
    ahead = held.filter(afternoon__on__gte=viewer.today)
    open_ones = ahead.exclude(afternoon__state=Afternoon.State.CANCELLED)
    return list(
        open_ones.select_related("adult", "household", "afternoon").order_by("afternoon__on", "pk")
    )


def _promises(viewer: Viewer) -> list[Promise]:
    """Return what is theirs to keep today, overdue first, also what they stand in for."""
    if not viewer.can(Permission.KEEP_PROMISES):
        return []
    return list(promising.theirs(viewer)[:AT_MOST])


def _families_to_see(viewer: Viewer) -> tuple[list[FamilyToSee], int]:
    """Return the families longest unseen, and how many are past their own rhythm."""
    if not viewer.can(Permission.RECORD_VISITS):
        return [], 0
    found = unseen(viewer)
    return found.families[:AT_MOST], found.due


def _asked_for(viewer: Viewer) -> list[AskedFor]:
    """Return what parents asked their mentor for, for the afternoons still ahead."""
    coming = (
        Invitation.objects.visible_to(viewer)
        .filter(mentor=viewer.user, answer__in=["yes", "maybe"], afternoon__on__gte=viewer.today)
        .exclude(afternoon__state=Afternoon.State.CANCELLED)
        .select_related("adult", "afternoon", "household")
        .order_by("afternoon__on", "adult__known_as")
    )
    wishes = ((invitation, _wishes(invitation)) for invitation in coming)
    return [AskedFor(invitation, what) for invitation, what in wishes if what]


def _wishes_for_visits(viewer: Viewer) -> list[VisitAnswer]:
    """Return what families asked about visits and nobody has seen to, the oldest first."""
    if not viewer.can(Permission.RECORD_VISITS):
        return []
    return list(open_wishes(viewer)[:AT_MOST])


def _texts(viewer: Viewer) -> tuple[list[TextIn], int]:
    """Return the texts that wait for a person, the newest few, and how many more do."""
    if not viewer.can(Permission.RECORD_ANSWERS):
        return [], 0
    waiting = list(inbox.waiting(viewer)[: MOST_TEXTS + 1])
    shown = waiting[:AT_MOST]
    return inbox.with_who(shown, viewer.today) if shown else [], len(waiting) - len(shown)


def _by_hand(viewer: Viewer) -> list[ByHand]:
    """Return the calls and letters that are theirs to make and to give."""
    mine, _others = by_hand.mine_first(by_hand.to_do(viewer, MOST_TEXTS), viewer)
    return mine[:AT_MOST]


def _wishes(invitation: Invitation) -> list[str]:
    what = ["to be met at the gate"] if invitation.meet_at_gate else []
    if invitation.travel == Travel.LIFT:
        what.append("a lift")
    return what + [Help(each).label.lower() for each in invitation.helps if each in Help]


def _first_steps(viewer: Viewer) -> list[tuple[str, str]]:
    """Return what a new setting does first, as (URL name, words); nothing once it is under way."""
    steps = []
    if viewer.can(Permission.MANAGE_SETTING) and not viewer.setting.half_terms.exists():
        steps.append(("accounts:calendar", "Put the term dates in"))
    if (
        viewer.can(Permission.IMPORT_FAMILIES)
        and not Child.objects.filter(setting=viewer.setting).exists()
    ):
        steps.append(("families:import", "Bring your families in"))
    if (
        viewer.can(Permission.PLAN_AFTERNOONS)
        and not Afternoon.objects.filter(setting=viewer.setting).exists()
    ):
        steps.append(("afternoons:series-create", "Plan a term of Wednesdays"))
    return steps
