"""Days on which what a word means changed for everybody, so that a trend over it can’t be compared.

A chart draws them, so that nobody takes a change of the rules for a change in families.
"""

from dataclasses import dataclass
from datetime import date

from pastoral.accounts.models import Setting


@dataclass(frozen=True)
class Break:
    """One such day: what it is about, what to say beside the line, and where it is written."""

    on: date
    about: str
    said: str
    source: str
    nations: frozenset[str]


FSM_FROM_SEPTEMBER_2026 = Break(
    on=date(2026, 9, 1),
    about="fsm",
    said="From September 2026 every family on Universal Credit may have free school meals. "
    "Numbers before and after can’t be compared.",
    # As announced in 2025; pupil premium did not change with it, so the two stay two.
    source="schoolsweek.co.uk, on the extension of free school meals (docs/figures.md)",
    nations=frozenset({Setting.Nation.ENGLAND}),
)
BREAKS = (FSM_FROM_SEPTEMBER_2026,)


def breaks_in(setting: Setting, first_on: date, last_on: date) -> list[Break]:
    """Return the breaks that lie between two days, in the nation a setting is in."""
    return [
        each for each in BREAKS if setting.nation in each.nations and first_on <= each.on <= last_on
    ]
