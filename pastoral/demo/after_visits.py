"""What came of the story's visits: notes, reflections, promises, and words at the gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from families.models import ContactLog, Promise
from pastoral.accounts.calendar import instant
from pastoral.accounts.models import Setting, Staff
from pastoral.demo.homes import Home
from pastoral.demo.people import MENTORS
from pastoral.demo.year import DAY
from pastoral.ui.said import list_said
from visits.models import HomeVisit, Reflection, VisitNote

State = HomeVisit.State
Met = tuple[HomeVisit, Home]


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


class AfterVisits:
    """Writes what came of the visits of one setting."""

    def __init__(
        self, *, setting: Setting, staff: dict[str, Staff], dice: Random, today: date
    ) -> None:
        self.setting, self.staff, self.dice, self.today = setting, staff, dice, today

    def write(self, met: Sequence[Met], homes: Sequence[Home]) -> None:
        """Write notes of the visits that were made, promises, and a line about some homes."""
        self._notes(met)
        self._promises(met)
        self._lines(homes)

    def _notes(self, met: Sequence[Met]) -> None:
        """Write up what was made, but for the newest visit of one mentor."""
        made = [(visit, home) for visit, home in met if visit.state == State.COMPLETED]
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

    def _promises(self, met: Sequence[Met]) -> None:
        """Give every mentor a few open promises, one of them late, and many that were kept."""
        made = [
            (visit, home)
            for visit, home in met
            if visit.state == State.COMPLETED and visit.planned_on < self.today
        ]
        jos = [pair for pair in made if pair[0].mentor == self.staff["Jo"]]
        rows = [self._promise(*jos[-4], *LATE)]
        for n, mentor in enumerate(self.staff[name] for name in MENTORS):
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

    def _lines(self, homes: Sequence[Home]) -> None:
        """Write down a few words exchanged at the gate and on the phone."""
        ContactLog.objects.bulk_create(
            ContactLog(
                setting=self.setting, adult=home.adults[0], household=home.household,
                channel=("in_person", "voice")[n % 2], is_from_family=n % 3 == 0, is_two_way=True,
                line=LINES[n % len(LINES)], happened_at=self._at(self.today - (n % 25 + 1) * DAY),
                created_by=home.mentor,
            )
            for n, home in enumerate(homes[::2])
        )  # fmt: skip

    def _at(self, day: date) -> datetime:
        return min(instant(self.setting, day, time(15, 10)), timezone.now())
