"""The texts that came in and wait for a person, as each viewer may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from families.models import Adult, Household
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import InboundMessage
from pastoral.replies import questions
from pastoral.replies.questions import Question

P = Permission
LAST_FIGURES = 3
FEW = 3  # Earlier texts shown beside one.


@dataclass(frozen=True)
class TextIn:
    """One text, who wrote it as far as the viewer may know, and what they may answer."""

    text: InboundMessage
    adult: Adult | None
    household: Household | None
    open: list[Question]
    today: date

    @property
    def open_said(self) -> str:
        """“Afternoon, Wednesday 2 December; Home visit, tomorrow, Friday”."""
        return "; ".join(question.title(self.today) for question in self.open)

    @property
    def who(self) -> str:
        """“Samira”, or “A number that ends in 111”."""
        if self.adult is not None:
            return self.adult.known_as
        return f"A number that ends in {self.text.sent_from[-LAST_FIGURES:]}"


def visible_to(viewer: Viewer) -> QuerySet[InboundMessage]:
    """Return the texts of families the viewer may see; of strangers for those who invite."""
    texts = InboundMessage.objects.filter(setting=viewer.setting, read_at__isnull=False)
    if not viewer.can(P.RECORD_ANSWERS):
        return texts.none()
    theirs = Q(household_id__in=Household.objects.visible_to(viewer).values("pk"))
    if viewer.can(P.INVITE_FAMILIES):
        theirs |= Q(household_id=None)
    return texts.filter(theirs)


def waiting(viewer: Viewer) -> QuerySet[InboundMessage]:
    """Return those of them that a person has still to see to, the newest first."""
    return (
        visible_to(viewer)
        .filter(answered_at=None)
        .exclude(why_person="")
        .order_by("-received_at", "-pk")
    )


def seen_to(viewer: Viewer) -> QuerySet[InboundMessage]:
    """Return those somebody saw to, and those that needed nobody, the newest first."""
    rest = visible_to(viewer).filter(Q(answered_at__isnull=False) | Q(why_person=""))
    return rest.select_related("answered_by").order_by("-received_at", "-pk")


def with_who(
    texts: Collection[InboundMessage], today: date, now: datetime | None = None
) -> list[TextIn]:
    """Return texts with who wrote them; with `now`, also what is open for those (four queries)."""
    adults = Adult.objects.in_bulk([t.adult_id for t in texts if t.adult_id])
    homes = Household.objects.in_bulk([t.household_id for t in texts if t.household_id])
    living = [pk for pk, adult in adults.items() if not adult.is_deceased]
    found = questions.open_to(living, now) if now else []
    return [
        TextIn(
            text,
            adults.get(text.adult_id) if text.adult_id else None,
            homes.get(text.household_id) if text.household_id else None,
            [question for question in found if question.adult_id == text.adult_id],
            today,
        )
        for text in texts
    ]


def question_for(text: InboundMessage, about: str, now: datetime) -> Question | None:
    """Return the one open thing that a text is taken to answer; None if it is not open to them."""
    found = questions.open_to([text.adult_id] if text.adult_id else [], now)
    return next((question for question in found if str(question.pk) == about), None)


def before(text: InboundMessage) -> list[InboundMessage]:
    """Return what came from the same number lately, the newest first: one text explains another."""
    same = InboundMessage.objects.filter(
        setting=text.setting_id,
        sent_from=text.sent_from,
        household_id=text.household_id,
        received_at__lt=text.received_at,
    )
    return list(same.order_by("-received_at")[:FEW])
