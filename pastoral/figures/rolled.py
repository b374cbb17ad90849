"""Figures as they are kept, wherever these are what the rows give; else from the rows.

`Reading`, `report_of` and `totals_of` are what pages read: exact at every moment, since what has changed
and is not made anew yet is worked out from the rows (docs/decisions/0029).
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from families.reports import Question, Row, Tally
from pastoral.accounts.models import Setting
from pastoral.accounts.periods import Kind, Period
from pastoral.figures import context, report, statement
from pastoral.figures.context import AroundFirstContact
from pastoral.figures.measures import MEASURES
from pastoral.figures.models import PeriodFigures
from pastoral.figures.report import Figure, PeriodReport


class Reading:
    """Some periods of one question, read in one query; what is not fresh comes from the rows."""

    def __init__(self, question: Question, wanted: Iterable[Period | None]) -> None:
        """Read what is kept of the wanted periods; there may be none before the first."""
        self.question = question
        kept = (
            PeriodFigures.objects.fresh(question.today, has_roll=question.has_roll)
            .filter(
                setting=question.setting,
                key__in={period.key for period in wanted if period},
            )
            .order_by()
        )
        self._kept = {
            (key, first, last): rows
            for key, first, last, rows in kept.values_list("key", "first_on", "last_on", "rows")
        }
        self._reports: dict[str, PeriodReport] = {}

    def report_of(self, period: Period) -> PeriodReport:
        """Return the figures of one of the periods."""
        if period.key not in self._reports:
            rows = self._rows_of(period)
            asked = self._asked(period)
            self._reports[period.key] = (
                report.report_of(asked)
                if rows is None
                else report.made_of([_row(each) for each in rows], asked)
            )
        return self._reports[period.key]

    def around_first_contact(self, year: Period) -> AroundFirstContact:
        """Return measure 16 of a school year."""
        asked, rows = self._asked(year), self._rows_of(year) or []
        kept = next((_row(row) for row in rows if row[0] == context.AROUND), None)
        return context.told(kept or context.row_of(asked), asked)

    def _rows_of(self, period: Period) -> list[list[Any]] | None:
        return self._kept.get((period.key, period.first_on, period.last_on))

    def _asked(self, period: Period) -> Question:
        return replace(self.question, period=period, before=None)


def report_of(question: Question) -> PeriodReport:
    """Return the figures of a period, kept or from the rows: the same numbers."""
    return Reading(question, [question.period]).report_of(question.period)


def totals_of(
    settings: Iterable[Setting],
    wanted: Iterable[Period],
    today: date,
    keys: Sequence[str] = tuple(MEASURES),
) -> dict[tuple[uuid.UUID, str], dict[str, Figure]]:
    """Return some measures of many settings, by setting and the period's key, in one query.

    What is kept and not fresh is not in it: `report_of` has it.
    """
    rows = (
        PeriodFigures.objects.fresh(today, has_roll=False)
        .filter(setting__in=settings, key__in=[period.key for period in wanted])
        .order_by()
        .values_list("setting_id", "key", *(f"figures__{key}" for key in keys))
    )
    return {
        (setting, period): {
            key: _figure(*kept) for key, kept in zip(keys, each, strict=True) if kept
        }
        for setting, period, *each in rows
    }


def dates_of(question: Question) -> dict[str, Any]:
    """Return which kept figures answer a question: those of the same days, whatever the key."""
    return {
        "setting": question.setting,
        "key": question.period.key,
        "has_roll": question.has_roll,
        "first_on": question.period.first_on,
        "last_on": question.period.last_on,
    }


def as_kept(rows: Iterable[Row]) -> list[list[Any]]:
    """Return rows of the statement as they are kept."""
    return [
        [row.what, row.half_on and f"{row.half_on}", row.on and f"{row.on}", row.words, row.numbers]
        for row in rows
    ]


def kept_figures(found: PeriodReport) -> dict[str, Any]:
    """Return the measures of a report as they are kept."""
    return {
        key: [
            [each.total.part, each.total.whole],
            [each.missing.part, each.missing.whole],
            {f"{half}": [tally.part, tally.whole] for half, tally in each.half_terms.items()},
        ]
        for key, each in found.figures.items()
    }


def _figure(total: list[int], missing: list[int], halves: dict[str, list[int]]) -> Figure:
    by_half = {date.fromisoformat(half): Tally(*tally) for half, tally in halves.items()}
    return Figure(Tally(*total), by_half, Tally(*missing))


def rows_of(question: Question) -> list[Row]:
    """Return the rows to keep of a period as they are now, in an order of their own."""
    found = statement.rows(question)
    if question.period.kind == Kind.YEAR:
        found.append(context.row_of(question))
    return sorted(found, key=lambda r: (r.what, f"{r.half_on}", f"{r.on}", r.words, r.numbers))


def settled_on(question: Question) -> date:
    """Return the day from which what is kept of a period no longer changes by the clock alone."""
    if question.period.kind == Kind.YEAR:
        return max(question.settled_on, context.settled_on(question))
    return question.settled_on


def _row(kept: list[Any]) -> Row:
    what, half_on, on, words, numbers = kept
    return Row(
        what,
        half_on and date.fromisoformat(half_on),
        on and date.fromisoformat(on),
        words,
        numbers,
    )
