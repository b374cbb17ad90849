"""The Wednesdays of the story: who was asked, what they said, who came, and what is to come."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from families.asking import Asking, who_may_be_asked
from families.models import Household
from pastoral import links
from pastoral.accounts.calendar import calendar_of, instant
from pastoral.accounts.models import Setting, Staff
from pastoral.demo.homes import Home
from pastoral.demo.year import DAY, Wednesdays
from pastoral.ids import new_id
from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Message, Topic
from pastoral.outbox.timing import Hours
from sessions_app import allergies, wording
from sessions_app.models import (
    Activity,
    Afternoon,
    AfternoonSeries,
    Answer,
    Attendance,
    Invitation,
    InvitationRun,
    Pulse,
)

HOW_OFTEN = {"keen": 0.85, "often": 0.6, "seldom": 0.25, "never": 0.0}
MADE = (
    "decorated-biscuits", "marshmallow-and-spaghetti-towers", "clay-figures",
)  # fmt: skip
CHANGES = {3: "Moved to the big room", 6: "Bus fare offered in every text"}
COMMENTS = (
    "Nobody looked at me funny. I’ll come again.",
    "My lad laughed the whole time.",
    "Could we have it a bit later? I finish at two.",
    "Nice cup of tea. Nice people.",
)
MAY_BE_QUOTED = (0, 1, 3)
WAKES, EVENING, SLEEPS = time(7), time(19), time(22)
OPENS, CLOSES = time(8, 30), time(16, 30)
Mark = Attendance.Mark
Link = Invitation.children.through


class Story:
    """Writes the afternoons of one setting, gone by and to come."""

    def __init__(
        self, *, setting: Setting, homes: list[Home], staff: dict[str, Staff], dice: Random
    ) -> None:
        self.setting, self.staff, self.dice = setting, staff, dice
        self.homes = {home.household.pk: home for home in homes}
        self.calendar = calendar_of(setting)
        self.lead = staff["Ruth"]
        self.now = timezone.now()

    def write(self, days: Wednesdays) -> list[Afternoon]:
        """Write the Wednesdays, and return those gone by and the coming one."""
        afternoons = self._plan(days)
        told = afternoons[: len(days.past) + 1]
        for number, afternoon in enumerate(told):
            asked = self._ask(afternoon, is_past=afternoon.on != days.coming)
            if afternoon.on == days.coming:
                self._some_answer(asked)
            else:
                self._happened(afternoon, asked, number)
            self._remind(afternoon, asked)
        moment = Invitation.objects.filter(pk=OuterRef("invitation")).values("answered_at")
        Answer.objects.update(created_at=Subquery(moment[:1]))
        return told

    def _plan(self, days: Wednesdays) -> list[Afternoon]:
        every = (*days.past, days.coming, *days.later)
        series = AfternoonSeries.objects.create(
            setting=self.setting, first_on=every[0], last_on=every[-1], room="The long room",
            capacity=60, lead=self.lead, created_by=self.lead,
        )  # fmt: skip
        library = list(Activity.objects.filter(setting=None).order_by("key"))
        library.sort(key=lambda a: MADE.index(a.key) if a.key in MADE else len(MADE))
        afternoons = [
            Afternoon(
                setting=self.setting, series=series, on=day, lead=self.lead, room=series.room,
                half_term=self.calendar.half_term_of(day), capacity=series.capacity,
                activity=library[(len(days.past) - number) % len(library)] if day <= days.coming else None,
                state=self._state(day, days.coming), change_note=CHANGES.get(number, ""),
                food="Biscuits, fruit and squash", food_allergens=["gluten", "milk"],
                created_by=self.lead,
            )
            for number, day in enumerate(every)
        ]  # fmt: skip
        for afternoon in afternoons:
            if afternoon.on <= days.coming:
                afternoon.allergens_answered_at = self.now
                afternoon.allergens_answered_by = self.lead
                afternoon.allergens_answered_for = allergies.digests_of(afternoon)
            if afternoon.on < days.coming:
                afternoon.register_closed_at = afternoon.instant(time(15, 20))
                afternoon.register_closed_by = self.staff["Jo"]
        return Afternoon.objects.bulk_create(afternoons)

    def _state(self, day: date, coming: date) -> Afternoon.State:
        if day == coming:
            return Afternoon.State.OPEN
        return Afternoon.State.HELD if day < coming else Afternoon.State.PLANNED

    # --- Asking ---------------------------------------------------------------------

    def _ask(self, afternoon: Afternoon, *, is_past: bool) -> dict[UUID, tuple[Invitation, Asking]]:
        """Ask everybody who may be asked, at the moment the policy names; return them by adult."""
        run = InvitationRun.objects.create(afternoon=afternoon, started_by=self.lead)
        everybody = who_may_be_asked(
            setting=self.setting,
            topic=Topic.AFTERNOONS,
            day=afternoon.on,
            template_key=wording.INVITE,
        )
        rows = {asking.adult_id: self._invitation(afternoon, run, asking) for asking in everybody}
        asked = {a.adult_id: (rows[a.adult_id], a) for a in everybody if a.is_asked}
        policy = self.setting.policy
        invited_at = self._moment(afternoon, policy.invite_days_before, policy.invite_at)
        invited_at = invited_at if invited_at < self.now else self._a_friendly_while_ago()
        posted = self._tell(afternoon, asked.values(), invited_at)
        for invitation, _asking in asked.values():
            invitation.message_id = posted.get(invitation.pk)
            invitation.state = Invitation.State.CLOSED if is_past else Invitation.State.SENT
        Invitation.objects.bulk_create(rows.values())
        Link.objects.bulk_create(
            Link(invitation_id=rows[asking.adult_id].pk, child_id=child)
            for asking in everybody
            for child in asking.child_ids
        )
        run.considered = len(everybody)
        run.save()
        for model, which in ((InvitationRun, {"pk": run.pk}), (Invitation, {"run": run})):
            model._default_manager.filter(**which).update(created_at=invited_at)
        afternoon.invited_at = invited_at
        afternoon.save()
        return asked

    def _invitation(self, afternoon: Afternoon, run: InvitationRun, asking: Asking) -> Invitation:
        key = new_id()
        return Invitation(
            id=key, setting=self.setting, afternoon=afternoon, half_term=afternoon.half_term,
            adult_id=asking.adult_id, household_id=asking.household_id, run=run,
            mentor_id=asking.mentor_id, link_digest=links.digest_of(links.secret_of(key, 1)),
            state=Invitation.State.BLOCKED if asking.reason else Invitation.State.SENT,
            block_reason=asking.reason or "",
        )  # fmt: skip

    def _tell(
        self,
        afternoon: Afternoon,
        whom: Iterable[tuple[Invitation, Asking]],
        at: datetime,
        template: Callable[[Asking], str] = wording.invitation_template,
    ) -> dict[UUID, UUID]:
        """Post the messages as if it were then, and say they went; return the message of each."""
        drafts = {
            invitation.pk: wording.draft(
                afternoon=afternoon, asking=asking, invitation_id=invitation.pk, link_version=1,
                template_key=template(asking), not_before=at,
            )
            for invitation, asking in whom
        }  # fmt: skip
        posted = outbox.post_many(setting=self.setting, drafts=list(drafts.values())).posted
        Message.objects.filter(pk__in=posted.values()).update(
            state=Message.State.SENT, sent_at=F("not_before"), claimed_at=F("not_before"),
            created_at=F("not_before"), tries=1,
        )  # fmt: skip
        return {pk: posted[draft.key] for pk, draft in drafts.items() if draft.key in posted}

    def _moment(self, afternoon: Afternoon, days_before: int, at: time) -> datetime:
        return instant(self.setting, afternoon.on - days_before * DAY, at)

    def _a_friendly_while_ago(self) -> datetime:
        """Return the last four o'clock at which families might have been written to."""
        hours, today = Hours.of(self.setting), timezone.localdate(timezone=self.setting.zone)
        for n in range(30):
            day = today - n * DAY
            moment = instant(self.setting, day, time(16, 0))
            if moment < self.now and hours.is_open_on(day):
                return moment
        return self.now

    # --- Answering ------------------------------------------------------------------

    def _some_answer(self, asked: dict[UUID, tuple[Invitation, Asking]]) -> None:
        """Let a good half of those asked to the coming Wednesday have answered."""
        for invitation, asking in asked.values():
            if asking.adult_name in ("Samira", "Joanne"):
                continue  # Theirs are the phones one answers from.
            word = self.dice.choice(("yes", "yes", "yes", "maybe", "no", ""))
            if word and self._is_likely(asking.household_id):
                self._answer(invitation, asking, word, is_past=False)
        self._write_answers([invitation for invitation, _ in asked.values()])

    def _is_likely(self, household_id: UUID) -> bool:
        return self.dice.random() < 0.35 + self._how_often(household_id) / 2

    def _how_often(self, household_id: UUID) -> float:
        home = self.homes[household_id]
        often = next((p for word, p in HOW_OFTEN.items() if word in home.traits), 0.5)
        return often / 3 if home.is_second else often

    def _answer(self, invitation: Invitation, asking: Asking, word: str, *, is_past: bool) -> None:
        afternoon = invitation.afternoon
        asked_at = afternoon.invited_at or self.now
        at = asked_at + timedelta(minutes=self.dice.randint(4, 4000))
        at = min(self._awake(at, asked_at), self.now, afternoon.starts_at)
        via = self.dice.choice(("link", "link", "link", "in_person", "phone"))
        invitation.answer, invitation.answered_at = word, at
        invitation.answered_via = via if self._is_school_time(at) else "link"
        if not is_past:
            invitation.state = word
        if word != "no":
            invitation.adults_n = 1
            invitation.children_n = len(asking.child_ids)
            invitation.travel = self.dice.choice(("walk", "walk", "bus", "car", "lift", ""))
            invitation.meet_at_gate = self.dice.random() < 0.15
            invitation.helps = ["bus_fare"] if self.dice.random() < 0.1 else []

    def _awake(self, at: datetime, asked_at: datetime) -> datetime:
        """Return a moment of the night as one of the evening before it, and not before asking."""
        local = at.astimezone(self.setting.zone)
        if WAKES <= local.time() < SLEEPS:
            return at
        evening = local.date() - (DAY if local.time() < WAKES else 0 * DAY)
        minute = self.dice.randint(0, 179)
        return max(instant(self.setting, evening, EVENING) + timedelta(minutes=minute), asked_at)

    def _is_school_time(self, at: datetime) -> bool:
        """Whether Pat is there to write an answer down."""
        local = at.astimezone(self.setting.zone)
        return OPENS <= local.time() < CLOSES and self.calendar.is_school_day(local.date())

    def _write_answers(self, invitations: list[Invitation]) -> None:
        answered = [invitation for invitation in invitations if invitation.answer]
        fields = [
            "answer", "answered_at", "answered_via", "state", "adults_n", "children_n", "travel",
            "meet_at_gate", "helps", "came",
        ]  # fmt: skip
        Invitation.objects.bulk_update(invitations, fields, batch_size=400)
        same = [
            f.name
            for f in Answer._meta.fields
            if f.name in {g.name for g in Invitation._meta.fields}
        ]
        kept = [name for name in same if name not in ("id", "created_at", "updated_at")]
        Answer.objects.bulk_create(
            Answer(
                invitation=one, via=one.answered_via,
                recorded_by=None if one.answered_via == "link" else self.staff["Pat"],
                **{name: getattr(one, name) for name in kept},
            )
            for one in answered
        )  # fmt: skip

    # --- Coming ---------------------------------------------------------------------

    def _happened(
        self, afternoon: Afternoon, asked: dict[UUID, tuple[Invitation, Asking]], number: int
    ) -> None:
        """Let families answer and come, and write the register as it was kept at the door."""
        by_home: dict[UUID, list[tuple[Invitation, Asking]]] = defaultdict(list)
        for invitation, asking in asked.values():
            by_home[asking.household_id].append((invitation, asking))
        marks: list[Attendance] = []
        here: set[str] = set()  # A child with two homes comes with one of them.
        for household_id, invited in by_home.items():
            family = self.homes[household_id].family.surname
            comes = self.dice.random() < self._how_often(household_id) and family not in here
            here |= {family} if comes else set()
            for n, (invitation, asking) in enumerate(invited):
                self._said_before(invitation, asking, comes=comes and n == 0)
                invitation.came = comes
            if comes:
                marks += self._family_came(afternoon, household_id, invited[0])
            marks += self._who_did_not(afternoon, invited[1 if comes else 0 :])
        self._write_answers([invitation for invitation, _ in asked.values()])
        if number % 4 == 1:
            marks.append(self._mark(afternoon, Mark.WALK_IN, walk_in_name="Nan Bev"))
        Attendance.objects.bulk_create(marks)
        self._pulse(afternoon, number)

    def _said_before(self, invitation: Invitation, asking: Asking, *, comes: bool) -> None:
        words = (
            ("yes",) * 7 + ("maybe", "", "")
            if comes
            else ("no",) * 4 + ("", "", "", "yes", "maybe")
        )
        if word := self.dice.choice(words):
            self._answer(invitation, asking, word, is_past=True)

    def _family_came(
        self, afternoon: Afternoon, household_id: UUID, first: tuple[Invitation, Asking]
    ) -> list[Attendance]:
        invitation, asking = first
        household = self.homes[household_id].household
        if household.first_came_on is None:
            household.first_came_on = afternoon.on
        expected = invitation.answer in ("yes", "maybe")
        late = Mark.LATE if self.dice.random() < 0.12 else Mark.PRESENT
        who: list[dict[str, Any]] = [{"adult_id": asking.adult_id}]
        who += [{"child_id": child} for child in asking.child_ids]
        return [
            self._mark(afternoon, late if expected else Mark.WALK_IN, household=household, **one)
            for one in who
        ]

    def _who_did_not(
        self, afternoon: Afternoon, invited: list[tuple[Invitation, Asking]]
    ) -> list[Attendance]:
        return [
            self._mark(
                afternoon,
                Mark.NOT_PRESENT,
                household_id=asking.household_id,
                adult_id=asking.adult_id,
            )
            for invitation, asking in invited
            if invitation.answer in ("yes", "maybe")
        ]

    def _mark(self, afternoon: Afternoon, mark: Attendance.Mark, **who: Any) -> Attendance:
        return Attendance(
            setting=self.setting, half_term=afternoon.half_term, afternoon=afternoon, mark=mark,
            marked_by=self.staff["Jo"], marked_at=afternoon.instant(time(13, 40)), **who,
        )  # fmt: skip

    def _remind(self, afternoon: Afternoon, asked: dict[UUID, tuple[Invitation, Asking]]) -> None:
        """Send the reminders there would have been by now."""
        policy = self.setting.policy
        first = self._moment(afternoon, policy.first_reminder_days_before, policy.first_reminder_at)
        second = self._moment(
            afternoon, policy.second_reminder_days_before, policy.second_reminder_at
        )
        if first <= self.now:
            not_no = [pair for pair in asked.values() if pair[0].answer != "no"]
            self._tell(afternoon, not_no, first, lambda _: wording.REMIND_FIRST)
            afternoon.reminded_first_at = first
        if second <= self.now:
            coming = [pair for pair in asked.values() if pair[0].answer in ("yes", "maybe")]
            self._tell(afternoon, coming, second, lambda _: wording.REMIND_SECOND)
            afternoon.reminded_second_at = second
        afternoon.save()

    def _pulse(self, afternoon: Afternoon, number: int) -> None:
        felt = ("yes", "yes", "yes", "yes", "a_bit", "not_really", "")
        words = COMMENTS[number % len(COMMENTS)]
        Pulse.objects.bulk_create(
            Pulse(
                afternoon=afternoon, given_on=afternoon.on,
                welcome=self.dice.choice(felt[:5]), listened_to=self.dice.choice(felt),
                enjoyed_together=self.dice.choice(felt[:5]), would_come_again=self.dice.choice(felt),
                comment=words if n == 0 else "", comment_state=Pulse.Words.TO_READ if n == 0 else "",
                quote_consent=n == 0 and number % 4 in MAY_BE_QUOTED,
            )
            for n in range(self.dice.randint(5, 9))
        )  # fmt: skip


def save_first_days(homes: list[Home]) -> None:
    """Keep the day each family first came."""
    Household.objects.bulk_update([home.household for home in homes], ["first_came_on"])
