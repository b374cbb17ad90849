"""What arrived on a parent's phone in the demonstration, with its links working."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from families.models import Adult
from pastoral import links
from pastoral.demo import people
from pastoral.outbox import words
from pastoral.outbox.models import Channel, Message
from sessions_app import parent_page
from visits import offer_words, visit_page

AT_MOST = 6


@dataclass(frozen=True)
class Arrived:
    """One message as it stands on the phone: the words around the link, and the link."""

    sender: str
    subject: str
    before: str
    link: str
    after: str
    at: datetime
    is_text: bool
    has_ended: bool


def owners() -> list[Adult]:
    """Return the parents whose phones one may look at, in their order."""
    found = {
        adult.known_as: adult
        for adult in Adult.objects.filter(
            setting__code=people.ZONE, known_as__in=people.PHONES, removed_at=None
        )
    }
    return [found[name] for name in people.PHONES if name in found]


def arrived(owner: Adult) -> Iterator[Arrived]:
    """Yield the newest messages that reached a parent, newest first."""
    went = Message.objects.filter(adult_id=owner.pk, state__in=Message.WENT)
    for message in went.select_related("setting").order_by("-sent_at", "-pk")[:AT_MOST]:
        before, has_link, after = message.body.partition(words.LINK_HERE)
        link, has_ended = "", False
        if has_link and message.about_id and message.link_version:
            link = words.link_of(
                message.about_id, message.link_version, message.link_digest,
                about_kind=message.about_kind,
            )  # fmt: skip
            secret = links.secret_of(message.about_id, message.link_version, message.link_digest)
            has_ended = not _opens(message, secret)
        assert message.sent_at is not None  # noqa: S101 - the database holds us to it
        yield Arrived(
            sender=message.setting.place,
            subject=message.subject,
            before=before,
            link=link,
            after=after,
            at=message.sent_at,
            is_text=message.channel == Channel.TEXT,
            has_ended=has_ended,
        )


def _opens(message: Message, secret: str) -> bool:
    now = timezone.now()
    if message.about_kind == offer_words.ABOUT:
        return visit_page.by_link(secret, now) is not None
    return parent_page.by_link(secret, now) is not None
