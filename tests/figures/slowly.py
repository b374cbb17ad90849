"""The same figures, worked out slowly from the rows in plain Python, one after the other."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from families.models import (
    Adult,
    Child,
    ContactLog,
    ContactPreference,
    Household,
    HouseholdMember,
    Promise,
)
from families.reports import Question, Tally
from pastoral.accounts.models import HalfTerm, Membership
from pastoral.figures.groups import GROUPS, KNOWN_ETHNICITIES, OF_SEN
from sessions_app.models import Afternoon, Attendance, Invitation, Pulse
from visits.models import HomeVisit, VisitNote

NOT_ASKED = ("draft", "blocked", "withdrawn")
WERE_TO_BE = ("completed", "ended_early", "not_home", "cancelled_school", "cancelled_family")
ETHNICITY = {
    "white": ["WBRI", "WIRI", "WIRT", "WROM", "WOTH"], "mixed": ["MWBC", "MWBA", "MWAS", "MOTH"],
    "asian": ["AIND", "APKN", "ABAN", "AOTH", "CHNE"], "black": ["BCRB", "BAFR", "BOTH"],
    "other": ["OOTH"],
}  # fmt: skip
YES_OR_NO = {"fsm": "free_school_meals", "pupil_premium": "pupil_premium", "eal": "eal"}


class Slowly:
    """The figures of one question by loops over every row."""

    def __init__(self, question: Question) -> None:
        self.q, self.policy = question, question.policy
        self.first, self.last = question.period.first_on, question.period.last_on
        self.today, self.upto = question.today, min(question.period.last_on, question.today)
        self.members = list(HouseholdMember.objects.all())
        self.children = [c for c in Child.objects.filter(removed_at=None) if self.is_ours(c)]
        self.homes = [h for h in Household.objects.filter(removed_at=None) if self.counts(h)]
        self.places = (
            {h.setting_id for h in self.homes} if question.has_roll else {question.setting.pk}
        )
        self.afternoons = [
            a for a in Afternoon.objects.filter(removed_at=None) if a.setting_id in self.places
        ]
        self.came: set[tuple[Any, Any]] = {
            (i.afternoon_id, i.household_id) for i in Invitation.objects.filter(came=True)
        } | {
            (w.afternoon_id, w.household_id)
            for w in Attendance.objects.all()
            if (w.walked_in or w.mark == "walk_in") and w.mark != "not_present"
        }
        self.asked: dict[tuple[Any, Any], list[Invitation]] = {}
        for invitation in Invitation.objects.all():
            key = (invitation.afternoon_id, invitation.household_id)
            self.asked.setdefault(key, []).append(invitation)
        self.visits = [
            v
            for v in HomeVisit.objects.filter(removed_at=None)
            if self.now(v.planned_on) and v.household_id in self.keys
        ]

    # --- Who and when. --------------------------------------------------------------

    def is_ours(self, child: Child) -> bool:
        roll = self.q.has_roll and child.home_school_id == self.q.setting.pk
        return child.setting_id == self.q.setting.pk or roll

    def counts(self, home: Household) -> bool:
        if not self.q.has_roll:
            return home.setting_id == self.q.setting.pk
        ours = {child.pk: child for child in self.children}
        return any(
            m.child_id in ours
            and self.meets(m.from_on, m.to_on)
            and self.meets(ours[m.child_id].placement_starts_on, ours[m.child_id].placement_ends_on)
            for m in self.members
            if m.household_id == home.pk
        )

    def meets(self, first: date, last: date | None) -> bool:
        return first <= self.last and (last is None or last >= self.first)

    @cached_property
    def keys(self) -> set[Any]:
        return {home.pk for home in self.homes}

    def now(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def half(self, day: date) -> date | None:
        half = self.q.calendar.half_term_of(day)
        return half.starts_on if half else None

    def local(self, moment: datetime) -> date:
        return moment.astimezone(self.q.setting.zone).date()

    def is_here(self, home: Any, child: Child, day: date) -> bool:
        ends = child.placement_ends_on
        return (
            any(
                m.from_on <= day and (m.to_on is None or day <= m.to_on)
                for m in self.members
                if m.household_id == home and m.child_id == child.pk
            )
            and child.placement_starts_on <= day
            and (ends is None or day <= ends)
        )

    def every_day(self, first: date, last: date) -> Iterable[date]:
        return (first + timedelta(days=n) for n in range((last - first).days + 1))

    @cached_property
    def active(self) -> set[Any]:
        return self.active_of(self.first, self.last)

    def active_of(self, first: date, last: date) -> set[Any]:
        upto = min(last, self.today)
        days = [d for d in self.every_day(first, upto) if self.q.calendar.is_school_day(d)]
        least = self.policy.active_school_days
        if self.today <= last:
            least = max(1, min(least, len(days)))
        return {
            home.pk
            for home in self.homes
            for child in self.children
            if sum(self.is_here(home.pk, child, day) for day in days) >= least
        }

    def was_on(self, afternoon: Afternoon) -> bool:
        return afternoon.kind == "family_afternoon" and afternoon.state != "cancelled"

    def is_closed(self, afternoon: Afternoon) -> bool:
        return (
            self.was_on(afternoon)
            and afternoon.state == "held"
            and afternoon.register_closed_at is not None
        )

    def could(self, home: Any, afternoon: Afternoon) -> bool:
        asked = [i for i in self.asked.get((afternoon.pk, home), []) if i.state not in NOT_ASKED]
        here = any(self.is_here(home, child, afternoon.on) for child in self.children)
        is_active = home in self.active_in(self.half_up_to(afternoon.on))
        return (afternoon.pk, home) in self.came or (bool(asked) and is_active and here)

    def half_up_to(self, day: date) -> HalfTerm | None:
        begun = [h for h in self.q.calendar.half_terms if h.starts_on <= day]
        return max(begun, key=lambda h: h.starts_on, default=None)

    @cache  # noqa: B019 - A world lives no longer than its test.
    def active_in(self, half: HalfTerm | None) -> set[Any]:
        return self.active_of(half.starts_on, half.ends_on) if half else set()

    # --- The measures: each as (family, half-term, in the part), one for each in the whole. --

    def units(self, key: str) -> list[tuple[Any, date | None, bool]]:
        return list(getattr(self, key)())

    def total(self, key: str) -> Tally:
        units = self.units(key)
        return Tally(sum(part for _home, _half, part in units), len(units))

    def halves(self, key: str) -> dict[date, Tally]:
        found: dict[date, Tally] = {}
        for _home, half, part in self.units(key):
            if half:
                found[half] = found.get(half, Tally()) + Tally(int(part), 1)
        return found

    def reach(self) -> Any:
        visited = {v.household_id for v in self.visits if v.state == "completed"}
        came = {
            h
            for a in self.afternoons
            if self.now(a.on)
            for h in self.keys
            if (a.pk, h) in self.came
        }
        spoken = {
            c.household_id
            for c in ContactLog.objects.filter(removed_at=None, is_two_way=True)
            if self.now(self.local(c.happened_at)) and c.setting_id in self.places
        }
        for home in self.active:
            yield home, None, home in visited | came | spoken

    def offers(self) -> Any:
        for home in self.homes:
            days = [
                day
                for child in self.children
                for day in self.every_day(child.placement_starts_on, self.last)
                if self.is_here(home.pk, child, day)
            ]
            began = min(days, default=None)
            if not self.now(began) or home.previous_id or began is None:
                continue
            due = self.q.calendar.school_days_after(began, self.policy.first_offer_school_days)
            if due < self.today:
                yield (
                    home.pk,
                    self.half(began),
                    any(
                        self.was_offered_by(due, v)
                        for v in HomeVisit.objects.filter(household=home, removed_at=None)
                    ),
                )

    def was_offered_by(self, due: date, visit: HomeVisit) -> bool:
        if visit.state == "cancelled_school" and visit.agreed_by_id is None:
            return False
        if visit.offered_at:
            return self.local(visit.offered_at) <= due
        return self.local(visit.created_at) <= due or visit.planned_on <= due

    def of_visits(self, state: str) -> Any:
        for visit in self.visits:
            if visit.state in WERE_TO_BE and visit.planned_on <= self.today:
                yield visit.household_id, self.half(visit.planned_on), visit.state == state

    def visits_delivered(self) -> Any:
        return self.of_visits("completed")

    def cancelled_by_us(self) -> Any:
        return self.of_visits("cancelled_school")

    def turnout(self) -> Any:
        for afternoon in self.afternoons:
            if self.now(afternoon.on) and self.is_closed(afternoon):
                for home in self.keys:
                    if self.could(home, afternoon):
                        yield home, self.half(afternoon.on), (afternoon.pk, home) in self.came

    def kept(self) -> Any:
        for afternoon in self.afternoons:
            if self.now(afternoon.on) and self.is_closed(afternoon):
                for home in self.keys:
                    if any(
                        i.answer == "yes" and i.state not in (*NOT_ASKED, "waitlisted", "held")
                        for i in self.asked.get((afternoon.pk, home), [])
                    ):
                        yield home, self.half(afternoon.on), (afternoon.pk, home) in self.came

    def first_timers(self) -> Any:
        for home in self.homes:
            if home.first_came_on and self.now(home.first_came_on):
                yield home.pk, self.half(home.first_came_on), True

    def came_back(self) -> Any:
        within = timedelta(days=self.policy.came_back_days)
        for home, half, _ in self.first_timers():
            first = next(h.first_came_on for h in self.homes if h.pk == home)
            assert first
            if first + within <= self.today:
                yield (
                    home,
                    half,
                    any(
                        self.was_on(a)
                        and first < a.on <= first + within
                        and (a.pk, home) in self.came
                        for a in self.afternoons
                    ),
                )

    def regulars(self) -> Any:
        before = [h for h in self.q.calendar.half_terms if h.ends_on < self.first]
        since = max((h.starts_on for h in before), default=self.first)
        for home in self.active:
            chances = [
                a
                for a in sorted(self.afternoons, key=lambda a: a.on, reverse=True)
                if since <= a.on <= self.last and self.is_closed(a) and self.could(home, a)
            ][: self.policy.regular_of]
            if len(chances) == self.policy.regular_of:
                came = sum((a.pk, home) in self.came for a in chances)
                yield home, None, came >= self.policy.regular_at_least

    def contactable(self) -> Any:
        said_no = {
            (p.adult_id, p.channel, p.topic)
            for p in ContactPreference.objects.filter(is_allowed=False)
        }
        adults = [a for a in Adult.objects.filter(removed_at=None) if a.setting_id in self.places]
        for home in self.active:
            yield (
                home,
                None,
                any(self.is_reached(adult, said_no) for adult in adults if self.is_at(home, adult)),
            )

    def is_at(self, home: Any, adult: Adult) -> bool:
        return any(
            m.from_on <= self.upto and (m.to_on is None or m.to_on >= self.upto)
            for m in self.members
            if m.household_id == home and m.adult_id == adult.pk
        )

    def is_reached(self, adult: Adult, said_no: set[Any]) -> bool:
        if adult.is_deceased or (adult.left_on and adult.left_on <= self.upto):
            return False
        wants = {
            channel: not all(
                (adult.pk, channel, topic) in said_no for topic in ("visits", "afternoons")
            )
            for channel in ("sms", "email")
        }
        has_number = adult.mobile_state == "verified"
        by_text = adult.safe_contact in ("any", "this_number_only") and wants["sms"]
        by_call = adult.safe_contact == "mentor_calls_only"
        by_email = bool(adult.email) and not adult.email_is_unreachable
        return (has_number and (by_text or by_call)) or (
            by_email and adult.safe_contact == "any" and wants["email"]
        )

    def promises(self) -> Any:
        for promise in Promise.objects.filter(removed_at=None, household__in=self.keys):
            due = promise.due_on
            if not self.now(due) or due >= self.today:
                continue
            closed = promise.closed_at and self.local(promise.closed_at)
            in_time = closed is not None and closed <= due
            if promise.state in ("open", "done") or not in_time:
                kept = promise.state == "done" and in_time
                yield promise.household_id, self.half(due), kept

    def notes(self) -> Any:
        notes = {n.visit_id: n for n in VisitNote.objects.filter(removed_at=None)}
        for visit in self.visits:
            due = self.q.calendar.school_days_after(
                visit.planned_on, self.policy.note_due_school_days
            )
            if visit.state == "completed" and due < self.today:
                note = notes.get(visit.pk)
                in_time = note is not None and self.local(note.written_at) <= due
                yield visit.household_id, self.half(visit.planned_on), in_time

    def belonging(self, name: str) -> Any:
        ours = {a.pk: a for a in self.afternoons if a.setting_id == self.q.setting.pk}
        for pulse in Pulse.objects.all():
            afternoon = ours.get(pulse.afternoon_id)
            answer = getattr(pulse, name)
            if answer and afternoon and self.now(afternoon.on) and self.was_on(afternoon):
                yield None, self.half(afternoon.on), answer == "yes"

    def caseload(self) -> Tally:
        shares = {
            m.staff_id: m.staff.works_share
            for m in Membership.objects.filter(
                setting=self.q.setting, role="mentor"
            ).select_related("staff")
            if m.from_on <= self.upto and (m.to_on is None or m.to_on >= self.upto)
        }
        return Tally(len(self.active), round(100 * sum(shares.values())))

    def expected(self) -> dict[str, int]:
        """What became of the visits there were to be: each in exactly one part."""
        moved = {v.rescheduled_from_id for v in HomeVisit.objects.filter(removed_at=None)}
        homes = {home.pk: home for home in self.homes}
        found = dict.fromkeys(
            ("completed", "nobody_in", "family_moved_it", "we_cancelled", "not_today", "paused"), 0
        )
        for visit in self.visits:
            if visit.pk in moved or visit.planned_on > self.today:
                continue
            was_left_open = (
                visit.state in ("agreed", "planned", "under_way") and visit.planned_on < self.today
            )
            in_peace = homes[visit.household_id].is_paused_on(visit.planned_on)
            if visit.outcome != "completed" and in_peace:
                found["paused"] += bool(visit.outcome) or was_left_open
            elif visit.outcome:
                found[visit.outcome] += 1
        return found

    # --- Groups. --------------------------------------------------------------------

    def kin(self, home: Any) -> list[Child]:
        """The children who lived there in the period while in placement."""
        days = list(self.every_day(self.first, self.upto))
        return [c for c in self.children if any(self.is_here(home, c, day) for day in days)]

    def stands(self, home: Any, group: str) -> str:
        kin = self.kin(home)
        if group == "interpreter":
            adults = Adult.objects.filter(removed_at=None, needs_interpreter=True)
            there = {
                m.adult_id
                for m in self.members
                if m.household_id == home
                and m.from_on <= self.upto
                and (m.to_on is None or m.to_on >= self.first)
            }
            needs = [a for a in adults if a.pk in there and a.setting_id in self.places]
            return "in" if needs else "out"
        answers = [self.answer(child, group) for child in kin]
        if True in answers:
            return "in"
        return "unknown" if None in answers or not answers else "out"

    def answer(self, child: Child, group: str) -> bool | None:
        if group in YES_OR_NO:
            value: bool | None = getattr(child, YES_OR_NO[group])
            return value
        if group in OF_SEN:
            return child.sen == group[-1].upper() if child.sen else None
        if f"'{child.ethnicity}'" not in KNOWN_ETHNICITIES or not child.ethnicity:
            return None
        return child.ethnicity in ETHNICITY[group]

    def gaps(self, key: str) -> dict[str, tuple[Tally, Tally, Tally]]:
        units = self.units(key)
        found = {}
        for group in GROUPS:
            tallies = {"in": Tally(), "out": Tally(), "unknown": Tally()}
            for home, _half, part in units:
                tallies[self.stands(home, group)] += Tally(int(part), 1)
            found[group] = (tallies["in"], tallies["out"], tallies["unknown"])
        return found

    def of_school(self, key: str, school: Any) -> tuple[Tally, Tally]:
        """Families with a child of one home school, and those with other ones alone."""
        inside, others = Tally(), Tally()
        for home, _half, part in self.units(key):
            schools = {c.home_school_id for c in self.kin(home)} - {None}
            if school in schools:
                inside += Tally(int(part), 1)
            elif schools:
                others += Tally(int(part), 1)
        return inside, others
