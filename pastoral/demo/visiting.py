"""The Fridays of the story: visits with every outcome, and the next one as it is planned."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from pastoral import links
from pastoral.accounts.calendar import Calendar, calendar_of, instant
from pastoral.accounts.models import Setting, Staff
from pastoral.demo import people
from pastoral.demo.after_visits import AfterVisits
from pastoral.demo.homes import Home
from pastoral.demo.offers import tell_of_offers
from pastoral.demo.people import MENTORS
from pastoral.demo.year import DAY, FRIDAY, school_fridays
from visits.models import HomeVisit, RiskCheck

State, Outcome, Purpose = HomeVisit.State, HomeVisit.Outcome, HomeVisit.Purpose
SLOTS = (time(9, 30), time(11, 0), time(13, 0), time(14, 30))
# How often each outcome comes, in twenty.
OUTCOMES = (
    [(State.COMPLETED, Outcome.COMPLETED)] * 14
    + [(State.NOT_HOME, Outcome.NOBODY_IN)] * 2
    + [(State.CANCELLED_FAMILY, Outcome.FAMILY_MOVED_IT)] * 2
    + [(State.CANCELLED_SCHOOL, Outcome.WE_CANCELLED), (State.CANCELLED_FAMILY, Outcome.NOT_TODAY)]
)
WHY: dict[str, str] = {
    Outcome.NOBODY_IN: "Left a card with my number.",
    Outcome.FAMILY_MOVED_IT: "A hospital appointment. They rang ahead.",
    Outcome.WE_CANCELLED: "I was ill; Ruth rang to say sorry.",
    Outcome.NOT_TODAY: "A hard morning. “Another day, please.”",
}


def _suits(home: Home, slot: time) -> bool:
    """Whether a visit at that hour falls into those that suit the first who lives there."""
    adult = home.adults[0]
    starts_well = not adult.good_from or slot >= adult.good_from
    ends = (datetime.combine(date.min, slot) + timedelta(minutes=45)).time()
    return starts_well and (not adult.good_until or ends <= adult.good_until)


class Visits:
    """Writes the home visits of one setting."""

    def __init__(
        self,
        *,
        setting: Setting,
        homes: list[Home],
        staff: dict[str, Staff],
        dice: Random,
        today: date,
    ) -> None:
        self.setting, self.staff, self.dice, self.today = setting, staff, dice, today
        self.homes = [home for home in homes if home.adults and not home.traits & {"left"}]
        self.mentors = [staff[name] for name in MENTORS]
        self.calendar: Calendar = calendar_of(setting)
        self.checks = {home.household.pk: self._check(home) for home in self.homes}
        self.visits: list[HomeVisit] = []
        self.met: list[tuple[HomeVisit, Home]] = []
        self.along: list[tuple[HomeVisit, Staff]] = []

    def write(self, begins: date) -> None:
        """Write every Friday since the story began, and the next one as it is planned."""
        for number, friday in enumerate(school_fridays(self.calendar, begins, self.today - DAY)):
            self._friday(friday, number)
        friday = self._next_friday(self.today)
        self._plan(friday)
        if friday == self.today:  # Its visits are made, or being made: there is a next one.
            self._plan(self._next_friday(friday + DAY))
        self._offers()
        RiskCheck.objects.bulk_create(self.checks.values())
        HomeVisit.objects.bulk_create(self.visits)
        tell_of_offers(self.visits)
        self._who_was_met()
        after = AfterVisits(
            setting=self.setting, staff=self.staff, dice=self.dice, today=self.today
        )
        after.write(self.met, self.homes)

    def _check(self, home: Home) -> RiskCheck:
        since = max((child.placement_starts_on for child in home.children), default=date.min)
        on = max(self.today - self.dice.randint(5, 70) * DAY, since)
        pair = "pair" in home.traits
        return RiskCheck(
            setting=self.setting, household=home.household, checked_by=self.staff["Ruth"],
            has_dog="dog" in home.traits, has_stairs_or_lift="stairs" in home.traits,
            lead_advises_pair=pair, checked_on=on, valid_until=on + 90 * DAY,
            result=RiskCheck.Result.PAIR if pair else RiskCheck.Result.OK_ALONE,
        )  # fmt: skip

    def _friday(self, friday: date, number: int) -> None:
        """Let every mentor make three or four visits, round by round through their families."""
        for mentor in self.mentors:
            theirs = self._of(mentor)
            for n, slot in enumerate(SLOTS[: self.dice.choice((3, 4))]):
                home = theirs[(number * 3 + n) % len(theirs)]
                if home.children and home.children[0].placement_starts_on <= friday:
                    state, outcome = self.dice.choice(OUTCOMES)
                    self._visit(home, friday, slot, state, outcome)

    def _visit(
        self,
        home: Home,
        day: date,
        at: time,
        state: HomeVisit.State,
        outcome: HomeVisit.Outcome | str,
    ) -> HomeVisit:
        made = state == State.COMPLETED
        arrived = instant(self.setting, day, at) + timedelta(minutes=self.dice.randint(0, 9))
        visit = HomeVisit(
            setting=self.setting, household=home.household, mentor=home.mentor, state=state,
            purpose=self.dice.choice(Purpose.values), planned_on=day, planned_at=at,
            planned_minutes=45, risk_check=self.checks[home.household.pk], buddy=self._buddy(home.mentor),
            interpreter="Language line" if home.adults[0].needs_interpreter else "",
            interpreter_is_booked=home.adults[0].needs_interpreter,
            offered_at=min(instant(self.setting, day - 7 * DAY, time(10, 0)), timezone.now()),
            outcome=outcome, outcome_reason=WHY.get(outcome, ""), created_by=home.mentor,
            updated_by=home.mentor, offered_to=home.adults[0],
        )  # fmt: skip
        visit.link_digest = links.digest_of(links.secret_of(visit.pk, visit.link_version))
        if state not in (State.OFFERED, State.DECLINED, State.NO_REPLY):
            visit.agreed_by, visit.agreed_how = (
                home.adults[0],
                self.dice.choice(("call", "text", "in_person")),
            )
        if made:
            visit.arrived_at = arrived
            left = arrived + timedelta(minutes=self.dice.randint(30, 55))
            visit.left_at = min(left, timezone.now())
        if state == State.UNDER_WAY:
            visit.arrived_at, visit.due_back_at = arrived, arrived + timedelta(minutes=45)
        if outcome:
            visit.logged_at, visit.logged_by = visit.left_at or arrived, home.mentor
        self.visits.append(visit)
        self.met.append((visit, home))
        return visit

    def _plan(self, friday: date) -> None:
        """Plan the next Friday as the rules have it: where two go, Ruth comes along, once an hour."""
        with_ruth: set[time] = set()
        gone_to = [home for visit, home in self.met if visit.planned_on >= self.today]
        for mentor in self.mentors:
            free = list(SLOTS)
            homes = [home for home in self._of(mentor) if home not in gone_to]
            for home in sorted(homes, key=self._last_seen):
                is_pair = "pair" in home.traits or self._last_seen(home) == date.min
                slots = [
                    slot
                    for slot in free
                    if _suits(home, slot) and not (is_pair and slot in with_ruth)
                ]
                if not slots:
                    continue
                free.remove(slots[0])
                visit = self._visit(home, friday, slots[0], *self._by_now(friday, slots[0]))
                if is_pair:
                    with_ruth.add(slots[0])
                    self.along.append((visit, self.staff["Ruth"]))
                    visit.buddy = self.staff["Pat"]

    def _by_now(self, day: date, at: time) -> tuple[HomeVisit.State, HomeVisit.Outcome | str]:
        """Return where a visit stands by now: loaded on a Friday, some were made already."""
        since = timezone.now() - instant(self.setting, day, at)
        if since > timedelta(minutes=50):
            return State.COMPLETED, Outcome.COMPLETED
        return (State.UNDER_WAY if since > timedelta(minutes=10) else State.PLANNED), ""

    def _offers(self) -> None:
        """Leave some offers open, agreed to, unanswered, or kindly declined."""
        going = {visit.household_id for visit in self.visits if visit.state == State.PLANNED}
        some = [home for home in self.homes if home.traits & {"never", "new", "seldom"}]
        some = [
            *(home for home in self.homes if home.adults[0].known_as in people.PHONES[:1]),
            # Those nobody is about to visit first: the check of one of them runs out below.
            *sorted(some, key=lambda home: home.household.pk in going),
        ]
        states = (State.OFFERED, State.AGREED, State.NO_REPLY, State.DECLINED)
        after = max(visit.planned_on for visit in self.visits) + DAY
        for n, home in enumerate(some[:6]):
            friday, slot = self._free_time(home, max(after, self.today + DAY))
            self._visit(home, friday, slot, states[n % 4], "")
            if states[n % 4] == State.AGREED and n < len(states):  # One home to look at again.
                check = self.checks[home.household.pk]
                check.checked_on, check.valid_until = self.today - 90 * DAY, self.today

    def _free_time(self, home: Home, first: date) -> tuple[date, time]:
        """Return a Friday and hour at which the mentor is free and nobody there has a visit."""
        friday = self._next_friday(first)
        while True:
            that_day = [visit for visit in self.visits if visit.planned_on == friday]
            taken = {visit.planned_at for visit in that_day if visit.mentor == home.mentor}
            free = [slot for slot in SLOTS if slot not in taken]
            suits = [slot for slot in free if _suits(home, slot)] or free
            if suits and all(visit.household != home.household for visit in that_day):
                return friday, suits[0]
            friday = self._next_friday(friday + DAY)

    def _who_was_met(self) -> None:
        adults, children = HomeVisit.adults_met.through, HomeVisit.children.through
        made = [(visit, home) for visit, home in self.met if visit.state == State.COMPLETED]
        adults.objects.bulk_create(
            adults(homevisit_id=visit.pk, adult_id=home.adults[0].pk) for visit, home in made
        )
        children.objects.bulk_create(
            children(homevisit_id=visit.pk, child_id=child.pk)
            for visit, home in self.met
            for child in home.children
        )
        along = HomeVisit.companions.through
        along.objects.bulk_create(
            along(homevisit_id=visit.pk, staff_id=one.pk) for visit, one in self.along
        )

    def _of(self, mentor: Staff) -> list[Home]:
        """Return the homes a mentor visits: not those who want no visits, nor where it is not safe."""
        return [
            home
            for home in self.homes
            if home.mentor == mentor and home.children and not home.traits & {"paused", "never"}
        ]

    def _last_seen(self, home: Home) -> date:
        made = [v.planned_on for v, h in self.met if h is home and v.state == State.COMPLETED]
        return max(made, default=date.min)

    def _buddy(self, mentor: Staff) -> Staff:
        """Return who stays by the phone: Ruth for Jo, the office for the others."""
        return self.staff["Ruth"] if mentor.first_name == "Jo" else self.staff["Pat"]

    def _next_friday(self, first: date) -> date:
        day = first + ((FRIDAY - first.weekday()) % 7) * DAY
        while not self.calendar.is_school_day(day):
            day += 7 * DAY
        return day
