"""The head's figures: what each is made of, put together from the apps (docs/figures.md).

Numbers here are true. What of them a viewer may see, `small_numbers` says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from families.reports import FAMILIES, SPOKEN_WITH, Question, Tally
from sessions_app.reports import afternoons
from sessions_app.reports.afternoons import ATTENDED, FirstTimers, Week
from visits import reports as visits
from visits.reports import VISITED, Visits

NOW, BEFORE = 1, 2
Row = TypeVar("Row", Visits, Week, FirstTimers)

# Active families of each period, and those of them somebody was alongside in it (measure 1).
REACH = f"""
WITH {FAMILIES},
alongside AS (
  {VISITED}
  UNION
  {ATTENDED}
  UNION
  {SPOKEN_WITH}),
active AS (
  SELECT 1 AS period, household_id FROM stay WHERE is_active_1
  UNION
  SELECT 2 AS period, household_id FROM stay WHERE is_active_2)
SELECT period, SUM(is_reached), COUNT(*)
FROM (
  SELECT period, household_id, MAX(is_active) AS is_active, MAX(is_reached) AS is_reached
  FROM (
    SELECT period, household_id, 1 AS is_active, 0 AS is_reached FROM active
    UNION ALL
    SELECT period, household_id, 0 AS is_active, 1 AS is_reached FROM alongside) each_one
  GROUP BY period, household_id) each_family
WHERE is_active = 1
GROUP BY period"""  # noqa: S608 - the parts are the apps' own


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
    """Return the figures of a period and of the one before, in four statements."""
    reach = {period: Tally(part, whole) for period, part, whole in question.rows(REACH)}
    made = visits.delivered(question)
    weeks = afternoons.weeks(question)
    first_timers = afternoons.first_timers(question)
    now = _figures(NOW, reach, made, weeks, first_timers)
    before = _figures(BEFORE, reach, made, weeks, first_timers) if question.before else None
    this = [week for week in weeks if week.period == NOW]
    return Report(now, before, this, _missing(this, made, question.today))


def _figures(
    period: int,
    reach: dict[int, Tally],
    made: list[Visits],
    weeks: list[Week],
    first_timers: list[FirstTimers],
) -> Figures:
    return Figures(
        reach=Measure(reach.get(period, Tally()), {}),
        visits=_added(period, made, lambda row: row.delivered),
        turnout=_added(period, weeks, lambda row: row.turnout),
        kept=_added(period, weeks, lambda row: row.kept),
        first_timers=_added(period, first_timers, lambda row: Tally(row.families, row.families)),
        came_back=_added(period, first_timers, lambda row: row.came_back),
    )


def _added(period: int, rows: Iterable[Row], tally: Callable[[Row], Tally]) -> Measure:
    total, halves = Tally(), dict[date, Tally]()
    for row in rows:
        if row.period == period:
            total += tally(row)
            if row.half_on:
                halves[row.half_on] = halves.get(row.half_on, Tally()) + tally(row)
    return Measure(total, halves)


def _missing(weeks: list[Week], made: list[Visits], today: date) -> Missing:
    gone = [week for week in weeks if week.on < today or week.is_closed]
    return Missing(
        invitations=Tally(sum(w.unanswered for w in weeks), sum(w.invitations for w in weeks)),
        registers=Tally(sum(not w.is_closed for w in gone), len(gone)),
        strangers=sum(w.strangers for w in weeks),
        visits=sum(row.not_written_up for row in made if row.period == NOW),
    )
