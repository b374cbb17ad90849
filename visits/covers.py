"""What standing in for a colleague means for visits: what clashes, and who was told (rule 44)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations

from django.db.models import Q, QuerySet
from django.utils import timezone

from families.actions.covering import walked_with
from families.covering import stand_in_on
from families.models import Cover, HouseholdMember, Promise
from pastoral.accounts.models import Setting, Staff
from pastoral.ui.said import span_said, time_said
from visits.models import HomeVisit

State = HomeVisit.State
PLANNED = (State.AGREED, State.PLANNED)


@dataclass(frozen=True)
class Clash:
    """A visit to open before somebody stands in, and in words what is to be mended about it."""

    visit: HomeVisit
    sentences: tuple[str, ...]

    @property
    def words(self) -> str:
        """The day and hour, then what is to be mended."""
        clock = f" at {time_said(self.visit.planned_at)}" if self.visit.planned_at else ""
        day = span_said(self.visit.planned_on, self.visit.planned_on)
        return f"{day}{clock}: {' '.join(self.sentences)}"


@dataclass(frozen=True)
class Stake:
    """What somebody would have in hand by standing in: so many families, visits, promises."""

    families: int
    visits: int
    promises: int


def at_stake(cover: Cover) -> Stake:
    """Return what a cover would put into the stand-in's hands, in three queries."""
    homes = HouseholdMember.objects.current(cover.from_on).filter(
        child__in=walked_with(cover).order_by().values("child")
    )
    promises = Promise.objects.open().filter(
        owner=cover.away, setting=cover.setting, due_on__lte=cover.to_on, removed_at=None
    )
    return Stake(
        homes.order_by().values("household").distinct().count(),
        visits_of(cover).count(),
        promises.count(),
    )


def visits_of(cover: Cover) -> QuerySet[HomeVisit]:
    """Return the visits of who is away that the stand-in would make."""
    return HomeVisit.objects.filter(
        mentor=cover.away_id,
        setting=cover.setting_id,
        planned_on__range=(cover.from_on, cover.to_on),
        state__in=PLANNED,
        removed_at=None,
    )


def clashes(
    *, setting: Setting, away: Staff, stand_in: Staff, from_on: date, to_on: date
) -> list[Clash]:
    """Return what would clash if one colleague stood in for another on these days."""
    cover = Cover(setting=setting, away=away, stand_in=stand_in, from_on=from_on, to_on=to_on)
    return clashes_of([cover])[cover.pk]


def clashes_of(covers: Sequence[Cover]) -> dict[uuid.UUID, list[Clash]]:
    """Return what clashes under each cover of one setting, in four queries however many."""
    if not covers:
        return {}
    first, last = min(c.from_on for c in covers), max(c.to_on for c in covers)
    setting = covers[0].setting
    stored = Cover.objects.filter(
        setting=setting, from_on__lte=last, to_on__gte=first, removed_at=None
    )
    everyone = _Stands([*stored, *covers])
    visits = _visits(setting, everyone.people, first, last)
    return {cover.pk: _by_visit(_under(cover, visits, everyone)) for cover in covers}


class _Stands:
    """Who does whose work on which day."""

    def __init__(self, covers: Iterable[Cover]) -> None:
        self.covers = list({cover.pk: cover for cover in covers}.values())
        self.people = {p for c in self.covers for p in (c.away_id, c.stand_in_id)}

    def does(self, person: uuid.UUID | None, day: date) -> uuid.UUID | None:
        """Return who does a person’s work on the day."""
        return next(
            (c.stand_in_id for c in self.covers if c.away_id == person and _holds(c, day)), person
        )


def _holds(cover: Cover, day: date) -> bool:
    return cover.from_on <= day <= cover.to_on


def _visits(
    setting: Setting, people: Collection[uuid.UUID], first: date, last: date
) -> list[HomeVisit]:
    joined = HomeVisit.companions.through.objects.filter(staff__in=people)
    theirs = HomeVisit.objects.filter(
        Q(mentor__in=people) | Q(buddy__in=people) | Q(pk__in=joined.values("homevisit")),
        setting=setting,
        state__in=PLANNED,
        planned_on__range=(first, last),
        removed_at=None,
    )
    return list(
        theirs.select_related("household", "mentor", "buddy", "setting__policy")
        .prefetch_related("companions")
        .order_by("planned_on", "planned_at", "pk")
    )


def _by_visit(found: Iterable[tuple[HomeVisit, str]]) -> list[Clash]:
    """Return one clash for each visit, in the order of the days, with all its sentences."""
    visits: dict[uuid.UUID, HomeVisit] = {}
    sentences: dict[uuid.UUID, list[str]] = defaultdict(list)
    for visit, sentence in found:
        visits[visit.pk] = visit
        sentences[visit.pk].append(sentence)
    return sorted(
        (Clash(visit, tuple(sentences[key])) for key, visit in visits.items()), key=_moment
    )


def _under(
    cover: Cover, visits: Iterable[HomeVisit], stands: _Stands
) -> Iterator[tuple[HomeVisit, str]]:
    """Yield what clashes under one cover, a visit and a sentence at a time."""
    hers: dict[date, list[HomeVisit]] = defaultdict(list)
    for visit in visits:
        if not _holds(cover, visit.planned_on):
            continue
        yield from _too_few(cover, visit, stands)
        if cover.stand_in_id in _goes(visit, stands):
            hers[visit.planned_on].append(visit)
    for those in hers.values():
        lent = [visit for visit in those if cover.away_id in _named(visit)]
        if lent:
            yield from _at_once(cover, those)
            yield from _too_many(cover, those, lent[-1])


