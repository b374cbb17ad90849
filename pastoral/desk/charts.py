"""Where the bars of a chart stand. The drawing is in templates/desk/_turnout_chart.html."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

WIDTH, HEIGHT = 640, 270
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 34, 36
FLOOR = HEIGHT - BOTTOM
PLOT = FLOOR - TOP
WIDEST_BAR, NARROWEST_FOR_FIGURES, LABELS_AT_MOST, GRID_LINES = 44, 26, 9, 4
ROOM_FOR_A_FIGURE = 20  # What a figure takes of a bar’s height.
NICE_STEPS = (1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 250, 500, 1000)


@dataclass(frozen=True)
class Point:
    """One bar to draw: a part of a whole, or (with no part) one that is not shown."""

    label: str
    part: int | None
    whole: int
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar, drawn."""

    x: int
    middle: int
    width: int
    part: int | None
    part_y: int
    part_height: int
    whole_y: int
    whole_height: int
    whole: int
    part_said_y: int
    whole_said_y: int
    is_part_said_inside: bool
    label: str = ""
    note_number: int = 0


@dataclass(frozen=True)
class GridLine:
    """One line across, with its figure."""

    y: int
    figure: int


@dataclass(frozen=True)
class Chart:
    """A bar chart: the part stands solid in front of the whole."""

    bars: list[Bar]
    grid: list[GridLine]
    has_figures: bool
    has_hidden: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    floor: int = FLOOR


def bar_chart(points: Sequence[Point]) -> Chart:
    """Return the chart of some points, oldest first."""
    tallest = max([p.whole for p in points if p.part is not None], default=0)
    step = next((s for s in NICE_STEPS if s * GRID_LINES >= tallest), NICE_STEPS[-1])
    slot = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    scale = PLOT / (step * GRID_LINES)
    every = -(-len(points) // LABELS_AT_MOST)
    bars, notes = [], 0
    for n, point in enumerate(points):
        notes += bool(point.note)
        number = notes if point.note else 0
        drawn = _bar(point, LEFT + slot * (n + 0.5), min(slot * 0.66, WIDEST_BAR), scale)
        label = point.label if n % every == 0 else ""
        bars.append(replace(drawn, label=label, note_number=number))
    return Chart(
        bars=bars,
        grid=[
            GridLine(FLOOR - round(PLOT * n / GRID_LINES), step * n) for n in range(GRID_LINES + 1)
        ],
        has_figures=slot >= NARROWEST_FOR_FIGURES,
        has_hidden=any(p.part is None for p in points),
    )


def _bar(point: Point, middle: float, width: float, scale: float) -> Bar:
    part = round(scale * (point.part or 0))
    whole = round(scale * point.whole) if point.part is not None else PLOT // GRID_LINES
    inside = part >= ROOM_FOR_A_FIGURE
    part_said_y = FLOOR - part + (ROOM_FOR_A_FIGURE - 4 if inside else -5)
    over_the_part = FLOOR - part - 5 - (0 if inside else ROOM_FOR_A_FIGURE - 4)
    return Bar(
        x=round(middle - width / 2),
        middle=round(middle),
        width=round(width),
        part=point.part,
        part_y=FLOOR - part,
        part_height=part,
        whole_y=FLOOR - whole,
        whole_height=whole,
        whole=point.whole,
        part_said_y=part_said_y,
        whole_said_y=min(FLOOR - whole - 5, over_the_part),
        is_part_said_inside=inside,
    )
