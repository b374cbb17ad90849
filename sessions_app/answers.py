"""The answers to one afternoon as staff read them: who said what, by which door, and when."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from pastoral.accounts.viewers import Viewer
from pastoral.ui.said import day_said, time_said
from sessions_app.models import Afternoon, Answer, Invitation
from sessions_app.models.invitations import AnswerDetails, Help, Travel, Via

State = Invitation.State
SAID = {  # The words, the icon and the kind of a badge.
    State.YES: ("Yes", "check-circle", "done"),
    State.MAYBE: ("Not sure yet", "three-dots", ""),
    State.NO: ("Not this time", "dash-circle", ""),
    State.WAITLISTED: ("Waiting for a place", "hourglass-split", "soon"),
    State.HELD: ("A lead decides", "people", "info"),
}
SILENT = ("No answer yet", "envelope", "")


@dataclass(frozen=True)
class Line:
    """One adult who was asked, with every answer they gave, the newest first."""

    invitation: Invitation
    given: list[Answer]
    zone: ZoneInfo
    today: date

    @property
    def state(self) -> str:
        """Where the answer stands; once it is over, the answer itself."""
        closed = self.invitation.state == State.CLOSED
        return self.invitation.answer if closed else self.invitation.state

    @property
    def _badge(self) -> tuple[str, str, str]:
        return SAID.get(State(self.state), SILENT) if self.state else SILENT

    @property
    def word(self) -> str:
        """The answer in words."""
        return self._badge[0]

    @property
    def icon(self) -> str:
        """The answer's icon."""
        return self._badge[1]

    @property
    def kind(self) -> str:
        """The answer's kind of badge."""
        return self._badge[2]

    @property
    def door(self) -> str:
        """How the answer that counts came, and who wrote it down."""
        return door_of(self.given[0]) if self.given else ""

    @property
    def when(self) -> str:
        """When the answer that counts came, by the place's own clock."""
        if not self.given:
            return ""
        at = self.given[0].created_at.astimezone(self.zone)
        return f"{day_said(at.date(), self.today)}, {time_said(at)}"

    @property
    def history(self) -> list[str]:
        """Every answer in a line: “Yes: on their page, 30 November 4.10pm, 2 grown-ups”."""
        return [self._said(answer) for answer in self.given]

    def _said(self, answer: Answer) -> str:
        at = answer.created_at.astimezone(self.zone)
        when = f"{at.day} {at:%B} {time_said(at)}"
        return ", ".join(
            [f"{answer.get_answer_display()}: {door_of(answer)}", when, *needs_of(answer)]
        )

    @property
    def needs(self) -> list[str]:
        """What they told us, for those who may come."""
        return needs_of(self.invitation) if self.state in ("yes", "maybe", "waitlisted") else []


def lines(afternoon: Afternoon, viewer: Viewer) -> list[Line]:
    """Return everybody who was asked and whom the viewer may see, by family (two queries)."""
    newest_first = Answer.objects.select_related("recorded_by").order_by("-created_at", "-pk")
    asked = (
        Invitation.objects.visible_to(viewer)
        .asked()
        .filter(afternoon=afternoon)
        .select_related("adult", "household")
        .prefetch_related(Prefetch("answers", newest_first, to_attr="given"))
        .order_by("household__label", "household", "adult__known_as", "pk")
    )
    return [Line(invitation, invitation.given, viewer.zone, viewer.today) for invitation in asked]  # type: ignore[attr-defined]


def door_of(answer: Answer) -> str:
    """Return how an answer came: “By phone, written down by Jo”."""
    if answer.via == Via.DECIDED:
        return f"Decided by {answer.recorded_by.first_name}" if answer.recorded_by else "Decided"
    door = {"link": "On their page", "sms": "By text", "phone": "By phone"}.get(
        answer.via, answer.get_via_display()
    )
    return (
        f"{door}, written down by {answer.recorded_by.first_name}" if answer.recorded_by else door
    )


def needs_of(told: AnswerDetails) -> list[str]:
    """Return what somebody told us beside the answer, in a few words each."""
    labels = [Help(help_).label for help_ in told.helps if help_ in Help.values]
    return [
        *([_people(told)] if told.adults_n or told.children_n else []),
        *([f"Food and drink: {told.diet}"] if told.diet else []),
        *(["Meet at the gate"] if told.meet_at_gate else []),
        *([Travel(told.travel).label] if told.travel else []),
        *([f"Sets off: {told.set_off}"] if told.set_off else []),
        *labels,
    ]


def _people(told: AnswerDetails) -> str:
    grown = "1 grown-up" if told.adults_n == 1 else f"{told.adults_n} grown-ups"
    if not told.children_n:
        return grown
    return f"{grown}, {told.children_n} {'child' if told.children_n == 1 else 'children'}"
