"""A report as its viewer may read it: the one way from true numbers to a page or a file.

Every page, export and letter about figures is made from a `ShownReport`, and nothing else.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from families.reports import Question
from pastoral.accounts import periods
from pastoral.accounts.models import Setting
from pastoral.accounts.periods import Period
from pastoral.accounts.viewers import Viewer
from pastoral.desk.equity import Compared, compared
from pastoral.desk.reports import Report
from pastoral.desk.side_by_side import may_show_outcomes, side_by_side
from pastoral.desk.small_numbers import NOT_MISSING, NOT_SHOWN, NOTHING, Shown, SmallNumbers
from pastoral.figures.measures import MEASURES, Kind, Reader
from pastoral.figures.opening import may_read
from pastoral.figures.report import OUTCOMES, PeriodReport
from sessions_app.reports.afternoons import Week

APART = ("worries",)


@dataclass(frozen=True)
class Told:
    """One measure, beside what it was before."""

    key: str
    number: int
    label: str
    definition: str
    noun: str
    now: Shown
    before: Shown | None
    missing: str
    missing_is: str

    @property
    def is_rate(self) -> bool:
        """Whether it is a part of a whole, so that a row may be in it or not."""
        return MEASURES[self.key].kind is Kind.RATE

    @property
    def missing_said(self) -> str:
        """What is not known, as a sentence; empty where nothing could be missing."""
        if not (self.missing and self.missing_is):
            return ""
        if self.missing == NOT_MISSING:
            return MEASURES[self.key].none_missing
        return f"{self.missing[0].upper()}{self.missing[1:]} {self.missing_is}."


@dataclass(frozen=True)
class WeekShown:
    """One afternoon in the table beside the chart; numbers only where they may be known."""

    half_on: date | None
    on: date
    came: int | None
    could: int | None


@dataclass(frozen=True)
class ShownReport:
    """Everything there is to read of a period, with small numbers already out of it."""

    setting: Setting
    period: Period
    before: Period | None
    when: str
    has_roll: bool
    is_open: bool
    told: dict[str, Told]
    outcomes: list[tuple[str, int]]
    why_no_outcomes: str
    compared: list[Compared]
    weeks: list[WeekShown]
    missing: list[str]
    has_afternoons: bool
    is_empty: bool  # No family, no visit and no afternoon.

    @property
    def is_of_many(self) -> bool:
        """Whether it is a term or a year, of several half-terms."""
        return self.period.kind != periods.Kind.HALF_TERM

    @property
    def this_period(self) -> str:
        """“This half-term”, as the head of a column."""
        return f"This {self.period.kind.label.lower()}"

    @property
    def outcome_rows(self) -> list[tuple[str, str, int]]:
        """What became of the visits: the key its rows open by, in words, and how many."""
        keys = (f"expected_{key}" for key in OUTCOMES)
        return [(key, said, n) for key, (said, n) in zip(keys, self.outcomes, strict=False)]

    @property
    def reach(self) -> Told:
        """The first measure."""
        return self.told["reach"]

    @property
    def first_timers(self) -> Told:
        """Who came for the first time."""
        return self.told["first_timers"]

    @property
    def tables(self) -> list[tuple[str, list[WeekShown]]]:
        """The afternoons of each half-term, by its name."""
        names: dict[date | None, str] = {h.starts_on: f"{h}" for h in self.period.half_terms}
        return [
            (names.get(half_on, "Other days"), list(found))
            for half_on, found in groupby(self.weeks, key=lambda week: week.half_on)
        ]


def shown_report(
    question: Question, report: Report, viewer: Viewer | None, *, is_open: bool
) -> ShownReport:
    """Return a report as its viewer may read it: true numbers only if `is_open`.

    Without a viewer, as anybody may who reads figures at all.
    """
    rules = SmallNumbers.of(question.policy, is_open=is_open)
    keys = [
        key
        for key, definition in MEASURES.items()
        if key not in APART
        and (viewer is None or may_read(key, viewer))
        and (is_open or definition.reader is Reader.EVERYBODY)
    ]
    now = figures_shown(rules, report.now, question.period)
    before = (
        figures_shown(rules, report.before, question.before)
        if report.before and question.before
        else {}
    )
    outcomes = _outcomes(rules, report.now, now)
    return ShownReport(
        setting=question.setting,
        period=question.period,
        before=question.before,
        when=when_said(question),
        has_roll=question.has_roll,
        is_open=is_open,
        told={
            key: _told(
                key, rules, question, found=report.now, now=now[key], before=before.get(key)
            )
            for key in keys
        },
        outcomes=outcomes,
        why_no_outcomes="" if outcomes else NOT_SHOWN if report.now.outcomes.expected else "no visits",
        compared=compared(
            rules, report.now.gaps, _schools(report.now), is_sum=len(question.period.half_terms) > 1
        ),
        weeks=_weeks(rules, report.now.weeks),
        missing=_missing(rules, report.now),
        has_afternoons=report.now.registers.whole > 0,
        is_empty=_is_empty(report.now),
    )  # fmt: skip


def figures_shown(rules: SmallNumbers, found: PeriodReport, period: Period) -> dict[str, Shown]:
    """Return every measure of a period as it is shown."""
    shown = {
        key: Shown(NOTHING, found.why_no_afternoons)
        if MEASURES[key].needs_afternoons and found.why_no_afternoons
        else rules.figure_shown(MEASURES[key], figure, period)
        for key, figure in found.figures.items()
    }
    return side_by_side(rules, found.figures, shown, period)


def when_said(question: Question) -> str:
    """Return “So far this half-term” or “In Spring 2027, first half”, to begin a sentence with."""
    period = question.period
    if periods.is_over(period, question.calendar.half_terms, question.today):
        return f"In {period.name[0].lower() + period.name[1:] if period.kind == periods.Kind.YEAR else period.name}"
    return f"So far this {period.kind.label.lower()}"


def choices_said(periods: list[Period]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the periods to choose from: a word for each kind, and keys with names."""
    groups = groupby(periods, key=lambda period: period.kind)
    return [(f"{kind.label}", [(p.key, p.name) for p in found]) for kind, found in groups]


