"""What became of the invitations to an afternoon: five numbers that add up, and their lists.

An invitation's message is the truth about whether it went (docs/decisions/0014): the figures
join the two, so they are right at once, also before the clock writes `sent` on the invitation.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from families.asking import Reason
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Message
from sessions_app import wording
from sessions_app.models import Afternoon, Invitation

State, Went = Invitation.State, Message.State
SENT, WAITING, SKIPPED, FAILED, UNSURE = "sent", "waiting", "skipped", "failed", "unsure"
LISTS = (SENT, WAITING, SKIPPED, FAILED, UNSURE)
KNEW = (Went.SENT, Went.DELIVERED, Went.SENDING, Went.UNSURE)
OURS = {"not_written": "The text could not be written: look at the preview"}
OF_STATE = {
    Went.CANCELLED: "Called off",
    Went.SUPPRESSED: "Held back",
    Went.EXPIRED: "Too late to send",
    Went.FAILED_PERMANENT: "It could not be delivered",
}

# Where each invitation is counted. Without a message, somebody asked them in person.
_PLACE = Case(
    When(state__in=[State.DRAFT, State.BLOCKED], then=Value(SKIPPED)),
    When(message__state__in=[Went.SENT, Went.DELIVERED], then=Value(SENT)),
    When(message__state=Went.FAILED_PERMANENT, then=Value(FAILED)),
    When(message__state=Went.UNSURE, then=Value(UNSURE)),
    When(message__state__in=[Went.CANCELLED, Went.SUPPRESSED, Went.EXPIRED], then=Value(SKIPPED)),
    When(message__isnull=False, then=Value(WAITING)),
    When(state=State.QUEUED, then=Value(WAITING)),
    default=Value(SENT),
    output_field=CharField(),
)


@dataclass(frozen=True)
class RunFigures:
    """What became of everybody considered: `eligible` is the sum of the five."""

    sent: int = 0
    waiting: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    unsure: int = 0

    @property
    def eligible(self) -> int:
        """Everybody considered."""
        return self.sent + self.waiting + self.not_sent + self.not_delivered + self.unsure

    @property
    def not_sent(self) -> int:
        """Everybody skipped, whatever the reason."""
        return self.skipped.total()

    @property
    def not_delivered(self) -> int:
        """Everybody to whom it failed, whatever the reason."""
        return self.failed.total()

    @property
    def asked(self) -> int:
        """Everybody a message was written for that was not held back."""
        return self.eligible - self.not_sent

    @property
    def gone(self) -> int:
        """Messages that wait no longer, however they ended."""
        return self.asked - self.waiting

    @property
    def gone_said(self) -> str:
        """How far the run is, in words."""
        return f"{self.gone} of {self.asked}"

    @property
    def why_not(self) -> list[tuple[str, int]]:
        """The reasons for not sending, the commonest first."""
        return self.skipped.most_common()


def figures(afternoon: Afternoon) -> RunFigures:
    """Return the figures of an afternoon’s invitations, in one query."""
    rows = (
        Invitation.objects.filter(afternoon=afternoon)
        .order_by()
        .annotate(place=_PLACE)
        .values_list("place", "block_reason", "message__state", "message__reason")
        .annotate(count=Count("pk"))
    )
    places: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for place, block_reason, state, reason, count in rows:
        places[place] += count
        if place == SKIPPED:
            skipped[reason_said(block_reason, state, reason)] += count
        elif place == FAILED:
            failed[reason_said(block_reason, state, reason)] += count
    return RunFigures(places[SENT], places[WAITING], skipped, failed, places[UNSURE])


def leaves_at(afternoon: Afternoon) -> datetime | None:
    """Return when the first of the waiting invitations leaves; None where one may leave now."""
    waiting = Invitation.objects.filter(afternoon=afternoon, message__state__in=Message.WAITING)
    first: datetime | None = waiting.aggregate(first=Min("message__not_before"))["first"]
    return first if first and first > timezone.now() else None


def reason_said(block_reason: str, state: str | None, reason: str | None) -> str:
    """Return in words why somebody was not reached."""
    if block_reason:
        return OURS.get(block_reason) or _label(block_reason)
    if reason:
        return reason.rstrip(".")
    return OF_STATE.get(Went(state), "") if state else ""


def _label(value: str) -> str:
    return str(Reason(value).label) if value in Reason.values else value


def list_of(afternoon: Afternoon, which: str) -> QuerySet[Invitation]:
    """Return the invitations behind one of the five numbers, by name."""
    return (
        Invitation.objects.filter(afternoon=afternoon)
        .annotate(place=_PLACE)
        .filter(place=which)
        .select_related("adult", "household", "message")
        .order_by("household__label", "adult__known_as", "pk")
    )


@dataclass(frozen=True)
class Line:
    """One person in a list: who, why, and when."""

    invitation: Invitation
    why: str


def lines(invitations: Iterable[Invitation]) -> list[Line]:
    """Return a page of a list with its reasons in words."""
    return [
        Line(
            invitation,
            reason_said(
                invitation.block_reason,
                invitation.message.state if invitation.message else None,
                invitation.message.reason if invitation.message else None,
            ),
        )
        for invitation in invitations
    ]


def to_be_called(afternoon: Afternoon, viewer: Viewer) -> QuerySet[Invitation]:
    """Return who knew of an afternoon that is called off and was told by nobody yet (rule 39)."""
    off = wording.words_for(afternoon, wording.CANCELLED)
    told = Message.objects.filter(about_id=OuterRef("pk"), template_key=off).exclude(
        state__in=[Went.DRAFT, *OF_STATE]
    )
    knew = Q(message__state__in=KNEW) | Q(answered_at__isnull=False)
    return (
        Invitation.objects.visible_to(viewer)
        .filter(
            knew,
            ~Exists(told),
            afternoon=afternoon,
            state=State.WITHDRAWN,
            adult__is_deceased=False,
        )
        .select_related("adult", "household", "mentor")
        .order_by("household__label", "adult__known_as", "pk")
    )
