"""Made-up worlds of one setting, and its figures worked out slowly in plain Python."""

from datetime import date, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from families.models import Child, ContactLog, Household, HouseholdMember
from families.reports import Tally
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import CalendarDay, HalfTerm, Setting
from pastoral.accounts.periods import Period
from sessions_app.models import Afternoon, Attendance, Invitation
from tests import factories as make
from visits.models import HomeVisit

HALF_TERMS = [
    (2025, "summer", 2, date(2026, 6, 1), date(2026, 7, 21)),
    (2026, "autumn", 1, date(2026, 9, 2), date(2026, 10, 23)),
    (2026, "autumn", 2, date(2026, 11, 2), date(2026, 12, 18)),
    (2026, "spring", 1, date(2027, 1, 4), date(2027, 2, 12)),
]
STATES = ["sent", "closed", "closed", "closed", "withdrawn", "blocked", "waitlisted", "held"]
NOT_ASKED = {"draft", "blocked", "withdrawn"}
DUE = {"completed", "ended_early", "not_home", "cancelled_school", "cancelled_family"}


def make_half_terms(setting: Setting) -> list[HalfTerm]:
    return [
        make.make_half_term(
            setting, school_year=year, term=term, half=half, starts_on=first, ends_on=last
        )
        for year, term, half, first, last in HALF_TERMS
    ]


def a_world(setting: Setting, dice: Random, families: int = 10) -> None:
    """Fill a setting with families, afternoons, answers, walk-ins, visits and calls."""
    make_half_terms(setting)
    make.make_calendar_day(setting, day=date(2026, 11, 11), kind=CalendarDay.Kind.INSET)
    staff = make.make_staff()
    homes = [_a_home(setting, dice) for _ in range(families)]
    removed = dice.choice(homes)
    removed.removed_at = timezone.now()
    removed.save()
    for _year, _term, _half, first, last in HALF_TERMS:
        day = first + timedelta(days=(2 - first.weekday()) % 7)
        while day <= last:
            if dice.random() < 0.6:
                _an_afternoon(setting, staff, homes, day, dice)
            day += timedelta(days=7)
    for home in homes:
        _visits_and_calls(home, staff, dice)
        came = [a for a in Afternoon.objects.filter(setting=setting) if home.pk in came_to(a)]
        home.first_came_on = min((a.on for a in came), default=None)
        home.save()


def _a_home(setting: Setting, dice: Random) -> Household:
    home = make.make_household(setting)
    for _ in range(dice.choice([1, 1, 2])):
        starts = date(2026, 5, 1) + timedelta(days=dice.randrange(220))
        ends = dice.choice([None, None, starts + timedelta(days=dice.randrange(120))])
        child = make.make_child(setting, placement_starts_on=starts, placement_ends_on=ends)
        moves_in = starts + timedelta(days=dice.choice([0, 0, -30, 12]))
        moves_out = dice.choice([None, None, moves_in + timedelta(days=dice.randrange(60))])
        make.make_household_member(home, child=child, from_on=moves_in, to_on=moves_out)
    for _ in range(dice.choice([1, 2])):
        make.make_adult(household=home)
    return home


def _an_afternoon(
    setting: Setting, staff: Any, homes: list[Household], day: date, dice: Random
) -> None:
    is_held = dice.random() < 0.85
    closed = timezone.now() if is_held and dice.random() < 0.9 else None
    afternoon = make.make_afternoon(
        setting, on=day, lead=staff, state="held" if is_held else "open",
        register_closed_at=closed, register_closed_by=staff if closed else None,
        kind=dice.choice(["family_afternoon"] * 6 + ["join_in"]),
    )  # fmt: skip
    if dice.random() < 0.08:
        afternoon.state, afternoon.cancel_reason = "cancelled", "Snow"
        afternoon.save()
    for home in homes:
        came = dice.random() < 0.4
        if dice.random() < 0.75:
            for member in home.members.exclude(adult=None):
                state = dice.choice(STATES)
                make.make_invitation(
                    afternoon, home, adult=member.adult, state=state,
                    block_reason="no_address" if state == "blocked" else "",
                    answer=dice.choice(["", "yes", "yes", "maybe", "no"]), came=came if closed else None,
                )  # fmt: skip
        elif came:
            adult = home.members.exclude(adult=None)[0].adult
            make.make_attendance(
                afternoon, household=home, adult=adult, mark="walk_in", marked_by=staff
            )
    if dice.random() < 0.2:
        make.make_attendance(afternoon, walk_in_name="Sam", mark="walk_in", marked_by=staff)


def _visits_and_calls(home: Household, staff: Any, dice: Random) -> None:
    outcomes = {"ended_early": "completed", "not_home": "nobody_in", "completed": "completed"}
    outcomes |= {"cancelled_school": "we_cancelled", "cancelled_family": "not_today"}
    outcomes |= {"rescheduled": "family_moved_it", "planned": "", "offered": ""}
    for _ in range(dice.randrange(4)):
        state = dice.choice([*outcomes, "completed", "completed"])
        on = date(2026, 6, 1) + timedelta(days=dice.randrange(200))
        make.make_home_visit(home, staff, state=state, outcome=outcomes[state], planned_on=on)
    if dice.random() < 0.3:
        adult = home.members.exclude(adult=None)[0].adult
        at = timezone.now().replace(year=2026, month=dice.choice([6, 9, 10, 11]), day=5)
        make.make_contact_log(
            adult, home, happened_at=at, is_two_way=dice.random() < 0.7, line="A chat."
        )