def _told(
    key: str,
    rules: SmallNumbers,
    question: Question,
    *,
    found: PeriodReport,
    now: Shown,
    before: Shown | None,
) -> Told:
    definition, missing = MEASURES[key], found.figures[key].missing
    return Told(
        key=key,
        number=definition.number,
        label=definition.label,
        definition=definition.definition_said(question.policy),
        noun=definition.noun,
        now=now,
        before=before,
        missing=rules.missing_said(missing) if missing.whole else "",
        missing_is=definition.missing,
    )


def _is_empty(found: PeriodReport) -> bool:
    has_families = found.figures["reach"].total.whole > 0
    return not (has_families or found.outcomes.expected or found.registers.whole)


def _outcomes(
    rules: SmallNumbers, found: PeriodReport, shown: dict[str, Shown]
) -> list[tuple[str, int]]:
    """Return what became of the visits, all parts or none: a gap could be had from the sum."""
    every = found.outcomes
    if not every.expected or not may_show_outcomes(rules, every, found.figures, shown):
        return []
    return [(said, every.parts[key]) for key, said in OUTCOMES.items()]


def _schools(found: PeriodReport) -> Mapping[uuid.UUID, str]:
    """Return the names of the home schools that are compared."""
    keys = {gap.school for gap in found.gaps if gap.school}
    return dict(Setting.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _weeks(rules: SmallNumbers, weeks: list[Week]) -> list[WeekShown]:
    hidden = rules.weeks_hidden(weeks)
    return [
        WeekShown(week.half_on, week.on, None, None)
        if week in hidden
        else WeekShown(week.half_on, week.on, week.turnout.part, week.turnout.whole)
        for week in weeks
        if week.is_closed
    ]


def _missing(rules: SmallNumbers, found: PeriodReport) -> list[str]:
    """Return what is not known, in sentences; none where all is known."""
    closed = found.registers
    said = []
    if found.invitations.part:
        said.append(
            f"Invitations without an answer: {rules.missing_said(found.invitations)} of them."
        )
    if closed.rest:
        said.append(
            f"Afternoons without a closed register: {closed.rest} of {closed.whole}. "
            "Figures about afternoons leave them out."
        )
    if found.strangers:
        many = found.strangers if rules.is_open else "some"
        said.append(f"Walked in and not joined to a family: {many}.")
    if found.outcomes.not_written_up:
        many = found.outcomes.not_written_up if rules.is_open else "some"
        said.append(f"Visits whose day is over and of which nothing is written: {many}.")
    return said
