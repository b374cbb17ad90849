"""Where the figures of a chart stand: each at the bar it is of."""

import pytest

from pastoral.desk.charts import Point, bar_chart


def test_who_came_stands_in_the_solid_bar_and_who_could_have_over_the_striped_one() -> None:
    (bar,) = bar_chart([Point("4 Nov", 18, 37)]).bars

    assert bar.is_part_said_inside
    assert bar.part_said_y > bar.part_y > bar.whole_y > bar.whole_said_y
    assert (bar.part, bar.whole) == (18, 37)


@pytest.mark.parametrize(("part", "whole"), [(0, 40), (1, 2), (1, 40), (2, 3), (0, 0), (5, 5)])
def test_two_figures_of_one_bar_never_stand_on_each_other(part: int, whole: int) -> None:
    tall = Point("4 Nov", 20, 40)
    bar = bar_chart([Point("11 Nov", part, whole), tall]).bars[0]

    assert bar.part_said_y - bar.whole_said_y >= 14