# --- The same figures, slowly. ------------------------------------------------------


def came_to(afternoon: Afternoon) -> set[Any]:
    invited = Invitation.objects.filter(afternoon=afternoon, came=True)
    walked = Attendance.objects.filter(afternoon=afternoon, mark="walk_in").exclude(household=None)
    return {row.household_id for row in [*invited, *walked]}


class Slowly:
    """The figures of one period by loops over every row."""

    def __init__(self, setting: Setting, period: Period, today: date) -> None:
        self.setting, self.period, self.today = setting, period, today
        self.policy = setting.policy
        self.homes = list(Household.objects.filter(setting=setting, removed_at=None))
        self.afternoons = [
            a
            for a in Afternoon.objects.filter(setting=setting).order_by("on")
            if self.covers(a.on) and a.state != "cancelled" and a.kind == "family_afternoon"
        ]
        self.closed = [a for a in self.afternoons if a.state == "held" and a.register_closed_at]
        self.active = [home for home in self.homes if self.is_active(home)]

    def covers(self, day: date | None) -> bool:
        return day is not None and self.period.first_on <= day <= self.period.last_on

    def stays(self, home: Household, child: Child, day: date) -> bool:
        lives = any(
            m.from_on <= day and (m.to_on is None or day <= m.to_on)
            for m in HouseholdMember.objects.filter(household=home, child=child)
        )
        placed = child.placement_starts_on <= day
        return (
            lives and placed and (child.placement_ends_on is None or day <= child.placement_ends_on)
        )

    def children(self, home: Household) -> list[Child]:
        return list(Child.objects.filter(homes__household=home).distinct())

    def is_active(self, home: Household) -> bool:
        return self.is_active_in(home, self.period.first_on, self.period.last_on)

    def is_active_in(self, home: Household, first: date, last: date) -> bool:
        every = calendar_of(self.setting).school_days(first, last)
        days = [day for day in every if day <= self.today]
        least = self.policy.active_school_days
        if self.today <= last:
            least = max(1, min(least, len(days)))
        return any(
            sum(self.stays(home, child, day) for day in days) >= least
            for child in self.children(home)
        )

    def reach(self) -> Tally:
        return Tally(sum(self.was_reached(home) for home in self.active), len(self.active))

    def was_reached(self, home: Household) -> bool:
        visits = HomeVisit.objects.filter(household=home, state="completed")
        calls = ContactLog.objects.filter(household=home, is_two_way=True)
        came = [a for a in Afternoon.objects.filter(setting=self.setting) if home.pk in came_to(a)]
        return (
            any(self.covers(visit.planned_on) for visit in visits)
            or any(self.covers(timezone.localdate(call.happened_at)) for call in calls)
            or any(self.covers(a.on) for a in came)
        )

    def visits(self) -> Tally:
        rows = HomeVisit.objects.filter(household__in=self.homes)
        due = [
            v
            for v in rows
            if self.covers(v.planned_on) and v.planned_on <= self.today and v.state in DUE
        ]
        return Tally(sum(v.state == "completed" for v in due), len(due))

    def could_come(self, afternoon: Afternoon, home: Household) -> bool:
        asked = Invitation.objects.filter(afternoon=afternoon, household=home)
        half = calendar_of(self.setting).half_term_of(afternoon.on)
        return (
            half is not None
            and self.is_active_in(home, half.starts_on, half.ends_on)
            and any(i.state not in NOT_ASKED for i in asked)
            and any(self.stays(home, child, afternoon.on) for child in self.children(home))
        )

    def turnout(self) -> Tally:
        total = Tally()
        for afternoon in self.closed:
            came = came_to(afternoon) & {home.pk for home in self.homes}
            could = {home.pk for home in self.homes if self.could_come(afternoon, home)}
            total += Tally(len(came), len(came | could))
        return total

    def kept(self) -> Tally:
        total = Tally()
        for afternoon in self.closed:
            yes = {
                i.household_id
                for i in Invitation.objects.filter(
                    afternoon=afternoon, answer="yes", household__in=self.homes
                )
                if i.state not in NOT_ASKED | {"waitlisted", "held"}
            }
            total += Tally(len(yes & came_to(afternoon)), len(yes))
        return total

    def first_timers(self) -> Tally:
        count = sum(self.covers(home.first_came_on) for home in self.homes)
        return Tally(count, count)

    def family_afternoons(self) -> list[Afternoon]:
        """All that were on, mornings to join in apart."""
        ours = Afternoon.objects.filter(setting=self.setting, kind="family_afternoon")
        return list(ours.exclude(state="cancelled"))

    def came_back(self) -> Tally:
        total, within = Tally(), timedelta(days=self.policy.came_back_days)
        for home in self.homes:
            first = home.first_came_on
            if first and self.covers(first) and first + within <= self.today:
                again = [
                    a
                    for a in self.family_afternoons()
                    if first < a.on <= first + within and home.pk in came_to(a)
                ]
                total += Tally(bool(again), 1)
        return total