def _named(visit: HomeVisit) -> list[uuid.UUID]:
    """Return whose visit it is, and who was to go along."""
    return [visit.mentor_id, *(one.pk for one in visit.companions.all())]


def _goes(visit: HomeVisit, stands: _Stands) -> list[uuid.UUID | None]:
    """Return who goes in the place of each of them."""
    return [stands.does(person, visit.planned_on) for person in _named(visit)]


def _too_few(cover: Cover, visit: HomeVisit, stands: _Stands) -> Iterator[tuple[HomeVisit, str]]:
    """Yield where one person would have two parts: their own buddy, or a pair by themselves."""
    parts = _goes(visit, stands).count(cover.stand_in_id)
    is_touched = cover.away_id in (*_named(visit), visit.buddy_id)
    if not is_touched or not parts:
        return
    who, where = cover.stand_in.first_name, visit.household
    if stands.does(visit.buddy_id, visit.planned_on) == cover.stand_in_id:
        yield visit, f"{who} would be their own buddy at {where}. Choose another buddy."
    if parts > 1:
        yield visit, f"{who} would go to {where} in two people’s place. Somebody else goes along."


def _at_once(cover: Cover, visits: Iterable[HomeVisit]) -> Iterator[tuple[HomeVisit, str]]:
    """Yield pairs that are at once, or leave no time to travel (policy `visit_gap_minutes`)."""
    who, gap = cover.stand_in.first_name, timedelta(minutes=cover.setting.policy.visit_gap_minutes)
    timed = [(visit, *span) for visit in visits if (span := _span(visit))]
    for (one, starts, ends), (other, begins, finishes) in combinations(timed, 2):
        lent, second = (other, one) if cover.away_id in _named(other) else (one, other)
        is_close = starts < finishes + gap and begins < ends + gap
        if is_close and cover.away_id in _named(lent) and second.planned_at:
            yield (
                lent,
                (
                    f"{who} would be at {lent.household}, and at {second.household} "
                    f"at {time_said(second.planned_at)}. Move one of them."
                ),
            )


def _too_many(
    cover: Cover, visits: Sequence[HomeVisit], lent: HomeVisit
) -> Iterator[tuple[HomeVisit, str]]:
    """Yield a day with more visits than one person makes (policy `visits_per_day`)."""
    most = cover.setting.policy.visits_per_day
    if len(visits) > most:
        yield (
            lent,
            (
                f"That day has {len(visits)} visits for {cover.stand_in.first_name}, who makes "
                f"{most} at most. Move some of them."
            ),
        )


def _moment(clash: Clash) -> tuple[date, time]:
    return clash.visit.planned_on, clash.visit.planned_at or time.max


def _span(visit: HomeVisit) -> tuple[datetime, datetime] | None:
    starts, ends = visit.starts_at, visit.ends_at
    return (starts, ends) if starts and ends else None


def is_out_now(cover: Cover) -> bool:
    """Whether a visit the stand-in makes today has begun and nobody has heard that it is over.

    One they have arrived at is theirs already, whatever becomes of the cover.
    """
    today = timezone.localdate(timezone=cover.setting.zone)
    joined = HomeVisit.companions.through.objects.filter(staff=cover.away_id)
    visits = HomeVisit.objects.filter(
        Q(mentor=cover.away_id) | Q(pk__in=joined.values("homevisit")),
        setting=cover.setting_id, planned_on=today, state=State.PLANNED, removed_at=None,
    ).select_related("setting__policy")  # fmt: skip
    now = timezone.now()
    is_theirs = cover.removed_at is None and _holds(cover, today)
    return is_theirs and any(v.starts_at and v.starts_at <= now for v in visits)


def telling(covers: Collection[Cover]) -> QuerySet[Promise]:
    """Return the tasks, not yet done, of telling families that somebody else comes."""
    return Promise.objects.open().filter(
        made_in=Promise.MadeIn.COVER, made_in_id__in=[c.pk for c in covers], removed_at=None
    )


def families_not_told(homes: Collection[uuid.UUID], day: date) -> frozenset[uuid.UUID]:
    """Return those of some homes whom nobody has told yet who comes instead on the day."""
    covers = Cover.objects.current(day)
    tasks = Promise.objects.open().filter(
        made_in=Promise.MadeIn.COVER,
        made_in_id__in=covers.values("pk"),
        household__in=list(homes),
        removed_at=None,
    )
    return frozenset(tasks.values_list("household", flat=True))


def takes_over(visit: HomeVisit, by: Staff) -> bool:
    """Whether a visit becomes somebody's by going: it does not by only going along.

    Nor does it by going along instead of a colleague; by standing in for its mentor it does.
    """
    day = visit.planned_on
    if by in (visit.mentor, stand_in_on(day, visit.mentor, visit.setting)):
        return True
    along = {each.pk for each in visit.companions.all()}
    away = Cover.objects.current(day).filter(stand_in=by, setting=visit.setting)
    return not along & {by.pk, *away.values_list("away", flat=True)}
