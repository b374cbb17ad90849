"""Every measure we show, with its definition: the one list that all pages and files read.

Words of policy in braces are filled in by `definition_said`. The figures measure us, never a
family (docs/figures.md).
"""

from dataclasses import dataclass
from enum import Enum

from pastoral.accounts.models import Policy
from sessions_app.pulses import QUESTIONS


class Kind(Enum):
    """How a measure is read."""

    RATE = "rate"  # A part of a whole: 29 of 41 families.
    COUNT = "count"  # A number of things: its part and whole are the same.
    PER = (
        "per"  # Its part for each 100 hundredths of its whole: families for each full-time mentor.
    )


class Reader(Enum):
    """Who may read a measure at all, besides having SEE_REPORTS."""

    EVERYBODY = "everybody"
    LEAD = "lead"  # Needs OPEN_FIGURES and BALANCE_CASELOADS.
    DSL = "dsl"  # Needs READ_WORRIES.


class Opens(Enum):
    """What the rows are that a figure opens to."""

    FAMILIES = "families"
    VISITS = "visits"
    CHANCES = "chances"  # A family at one afternoon.
    PROMISES = "promises"
    PULSES = "pulses"
    WORRIES = "worries"


@dataclass(frozen=True)
class Definition:
    """One measure: its number in the list of docs/figures.md, its words, and how it behaves."""

    number: int
    label: str
    said: str
    noun: str
    opens: Opens
    kind: Kind = Kind.RATE
    reader: Reader = Reader.EVERYBODY
    needs_afternoons: bool = False
    adds_up: bool = True  # Whether a term is the sum of its half-terms.
    has_gaps: bool = False  # Whether it is compared between groups (pastoral.figures.groups).
    none_missing: str = "Nothing is missing."  # What is said where none of it is.
    missing: str = ""  # What its `missing` is a share of: “of the invitations have no answer”.

    def definition_said(self, policy: Policy) -> str:
        """The exact definition, with the setting's own numbers in it."""
        return self.said.format(
            **{
                name: getattr(policy, name)
                for name in NUMBERS_OF_POLICY
                if f"{{{name}}}" in self.said
            }
        )


NUMBERS_OF_POLICY = (
    "active_school_days", "came_back_days", "regular_of", "regular_at_least", "first_offer_school_days",
    "note_due_school_days", "smallest_group", "worry_deputy_minutes",
)  # fmt: skip
REGISTERS = "of the afternoons that are over have no closed register"
VISITS_OPEN = "of the visits there were to be are not written up"

