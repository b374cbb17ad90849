"""How far each language is: how many messages stand in it, and how many somebody has read."""

from dataclasses import dataclass

from pastoral import languages
from pastoral.outbox.models import Channel
from pastoral.outbox.translations.shelf import DRAFT, NEWER, NONE, READ, Held, Shelf
from pastoral.outbox.words import OURS
from pastoral.ui.said import count_said, list_said

# A message is said by what it does; one nobody has named here by its key.
SAID = {
    "afternoon-invite": "Asking to an afternoon",
    "afternoon-invite-no-child": "Asking to an afternoon, no child named",
    "afternoon-reminder-first": "First reminder of an afternoon",
    "afternoon-reminder-second": "Second reminder of an afternoon",
    "afternoon-moved": "An afternoon has a new day",
    "afternoon-cancelled": "An afternoon is off",
    "answer-thanks": "Thank you for an answer",
    "visit-offer": "Offering a visit",
    "visit-offer-out": "Offering to meet in a café or park",
    "visit-offer-here": "Offering to meet here",
    "visit-day-before": "The day before a visit",
    "seat-offered": "A seat has come up",
    "join-in-invite": "Asking to join in with their child",
    "join-in-reminder": "Reminder to join in",
    "join-in-moved": "Joining in has a new day",
    "join-in-cancelled": "Joining in is off",
    "what-to-change": "What could we change?",
    "missed-you": "We missed you",
    "first-time-thanks": "Thank you for coming the first time",
    "reply-yes": "Reply to yes",
    "reply-no": "Reply to no",
    "reply-maybe": "Reply to maybe",
    "reply-in-touch": "Reply: we’ll be in touch",
    "reply-too-late": "Reply: it is over",
    "reply-visit-yes": "Reply to yes for a visit",
    "reply-visit-no": "Reply to no for a visit",
    "reply-to-a-person": "Reply: a person reads it",
    "room-full": "The room is full",
    "start-confirmed": "Texts are on again",
    "stop-confirmed": "Texts have stopped",
    "help-reply": "Reply to help",
}


def message_said(key: str) -> str:
    """Return what a message does, in a few words."""
    return SAID.get(key, key.replace("-", " ").capitalize())


@dataclass(frozen=True)
class LanguageLine:
    """How far one language is."""

    language: str
    said: str
    called: str
    all: int
    read: int
    readers: tuple[str, ...]

    @property
    def is_english(self) -> bool:
        """Whether it is the language the product is written in."""
        return self.language == OURS

    @property
    def waiting(self) -> int:
        """How many messages wait for a reader."""
        return self.all - self.read

    @property
    def waiting_said(self) -> str:
        """Return “31 drafts”."""
        return count_said(self.waiting, "draft")

    @property
    def readers_said(self) -> str:
        """Return “Ewa Nowak and Jan Lis”."""
        return list_said(list(self.readers))


def by_language(found: Shelf) -> list[LanguageLine]:
    """Return a line for each language, English first."""
    lines = []
    for language in found.languages_in_order:
        held = list(found.of(language=language))
        readers = dict.fromkeys(h.in_use.reader for h in held if h.in_use and h.in_use.reader)
        pack = languages.pack_of(language)
        lines.append(
            LanguageLine(
                language,
                languages.said_in_english(language),
                pack.called if pack else language,
                len(held),
                sum(h.state == READ for h in held),
                tuple(readers),
            )
        )
    return lines


STATES = {
    READ: ("Read", "check-lg"),
    DRAFT: ("Draft", "pencil"),
    NEWER: ("Changed", "arrow-repeat"),
    NONE: ("None", "dash-circle"),
}


@dataclass(frozen=True)
class Cell:
    """A message in a language: the least of what its channels are."""

    language: str
    state: str

    @property
    def said(self) -> str:
        """The state in a word."""
        return STATES[self.state][0]

    @property
    def icon(self) -> str:
        """The icon beside it."""
        return STATES[self.state][1]


def by_message(found: Shelf) -> list[tuple[str, str, list[Cell]]]:
    """Return a row for each message: its key, what it does, and a cell for each language."""
    everywhere = found.languages_in_order
    states: dict[tuple[str, str], list[str]] = {}
    for place, held in found.items():
        states.setdefault((place.key, place.language), []).append(held.state)
    return [
        (key, message_said(key), [_cell(one, states.get((key, one), [])) for one in everywhere])
        for key in found.keys_in_order
    ]  # fmt: skip


def _cell(language: str, states: list[str]) -> Cell:
    order = (NONE, DRAFT, NEWER, READ)
    if not states:
        return Cell(language, NONE)
    return Cell(language, min(states, key=order.index))


def missing(found: Shelf) -> list[tuple[str, str, str, str]]:
    """Return where a message has English words and none in a language we write in."""
    gaps = []
    for place in found:
        if place.language != OURS:
            continue
        for language, pack in languages.packs().items():
            if place._replace(language=language) not in found:
                gaps.append((language, pack.english_name, place.channel, _channel(found[place])))
    return sorted(gaps, key=lambda gap: (gap[1], gap[3]))


def _channel(held: Held) -> str:
    return Channel(held.place.channel).label.lower()
