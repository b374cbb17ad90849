"""What an action hands to the outbox, and what it gets back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pastoral.accounts.models import Staff
from pastoral.outbox.models import Channel, Topic


@dataclass(frozen=True)
class Draft:
    """One message somebody wants sent: which words, to whom, about what.

    `key` is what makes it one message and no more (rule 28). A draft with `staff` goes to
    a colleague, who is not protected by the friendly hours of rule 26; nor is one that
    `answers_now` a text which came this minute. `link_digest` says which key made the link,
    where one was made before. `calendar` goes along as a file.
    """

    key: str
    template_key: str
    language: str
    channel: Channel
    to: str
    variables: Mapping[str, str]
    adult_id: UUID | None
    household_id: UUID | None
    about_kind: str
    about_id: UUID | None
    link_version: int | None
    topic: Topic
    not_before: datetime | None = None
    drop_after: datetime | None = None
    is_exempt_from_cap: bool = False
    staff: Staff | None = None
    link_digest: UUID | None = None
    answers_now: bool = False
    calendar: str = ""


@dataclass(frozen=True)
class PostResult:
    """What became of the drafts: each key is in exactly one of the three."""

    posted: dict[str, UUID] = field(default_factory=dict)
    already: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
