"""The texts a family sent us, on its timeline."""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from families.models import Adult, Household
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.desk.entries import MAY_READ_LINES, Entry, Kind
from pastoral.outbox.models import InboundMessage


def texts_in(viewer: Viewer, household: Household) -> Iterator[Entry]:
    """Yield each text that came in; its words for those who read what was said on a call."""
    may_read = any(viewer.can(permission) for permission in MAY_READ_LINES)
    may_open = viewer.can(Permission.RECORD_ANSWERS)
    name = Adult.objects.filter(pk=OuterRef("adult_id")).values("known_as")[:1]
    texts = InboundMessage.objects.filter(
        setting=viewer.setting, household_id=household.pk, read_at__isnull=False
    )
    for text in texts.annotate(who=Subquery(name)).order_by().select_related("answered_by"):
        waits = bool(text.why_person) and text.answered_at is None
        yield Entry(
            at=text.received_at,
            kind=Kind.MESSAGE,
            icon="chat-dots",
            title=f"{text.who or 'Somebody'} texted us{', and waits for an answer' if waits else ''}",
            said=f"“{text.body}”" if may_read else "",
            url=reverse("replies:text", args=[text.pk]) if may_open else "",
            url_word="The text" if may_open else "",
        )
