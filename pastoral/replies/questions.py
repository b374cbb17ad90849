"""What is open for somebody to answer: invitations and visits, side by side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from families.models import Adult
from pastoral.outbox.models import InboundMessage
from pastoral.ui.said import day_said
from sessions_app.models import Invitation
from sessions_app.open_questions import begun_lately, open_invitations
from visits.models import HomeVisit
from visits.open_offers import open_visits

Understood = InboundMessage.Understood
WORDS = {
    Understood.YES: "Yes",
    Understood.MAYBE: "Not sure yet",
    Understood.NO: "Not this time",
}


@dataclass(frozen=True)
class Question:
    """One thing an adult may say yes or no to."""

    row: Invitation | HomeVisit
    adult: Adult
    said: str  # What they said to it before, if anything.

    @property
    def adult_id(self) -> UUID:
        """Whose answer it is."""
        return self.adult.pk

    @property
    def kind(self) -> str:
        """What it is about, as messages name it."""
        return self.row._meta.label_lower

    @property
    def pk(self) -> UUID:
        """The invitation's or the visit's id."""
        return self.row.pk

    @property
    def household_id(self) -> UUID:
        """The home it is asked in."""
        return self.row.household_id

    @property
    def is_visit(self) -> bool:
        """Whether it is a visit, to which nobody says maybe."""
        return isinstance(self.row, HomeVisit)

    @property
    def words(self) -> list[tuple[str, str]]:
        """The answers there are, and how staff read them."""
        return [
            (str(word), label)
            for word, label in WORDS.items()
            if not (self.is_visit and word == Understood.MAYBE)
        ]

    def title(self, today: date) -> str:
        """Return “Afternoon, Wednesday 2 December”, “Home visit, tomorrow, Friday”."""
        if isinstance(self.row, HomeVisit):
            return f"Home visit, {day_said(self.row.planned_on, today)}"
        return f"Afternoon, {day_said(self.row.afternoon.on, today)}"


def open_to(adult_ids: Collection[UUID], now: datetime) -> list[Question]:
    """Return everything these adults may answer now, in two queries."""
    if not adult_ids:
        return []
    asked = [_invitation(row, now) for row in open_invitations(adult_ids, now)]
    return [*asked, *(_visit(row, adult_ids) for row in open_visits(adult_ids, now))]


def begun(adult_ids: Collection[UUID], now: datetime) -> list[Question]:
    """Return what they were asked to that has begun, and is too late to answer by text."""
    return [Question(row, row.adult, row.answer) for row in begun_lately(adult_ids, now)]


def meant(questions: Sequence[Question], word: Understood) -> list[Question]:
    """Return what a word may answer: not what they said the same to before, if there is more."""
    return [question for question in questions if question.said != word] or list(questions)


def _invitation(row: Invitation, now: datetime) -> Question:
    """Return an invitation as a question; a seat that is offered waits for an answer of its own."""
    is_offered = row.offered_until is not None and row.offered_until > now
    return Question(row, row.adult, "" if is_offered else row.answer)


def _visit(visit: HomeVisit, adult_ids: Collection[UUID]) -> Question:
    """Return a visit as a question to whoever of these it was offered to, or who agreed to it."""
    is_offered = visit.state == HomeVisit.State.OFFERED
    asked = (
        [visit.offered_to, visit.agreed_by] if is_offered else [visit.agreed_by, visit.offered_to]
    )
    adult = next(adult for adult in asked if adult is not None and adult.pk in adult_ids)
    return Question(visit, adult, "" if is_offered else str(Understood.YES))
