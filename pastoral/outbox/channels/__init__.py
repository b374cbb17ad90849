"""The ways out: what every channel takes, and the ways it can go wrong."""

from datetime import timedelta
from typing import NamedTuple, Protocol
from uuid import UUID


class Letter(NamedTuple):
    """One message as it leaves, link and all."""

    id: UUID
    setting_id: UUID
    language: str
    to: str
    subject: str
    body: str
    link: str
    stop: str = ""  # Where one says that one wants no more of these.
    calendar: str = ""


class Wrong(Exception):
    """A letter that was not taken; the reason is a sentence for a person."""


class NotNow(Wrong):
    """Not taken, and may be tried again later: not before `after`, where the carrier says so."""

    def __init__(self, reason: str, after: timedelta = timedelta()) -> None:
        super().__init__(reason)
        self.after = after


class Never(Wrong):
    """Not taken, and never will be: words that are refused, or us."""


class NoSuchAddress(Never):
    """There is no such number or box; nothing will ever arrive there."""


class Unsure(Wrong):
    """Handed over whole, and no answer came: it may have gone or not."""


class NotThisOne(Wrong):
    """Not taken, for how we set it up, and others may be: it waits, and used up no try."""


class OutOfReach(Wrong):
    """The carrier itself can't be reached; nothing has been handed over.

    With `is_for_all` it is of no use over another connection either; `after`, or `is_for_today`,
    say when it will take something again, where it says so.
    """

    def __init__(
        self,
        reason: str,
        *,
        is_for_all: bool = False,
        after: timedelta = timedelta(),
        is_for_today: bool = False,
    ) -> None:
        super().__init__(reason)
        self.is_for_all = is_for_all
        self.after = after
        self.is_for_today = is_for_today


class Line(Protocol):
    """An open way to a carrier, kept for many letters."""

    def hand_over(self, letter: Letter) -> str:
        """Hand one letter over and return the carrier's reference, or raise one of the above."""
        ...

    def close(self) -> None:
        """Let go of the carrier."""
        ...
