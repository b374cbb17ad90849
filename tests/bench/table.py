"""What was measured, as a table: in the terminal, and kept in docs/performance.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

BEGINS, ENDS = "<!-- measured -->", "<!-- /measured -->"
HEADINGS = ("", "measure", "measured", "median (least–most)", "at least", "aim", "")


@dataclass(frozen=True)
class Goal:
    """What a measure is to reach; ratios where more is better, else where less is."""

    number: str
    name: str
    least: float
    aim: float
    more_is_better: bool = False
    unit: str = ""

    def verdict(self, value: float) -> str:
        """Return “aim met”, “met” or “missed”."""
        signed = 1 if self.more_is_better else -1
        if signed * value >= signed * self.aim:
            return "aim met"
        return "met" if signed * value >= signed * self.least else "**missed**"


@dataclass(frozen=True)
class Line:
    """One measure, with every round's value."""

    goal: Goal
    values: Sequence[float]
    measured: str

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.values)

    def cells(self) -> tuple[str, ...]:
        """Return the line's cells as words."""
        goal, sign = self.goal, "≥" if self.goal.more_is_better else "≤"
        spread = (
            f" ({_said(min(self.values))}–{_said(max(self.values))})"
            if len(self.values) > 1
            else ""
        )
        return (
            goal.number, goal.name, self.measured, f"{_said(self.value)}{goal.unit}{spread}",
            f"{sign} {_said(goal.least)}{goal.unit}", f"{sign} {_said(goal.aim)}{goal.unit}", goal.verdict(self.value),
        )  # fmt: skip


def printed(lines: Iterable[Line]) -> str:
    """Return the table for a terminal."""
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def as_markdown(lines: Iterable[Line]) -> str:
    """Return the table for a document."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def keep(path: Path, lines: Iterable[Line], said: str) -> None:
    """Write the table into a document, between its two marks."""
    before, _, rest = path.read_text().partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    path.write_text(f"{before}{BEGINS}\n{said}\n\n{as_markdown(lines)}\n{ENDS}{after}")


def _said(number: float) -> str:
    return f"{number:.2f}" if abs(number) < 10 else f"{number:.0f}"
