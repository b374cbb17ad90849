"""Whether and how a visit may be offered: to whom, by which way, and from which day again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from families.asking import Asking, Reason, who_may_be_asked
from families.models import Adult, Household
from pastoral.accounts.calendar import Calendar, calendar_of
from pastoral.outbox.models import Message, Topic
from visits.checks import newest_checks
from visits.models import HomeVisit, RiskCheck, VisitAnswer
from visits.offer_words import OFFERS

State, Said = HomeVisit.State, VisitAnswer.Said
# Nobody offers these a visit, by whatever way; for any other reason a person speaks to them.
NOT_OFFERED = frozenset({
    Reason.DECEASED, Reason.LEFT, Reason.RESTRICTION, Reason.NOT_A_CARER,
    Reason.RESPONSIBILITY_UNKNOWN, Reason.LIVES_ELSEWHERE, Reason.PAUSED, Reason.NO_HOME,
})  # fmt: skip
# Those whom a call does not reach, or who did not say that it may.
FACE_TO_FACE = frozenset({
    Reason.NO_WAY_TO_REACH, Reason.NOT_WORKING, Reason.PAUSED_BY_THEM,
})  # fmt: skip
RESTS = (State.DECLINED, State.NO_REPLY)
WENT_OR_MAY = (*Message.WENT, *Message.WAITING, Message.State.SENDING, Message.State.UNSURE)


@dataclass(frozen=True)
class Way:
    """How one adult hears of a visit: by a message, by a person, or not at all."""

    adult: Adult
    household: Household
    asking: Asking | None

    @property
    def why_not(self) -> str:
        """Why no visit is offered to them by any way; nothing if one may be."""
        if self.asking is None:
            return f"{self.adult.known_as} is not asked: nobody has noted them here."
        if self.asking.reason in NOT_OFFERED:
            label = str(Reason(self.asking.reason).label)
            return f"{self.adult.known_as} is not asked: {label[0].lower()}{label[1:]}."
        return ""

    @property
    def said(self) -> str:
        """“by text”, “you ring”, “you ask in person”: how, in a word or two beside their name."""
        channel = self.asking.channel if self.asking and self.asking.is_asked else None
        if channel:
            return f"by {channel.label.lower()}"
        return "you ring" if self.by_person.startswith("Ring") else "you ask in person"

    @property
    def by_person(self) -> str:
        """“Ring Samira: Likes to be told …”; nothing where a message goes."""
        if self.asking is None or self.asking.reason is None:
            return ""
        return told_by_person(self.adult, self.asking)


def told_by_person(adult: Adult, asking: Asking) -> str:
    """Return what a colleague does instead of a message, and why."""
    reason = Reason(asking.reason) if asking.reason else None
    is_safe_to_ring = asking.needs_person or reason is not Reason.SAFE_CONTACT
    rings = is_safe_to_ring and reason not in FACE_TO_FACE
    return f"{'Ring' if rings else 'See'} {adult.known_as}: {asking.why_not}"


def way_to(*, adult: Adult, household: Household, on: date, template_key: str) -> Way:
    """Return how this adult hears of a visit on the day, by what is known now."""
    return ways_to(adults=[adult], household=household, on=on, template_key=template_key)[0]


def ways_to(
    *, adults: Sequence[Adult], household: Household, on: date, template_key: str
) -> list[Way]:
    """Return how each of these adults hears of a visit, in a constant number of queries."""
    found = who_may_be_asked(
        setting=household.setting,
        topic=Topic.VISITS,
        day=on,
        template_key=template_key,
        adult_ids=[adult.pk for adult in adults],
    )
    asking = {answer.adult_id: answer for answer in found}
    return [Way(adult, household, asking.get(adult.pk)) for adult in adults]


def is_not_at_home(household: Household) -> bool:
    """Whether the newest risk check says to meet somewhere else, run out or not (rule 4)."""
    check = newest_checks([household.pk]).get(household.pk)
    return check is not None and check.result == RiskCheck.Result.NOT_AT_HOME


def rests_until(visit: HomeVisit, calendar: Calendar | None = None) -> date | None:
    """Return the day from which a family that said no, or nothing, may be asked again.

    None where they may be asked at once: the visit does not rest, or they asked us since.
    """
    if visit.state not in RESTS:
        return None
    answers = visit.answers.filter(created_at__gte=visit.offered_at or visit.created_at)
    last = answers.order_by("-created_at", "-pk").first()
    return _rests_until(visit, last, calendar or calendar_of(visit.setting))


def resting(homes: Collection[UUID], calendar: Calendar) -> dict[UUID, date]:
    """Return from which day each home that rests may be asked again, in two queries for all."""
    offered = HomeVisit.objects.filter(
        household=OuterRef("household"), offered_at__isnull=False, removed_at=None
    )
    last_ones = HomeVisit.objects.filter(
        pk=Subquery(offered.order_by("-offered_at", "-pk").values("pk")[:1]),
        household__in=homes,
        state__in=RESTS,
    ).select_related("setting__policy")
    visits = {visit.pk: visit for visit in last_ones}
    said: dict[UUID, VisitAnswer] = {}
    for answer in VisitAnswer.objects.filter(visit__in=visits).order_by("created_at", "pk"):
        visit = visits[answer.visit_id]
        if answer.created_at >= (visit.offered_at or visit.created_at):
            said[visit.pk] = answer
    days = {v.household_id: _rests_until(v, said.get(v.pk), calendar) for v in visits.values()}
    return {home: day for home, day in days.items() if day}


def _rests_until(visit: HomeVisit, last: VisitAnswer | None, calendar: Calendar) -> date | None:
    if last and last.said in VisitAnswer.WISHES:
        return None
    policy = visit.setting.policy
    since = timezone.localdate(
        last.created_at if last else visit.offered_at or visit.created_at, visit.setting.zone
    )
    if visit.state == State.NO_REPLY:
        since = calendar.school_days_after(since, policy.no_reply_school_days)
    return calendar.school_days_after(since, policy.reoffer_school_days)


def last_offer(household: Household) -> HomeVisit | None:
    """Return the visit that was offered to this home last, whatever became of it."""
    offered = HomeVisit.objects.filter(
        household=household, offered_at__isnull=False, removed_at=None
    )
    return offered.select_related("setting__policy").order_by("-offered_at", "-pk").first()


def offer_message(visit: HomeVisit) -> Message | None:
    """Return the message that offered this visit as it stands now, if one was written."""
    messages = Message.objects.filter(
        about_id=visit.pk, template_key__in=OFFERS, link_version=visit.link_version
    )
    return messages.order_by("-created_at").first()
