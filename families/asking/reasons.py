"""What is answered of each adult: that they may be asked and how, or why not."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import models

from pastoral.outbox.models import Channel


class Reason(models.TextChoices):
    """Why an adult is not asked by a message, in words for staff."""

    DECEASED = "deceased", "Has died"
    LEFT = "left", "No child of theirs is here then"
    RESTRICTION = "restriction", "A restriction says no"
    NOT_A_CARER = "not_a_carer", "Not a parent or carer"
    RESPONSIBILITY_UNKNOWN = (
        "pr_unknown",
        "Lives elsewhere, and nobody has noted whether they have parental responsibility",
    )
    LIVES_ELSEWHERE = "lives_elsewhere", "Lives elsewhere, without parental responsibility"
    SAFE_CONTACT = "safe_contact", "Only in the way they said is safe"
    PAUSED = "paused", "Asked to be left in peace for now"
    PAUSED_BY_THEM = "paused_by_them", "Asked on their page for a pause"
    NO_HOME = "no_home", "Nobody has noted where they live"
    SUPERVISED = "supervised_only", "Supervised contact only: ask your safeguarding lead how"
    PREFERS_SPOKEN = "prefer_spoken", "Likes to be told: their mentor calls"
    OPTED_OUT = "opted_out", "Said no to these messages"
    SHARED_MOBILE_WITH = "shared_mobile_with", "Asked together, on the number they share"
    SHARED_MOBILE = "shared_mobile", "Shares a number: find one that is theirs alone"
    UNVERIFIED_MOBILE = "unverified_mobile", "Their number is to be checked first"
    TEXT_CAP = "text_cap", "Has had enough texts for now"
    NOT_WORKING = "not_working", "Messages don’t reach them: ask for a new number in person"
    NO_WAY_TO_REACH = "no_way_to_reach", "No number and no e-mail address"
    LANGUAGE_HAS_NO_WORDS = "language_has_no_words", "No approved words in their language"


# A person can do something about these before the messages go.
NEEDS_PERSON = frozenset({
    Reason.RESPONSIBILITY_UNKNOWN, Reason.NO_HOME, Reason.SUPERVISED, Reason.PREFERS_SPOKEN,
    Reason.SHARED_MOBILE, Reason.UNVERIFIED_MOBILE, Reason.NOT_WORKING, Reason.NO_WAY_TO_REACH,
    Reason.LANGUAGE_HAS_NO_WORDS,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """One adult: asked by `channel` at `to`, or not asked for a `reason`.

    The children are only those this adult may hear about. Where one text greets two adults
    who share a mobile (rule 29), `is_to_both` says so and `adult_name` is their “both”.
    """

    adult_id: uuid.UUID
    household_id: uuid.UUID
    household_label: str
    adult_name: str
    child_ids: tuple[uuid.UUID, ...]
    child_names: tuple[str, ...]
    mentor_id: uuid.UUID | None
    mentor_name: str
    language: str
    channel: Channel | None
    to: str
    reason: Reason | None
    needs_person: bool
    paused_until: date | None = None
    is_to_both: bool = False

    @property
    def called(self) -> str:
        """What staff read: their name, or “both” where one text greets two."""
        return "both" if self.is_to_both else self.adult_name

    @property
    def why_not(self) -> str:
        """Why no message goes to them, in words; with the day, where they asked for a pause."""
        if self.reason is Reason.PAUSED_BY_THEM and self.paused_until:
            return f"{self.reason.label} until {self.paused_until:%A} {self.paused_until.day} {self.paused_until:%B}"
        return str(self.reason.label) if self.reason else ""

    @property
    def is_asked(self) -> bool:
        """Whether a message goes to them."""
        return self.reason is None
