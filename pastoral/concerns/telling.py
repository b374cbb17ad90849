"""Whom to tell of a worry: first by voice, then by an alert that says nothing of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from families.importing.phones import PhoneKind, read_phone
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.accounts.roles import Role
from pastoral.concerns.models import Worry
from pastoral.outbox import actions as outbox
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, Topic

WORDS = "staff-worry"
TOLD = (Role.DSL, Role.DEPUTY_DSL, Role.HEAD)


@dataclass(frozen=True)
class Whom:
    """Who is told in a setting: of a child the leads, then the deputies; of a colleague the heads."""

    leads: list[Staff]
    deputies: list[Staff]
    heads: list[Staff]

    def of(self, about: str) -> list[Staff]:
        """Return everybody who reads a worry about a child, or about a member of staff (rule 13)."""
        return self.heads if about == Worry.About.STAFF else [*self.leads, *self.deputies]


def whom_to_tell(setting: Setting, day: date) -> Whom:
    """Return who has the roles in a setting on the day."""
    held = list(
        Membership.objects.current(day)
        .filter(setting=setting, role__in=TOLD, staff__is_active=True)
        .select_related("staff")
    )
    leads, deputies, heads = (
        list(dict.fromkeys(each.staff for each in held if each.role == role)) for role in TOLD
    )
    return Whom(leads, [one for one in deputies if one not in leads], heads)


def alert(*, worry: Worry, occasion: UUID, day: date, by: Staff) -> int:
    """Write to everybody who reads the worry, by text and by e-mail; return to how many.

    The words name nobody and nothing. The message knows no family and no worry either, so
    that no list of messages tells that there is one.
    """
    readers = [one for one in whom_to_tell(worry.setting, day).of(worry.about) if one != by]
    drafts = [draft for reader in readers for draft in _drafts(reader, worry.reference, occasion)]
    outbox.post_many(setting=worry.setting, drafts=drafts, shows_refused=True)
    return len({draft.staff for draft in drafts})


def _drafts(reader: Staff, reference: str, occasion: UUID) -> list[Draft]:
    ways = {Channel.EMAIL: reader.email}
    phone = read_phone(reader.phone)
    if phone.kind is PhoneKind.MOBILE:
        ways[Channel.TEXT] = phone.e164
    return [
        Draft(
            key=f"{WORDS}:{occasion}:{reader.pk}:{channel}",
            template_key=WORDS,
            language="en",
            channel=channel,
            to=to,
            variables={"name": reader.first_name, "reference": reference},
            adult_id=None,
            household_id=None,
            about_kind="",
            about_id=None,
            link_version=None,
            topic=Topic.URGENT,
            staff=reader,
        )
        for channel, to in ways.items()
    ]
