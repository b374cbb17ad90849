"""Figures as they are kept, wherever these are what the rows give; else from the rows.

`report_of` and `totals_of` are what pages read: exact at every moment, since what has changed
and is not made anew yet is worked out from the rows (docs/decisions/0029).
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from families.reports import Question, Row, Tally
from pastoral.accounts.models import Setting
from pastoral.accounts.periods import Period
from pastoral.figures import report, statement
from pastoral.figures.models import PeriodFigures
from pastoral.figures.report import Figure, PeriodReport


def report_of(question: Question) -> PeriodReport:
    """Return the figures of a period, kept or from the rows: the same numbers."""
    kept = PeriodFigures.objects.fresh(question.today).filter(**dates_of(question))
    rows = kept.values_list("rows", flat=True).first()
    if rows is None:
        return report.report_of(question)
    return report.made_of([_row(each) for each in rows], question)


def reports_of(question: Question, wanted: Sequence[Period]) -> list[PeriodReport]:
    """Return the figures of several periods: those that are kept in one query."""
    kept = PeriodFigures.objects.fresh(question.today).filter(
        setting=question.setting, has_roll=question.has_roll, key__in=[each.key for each in wanted]
    )
    rows = {
        (key, first, last): found
        for key, first, last, found in kept.values_list("key", "first_on", "last_on", "rows")
    }
    found = []
    for period in wanted:
        asked = replace(question, period=period, before=None)
        there = rows.get((period.key, period.first_on, period.last_on))
        found.append(
            report.report_of(asked)
            if there is None
            else report.made_of([_row(each) for each in there], asked)
        )
    return found


def totals_of(
    settings: Iterable[Setting], period: Period, today: date
) -> dict[uuid.UUID, dict[str, Figure]]:
    """Return the measures of many settings in the period of this key, in one query.

    A setting whose kept figures are not fresh is not in it: `report_of` has it.
    """
    rows = (
        PeriodFigures.objects.fresh(today)
        .filter(setting__in=settings, key=period.key, has_roll=False)
        .order_by()
        .values_list("setting_id", "figures")
    )
    return {setting: figures_from(kept) for setting, kept in rows}


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


def figures_from(kept: dict[str, Any]) -> dict[str, Figure]:
    """Return measures from how they are kept."""
    return {
        key: Figure(
            Tally(*total),
            {date.fromisoformat(half): Tally(*tally) for half, tally in halves.items()},
            Tally(*missing),
        )
        for key, (total, missing, halves) in kept.items()
    }


def rows_of(question: Question) -> list[Row]:
    """Return the rows of a period as the statement gives them now, in an order of their own."""
    found = statement.rows(question)
    return sorted(found, key=lambda r: (r.what, f"{r.half_on}", f"{r.on}", r.words, r.numbers))


def _row(kept: list[Any]) -> Row:
    what, half_on, on, words, numbers = kept
    return Row(
        what,
        half_on and date.fromisoformat(half_on),
        on and date.fromisoformat(on),
        words,
        numbers,
    )
