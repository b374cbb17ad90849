"""The figures of one period: every measure with its part, its whole and what is missing.

`report_of(question)` is the one way to them. The numbers are true: what of them a viewer may
see, `pastoral.desk.small_numbers` says. Rates are `Tally(part, whole)`; a `PER` measure's
whole is in hundredths. Worries are apart (`pastoral.figures.worries`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from families.reports import Question, Row, Tally
from pastoral.figures import statement
from pastoral.figures.groups import Gap, gaps_of
from pastoral.figures.measures import BELONGING, MEASURES
from sessions_app.reports.afternoons import Week, weeks

NOTHING = Tally()
OUTCOMES = {
    "completed": "we met",
    "nobody_in": "nobody in",
    "family_moved_it": "the family moved it",
    "we_cancelled": "we cancelled",
    "not_today": "not that day",
    "paused": "while they were left in peace",
}


@dataclass(frozen=True)
class Figure:
    """One measure in a period, and what it is in each of the period's half-terms.

    A measure of distinct families, such as reach, does not add up over half-terms, and has
    none. `missing` is what is not known, of what: so nobody takes it for more than it is.
    """

    total: Tally
    half_terms: dict[date, Tally]
    missing: Tally = NOTHING


@dataclass(frozen=True)
class Outcomes:
    """What became of the visits there were to be: `expected` is always the sum of `parts`."""

    expected: int
    parts: dict[str, int]  # By the keys of OUTCOMES.
    not_written_up: int
    half_terms: dict[date, dict[str, int]] = field(default_factory=dict)  # The parts of each.


@dataclass(frozen=True)
class PeriodReport:
    """Everything there is to say about one period."""

    figures: dict[str, Figure]  # By the keys of MEASURES.
    outcomes: Outcomes
    weeks: list[Week]  # The afternoons, oldest first.
    gaps: list[Gap]
    invitations: Tally  # Without an answer, of all to afternoons that are over.
    registers: Tally  # Closed, of the afternoons that are over.
    strangers: int  # Who walked in and was not joined to a family.

    @property
    def why_no_afternoons(self) -> str:
        """Why there are no figures of afternoons, in words; nothing where there are."""
        if self.registers.part:
            return ""
        return "no register is closed" if self.registers.whole else "no afternoons were held"


@dataclass
class _Added:
    """The units of one measure, added up."""

    total: Tally = NOTHING
    half_terms: dict[date, Tally] = field(default_factory=dict)


def report_of(question: Question) -> PeriodReport:
    """Return the figures of a period, worked out from the rows in one statement."""
    return made_of(statement.rows(question), question)


def made_of(rows: Sequence[Row], question: Question) -> PeriodReport:
    """Return the report that these rows of the statement make."""
    added = _added(rows)
    found = weeks(rows)
    gone = [week for week in found if week.on < question.today or week.is_closed]
    registers = Tally(sum(week.is_closed for week in gone), len(gone))
    invitations = Tally(sum(w.unanswered for w in gone), sum(w.invitations for w in gone))
    return PeriodReport(
        figures=_figures(added, registers, invitations),
        outcomes=_outcomes(added),
        weeks=found,
        gaps=gaps_of(rows),
        invitations=invitations,
        registers=registers,
        strangers=_of(added, "strangers").total.whole,
    )


def _added(rows: Sequence[Row]) -> dict[str, _Added]:
    found: dict[str, _Added] = {}
    for row in rows:
        if row.what != statement.FIGURE:
            continue
        one, tally = found.setdefault(row.words, _Added()), Tally(*row.numbers[:2])
        one.total += tally
        if row.half_on:
            one.half_terms[row.half_on] = one.half_terms.get(row.half_on, Tally()) + tally
    return found


def _of(added: dict[str, _Added], key: str) -> _Added:
    return added.get(key) or _Added()


def _figures(added: dict[str, _Added], registers: Tally, invitations: Tally) -> dict[str, Figure]:
    found = {}
    missing = _missing(added, registers, invitations)
    for key, definition in MEASURES.items():
        if key == "worries":
            continue
        one = _caseload(added) if key == "caseload" else _of(added, key)
        halves = one.half_terms if definition.adds_up else {}
        found[key] = Figure(one.total, halves, missing.get(key, Tally()))
    return found


def _caseload(added: dict[str, _Added]) -> _Added:
    return _Added(Tally(_of(added, "active").total.whole, _of(added, "mentors").total.part))


def _missing(added: dict[str, _Added], registers: Tally, invitations: Tally) -> dict[str, Tally]:
    left = _of(added, "not_written_up").total.whole
    of_visits = Tally(left, left + _of(added, "visits").total.whole)
    sheets = _of(added, "pulses").total.whole
    of_afternoons = Tally(registers.rest, registers.whole)
    return {
        **dict.fromkeys(("visits", "cancelled_by_us"), of_visits),
        **dict.fromkeys(("turnout", "first_timers", "came_back", "regulars"), of_afternoons),
        "kept": invitations,
        **{key: Tally(sheets - _of(added, key).total.whole, sheets) for key in BELONGING},
    }


def _outcomes(added: dict[str, _Added]) -> Outcomes:
    parts = {key: _of(added, f"expected_{key}") for key in OUTCOMES}
    halves = sorted({half for one in parts.values() for half in one.half_terms})
    return Outcomes(
        expected=_of(added, "expected").total.whole,
        parts={key: one.total.whole for key, one in parts.items()},
        not_written_up=_of(added, "not_written_up").total.whole,
        half_terms={
            half: {key: one.half_terms.get(half, NOTHING).whole for key, one in parts.items()}
            for half in halves
        },
    )
