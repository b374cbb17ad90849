"""What the pages of figures read: a period beside the one before (docs/figures.md).

Numbers here are true. What of them a viewer may see, `shown_report` says.
"""

from dataclasses import dataclass

from families.reports import Question
from pastoral.figures.report import PeriodReport
from pastoral.figures.rolled import report_of


@dataclass(frozen=True)
class Report:
    """A period, and the one of its kind before it."""

    now: PeriodReport
    before: PeriodReport | None


def report(question: Question) -> Report:
    """Return the figures of a period and of the one before."""
    before = question.of_before
    return Report(now=report_of(question), before=report_of(before) if before else None)
