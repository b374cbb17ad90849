"""Random small worlds: families, moves, pauses, afternoons, visits, promises, in few statements."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from families.models import (
    Adult,
    Child,
    ContactLog,
    ContactPreference,
    Household,
    HouseholdMember,
    Promise,
    SchoolWeek,
)
from families.reports import Question
from pastoral.accounts import periods
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import CalendarDay, HalfTerm, Membership, Setting, Staff
from pastoral.figures.groups import KNOWN_ETHNICITIES
from pastoral.links import digest_of
from sessions_app.models import Afternoon, Attendance, Invitation, Pulse
from tests import factories as make
from visits.models import HomeVisit, VisitNote

HALF_TERMS = [
    (2026, "autumn", 1, date(2026, 9, 2), date(2026, 10, 23)),
    (2026, "autumn", 2, date(2026, 11, 2), date(2026, 12, 18)),
    (2026, "spring", 1, date(2027, 1, 4), date(2027, 2, 12)),
]
FIRST, DAYS = date(2026, 8, 25), 175
State, Outcome = HomeVisit.State, HomeVisit.Outcome
ENDS = [
    (State.COMPLETED, Outcome.COMPLETED), (State.COMPLETED, Outcome.COMPLETED),
    (State.ENDED_EARLY, Outcome.COMPLETED), (State.ENDED_EARLY, Outcome.NOT_TODAY),
    (State.ENDED_EARLY, Outcome.NOBODY_IN), (State.NOT_HOME, Outcome.NOBODY_IN),
    (State.CANCELLED_FAMILY, Outcome.NOT_TODAY), (State.CANCELLED_FAMILY, Outcome.FAMILY_MOVED_IT),
    (State.CANCELLED_SCHOOL, Outcome.WE_CANCELLED), (State.RESCHEDULED, Outcome.FAMILY_MOVED_IT),
    (State.RESCHEDULED, Outcome.WE_CANCELLED), (State.OFFERED, ""), (State.DECLINED, ""),
    (State.AGREED, ""), (State.PLANNED, ""),
]  # fmt: skip
ETHNICITIES = [*KNOWN_ETHNICITIES.replace("'", "").split(", "), "", "REFU"]


@dataclass
class World:
    """One zone, and a school with children of its roll there."""

    dice: Random
    zone: Setting
    school: Setting
    staff: list[Staff]
    homes: list[Household] = field(default_factory=list)
    adults: list[Adult] = field(default_factory=list)
    lives: dict[Any, list[Adult]] = field(default_factory=dict)

    def day(self) -> date:
        """Any day, holidays and weekends too."""
        return FIRST + timedelta(days=self.dice.randrange(DAYS))

    def moment(self, around: date | None = None) -> datetime:
        """Any moment, or one within a few days of another."""
        day = around + timedelta(days=self.dice.randrange(-2, 9)) if around else self.day()
        hour, minute = self.dice.choice([(0, 10), (9, 0), (22, 50), (23, 40)])
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)

    def chance(self, of_ten: int) -> bool:
        """Whether the dice say so, so many times of ten."""
        return self.dice.randrange(10) < of_ten

    def now_and_then(self) -> datetime | None:
        """A removal, seldom."""
        return timezone.now() if self.dice.randrange(15) == 0 else None


def a_world(seed: int, families: int) -> World:
    """Make one; the same for the same numbers."""
    dice = Random(seed)
    zone = make.make_setting()
    school = make.make_setting(kind=Setting.Kind.SCHOOL)
    for setting in (zone, school):
        numbers = {
            "active_school_days": dice.choice([1, 5, 10]), "came_back_days": dice.choice([7, 28]),
            "regular_of": 3, "regular_at_least": 2, "first_offer_school_days": dice.choice([0, 3, 10]),
            "note_due_school_days": dice.choice([1, 2]),
        }  # fmt: skip
        type(setting.policy).objects.filter(setting=setting).update(**numbers)
        setting.policy.refresh_from_db()
        HalfTerm.objects.bulk_create(
            HalfTerm(setting=setting, school_year=y, term=t, half=h, starts_on=a, ends_on=b)
            for y, t, h, a, b in HALF_TERMS
        )
        CalendarDay.objects.create(setting=setting, day=date(2026, 11, 11), kind="inset")
    world = World(dice, zone, school, [make.make_staff(works_share=s) for s in ("1.00", "0.60")])
    _staff(world)
    _homes(world, families)
    _children(world)
    _adults(world)
    _afternoons(world)
    _first_came(world)
    _visits(world)
    _promises_and_calls(world)
    _school_weeks(world)
    return world


def a_question(world: World, today: date, *, of_school: bool, which: int) -> Question:
    """Ask for one of the periods that have begun."""
    setting = world.school if of_school else world.zone
    calendar = calendar_of(setting)
    choices = periods.periods_of(calendar.half_terms, today)
    return Question(
        setting=setting, has_roll=of_school, policy=setting.policy, today=today, calendar=calendar,
        period=choices[which % len(choices)], before=None,
    )  # fmt: skip


def _staff(world: World) -> None:
    first, second = world.staff
    Membership.objects.bulk_create(
        Membership(staff=staff, setting=world.zone, role=role, from_on=from_on, to_on=to_on)
        for staff, role, from_on, to_on in (
            (first, "mentor", FIRST, world.day()),
            (first, "mentor", world.day(), None),
            (second, "mentor", world.day(), None),
            (second, "lead", FIRST, None),
        )
    )


def _homes(world: World, families: int) -> None:
    for n in range(families):
        paused = world.day() if world.chance(3) else None
        until = paused and world.dice.choice([None, paused + timedelta(days=30)])
        world.homes.append(
            Household(
                setting=world.zone, label=f"Family {n}", paused_from=paused, paused_until=until,
                removed_at=world.now_and_then(),
                previous=world.homes[0] if n and world.chance(1) else None,
            )
        )  # fmt: skip
    Household.objects.bulk_create(world.homes)


def _children(world: World) -> None:
    children, members, dice = [], [], world.dice
    for home in world.homes:
        for _ in range(dice.choice([0, 1, 1, 1, 2])):
            starts = FIRST + timedelta(days=dice.randrange(DAYS if world.chance(3) else 60))
            child = Child(
                setting=world.zone, legal_first="Ada", surname="Test", placement_starts_on=starts,
                placement_ends_on=dice.choice([None, None, starts + timedelta(days=dice.randrange(90))]),
                home_school=dice.choice([None, world.school, world.zone]),
                free_school_meals=dice.choice([None, True, False]),
                pupil_premium=dice.choice([None, True, False]), eal=dice.choice([None, True, False]),
                sen=dice.choice(["", "N", "K", "E"]), ethnicity=dice.choice(ETHNICITIES),
                removed_at=world.now_and_then(),
            )  # fmt: skip
            children.append(child)
            moves_in = starts + timedelta(days=dice.choice([0, 0, -30, 12]))
            moves_out = dice.choice([None, None, moves_in + timedelta(days=dice.randrange(60))])
            members.append(
                HouseholdMember(household=home, child=child, from_on=moves_in, to_on=moves_out)
            )
            if moves_out and world.chance(6):  # To another home, or back to the same.
                members.append(
                    HouseholdMember(
                        household=dice.choice(world.homes),
                        child=child,
                        from_on=moves_out + timedelta(days=1),
                    )
                )
    Child.objects.bulk_create(children)
    HouseholdMember.objects.bulk_create(members)


def _adults(world: World) -> None:
    dice, members, wishes = world.dice, [], []
    for home in world.homes:
        for _ in range(dice.choice([1, 2])):
            state = dice.choice(["none", "to_verify", "verified", "unreachable"])
            adult = Adult(
                setting=world.zone, known_as="Ann", surname="Test", mobile_state=state,
                mobile="" if state == "none" else "+447700900001",
                mobile_verified_at=timezone.now(), mobile_verified_by=world.staff[0],
                email=dice.choice(["", "ann@example.org"]), email_is_unreachable=world.chance(2),
                safe_contact=dice.choice([*Adult.SafeContact.values, "any"]),
                needs_interpreter=world.chance(3), is_deceased=world.chance(1),
                left_on=world.day() if world.chance(1) else None, removed_at=world.now_and_then(),
            )  # fmt: skip
            world.adults.append(adult)
            world.lives.setdefault(home.pk, []).append(adult)
            starts = world.day() if world.chance(3) else FIRST
            ends = starts + timedelta(days=dice.randrange(80)) if world.chance(2) else None
            members.append(HouseholdMember(household=home, adult=adult, from_on=starts, to_on=ends))
            for channel in ("sms", "email"):
                wishes += [
                    ContactPreference(
                        adult=adult, channel=channel, topic=topic, is_allowed=world.chance(3), source="said"
                    )
                    for topic in ("visits", "afternoons", "urgent")
                    if world.chance(6)
                ]  # fmt: skip
    Adult.objects.bulk_create(world.adults)
    HouseholdMember.objects.bulk_create(members)
    ContactPreference.objects.bulk_create(wishes)


def _afternoons(world: World) -> None:
    dice, afternoons = world.dice, []
    halves = {h.starts_on: h for h in HalfTerm.objects.filter(setting=world.zone)}
    for *_name, first, last in HALF_TERMS:
        day = first + timedelta(days=(2 - first.weekday()) % 7)
        while day <= last:
            if world.chance(6):
                state = dice.choice(["held"] * 6 + ["open", "cancelled"])
                is_closed = state == "held" and world.chance(9)
                afternoons.append(
                    Afternoon(
                        setting=world.zone, half_term=halves[first], on=day, lead=world.staff[0],
                        state=state, cancel_reason="Snow" if state == "cancelled" else "",
                        kind=dice.choice(["family_afternoon"] * 6 + ["join_in"]),
                        register_closed_at=timezone.now() if is_closed else None,
                        register_closed_by=world.staff[0] if is_closed else None,
                        removed_at=world.now_and_then(), change_note=dice.choice(["", "A later start"]),
                    )
                )  # fmt: skip
            day += timedelta(days=7)
    Afternoon.objects.bulk_create(afternoons)
    for afternoon in afternoons:
        _one_afternoon(world, afternoon)


def _one_afternoon(world: World, afternoon: Afternoon) -> None:
    dice, invitations, marks = world.dice, [], []
    of = {"setting": world.zone, "half_term": afternoon.half_term, "afternoon": afternoon}
    for home in world.homes:
        for adult in world.lives[home.pk]:
            if world.chance(7):
                state = dice.choice(
                    ["closed"] * 4
                    + ["sent", "yes", "draft", "withdrawn", "blocked", "waitlisted", "held"]
                )
                answer = dice.choice(["", "yes", "yes", "maybe", "no"])
                invitations.append(
                    Invitation(
                        **of, household=home, adult=adult, state=state, answer=answer,
                        block_reason="left" if state == "blocked" else "",
                        answered_at=timezone.now() if answer else None,
                        came=dice.choice([None, True, False, False]),
                        link_digest=digest_of(f"{afternoon.pk}{adult.pk}"), answered_via="link" if answer else "",
                    )
                )  # fmt: skip
            elif world.chance(2):
                marks.append(
                    Attendance(
                        **of, household=home, adult=adult, marked_at=timezone.now(),
                        mark=dice.choice(Attendance.Mark.values), walked_in=world.chance(5),
                        marked_by=world.staff[0],
                    )
                )  # fmt: skip
    if world.chance(2):
        marks.append(
            Attendance(
                **of, walk_in_name="Sam", mark="walk_in", marked_by=world.staff[0],
                marked_at=timezone.now(),
            )
        )  # fmt: skip
    Invitation.objects.bulk_create(invitations)
    Attendance.objects.bulk_create(marks)
    Pulse.objects.bulk_create(
        Pulse(
            afternoon=afternoon, given_on=afternoon.on,
            **{name: dice.choice(["", "yes", "yes", "a_bit", "not_really"])
               for name in ("welcome", "listened_to", "enjoyed_together", "would_come_again")},
        )
        for _ in range(dice.randrange(4))
    )  # fmt: skip


def _first_came(world: World) -> None:
    """Write down each family’s first afternoon, as the register does."""
    came: dict[Any, list[date]] = {}
    is_walk_in = {"mark__in": ["walk_in", "present", "late", "left_early"]}
    for rows in (
        Invitation.objects.filter(came=True),
        Attendance.objects.filter(**is_walk_in, household__isnull=False),
    ):
        ours = rows.filter(afternoon__kind="family_afternoon").order_by()
        for key, on in ours.values_list("household", "afternoon__on"):
            came.setdefault(key, []).append(on)
    for home in world.homes:
        home.first_came_on = min(came.get(home.pk, []), default=None)
    Household.objects.bulk_update(world.homes, ["first_came_on"])


def _visits(world: World) -> None:
    dice, visits, notes = world.dice, [], []
    for home in world.homes:
        for _ in range(dice.randrange(6)):
            state, outcome = dice.choice(ENDS)
            visit = _a_visit(world, home, state, outcome)
            visits.append(visit)
            if state == State.RESCHEDULED:
                moved = _a_visit(world, home, *dice.choice(ENDS))
                moved.rescheduled_from = visit
                visits.append(moved)
    HomeVisit.objects.bulk_create(visits)
    for visit in visits:
        visit.created_at = world.moment(dice.choice([None, visit.planned_on - timedelta(days=5)]))
        if visit.state in HomeVisit.MADE and world.chance(8):
            notes.append(
                VisitNote(
                    setting=world.zone, visit=visit, written_at=world.moment(visit.planned_on),
                    written_by=world.staff[0], removed_at=world.now_and_then(),
                )
            )  # fmt: skip
    HomeVisit.objects.bulk_update(visits, ["created_at"])
    VisitNote.objects.bulk_create(notes)


def _a_visit(world: World, home: Household, state: str, outcome: str) -> HomeVisit:
    day = world.day()
    agreed = world.dice.choice([None, world.lives[home.pk][0]])
    return HomeVisit(
        setting=world.zone, household=home, mentor=world.staff[0], planned_on=day, state=state,
        outcome=outcome, offered_at=world.dice.choice([None, world.moment(day - timedelta(days=7))]),
        agreed_by=agreed, agreed_how="call" if agreed else "", removed_at=world.now_and_then(),
    )  # fmt: skip


def _promises_and_calls(world: World) -> None:
    dice, promises, calls = world.dice, [], []
    for home in world.homes:
        for _ in range(dice.randrange(4)):
            due, state = world.day(), dice.choice([*Promise.State.values, "done", "done"])
            is_closed = state != "open"
            promises.append(
                Promise(
                    setting=world.zone, household=home, what="Ring", owner=world.staff[0], due_on=due,
                    state=state, made_in="visit", removed_at=world.now_and_then(),
                    closed_at=world.moment(due - timedelta(days=2)) if is_closed else None,
                    closed_by=world.staff[0] if is_closed else None,
                )
            )  # fmt: skip
        calls += [
            ContactLog(
                setting=world.zone, adult=world.lives[home.pk][0], household=home, channel="voice",
                is_two_way=world.chance(6), line="A chat.", happened_at=world.moment(),
                removed_at=world.now_and_then(),
            )
            for _ in range(dice.choice([0, 0, 1]))
        ]  # fmt: skip
    Promise.objects.bulk_create(promises)
    ContactLog.objects.bulk_create(calls)


def _school_weeks(world: World) -> None:
    mondays = [FIRST + timedelta(days=6 + 7 * n) for n in range(DAYS // 7)]
    SchoolWeek.objects.bulk_create(
        SchoolWeek(
            setting=world.zone, child=child, week_on=monday, register="ours", possible=10,
            attended=world.dice.randrange(11),
        )
        for child in Child.objects.filter(setting=world.zone).order_by("pk")
        for monday in mondays
        if world.chance(8)
    )  # fmt: skip
