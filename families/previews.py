"""The very words one adult would get, before anything is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from families.asking import Asking
from pastoral import languages
from pastoral.accounts.models import Setting
from pastoral.outbox import words
from pastoral.outbox.costs import Cost, pence_a_part
from pastoral.outbox.models import Channel
from pastoral.refusals import Refusal
from pastoral.ui.said import count_said

THEIR_LINK = "[their own link]"


@dataclass(frozen=True)
class Preview:
    """A message as it would be sent to one adult, or why there are no words for it."""

    asking: Asking
    subject: str = ""
    body: str = ""
    why_not: str = ""
    cost: Cost | None = None  # Of a text alone.

    @property
    def language_said(self) -> str:
        """Which language they are written to in."""
        return languages.said_in_english(self.asking.language)

    @property
    def direction(self) -> str:
        """Which way their language runs."""
        return "rtl" if languages.is_right_to_left(self.asking.language) else "ltr"

    @property
    def cost_said(self) -> str:
        """Return “2 parts, 4.8p”, of a text."""
        if self.cost is None:
            return ""
        return f"{count_said(self.cost.parts, 'part')}, {self.cost.pence_said}"

    @property
    def chosen(self) -> str:
        """Whose words they are, as a list of names has it."""
        return str(self.asking.adult_id)

    @property
    def by(self) -> str:
        """The channel, in a word."""
        return Channel(self.asking.channel).label.lower() if self.asking.channel else ""


def preview(
    *, setting: Setting, asking: Asking, template_key: str, variables: Mapping[str, str]
) -> Preview:
    """Return one adult’s message as it would be sent; nothing is written."""
    if asking.channel is None:
        return Preview(asking, why_not="There is no way to write to them.")
    wanted = (template_key, asking.language, str(asking.channel))
    found = words.many_words(setting, {wanted}).get(wanted)
    if found is None:
        return Preview(asking, why_not="There are no approved words for this yet.")
    try:
        subject, body = found.fill(variables)
    except Refusal as refusal:
        return Preview(asking, why_not=str(refusal))
    cost = None
    if asking.channel == Channel.TEXT:
        body, parts = words.as_text(body, setting.policy.text_parts)
        cost = Cost(1, parts, pence_a_part(setting))
    return Preview(asking, subject, body.replace(words.LINK_HERE, THEIR_LINK), cost=cost)


def run_cost(setting: Setting, messages: Iterable[tuple[Asking, str, Mapping[str, str]]]) -> Cost:
    """Return what the texts of a whole run take and cost, in two queries.

    A text that could not be written, or is too long, is not sent and costs nothing.
    """
    by_text = [one for one in messages if one[0].channel == Channel.TEXT]
    wanted = {(key, asking.language, str(Channel.TEXT)) for asking, key, _blanks in by_text}
    found = words.many_words(setting, wanted)
    most, texts, parts = setting.policy.text_parts, 0, 0
    for asking, key, blanks in by_text:
        known = found.get((key, asking.language, str(Channel.TEXT)))
        try:
            body = known.fill(blanks)[1] if known else ""
        except Refusal:
            continue
        takes = words.as_text(body, most)[1]
        if body and takes <= most:
            texts, parts = texts + 1, parts + takes
    return Cost(texts, parts, pence_a_part(setting))
