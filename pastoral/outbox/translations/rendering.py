"""One message as a family would read it, with what a text takes and costs (rule 33)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from pastoral import languages
from pastoral.accounts.models import Setting
from pastoral.accounts.viewers import Viewer
from pastoral.outbox import gsm, words
from pastoral.outbox.costs import Cost, pence_a_part
from pastoral.outbox.models import Channel
from pastoral.outbox.translations import samples
from pastoral.outbox.translations.shelf import Held, Version
from pastoral.outbox.words import Words
from pastoral.refusals import Refusal
from pastoral.ui import reading
from pastoral.ui.said import count_said

FEW_LETTERS = 12  # More of them are a script of its own.


@dataclass(frozen=True)
class Rendered:
    """Words with their blanks filled by made-up people, and what is to be known of them."""

    held: Held
    version: Version
    subject: str
    body: str
    why_not: str = ""
    cost: Cost | None = None
    longer: tuple[str, ...] = ()
    is_made_plain: bool = False
    grade: float | None = None

    @property
    def direction(self) -> str:
        """Which way its language runs."""
        return "rtl" if languages.is_right_to_left(self.held.place.language) else "ltr"

    @property
    def is_english(self) -> bool:
        """Whether it is what the others are translated from."""
        return self.held.place.language == words.OURS

    @property
    def whose(self) -> str:
        """Whose words they are."""
        return "Your own words" if self.version.is_own else "Ours"

    @property
    def read_said(self) -> str:
        """Return “Read by Ewa Nowak”."""
        own = "Your own words, read" if self.version.is_own else "Read"
        return f"{own} by {self.version.reader}" if self.version.reader else self.whose

    @property
    def facts_said(self) -> str:
        """Return what a text takes and costs and what makes it longer, and how English reads."""
        facts = []
        if self.cost:
            facts.append(
                f"{count_said(self.cost.parts, 'part')}, {self.cost.pence_said} each time."
            )
        if self.is_made_plain:
            facts.append("Accents are left out, so that it fits.")
        elif len(self.longer) > FEW_LETTERS:
            facts.append("Phones have no plain letters for this script: a part is 70 of them.")
        elif self.longer:
            facts.append(f"Longer because of {' '.join(self.longer)}")
        if self.grade is not None:
            facts.append(f"Reading grade {self.grade}.")
        return " ".join(facts)

    @property
    def language_said(self) -> str:
        """Return “Polish”."""
        return languages.said_in_english(self.held.place.language)


@dataclass(frozen=True)
class Renderer:
    """Renders words for one setting, with what is read once."""

    setting: Setting
    today: date
    pence: Decimal

    @classmethod
    def of(cls, viewer: Viewer) -> Self:
        """Return what renders for whoever looks."""
        return cls(viewer.setting, viewer.today, pence_a_part(viewer.setting))

    def render(self, held: Held, version: Version | None = None) -> Rendered:
        """Return the newest words in one place, or one version, as a family would read them."""
        version = version or held.newest
        t = version.template
        known = Words(t.key, t.version, t.language, t.subject, t.body)
        try:
            subject, body = known.fill(samples.blanks(self.setting, t.language, self.today))
        except Refusal as refusal:
            return Rendered(held, version, t.subject, t.body, why_not=str(refusal))
        grade = (
            reading.grade(body.replace(words.LINK_HERE, "")) if t.language == words.OURS else None
        )
        cost: Cost | None = None
        longer: tuple[str, ...] = ()
        is_made_plain = False
        if t.channel == Channel.TEXT:
            had = gsm.longer(body)
            body, parts = words.as_text(body, self.setting.policy.text_parts)
            cost, longer = Cost(1, parts, self.pence), tuple(gsm.longer(body))
            is_made_plain = bool(had) and not longer
        shown = body.replace(words.LINK_HERE, samples.THEIR_LINK)
        return Rendered(held, version, subject, shown, "", cost, longer, is_made_plain, grade)
