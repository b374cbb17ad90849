"""A text in a person's own words: looked at first, and no more than rules 20 and 33 allow."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.ids import new_id
from pastoral.outbox import gsm, rows
from pastoral.outbox.models import Carrier, Channel, Message, Topic
from pastoral.outbox.timing import Hours
from pastoral.refusals import Refusal

KEY = "own-words"
POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}\b", re.IGNORECASE)
SHORTEST_NAME = 3  # Letters of a surname that may not also be a word of its own.


@dataclass(frozen=True)
class Looked:
    """A text as it would leave: its words, parts and cost."""

    body: str
    parts: int
    pence: Decimal | None

    @property
    def cost(self) -> str:
        """“about 5p”, or nothing where nobody has said what a part costs."""
        return f"about {self.pence:.0f}p" if self.pence is not None else ""


def look_at(*, setting: Setting, words: str, surnames: Collection[str]) -> Looked:
    """Return the text as it would leave; Refusal where it may not (rules 20 and 33)."""
    most = setting.policy.text_parts
    body = gsm.plain(words.strip().replace("\r\n", "\n"), most)
    if not body:
        raise Refusal("Please write something first.")
    if POSTCODE.search(body):
        raise Refusal("No address goes into a text. Please leave the postcode out.")
    for surname in surnames:
        if len(surname) >= SHORTEST_NAME and re.search(
            rf"\b{re.escape(surname)}\b", body, re.IGNORECASE
        ):
            raise Refusal(f"No surname goes into a text. Please leave “{surname}” out.")
    parts = gsm.parts(body)
    if parts > most:
        raise Refusal(f"This text would take {parts} parts, and {most} are allowed.")
    carrier = Carrier.objects.filter(setting=setting).first()
    return Looked(body, parts, carrier.pence_a_part * parts if carrier else None)


@transaction.atomic
def send(
    *,
    setting: Setting,
    looked: Looked,
    to: str,
    language: str,
    adult_id: UUID | None,
    household_id: UUID | None,
    about_kind: str,
    about_id: UUID,
    by: Staff,
) -> Message:
    """Post a text in somebody's own words, for the next friendly hour; no cap counts a reply."""
    new = new_id()
    row = {
        "id": new,
        "setting_id": setting.pk,
        "adult_id": adult_id,
        "household_id": household_id,
        "about_kind": about_kind,
        "about_id": about_id,
        "template_key": KEY,
        "language": language,
        "topic": Topic.URGENT,
        "channel": Channel.TEXT,
        "to": to,
        "body": looked.body,
        "parts": looked.parts,
        "is_exempt_from_cap": True,
        "not_before": Hours.of(setting).next_allowed(timezone.now()),
        "dedupe_key": f"{KEY}:{about_id}",
    }
    if not rows.insert([row]):
        raise Refusal("Somebody has answered this text already.")
    message = Message.objects.get(pk=new)
    trail.wrote(by=by, what="messages.own-words", on=message, household=household_id)
    return message
