"""Letters to give and calls to make, as each viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from families.models import Household
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.outbox import by_hand
from pastoral.outbox.models import Channel, Message, MessageQuerySet
from sessions_app import wording
from sessions_app.models import Invitation

TELLS = (wording.CANCELLED,)  # Nothing is asked by these: they are told, and that is all.


@dataclass(frozen=True)
class ByHand:
    """One call or letter, and whom it is to."""

    message: Message
    invitation: Invitation

    @property
    def is_letter(self) -> bool:
        """Whether it is printed and given."""
        return self.message.channel == Channel.LETTER

    @property
    def asks(self) -> bool:
        """Whether it asks for an answer."""
        return self.message.template_key not in TELLS

    @property
    def is_ready(self) -> bool:
        """Whether a letter may be printed: its link opens."""
        return self.invitation.state != Invitation.State.BLOCKED

    @property
    def mentor(self) -> str:
        """Who rings, by name."""
        return self.invitation.mentor.first_name if self.invitation.mentor else ""


def visible_to(viewer: Viewer) -> MessageQuerySet:
    """Return what is to be done by hand for the families a viewer may see."""
    if not viewer.can(Permission.RECORD_ANSWERS):
        return Message.objects.none()
    homes = Household.objects.visible_to(viewer).values("pk")
    mine = Message.objects.visible_to(viewer).filter(household_id__in=homes)
    return mine & by_hand.to_do(timezone.now())


def to_do(viewer: Viewer, most: int | None = None) -> list[ByHand]:
    """Return the calls and letters, the soonest first, with whom they are to (two queries)."""
    return with_whom(list(visible_to(viewer).order_by("drop_after", "pk")[:most]))


def with_whom(messages: Sequence[Message]) -> list[ByHand]:
    """Return calls and letters with the invitations they are about, in one query."""
    about = Invitation.objects.select_related("adult", "household", "mentor", "afternoon").in_bulk(
        [message.about_id for message in messages if message.about_id]
    )
    return [ByHand(m, about[m.about_id]) for m in messages if m.about_id in about]


def mine_first(rows: Sequence[ByHand], viewer: Viewer) -> tuple[list[ByHand], list[ByHand]]:
    """Return those whose mentor the viewer is, and the others."""
    me = viewer.user.pk
    return (
        [row for row in rows if row.invitation.mentor_id == me],
        [row for row in rows if row.invitation.mentor_id != me],
    )


def letters_of(viewer: Viewer, afternoon_id: UUID, only: str = "") -> list[ByHand]:
    """Return the letters about one afternoon, or the one that is named, to print."""
    letters = visible_to(viewer).filter(channel=Channel.LETTER)
    asked = Invitation.objects.filter(afternoon=afternoon_id).values("pk")
    rows = with_whom(list(letters.filter(about_id__in=asked).order_by("pk")))
    return [row for row in rows if not only or str(row.message.pk) == only]
