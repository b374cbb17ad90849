"""The page of figures, in words: a sentence, tiles with their definitions, weeks, gaps."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from families.reports import Question
from pastoral.accounts.models import Policy
from pastoral.accounts.periods import Kind, Period
from pastoral.desk.charts import Chart, Point, bar_chart
from pastoral.desk.reports import Figures, Missing, Report
from pastoral.desk.small_numbers import NOTHING, Shown, SmallNumbers
from pastoral.ui.said import count_said
from sessions_app.reports.afternoons import Week

# What each measure is called, how it is said exactly, and what it counts. The names of
# policy in braces are filled in.
MEASURES = {
    "reach": (
        "Families we were alongside",
        (
            "Active families with at least one completed home visit, one afternoon or one two-way "
            "contact, of all active families. A family is active when a child of theirs is in "
            "placement on at least {active_school_days} school days of the period, up to today; in its "
            "first days, on all there were."
        ),
        "families",
    ),
    "turnout": (
        "Families at our afternoons",
        (
            "For each afternoon, the families that came, of those that could have (asked while "
            "active) or came anyway; added up over the afternoons whose register is closed."
        ),
        "chances to come",
    ),
    "first_timers": (
        "Came for the first time",
        "Families whose first afternoon ever was in the period.",
        "families",
    ),
    "came_back": (
        "Came back",
        (
            "Families that came again within {came_back_days} days of their first afternoon, of "
            "those whose first was in the period and at least {came_back_days} days ago."
        ),
        "families",
    ),
    "kept": (
        "Plans kept",
        "Families that had said yes and came, of those whose answer was still yes at the start.",
        "plans",
    ),
    "visits": (
        "Visits we delivered",
        (
            "Home visits completed, of those completed, ended early, with nobody in, or cancelled "
            "by us or by the family. A visit that was moved counts once, where it was moved to."
        ),
        "visits",
    ),
}

# What can't be said of a period without afternoons.
OF_AFTERNOONS = ("turnout", "first_timers", "came_back", "kept")


@dataclass(frozen=True)
class Tile:
    """One measure on the page, beside what it was before."""

    label: str
    now: Shown
    before: Shown | None
    definition: str


@dataclass(frozen=True)
class WeekShown:
    """One afternoon in the table beside the chart."""

    on: date
    came: str
    could: str


@dataclass(frozen=True)
class WeekTable:
    """The afternoons of one half-term."""

    name: str
    weeks: list[WeekShown]


@dataclass(frozen=True)
class Page:
    """Everything the page says, with small numbers already out of it."""

    reach: Shown
    first_timers: Shown
    tiles: list[Tile]
    tables: list[WeekTable]
    chart: Chart
    changes: list[Week]
    missing: list[str]
    has_afternoons: bool


def page(question: Question, report: Report, *, is_open: bool) -> Page:
    """Return a report as its viewer may read it: true numbers only to `is_open` viewers."""
    rules = SmallNumbers.of(question.policy, is_open=is_open)
    now = _shown(rules, report.now, question.period)
    before = (
        _shown(rules, report.before, question.before)
        if report.before and question.before
        else dict.fromkeys(MEASURES)
    )
    hidden = rules.weeks_hidden(report.weeks)
    closed = [week for week in report.weeks if week.is_closed]
    return Page(
        reach=now["reach"],
        first_timers=now["first_timers"],
        tiles=[_tile(name, now[name], before[name], question.policy) for name in MEASURES],
        tables=_tables(question.period, closed, hidden),
        chart=bar_chart([_point(week, is_hidden=week in hidden) for week in closed]),
        changes=[week for week in closed if week.change_note],
        missing=_gaps(rules, report.missing),
        has_afternoons=report.now.afternoons.whole > 0,
    )


def when_said(period: Period, today: date) -> str:
    """Return “So far this half-term” or “In Spring 2027, first half”, to begin a sentence with."""
    if today > period.last_on:
        return f"In {period.name[0].lower() + period.name[1:] if period.kind == Kind.YEAR else period.name}"
    return f"So far this {period.kind.label.lower()}"


def choices_said(periods: list[Period]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the periods to choose from: a word for each kind, and keys with names."""
    groups = groupby(periods, key=lambda period: period.kind)
    return [(f"{kind.label}", [(p.key, p.name) for p in found]) for kind, found in groups]


def _shown(rules: SmallNumbers, figures: Figures, period: Period) -> dict[str, Shown]:
    found = {}
    for name, (_label, _definition, noun) in MEASURES.items():
        shown = rules.count_shown if name == "first_timers" else rules.shown
        found[name] = (
            Shown(NOTHING, figures.why_no_afternoons)
            if name in OF_AFTERNOONS and figures.why_no_afternoons
            else shown(getattr(figures, name), period, noun)
        )
    return found


def _tile(name: str, now: Shown, before: Shown | None, policy: Policy) -> Tile:
    label, definition, _noun = MEASURES[name]
    said = definition.format(
        active_school_days=policy.active_school_days, came_back_days=policy.came_back_days
    )
    return Tile(label, now, before, said)


def _tables(period: Period, weeks: list[Week], hidden: set[Week]) -> list[WeekTable]:
    """Return the chart in figures: a table for each half-term that had an afternoon."""
    names: dict[date | None, str] = {half.starts_on: f"{half}" for half in period.half_terms}
    return [
        WeekTable(names.get(half_on, "Other days"), [_week(week, hidden) for week in found])
        for half_on, found in groupby(weeks, key=lambda week: week.half_on)
    ]


def _week(week: Week, hidden: set[Week]) -> WeekShown:
    if week in hidden:
        return WeekShown(week.on, "not shown", "not shown")
    return WeekShown(week.on, f"{week.turnout.part}", f"{week.turnout.whole}")


def _point(week: Week, *, is_hidden: bool) -> Point:
    part = None if is_hidden else week.turnout.part
    return Point(f"{week.on.day} {week.on:%b}", part, week.turnout.whole, week.change_note)


def _gaps(rules: SmallNumbers, missing: Missing) -> list[str]:
    """Return what is not known, in sentences; none where all is known."""
    asked, registers = missing.invitations, missing.registers
    found = []
    if asked.part:
        found.append(_part_of(rules, asked.part, asked.whole, "invitations have", "no answer yet"))
    if registers.part:
        found.append(
            f"{registers.part} of {count_said(registers.whole, 'afternoon')} "
            f"{'has' if registers.part == 1 else 'have'} no closed register, so turnout and plans kept leave "
            f"{'it' if registers.part == 1 else 'them'} out."
        )
    if missing.strangers:
        found.append(
            f"{rules.count_said(missing.strangers).capitalize()} of those who walked in "
            f"{'is' if missing.strangers == 1 and rules.is_open else 'are'} not joined to a family."
        )
    if missing.visits:
        found.append(
            f"{rules.count_said(missing.visits).capitalize()} visits that should have been made "
            "are not written up."
        )
    return found


def _part_of(rules: SmallNumbers, part: int, whole: int, words: str, ending: str) -> str:
    if rules.is_small(whole - part):
        return f"Nearly all of {whole} {words} {ending}."
    return f"{rules.count_said(part).capitalize()} of {whole} {words} {ending} ({_rate(rules, part, whole)})."


def _rate(rules: SmallNumbers, part: int, whole: int) -> str:
    if rules.is_small(part) or whole < rules.least_group:
        return "too few for a rate"
    return f"{round(100 * part / whole)}%"
