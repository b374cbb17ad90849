"""“Plan my Friday”: a mentor’s next visiting day, put together for her to change and confirm."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from families.asking import Asking, who_may_be_asked
from families.models import Adult, HouseholdMember, Relationship
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Topic
from pastoral.ui.said import count_said, day_said
from visits.checks import newest_checks
from visits.models import RiskCheck
from visits.offer_words import OFFER
from visits.proposing import (
    Candidate,
    Parent,
    Place,
    Proposal,
    minutes_between,
    propose,
)
from visits.to_offer import NOT_OFFERED, resting
from visits.unseen import FamilyToSee, homes_of, unseen, walked_with
from visits.visiting_days import Diary, VisitingDay, place_of

WEEK, WEEKS = 7, 14
NOON = time(12)
FIVE = 5
LAST = 99
NOBODY_TO_ASK = "Nobody who lives there may be asked just now."


@dataclass(frozen=True)
class FamilyThen:
    """A family as it will be on the day: whose turn it is, and what speaks for a time."""

    family: FamilyToSee
    candidate: Candidate
    adults: tuple[Adult, ...]
    why: tuple[str, ...]
    is_not_at_home: bool = False


@dataclass(frozen=True)
class Plan:
    """A visiting day as it is proposed: what stands, who could be seen when, who could not."""

    day: VisitingDay
    families: Mapping[uuid.UUID, FamilyThen]
    proposal: Proposal
    legs: Mapping[uuid.UUID, str]

    @property
    def not_fitted(self) -> list[tuple[FamilyToSee, str]]:
        """The families whose turn it is and who are not in it, each with why."""
        return [(self.families[one.key].family, why) for one, why in self.proposal.not_fitted]

    @property
    def candidates(self) -> list[Candidate]:
        """Every family of the mentor’s, in turn."""
        return sorted((f.candidate for f in self.families.values()), key=lambda one: one.turn)


def plan_for(diary: Diary, on: date, day: VisitingDay | None = None) -> Plan:
    """Return a day proposed: those due by it first, then who would be due before the next.

    In as many queries for sixty families as for one. A `day` read already is not read again.
    """
    day = day or diary.open_at(on)
    following = next((d for d in diary.days() if d > on), on + timedelta(days=WEEK))
    families = {each.candidate.key: each for each in _families(diary.viewer, on, diary)}
    soon = [f.candidate for f in families.values() if f.family.is_due_by(following)]
    blocked = [
        f.candidate for f in families.values() if f.candidate.why_not and f.family.is_due_by(on)
    ]
    proposal = propose({*soon, *blocked}, day.room)
    return Plan(day, families, proposal, dict(_legs(day, proposal)))


def _families(viewer: Viewer, on: date, diary: Diary) -> Iterator[FamilyThen]:
    homes = walked_with(homes_of(viewer), viewer.user.pk, viewer.today)
    found = unseen(viewer, homes)
    families = [*found.families, *found.paused]
    keys = [family.household.pk for family in families]
    adults = _adults_of(viewer, keys)
    asked = _asked(viewer, on, [adult.pk for those in adults.values() for adult in those])
    rests, checks = resting(keys, diary.calendar), newest_checks(keys)
    for family in families:
        key = family.household.pk
        may_be_asked = [
            a for a in adults[key] if a.pk in asked and asked[a.pk].reason not in NOT_OFFERED
        ]
        candidate = Candidate(
            key=key,
            label=family.household.label,
            days=(on - family.seen_on).days if family.seen_on else None,
            rhythm=family.rhythm,
            is_due=family.due_on is None or family.due_on <= on,
            parents=tuple(
                Parent(a.pk, a.known_as, a.good_from, a.good_until) for a in may_be_asked
            ),
            place=_place(family),
            why_not=_why_not(family, on, rests.get(key), has_parents=bool(may_be_asked)),
        )
        yield FamilyThen(
            family=family,
            candidate=candidate,
            adults=tuple(may_be_asked),
            why=tuple(_why(family, candidate, may_be_asked)),
            is_not_at_home=key in checks and checks[key].result == RiskCheck.Result.NOT_AT_HOME,
        )


def _adults_of(viewer: Viewer, homes: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Adult]]:
    """Return the grown-ups of each home in the order in which they are asked."""
    members = HouseholdMember.objects.current(viewer.today).filter(
        household__in=homes, adult__isnull=False, adult__removed_at=None
    )
    found: dict[uuid.UUID, list[Adult]] = defaultdict(list)
    for member in members.select_related("adult"):
        if member.adult:
            found[member.household_id].append(member.adult)
    first = _priorities([adult for those in found.values() for adult in those])
    for those in found.values():
        those.sort(key=lambda a: (first.get(a.pk, LAST), a.known_as, str(a.pk)))
    return found


def _priorities(adults: Sequence[Adult]) -> dict[uuid.UUID, int]:
    ties = Relationship.objects.filter(adult__in=adults, child__removed_at=None)
    rows = ties.order_by("-priority", "-pk").values_list("adult_id", "priority")
    return dict(rows)  # The lowest comes last, and stays.


def _asked(viewer: Viewer, on: date, adults: Sequence[uuid.UUID]) -> dict[uuid.UUID, Asking]:
    answers = who_may_be_asked(
        setting=viewer.setting, topic=Topic.VISITS, day=on, template_key=OFFER, adult_ids=adults
    )
    return {answer.adult_id: answer for answer in answers}


def _place(family: FamilyToSee) -> Place | None:
    home = family.household
    if home.is_hidden or home.latitude is None or home.longitude is None:
        return None
    return Place(float(home.latitude), float(home.longitude))


def _why_not(family: FamilyToSee, on: date, rests: date | None, *, has_parents: bool) -> str:
    """Return why a family is not proposed for the day, in a sentence; nothing where it may be."""
    going, today = family.going, family.today
    if family.is_paused or family.household.is_paused_on(on):
        return "They asked to be left in peace."
    if going and not going.is_past:
        return f"{going.said} for {day_said(going.on, today)}."
    if going:
        return f"{going.said}: {day_said(going.on, today)}."
    if rests and rests > today:
        return f"They were asked lately. Ask again from {day_said(rests, today)}."
    return "" if has_parents else NOBODY_TO_ASK


def _why(family: FamilyToSee, candidate: Candidate, parents: Iterable[Adult]) -> Iterator[str]:
    """Yield what speaks for a family and for a time, in words for the mentor."""
    since = "Never met" if candidate.days is None else f"Not seen for {_long(candidate.days)}"
    yield f"{since}; every {count_said(family.rhythm, 'day')}"
    if family.tried:
        yield f"{family.tried.said}, {day_said(family.tried.on, family.today)}"
    for adult in parents:
        if hours := _hours_said(adult):
            yield hours
        if adult.best_times:
            yield f"{adult.known_as}: “{adult.best_times}”"


def _long(days: int) -> str:
    return count_said(days, "day") if days < WEEKS else count_said(days // WEEK, "week")


def _hours_said(adult: Adult) -> str:
    if adult.good_until and adult.good_until <= NOON:
        return f"Mornings suit {adult.known_as} ({adult.good_hours})"
    if adult.good_from and adult.good_from >= NOON:
        return f"Afternoons suit {adult.known_as} ({adult.good_hours})"
    return f"{adult.known_as} is free {adult.good_hours}" if adult.good_hours else ""


def _legs(day: VisitingDay, proposal: Proposal) -> Iterator[tuple[uuid.UUID, str]]:
    """Yield for each stop how far it is from the call before, where both have a place."""
    standing = [(v.planned_at, v.household, place_of(v), None) for v in day.standing]
    stops = [(s.at, s.family.label, s.family.place, s.family.key) for s in proposal.stops]
    timed = [each for each in [*standing, *stops] if each[0] is not None]
    before: tuple[Place, str] | None = None
    for _at, label, place, key in sorted(timed, key=lambda each: each[0] or time.min):
        if before and place and key:
            yield key, f"{_way_said(minutes_between(before[0], place))} from {before[1]}"
        before = (place, str(label)) if place else None


def _way_said(minutes: int) -> str:
    """Return “about 10 minutes”: to the nearest five, which is all one can say."""
    return f"about {max(FIVE, round(minutes / FIVE) * FIVE)} minutes"
