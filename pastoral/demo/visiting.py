"""The Fridays of the story: visits with every outcome, notes, promises and words at the gate."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from families.models import ContactLog, Promise
from pastoral import links
from pastoral.accounts.calendar import Calendar, calendar_of, instant
from pastoral.accounts.models import Setting, Staff
from pastoral.demo import people
from pastoral.demo.homes import Home
from pastoral.demo.offers import tell_of_offers
from pastoral.demo.people import MENTORS
from pastoral.demo.year import DAY, FRIDAY, school_fridays
from pastoral.ui.said import list_said
from visits.models import HomeVisit, Reflection, RiskCheck, VisitNote

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


@dataclass(frozen=True)
class Words:
    """A note's words; {a} is the adult and {c} the child."""

    well: str
    like: str
    agreed: str
    view: str


NOTES = (
    Words(
        "{a}: “{c} read me the whole cereal box.” They laughed about it together.",
        "{a} would like to know a day ahead when PE is.",
        "I text {a} the PE days by Monday.",
        "{c} showed me a den made of blankets. “You can come in.”",
    ),
    Words(
        "Mornings go better since {c} picks the breakfast.",
        "{a} asked who else comes on Wednesdays, and if one can just sit.",
        "I meet {a} at the gate this Wednesday.",
        "“I like clay best.”",
    ),
    Words(
        "{a} went back to college. “First time I have been proud in years.”",
        "Help with the bus pass form.",
        "I bring the form on Friday and we fill it in together.",
        "{c} told me the names of all the pigeons.",
    ),
    Words(
        "{c} slept through three nights. {a} put the tablet in the kitchen.",
        "{a} would like a photo of the tower {c} built.",
        "I print the photo.",
        "“Mine was taller than the door.”",
    ),
    Words(
        "{a} rang the school alone and it went well.",
        "Shorter letters. “Just tell me what day.”",
        "I ask Pat to send the dates by text.",
        "{c} wanted to show the dog’s trick, twice.",
    ),
    Words(
        "Grandma has moved in and {c} helps her up the stairs.",
        "{a} asked about a club on Saturdays.",
        "I find out which clubs are free.",
        "“I’m the stairs helper.”",
    ),
)
LEARNT = (
    "I assumed the telly meant nobody was listening. They all were.",
    "I talk too fast when I am nervous.",
)
LINES = (
    "A chat at the gate: the new shoes are a hit.",
    "Rang to say thank you for the bus fare.",
    "Asked which Wednesday is clay again.",
    "Told me the night shifts are over.",
)
# What we promised, and how many days from now it falls due.
LATE = ("Bring the bus pass form", -5)
PROMISES = (
    ("Text the PE days", 1), ("Print the tower photo", 2),
    ("Find out which Saturday clubs are free", 4), ("Ask Pat for dates by text", 7),
    ("Book the interpreter for the next visit", 3),
)  # fmt: skip
KEPT = ("Lend the winter coat", "Ring the GP’s desk together", "Send the biscuit recipe")


def _suits(home: Home, slot: time) -> bool:
    """Whether a visit at that hour falls into those that suit the first who lives there."""
    adult = home.adults[0]
    starts_well = not adult.good_from or slot >= adult.good_from
    ends = (datetime.combine(date.min, slot) + timedelta(minutes=45)).time()
    return starts_well and (not adult.good_until or ends <= adult.good_until)