MEASURES: dict[str, Definition] = {
    "reach": Definition(
        1,
        "Families we were alongside",
        "Active families with at least one completed home visit, one afternoon or one two-way "
        "contact, of all active families. A family is active when a child of theirs is in "
        "placement on at least {active_school_days} school days of the period, up to today; in its "
        "first days, on all there were.",
        "families",
        Opens.FAMILIES,
        adds_up=False,
        has_gaps=True,
    ),
    "offers": Definition(
        2,
        "Offered a visit in time",
        "Families that were offered a home visit within {first_offer_school_days} school days of "
        "their first child’s start, of those that started in the period and whose days are over. "
        "A visit that was made counts as offered on its day at the latest.",
        "families",
        Opens.FAMILIES,
    ),
    "visits": Definition(
        3,
        "Visits we delivered",
        "Home visits completed, of those completed, ended early, with nobody in, called off by "
        "us, or moved or called off by the family. A visit that got another day counts once, on "
        "that day, where the two are joined.",
        "visits",
        Opens.VISITS,
        missing=VISITS_OPEN,
        none_missing="Every visit is written up.",
    ),
    "cancelled_by_us": Definition(
        4,
        "Visits we cancelled",
        "Home visits called off by us, of those completed, ended early, with nobody in, called "
        "off by us, or moved or called off by the family.",
        "visits",
        Opens.VISITS,
        missing=VISITS_OPEN,
        none_missing="Every visit is written up.",
    ),
    "turnout": Definition(
        5,
        "Families at our afternoons",
        "For each afternoon, the families that came, of those that could have (asked, and active in "
        "that half-term) or came anyway; added up over the afternoons whose register is closed.",
        "chances to come",
        Opens.CHANCES,
        needs_afternoons=True,
        has_gaps=True,
        missing=REGISTERS,
        none_missing="Every register is closed.",
    ),
    "kept": Definition(
        6,
        "Plans kept",
        "Families that had said yes and came, of those whose answer was still yes at the start.",
        "plans",
        Opens.CHANCES,
        needs_afternoons=True,
        missing="of the invitations have no answer",
        none_missing="Every invitation has an answer.",
    ),
    "first_timers": Definition(
        7,
        "Came for the first time",
        "Families whose first afternoon ever was in the period.",
        "families",
        Opens.FAMILIES,
        kind=Kind.COUNT,
        needs_afternoons=True,
        missing=REGISTERS,
        none_missing="Every register is closed.",
    ),
    "came_back": Definition(
        8,
        "Came back",
        "Families that came again within {came_back_days} days of their first afternoon, of "
        "those whose first was in the period and at least {came_back_days} days ago.",
        "families",
        Opens.FAMILIES,
        needs_afternoons=True,
        missing=REGISTERS,
        none_missing="Every register is closed.",
    ),
    "regulars": Definition(
        9,
        "Come regularly",
        "Active families that came to at least {regular_at_least} of the last {regular_of} "
        "afternoons that were available to them, of those with {regular_of}, up to the end of "
        "the period and back to the half-term before it.",
        "families",
        Opens.FAMILIES,
        needs_afternoons=True,
        adds_up=False,
        has_gaps=True,
        missing=REGISTERS,
        none_missing="Every register is closed.",
    ),
    "contactable": Definition(
        10,
        "Families we can reach",
        "Active families with at least one adult at home whom we may write to or ring: a "
        "checked number or a working e-mail address, and no “no” to it; as we know it today.",
        "families",
        Opens.FAMILIES,
        adds_up=False,
    ),
    "promises": Definition(
        11,
        "We did what we said",
        "Promises kept by their day, of those whose day is over. What was not needed any more "
        "or handed on by its day is in neither; after its day it is a promise not kept.",
        "promises",
        Opens.PROMISES,
    ),
    "notes": Definition(
        12,
        "Notes in time",
        "Completed visits whose note was written within {note_due_school_days} school day after, "
        "of those completed whose day for it is over.",
        "visits",
        Opens.VISITS,
    ),
    **{
        f"belonging_{key}": Definition(
            13,
            words,
            "“Yes” among the answers to this question after our afternoons; not a validated "
            "scale, joined to nobody. No share for fewer than {smallest_group} answers.",
            "answers",
            Opens.PULSES,
            needs_afternoons=True,
            missing="of the sheets leave this question out",
            none_missing="Every sheet answers it.",
        )
        for key, words in QUESTIONS.items()
    },
    "caseload": Definition(
        14,
        "Families for each full-time mentor",
        "Active families, for each full-time mentor on the last day of the period or today.",
        "families",
        Opens.FAMILIES,
        kind=Kind.PER,
        reader=Reader.LEAD,
        adds_up=False,
    ),
    "worries": Definition(
        15,
        "Worries acknowledged",
        "Worries handed over in the period and acknowledged within {worry_deputy_minutes} "
        "minutes, of all handed over; beside it the median of minutes.",
        "worries",
        Opens.WORRIES,
        reader=Reader.DSL,
        missing="of the worries are not acknowledged yet",
        none_missing="Every one is acknowledged.",
    ),
}

# Compared between groups: “Where is our offer not working?”
WITH_GAPS = tuple(key for key, each in MEASURES.items() if each.has_gaps)
BELONGING = tuple(key for key in MEASURES if key.startswith("belonging_"))
