"""One line of a family’s timeline, and the kinds of lines there are."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from pastoral.accounts.roles import Permission

P = Permission
# Who may read what was written down of a call or an answer.
MAY_READ_LINES = (P.READ_ALL_NOTES, P.READ_OWN_NOTES)


class Kind(models.TextChoices):
    """What an entry is about, and the filters above the timeline."""

    VISIT = "visit", "Visits"
    AFTERNOON = "afternoon", "Afternoons"
    MESSAGE = "message", "Messages"
    CONTACT = "contact", "Calls and words"
    PROMISE = "promise", "Promises"


@dataclass(frozen=True)
class Entry:
    """One line of the timeline; `withheld` is said where the viewer may not read more."""

    at: datetime
    kind: Kind
    icon: str
    title: str
    said: str = ""
    url: str = ""
    url_word: str = ""
    withheld: str = ""