class Visits:
    """Writes the home visits of one setting and what came of them."""

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
        self._notes()
        self._promises()
        self._lines()

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
        some = [home for home in self.homes if home.traits & {"never", "new", "seldom"}]
        some = [
            *(home for home in self.homes if home.adults[0].known_as in people.PHONES[:1]),
            *some,
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

    def _notes(self) -> None:
        """Write up what was made, but for the newest visit of one mentor."""
        made = [(visit, home) for visit, home in self.met if visit.state == State.COMPLETED]
        latest = max((visit.planned_on for visit, _ in made), default=None)
        notes = [
            self._note(visit, home, NOTES[n % len(NOTES)])
            for n, (visit, home) in enumerate(made)
            if not (visit.planned_on == latest and visit.mentor == self.staff["Kwame"])
        ]
        VisitNote.objects.bulk_create(notes)
        Reflection.objects.bulk_create(
            Reflection(
                setting=self.setting, visit=note.visit, text=LEARNT[n % len(LEARNT)],
                written_by=note.written_by, created_by=note.written_by,
            )
            for n, note in enumerate(notes[::9])
        )  # fmt: skip

    def _note(self, visit: HomeVisit, home: Home, words: Words) -> VisitNote:
        who = {"a": home.adults[0].known_as, "c": home.children[0].first_name}
        return VisitNote(
            setting=self.setting, visit=visit, written_by=visit.mentor, created_by=visit.mentor,
            who_was_there=list_said([home.adults[0].known_as, *(c.first_name for c in home.children)]),
            going_well=words.well.format(**who), would_like=words.like.format(**who),
            agreed=words.agreed.format(**who), childs_view=words.view.format(**who),
            shared_with_parent=self.dice.choice(("yes", "yes", "some", "not_yet")),
            written_at=min(
                (visit.left_at or timezone.now()) + timedelta(hours=self.dice.choice((1, 2, 3))),
                timezone.now(),
            ),
        )  # fmt: skip

    def _promises(self) -> None:
        """Give every mentor a few open promises, one of them late, and many that were kept."""
        made = [
            (visit, home)
            for visit, home in self.met
            if visit.state == State.COMPLETED and visit.planned_on < self.today
        ]
        jos = [pair for pair in made if pair[0].mentor == self.staff["Jo"]]
        rows = [self._promise(*jos[-4], *LATE)]
        for n, mentor in enumerate(self.mentors):
            recent = [(visit, home) for visit, home in made if visit.mentor == mentor][-3:]
            for m, (visit, home) in enumerate(recent):
                rows.append(self._promise(visit, home, *PROMISES[(2 * n + m) % len(PROMISES)]))
        for n, (visit, home) in enumerate(made[:-12:2]):
            kept = self._promise(visit, home, KEPT[n % len(KEPT)], 0)
            kept.due_on = visit.planned_on + 7 * DAY
            kept.state, kept.result = Promise.State.DONE, "Done, and they were glad."
            kept.closed_at = self._at(kept.due_on + (n % 6 - 4) * DAY)
            kept.closed_by = kept.owner
            rows.append(kept)
        moments = {row.pk: row.created_at for row in rows}
        for row in Promise.objects.bulk_create(rows):
            row.created_at = moments[row.pk]
        Promise.objects.bulk_update(rows, ["created_at"])

    def _promise(self, visit: HomeVisit, home: Home, what: str, days: int) -> Promise:
        return Promise(
            setting=self.setting, household=home.household, what=what, owner=visit.mentor,
            due_on=self.today + days * DAY,
            made_in=Promise.MadeIn.VISIT, made_in_id=visit.pk, created_by=visit.mentor,
            created_at=visit.left_at or timezone.now(),
        )  # fmt: skip

    def _lines(self) -> None:
        """Write down a few words exchanged at the gate and on the phone."""
        ContactLog.objects.bulk_create(
            ContactLog(
                setting=self.setting, adult=home.adults[0], household=home.household,
                channel=("in_person", "voice")[n % 2], is_from_family=n % 3 == 0, is_two_way=True,
                line=LINES[n % len(LINES)], happened_at=self._at(self.today - (n % 25 + 1) * DAY),
                created_by=home.mentor,
            )
            for n, home in enumerate(self.homes[::2])
        )  # fmt: skip

    def _at(self, day: date) -> datetime:
        return min(instant(self.setting, day, time(15, 10)), timezone.now())

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
