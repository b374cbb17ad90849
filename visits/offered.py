"""An offer as staff see it: how it went out, what was said, what can be done; and who has none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from families.covering import stands_in_for
from families.models import Household, HouseholdMember
from pastoral.accounts.calendar import Calendar, calendar_of
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Channel, Message
from visits import offer_words, wishes
from visits.at_home import Phone, phone_of
from visits.models import HomeVisit, VisitAnswer
from visits.moves import Move, can
from visits.to_offer import WENT_OR_MAY, last_offer, offer_message, rests_until, way_to

State = HomeVisit.State
MAY_BE_ANSWERED = (State.OFFERED, State.AGREED, State.PLANNED, State.DECLINED, State.NO_REPLY)


@dataclass(frozen=True)
class Offered:
    """What became of an offer; `by_person` says whom to ring and why, where no message goes."""

    by_message: str = ""
    by_person: str = ""
    ring: Phone | None = None
    answers: list[tuple[VisitAnswer, bool]] = field(default_factory=list)
    may_record: bool = False
    may_offer_again: bool = False
    again_from: date | None = None
    may_take_back: bool = False

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to show."""
        said = (self.by_message, self.by_person, self.answers)
        return any(said) or self.may_record or self.may_offer_again or self.may_take_back


def offered_of(visit: HomeVisit, viewer: Viewer) -> Offered:
    """Return an offer as the viewer may see and move it."""
    by_message, by_person = told_of(visit)
    open_ones = set(wishes.still_open().filter(visit=visit).values_list("pk", flat=True))
    answers = visit.answers.select_related("adult", "recorded_by").order_by("-created_at", "-pk")
    may_visit = viewer.can(Permission.RECORD_VISITS)
    may_offer_again = may_visit and can(visit, Move.OFFER_AGAIN)
    last = last_offer(visit.household) if may_offer_again else None
    free_on = rests_until(last) if last else None
    return Offered(
        by_message=by_message,
        by_person=by_person,
        ring=_ring(visit, viewer) if by_person.startswith("Ring") else None,
        answers=[(answer, answer.pk in open_ones) for answer in answers],
        may_record=viewer.can(Permission.RECORD_ANSWERS) and visit.state in MAY_BE_ANSWERED,
        may_offer_again=may_offer_again,
        again_from=free_on if free_on and free_on > viewer.today else None,
        may_take_back=may_visit and can(visit, Move.TAKE_BACK),
    )


def told_of(visit: HomeVisit) -> tuple[str, str]:
    """Return how they hear of it: by which message, or by whom instead and why."""
    adult = visit.offered_to or visit.agreed_by
    if adult is None:
        return "", ""
    if visit.state == State.OFFERED:
        return _by(visit, offer_message(visit), offer_words.offer_key(visit.meet_at))
    if visit.state == State.PLANNED and visit.told_before_at:
        word = Message.objects.filter(about_id=visit.pk, template_key=offer_words.DAY_BEFORE)
        return _by(visit, word.order_by("-created_at").first(), offer_words.DAY_BEFORE)
    return "", ""


def _ring(visit: HomeVisit, viewer: Viewer) -> Phone | None:
    """Return the number of who is rung instead, unless by now they are not to be (rule 30)."""
    adult = visit.offered_to or visit.agreed_by
    if adult is None or adult.is_deceased or adult.removed_at:
        return None
    key = offer_words.offer_key(visit.meet_at)
    way = way_to(adult=adult, household=visit.household, on=visit.planned_on, template_key=key)
    if way.why_not or way.by_person.startswith("See"):
        return None
    user = viewer.user
    away = stands_in_for(viewer.today, user, viewer.setting)
    return phone_of(adult, by_mentor=visit.mentor_id in {user.pk, *away})


def _by(visit: HomeVisit, message: Message | None, template_key: str) -> tuple[str, str]:
    adult = visit.offered_to or visit.agreed_by
    assert adult is not None  # noqa: S101 - asked before
    if message and message.state in WENT_OR_MAY:
        by = Channel(message.channel).label
        return f"{by} to {adult.known_as}: {message.get_state_display().lower()}", ""
    if message:
        return "", f"Ring {adult.known_as}: {message.reason or message.get_state_display()}"
    way = way_to(
        adult=adult, household=visit.household, on=visit.planned_on, template_key=template_key
    )
    return "", way.why_not or way.by_person or f"Ring {adult.known_as}: no message was written"


# --- Rule 1: who has no offer yet. --------------------------------------------------


@dataclass(frozen=True)
class ToOffer:
    """A family that no visit was offered yet, and the day by which it is (rule 1)."""

    household: Household
    since: date
    by: date
    is_overdue: bool


def without_offer(viewer: Viewer) -> "QuerySet[Household]":
    """Return the families of a child here now that were never offered a visit, longest first.

    Each has `since`, the day the first of its children began. Those who asked for peace are
    left in peace. A family that moved home was offered one in the home before.
    """
    today = viewer.today
    here = HouseholdMember.objects.current(today).filter(
        Q(child__placement_ends_on=None) | Q(child__placement_ends_on__gte=today),
        child__placement_starts_on__lte=today,
        child__removed_at=None,
    )
    visits = HomeVisit.objects.filter(
        Q(household=OuterRef("pk")) | Q(household=OuterRef("previous")), removed_at=None
    ).exclude(state=State.CANCELLED_SCHOOL, agreed_by=None)  # Taken back before an answer.
    return (
        Household.objects.writable_by(viewer)
        .with_placement_on(today)
        .filter(~Exists(visits))
        .exclude(pk__in=Household.objects.paused_on(today).values("pk"))
        .annotate(since=Min("members__child__placement_starts_on", filter=Q(members__in=here)))
        .order_by("since", "label", "pk")
    )


def to_offer(
    households: Iterable[Household], viewer: Viewer, calendar: Calendar | None = None
) -> list[ToOffer]:
    """Return each of these families with the day by which it is offered a visit."""
    calendar = calendar or calendar_of(viewer.setting)
    return [_due(household, calendar, viewer) for household in households]


def _due(household: Household, calendar: Calendar, viewer: Viewer) -> ToOffer:
    since: date = household.since  # type: ignore[attr-defined]
    by = calendar.school_days_after(since, viewer.policy.first_offer_school_days)
    return ToOffer(household, since, by, is_overdue=by < viewer.today)
