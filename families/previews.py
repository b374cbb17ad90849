"""The very words one adult would get, before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from families.asking import Asking
from pastoral.accounts.models import Setting
from pastoral.outbox import words
from pastoral.outbox.models import Channel
from pastoral.refusals import Refusal

THEIR_LINK = "[their own link]"


@dataclass(frozen=True)
class Preview:
    """A message as it would be sent to one adult, or why there are no words for it."""

    asking: Asking
    subject: str = ""
    body: str = ""
    why_not: str = ""

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
    return Preview(asking, subject, body.replace(words.LINK_HERE, THEIR_LINK))
