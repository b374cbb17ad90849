"""What we make together, as a language says it: never silently in English."""

from typing import NamedTuple, Self

from pastoral.languages import ENGLISH, pack_of
from sessions_app.models import Activity


class Making(NamedTuple):
    """What is made on an afternoon: a setting’s own has no key, and its own words alone."""

    title: str
    key: str = ""

    @classmethod
    def of(cls, activity: Activity | None) -> Self | None:
        """Return what is made, or nothing while nobody has chosen yet."""
        if activity is None:
            return None
        return cls(activity.title, "" if activity.setting_id else activity.key)

    @classmethod
    def read(cls, row: str | None) -> Self | None:
        """Make sense of a line of a hand-written statement: the key, a colon and the title."""
        key, _, title = (row or "").partition(":")
        return cls(title, key) if title else None

    def said_in(self, language: str) -> str:
        """Return it as it stands in a sentence; “something nice together” where we lack the word."""
        pack = pack_of(language)
        if self.key and pack and (said := pack.activities.get(self.key)):
            return said
        if self.key and not (pack and pack.language == ENGLISH):
            return together_in(language)
        return self.title[:1].lower() + self.title[1:]


def together_in(language: str) -> str:
    """Return “something nice together”, or nothing in a language we have no words of."""
    pack = pack_of(language)
    return pack.together if pack else ""
