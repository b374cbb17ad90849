"""What the pages of figures read: a period beside the one before (docs/figures.md).

Numbers here are true. What of them a viewer may see, `shown_report` says.
"""

from dataclasses import dataclass

from families.reports import Question
from pastoral.figures.report import PeriodReport
from pastoral.figures.rolled import Reading


@dataclass(frozen=True)
class Report:
    """A period, and the one of its kind before it."""

    now: PeriodReport
    before: PeriodReport | None


def report(question: Question, read: Reading | None = None) -> Report:
    """Return the figures of a period and of the one before; perhaps read already."""
    read = read or Reading(question, [question.period, question.before])
    before = read.report_of(question.before) if question.before else None
    return Report(now=read.report_of(question.period), before=before)
