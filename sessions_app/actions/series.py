"""Planning a season of afternoons, and each of them: choose, answer, open, change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.calendar import Calendar, calendar_of
from pastoral.accounts.models import CalendarDay, HalfTerm, Setting, Staff
from pastoral.refusals import Refusal, WrongMove
from sessions_app import allergies, pulses, room
from sessions_app.actions import ending
from sessions_app.models import Activity, Afternoon, AfternoonSeries

State = Afternoon.State
# A training day or a closure takes a Wednesday from families; a holiday does not (rule 38).
ASKS_FOR_ANOTHER_DAY = (CalendarDay.Kind.INSET, CalendarDay.Kind.CLOSED_EMERGENCY)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class SeriesPlan:
    """A season of afternoons as the form asks for it."""

    title: str
    first_on: date
    last_on: date
    lead: Staff
    weekday: int = 2
    coffee_at: time = time(13, 30)
    children_join_at: time = time(14, 0)
    activity_at: time = time(14, 15)
    closes_at: time = time(15, 0)
    room: str = ""
    capacity: int | None = None
    asks_by_itself: bool = True
    invite_days_before: int | None = None
    invite_at: time | None = None
    first_reminder_days_before: int | None = None
    first_reminder_at: time | None = None
    second_reminder_days_before: int | None = None
    second_reminder_at: time | None = None


@dataclass(frozen=True)
class PlannedDay:
    """One day of the season: made, or left out for a reason in words."""

    day: date
    half_term: HalfTerm | None
    why_not: str = ""
    asks_for_another_day: bool = False

    @property
    def is_made(self) -> bool:
        """Whether there will be an afternoon."""
        return not self.why_not


def days_of(*, setting: Setting, plan: SeriesPlan) -> list[PlannedDay]:
    """Return every such weekday of the season, with why some are left out (rule 38)."""
    calendar = calendar_of(setting)
    taken = _taken(setting, plan)
    today = timezone.localdate(timezone=setting.zone)
    return [_planned(calendar, day, taken, today) for day in _weekdays(plan)]


def _weekdays(plan: SeriesPlan) -> Iterator[date]:
    day = plan.first_on + timedelta(days=(plan.weekday - plan.first_on.weekday()) % 7)
    while day <= plan.last_on:
        yield day
        day += WEEK


def _taken(setting: Setting, plan: SeriesPlan) -> set[date]:
    there = Afternoon.objects.filter(
        setting=setting, on__range=(plan.first_on, plan.last_on), coffee_at=plan.coffee_at,
        removed_at=None,
    )  # fmt: skip
    return set(there.values_list("on", flat=True))


def _planned(calendar: Calendar, day: date, taken: set[date], today: date) -> PlannedDay:
    why_not = calendar.why_not(day)
    special = calendar.special.get(day)
    if not why_not and day < today:
        why_not = "Gone by already"
    if not why_not and day in taken:
        why_not = "There is an afternoon already"
    return PlannedDay(
        day=day,
        half_term=calendar.half_term_of(day),
        why_not=why_not,
        asks_for_another_day=bool(
            special and special.kind in ASKS_FOR_ANOTHER_DAY and day >= today
        ),
    )


@transaction.atomic
def plan_series(
    *,
    setting: Setting,
    plan: SeriesPlan,
    by: Staff,
    instead: Sequence[date] = (),
    activities: Mapping[date, Activity] | None = None,
) -> AfternoonSeries:
    """Make the afternoons of a season, each in its half-term, leaving out days without school.

    `instead` are days chosen for those that a training day or a closure took (rule 38).
    Raises Refusal where no day is left, or a day chosen instead has no school.
    """
    days = [planned for planned in days_of(setting=setting, plan=plan) if planned.is_made]
    days += _others(setting, plan, instead, {planned.day for planned in days})
    if not days:
        raise Refusal("There is no school on any of these days. Choose other first and last days.")
    fields = {name: getattr(plan, name) for name in AFTERNOON_FIELDS}
    series = AfternoonSeries.objects.create(setting=setting, created_by=by, **vars(plan))
    for planned in sorted(days, key=lambda planned: planned.day):
        Afternoon.objects.create(
            setting=setting, series=series, on=planned.day, half_term=planned.half_term,
            activity=(activities or {}).get(planned.day), created_by=by, **fields,
        )  # fmt: skip
    trail.wrote(by=by, what="afternoons.series-planned", on=series)
    return series


AFTERNOON_FIELDS = (
    "coffee_at", "children_join_at", "activity_at", "closes_at", "room", "capacity", "lead",
)  # fmt: skip


def _others(
    setting: Setting, plan: SeriesPlan, instead: Sequence[date], already: set[date]
) -> list[PlannedDay]:
    """Return the days chosen instead, each looked at as its own."""
    calendar = calendar_of(setting)
    others = [
        _planned(calendar, day, already, timezone.localdate(timezone=setting.zone))
        for day in instead
    ]
    for other in others:
        refuse_unless_free(setting, other.day, plan.coffee_at, other.why_not)
    return others


def refuse_unless_free(
    setting: Setting, day: date, coffee_at: time, why_not: str, but: Afternoon | None = None
) -> None:
    """Raise Refusal for a day without school, or with an afternoon at that hour."""
    if why_not:
        raise Refusal(f"{day:%A} {day.day} {day:%B} can’t be: {why_not[:1].lower()}{why_not[1:]}.")
    there = Afternoon.objects.filter(setting=setting, on=day, coffee_at=coffee_at, removed_at=None)
    if (there.exclude(pk=but.pk) if but else there).exists():
        raise Refusal(f"There is an afternoon on {day:%A} {day.day} {day:%B} already.")


@dataclass(frozen=True)
class Details:
    """What may be changed about one afternoon without anybody being told."""

    room: str
    capacity: int | None
    lead: Staff
    activity: Activity | None
    food: str = ""
    food_allergens: Sequence[str] = ()
    has_creche: bool = False
    creche_note: str = ""
    transport: str = ""
    interpreters: str = ""
    change_note: str = ""


@transaction.atomic
def change(*, afternoon: Afternoon, details: Details, by: Staff) -> Afternoon:
    """Change one afternoon and leave the others; new food is looked at anew (rule 37)."""
    afternoon = locked(afternoon)
    before = allergies.allergens_of(afternoon)
    for name in Details.__dataclass_fields__:
        value = getattr(details, name)
        setattr(afternoon, name, list(value) if name == "food_allergens" else value)
    if allergies.allergens_of(afternoon) - before:
        _think_anew(afternoon)
    room.full_or_open(afternoon)
    afternoon.updated_by = by
    afternoon.save()
    trail.wrote(by=by, what="afternoons.changed", on=afternoon)
    return afternoon


def _think_anew(afternoon: Afternoon) -> None:
    afternoon.allergens_answered_at = afternoon.allergens_answered_by = None
    afternoon.allergens_answered_for = []


@transaction.atomic
def choose_activity(*, afternoon: Afternoon, activity: Activity | None, by: Staff) -> Afternoon:
    """Choose what is made on one afternoon; new allergens are looked at anew (rule 37)."""
    afternoon = locked(afternoon)
    before = allergies.allergens_of(afternoon)
    afternoon.activity = activity
    if allergies.allergens_of(afternoon) - before:
        _think_anew(afternoon)
    afternoon.updated_by = by
    afternoon.save()
    trail.wrote(by=by, what="afternoons.activity-chosen", on=afternoon)
    return afternoon


@transaction.atomic
def answer_allergens(*, afternoon: Afternoon, by: Staff) -> Afternoon:
    """Say, by name and time, that somebody has thought of the allergies (rule 37).

    It holds for those there are now: whoever comes later is thought of anew.
    """
    afternoon = locked(afternoon)
    afternoon.allergens_answered_for = allergies.digests_of(afternoon)
    afternoon.allergens_answered_at = timezone.now()
    afternoon.allergens_answered_by = afternoon.updated_by = by
    afternoon.save()
    trail.wrote(by=by, what="afternoons.allergens-answered", on=afternoon)
    return afternoon


@transaction.atomic
def open_afternoon(*, afternoon: Afternoon, by: Staff) -> Afternoon:
    """Open a planned afternoon, so that families may be asked to it.

    Raises Refusal while a warning about allergies waits for its answer (rule 37), and for
    an afternoon that has gone by; WrongMove for one that is not planned.
    """
    afternoon = locked(afternoon)
    if afternoon.state != State.PLANNED:
        raise WrongMove(f"This afternoon is {afternoon.get_state_display().lower()} already.")
    if afternoon.starts_at <= timezone.now():
        raise Refusal("This afternoon has gone by. Move it to another day to open it.")
    if allergies.must_be_answered(afternoon):
        raise Refusal(allergies.THINK_FIRST)
    afternoon.state = State.OPEN
    afternoon.pulse_digest = afternoon.pulse_digest or pulses.digest_for(afternoon.pk)
    afternoon.updated_by = by
    afternoon.save()
    trail.wrote(by=by, what="afternoons.opened", on=afternoon)
    return afternoon


@transaction.atomic
def say_held(*, afternoon: Afternoon, by: Staff) -> Afternoon:
    """Say that an afternoon took place, where no register tells."""
    afternoon = locked(afternoon)
    if not afternoon.is_asking:
        raise WrongMove(f"This afternoon is {afternoon.get_state_display().lower()} already.")
    if afternoon.ends_at > timezone.now():
        raise Refusal("This afternoon is not over yet.")
    afternoon.state = State.HELD
    afternoon.updated_by = by
    afternoon.save()
    ending.end_invitations(afternoon)
    trail.wrote(by=by, what="afternoons.held", on=afternoon)
    return afternoon


def locked(afternoon: Afternoon) -> Afternoon:
    """Return the afternoon as it stands, for us alone until the transaction ends."""
    rows = Afternoon.objects.select_for_update(of=("self",))
    known = rows.select_related("setting__policy", "activity", "lead", "series")
    return known.get(pk=afternoon.pk)
