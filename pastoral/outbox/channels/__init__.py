"""The ways out: what every channel takes, and the four ways it can go wrong."""

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


class Wrong(Exception):
    """A letter that was not taken; the reason is a sentence for a person."""


class NotNow(Wrong):
    """Not taken, and may be tried again later."""


class Never(Wrong):
    """Not taken, and never will be: words that are refused, or us."""


class NoSuchAddress(Never):
    """There is no such number or box; nothing will ever arrive there."""


class Unsure(Wrong):
    """Handed over whole, and no answer came: it may have gone or not."""


class OutOfReach(Wrong):
    """The carrier itself can't be reached; nothing has been handed over."""


class Line(Protocol):
    """An open way to a carrier, kept for many letters."""

    def hand_over(self, letter: Letter) -> str:
        """Hand one letter over and return the carrier's reference, or raise one of the above."""
        ...

    def close(self) -> None:
        """Let go of the carrier."""
        ...
