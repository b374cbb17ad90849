"""How a measure went from half-term to half-term, with what we changed marked on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from families.breaks import Break, breaks_in
from families.reports import Question
from pastoral.accounts.periods import Kind, Period
from pastoral.desk.equity import compared
from pastoral.desk.figures import figures_shown
from pastoral.desk.small_numbers import SmallNumbers
from pastoral.figures.report import PeriodReport
from pastoral.figures.rolled import Reading
from sessions_app.changes import Changed

HALF_TERMS = 6
TWO = 2
GROUP = "fsm"


@dataclass(frozen=True)
class Step:
    """One half-term: a rate for each line (None where it is not shown), and what changed."""

    period: Period
    rates: tuple[int | None, ...]
    changes: list[Changed]
    begins_after: str = (
        ""  # What broke before it, so that it can’t be compared with the one before.
    )


@dataclass(frozen=True)
class Trend:
    """One or two rates over some half-terms, oldest first."""

    title: str
    lines: tuple[str, ...]
    steps: list[Step]
    breaks: list[Break]

    @property
    def is_shown(self) -> bool:
        """Whether any of it may be shown; else there is nothing to draw."""
        return any(rate is not None for step in self.steps for rate in step.rates)

    @property
    def has_changes(self) -> bool:
        """Whether anything we did differently is marked on it."""
        return any(step.changes for step in self.steps)

    @property
    def said(self) -> str:
        """The trend in a sentence: its first and its last, if both are shown."""
        told = [step for step in self.steps if step.rates[0] is not None]
        if len(told) < TWO:
            return "Too little is shown for a trend yet."
        first, last = told[0], told[-1]
        if self.breaks:
            return "The rules changed in between: before and after can’t be compared."
        way = "the same" if first.rates[0] == last.rates[0] else f"{last.rates[0]}%"
        then = f"{first.rates[0]}% in {first.period.name}"
        now = f"in {last.period.name}"
        return f"From {then} to {way} {now}."


def halves_of(question: Question, choices: Sequence[Period]) -> list[Period]:
    """Return the half-terms that a trend up to the asked period shows, oldest first."""
    halves = [
        choice
        for choice in choices
        if choice.kind == Kind.HALF_TERM and choice.first_on <= question.period.last_on
    ]
    return sorted(halves, key=lambda half: half.first_on)[-HALF_TERMS:]


def trend_of_reach(
    read: Reading, rules: SmallNumbers, halves: Sequence[Period], changes: Sequence[Changed]
) -> Trend:
    """Return how many families we were alongside, over these half-terms."""
    shown, found = _with_families(read, halves)
    rates = [
        (rate_of(figures_shown(rules, each, half)["reach"].figure),)
        for each, half in zip(found, shown, strict=True)
    ]
    return Trend("Families we were alongside", ("Families",), _steps(shown, rates, changes, []), [])


def trend_of_group(
    read: Reading, rules: SmallNumbers, halves: Sequence[Period], changes: Sequence[Changed]
) -> Trend:
    """Return the same for free school meals and everyone else, with where the rules changed."""
    shown, found = _with_families(read, halves)
    rates = [_of_group(rules, each) for each in found]
    broken = breaks_in(read.question.setting, shown[0].last_on, shown[-1].first_on)
    broken = [each for each in broken if each.about == GROUP]
    return Trend(
        "Families we were alongside: free school meals and everyone else",
        ("Free school meals", "Everyone else"),
        _steps(shown, rates, changes, broken),
        broken,
    )


def _with_families(
    read: Reading, halves: Sequence[Period]
) -> tuple[Sequence[Period], list[PeriodReport]]:
    """Return half-terms with their figures, from the first that had a family."""
    found = [read.report_of(half) for half in halves]
    whole = [each.figures["reach"].total.whole for each in found]
    first = next((n for n, families in enumerate(whole) if families), len(whole) - 1)
    return halves[first:], found[first:]


def rate_of(figure: str) -> int | None:
    """Return the per cent that is shown, if one is."""
    return int(figure.removesuffix("%")) if figure.endswith("%") else None


def _of_group(rules: SmallNumbers, found: PeriodReport) -> tuple[int | None, ...]:
    of_reach = [gap for gap in found.gaps if gap.measure == "reach"]
    lines = [
        line for each in compared(rules, of_reach, {}) for line in each.lines if line.group == GROUP
    ]
    return (lines[0].rate, lines[0].others) if lines else (None, None)


def _steps(
    halves: Sequence[Period],
    rates: Sequence[tuple[int | None, ...]],
    changes: Sequence[Changed],
    breaks: Sequence[Break],
) -> list[Step]:
    steps, upto = [], None
    for half, rate in zip(halves, rates, strict=True):
        here = [each for each in changes if half.first_on <= each.on <= half.last_on]
        broke = [
            each for each in breaks if (upto is None or each.on > upto) and each.on <= half.first_on
        ]
        steps.append(Step(half, rate, here, broke[0].said if broke else ""))
        upto = half.first_on
    return steps
