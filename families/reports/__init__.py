"""Figures about families, and what the figures of every app share (docs/figures.md)."""

from families.reports.barriers import BarrierCount, barriers
from families.reports.question import Question, question, reads_roll
from families.reports.rows import Row, Tally, select, unit
from families.reports.whose import SPOKEN_WITH

__all__ = [
    "SPOKEN_WITH",
    "BarrierCount",
    "Question",
    "Row",
    "Tally",
    "barriers",
    "question",
    "reads_roll",
    "select",
    "unit",
]
