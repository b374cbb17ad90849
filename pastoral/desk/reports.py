"""The head's figures: what each is made of, put together from the apps (docs/figures.md).

Numbers here are true. What of them a viewer may see, `small_numbers` says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from families.reports import SPOKEN_WITH, Question, Tally, select
from sessions_app.reports import afternoons
from sessions_app.reports.afternoons import AFTERNOONS, ATTENDED, FirstTimers, Week
from visits import reports as visits
from visits.reports import SELECT_DELIVERED, VISITED, Visits

NOW, BEFORE = 1, 2
Row = TypeVar("Row", Visits, Week, FirstTimers)

# Active families of a period, and those of them somebody was alongside in it (measure 1).
REACH = "reach"
ALONGSIDE = f"""
  household_id IN ({VISITED})
  OR household_id IN ({ATTENDED})
  OR household_id IN ({SPOKEN_WITH})"""
SELECT_REACH = select(
    REACH,
    "{n} AS period, NULL, NULL, NULL",
    (f"SUM(CASE WHEN {ALONGSIDE} THEN 1 ELSE 0 END)", "COUNT(*)"),
    "FROM (SELECT DISTINCT household_id FROM stay WHERE is_active_{n}) active",
)
SELECTS = (
    *afternoons.SELECTS,
    SELECT_DELIVERED,
    *(SELECT_REACH.replace("{n}", f"{period}") for period in (NOW, BEFORE)),
)


@dataclass(frozen=True)
class Measure:
    """One measure in a period, and what it is in each of the period's half-terms.

    A measure of distinct families, such as reach, does not add up over half-terms, and has
    none.
    """

    total: Tally
    half_terms: dict[date, Tally]


@dataclass(frozen=True)
class Figures:
    """The measures of one period."""

    reach: Measure
    visits: Measure
    turnout: Measure
    kept: Measure
    first_timers: Measure
    came_back: Measure
    afternoons: Tally  # With a closed register, of those that are over.

    @property
    def why_no_afternoons(self) -> str:
        """Why there are no figures of afternoons, in words; nothing where there are."""
        if self.afternoons.part:
            return ""
        return "no register is closed" if self.afternoons.whole else "no afternoons were held"


@dataclass(frozen=True)
class Missing:
    """What is not known, so that nobody takes a figure for more than it is."""

    invitations: Tally
    registers: Tally
    strangers: int
    visits: int


@dataclass(frozen=True)
class Report:
    """Everything the page of figures is made of."""

    now: Figures
    before: Figures | None
    weeks: list[Week]
    missing: Missing


def report(question: Question) -> Report:
    """Return the figures of a period and of the one before, in one statement."""
    rows = question.rows(expressions=[AFTERNOONS], selects=SELECTS)
    reach = {row.period: Tally(row.numbers[0], row.numbers[1]) for row in rows if row.what == REACH}
    made = visits.delivered(rows)
    weeks = afternoons.weeks(rows)
    first_timers = afternoons.first_timers(rows)
    now = _figures(NOW, reach, made, weeks, first_timers, today=question.today)
    before = (
        _figures(BEFORE, reach, made, weeks, first_timers, today=question.today)
        if question.before
        else None
    )
    this = [week for week in weeks if week.period == NOW]
    missing = _missing(this, made, now.afternoons, afternoons.strangers(rows))
    return Report(now, before, this, missing)


def _figures(
    period: int,
    reach: dict[int, Tally],
    made: list[Visits],
    weeks: list[Week],
    first_timers: list[FirstTimers],
    *,
    today: date,
) -> Figures:
    return Figures(
        reach=Measure(reach.get(period, Tally()), {}),
        visits=_added(period, made, lambda row: row.delivered),
        turnout=_added(period, weeks, lambda row: row.turnout),
        kept=_added(period, weeks, lambda row: row.kept),
        first_timers=_added(period, first_timers, lambda row: Tally(row.families, row.families)),
        came_back=_added(period, first_timers, lambda row: row.came_back),
        afternoons=_registers(period, weeks, today),
    )


def _added(period: int, rows: Iterable[Row], tally: Callable[[Row], Tally]) -> Measure:
    total, halves = Tally(), dict[date, Tally]()
    for row in rows:
        if row.period == period:
            total += tally(row)
            if row.half_on:
                halves[row.half_on] = halves.get(row.half_on, Tally()) + tally(row)
    return Measure(total, halves)


def _registers(period: int, weeks: list[Week], today: date) -> Tally:
    gone = [w for w in weeks if w.period == period and (w.on < today or w.is_closed)]
    return Tally(sum(w.is_closed for w in gone), len(gone))


def _missing(weeks: list[Week], made: list[Visits], closed: Tally, strangers: int) -> Missing:
    return Missing(
        invitations=Tally(sum(w.unanswered for w in weeks), sum(w.invitations for w in weeks)),
        registers=Tally(closed.rest, closed.whole),
        strangers=strangers,
        visits=sum(row.not_written_up for row in made if row.period == NOW),
    )
