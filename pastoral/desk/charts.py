"""Where the columns of a chart stand. The drawing is in templates/desk/_rate_chart.html."""

from collections.abc import Sequence
from dataclasses import dataclass

A_SLOT, LEAST_SLOTS, HEIGHT = 98, 2, 270  # In the page’s own pixels: letters keep their size.
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 40, 40
FLOOR = HEIGHT - BOTTOM
PLOT = FLOOR - TOP
WIDEST_BAR, GRID_LINES, WHOLE, SAID_ABOVE = 44, 4, 100, 6
FILLED = 0.7  # How much of its slot a half-term’s columns take.
KINDS = ("solid", "hatched")  # Lines differ by pattern as well as by colour.


@dataclass(frozen=True)
class Rates:
    """What to draw for one half-term: a rate for each line, or None where it is not shown."""

    label: str
    under: str
    rates: tuple[int | None, ...]
    has_note: bool = False
    is_broken_before: bool = False


@dataclass(frozen=True)
class Column:
    """One rate, drawn; one that is not shown is dotted, and always as high."""

    kind: str
    x: int
    middle: int
    y: int
    height: int
    rate: int | None
    said_y: int


@dataclass(frozen=True)
class Slot:
    """The columns of one half-term, with what stands beneath and above them."""

    left: int
    middle: int
    label: str
    under: str
    columns: list[Column]
    note_number: int
    is_broken_before: bool


@dataclass(frozen=True)
class GridLine:
    """One line across, with its figure."""

    y: int
    figure: int


@dataclass(frozen=True)
class RateChart:
    """Rates from 0 to 100, for one or two lines over time."""

    slots: list[Slot]
    grid: list[GridLine]
    column: int
    has_hidden: bool
    width: int
    right: int
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    floor: int = FLOOR


def rate_chart(rates: Sequence[Rates]) -> RateChart:
    """Return the chart of some rates, oldest first."""
    width = LEFT + RIGHT + A_SLOT * max(len(rates), LEAST_SLOTS)
    slot = (width - LEFT - RIGHT) / max(len(rates), 1)
    lines = max((len(each.rates) for each in rates), default=1)
    wide = round(min(slot * FILLED / lines, WIDEST_BAR))
    slots, notes = [], 0
    for n, each in enumerate(rates):
        notes += each.has_note
        middle = LEFT + slot * (n + 0.5)
        first = middle - wide * lines / 2
        slots.append(
            Slot(
                left=round(LEFT + slot * n),
                middle=round(middle),
                label=each.label,
                under=each.under,
                columns=[_column(k, rate, first + wide * k, wide) for k, rate in enumerate(each.rates)],
                note_number=notes if each.has_note else 0,
                is_broken_before=each.is_broken_before,
            )
        )  # fmt: skip
    step = WHOLE // GRID_LINES
    return RateChart(
        slots=slots,
        grid=[GridLine(FLOOR - round(PLOT * n / GRID_LINES), step * n) for n in range(GRID_LINES + 1)],
        column=wide,
        width=width,
        right=width - RIGHT,
        has_hidden=any(rate is None for each in rates for rate in each.rates),
    )  # fmt: skip


def _column(line: int, rate: int | None, x: float, wide: int) -> Column:
    height = PLOT // GRID_LINES if rate is None else round(PLOT * rate / WHOLE)
    kind = "dotted" if rate is None else KINDS[line]
    y = FLOOR - height
    return Column(kind, round(x), round(x + wide / 2), y, height, rate, y - SAID_ABOVE)
