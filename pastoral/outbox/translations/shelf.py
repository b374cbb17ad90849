"""Which words there are for families, in which languages, in whose name: read in two queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from pastoral import languages
from pastoral.accounts.models import Setting
from pastoral.outbox.models import Approval, Channel, Template
from pastoral.outbox.words import OURS

FOR_COLLEAGUES = "staff-"
READ, DRAFT, NEWER, NONE = "read", "draft", "newer", "none"


@dataclass(frozen=True)
class Version:
    """One version of the words in one place, and the name under it, if there is one."""

    template: Template
    approval: Approval | None

    @property
    def is_own(self) -> bool:
        """Whether the setting wrote them itself."""
        return self.template.setting_id is not None

    @property
    def may_be_sent(self) -> bool:
        """Whether they may go to families: as `words.may_be_sent` has it, of rows in hand."""
        signed = self.is_own and bool(self.template.reviewed_by)
        return self.template.language == OURS or signed or self.approval is not None

    @property
    def reader(self) -> str:
        """Whose name is under them."""
        return self.approval.reviewed_by if self.approval else self.template.reviewed_by


class Place(NamedTuple):
    """Where words stand: for a message, in a language, by a channel."""

    key: str
    language: str
    channel: str


@dataclass(frozen=True)
class Held:
    """What stands in one place: every version, the setting's own after the shipped."""

    place: Place
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """The last one written, whether or not it may be sent."""
        return self.versions[-1]

    @cached_property
    def in_use(self) -> Version | None:
        """What goes to families now."""
        return next((v for v in reversed(self.versions) if v.may_be_sent), None)

    @property
    def state(self) -> str:
        """Whether they were read, wait for a reader, or are a change of words that were."""
        if self.in_use is self.newest:
            return READ
        return NEWER if self.in_use else DRAFT

    @property
    def channel_said(self) -> str:
        """Return “Text”, “E-mail”."""
        return Channel(self.place.channel).label


class Shelf(dict[Place, Held]):
    """Everything that stands ready, by its place."""

    @property
    def keys_in_order(self) -> list[str]:
        """Every message there is, in the order of the English words."""
        shipped = [entry["key"] for entry in languages.packs()[OURS].messages]
        there = {place.key for place in self}
        return [key for key in dict.fromkeys([*shipped, *sorted(there)]) if key in there]

    @property
    def languages_in_order(self) -> list[str]:
        """Every language there is, English first, the others by their English names."""
        there = {place.language for place in self}
        first = [language for language in languages.packs() if language in there]
        return [*first, *sorted(there.difference(first))]

    def of(self, *, key: str = "", language: str = "") -> Iterator[Held]:
        """Yield what stands for a message, or in a language, in order."""
        order = {one: n for n, one in enumerate(self.keys_in_order)}
        for place in sorted(self, key=lambda place: (order[place.key], place.channel)):
            if key in ("", place.key) and language in ("", place.language):
                yield self[place]


def shelf(setting: Setting, *, key: str = "") -> Shelf:
    """Return the words that stand ready for a setting's families, or those of one message."""
    rows = Template.objects.filter(Q(setting=setting) | Q(setting=None))
    rows = rows.filter(key=key) if key else rows
    approvals = Approval.objects.filter(setting=setting, withdrawn_at=None)
    approved = {approval.template_id: approval for approval in approvals}
    versions: dict[Place, list[Version]] = {}
    for template in sorted(rows, key=lambda t: (t.setting_id is not None, t.version)):
        if not template.key.startswith(FOR_COLLEAGUES):
            place = Place(template.key, template.language, template.channel)
            held = Version(template, approved.get(template.pk))
            versions.setdefault(place, []).append(held)
    return Shelf({place: Held(place, tuple(found)) for place, found in versions.items()})
