"""Where the columns of a chart stand."""

from pastoral.desk.charts import FLOOR, PLOT, Rates, rate_chart


def test_a_column_is_as_high_as_its_rate() -> None:
    none, half, whole = (
        rate_chart([Rates("Autumn", "Nov 2026", (rate,))]).slots[0].columns[0] for rate in (0, 50, 100)
    )  # fmt: skip

    assert (none.height, half.height, whole.height) == (0, PLOT // 2, PLOT)
    assert none.y == FLOOR


def test_what_is_not_shown_is_always_as_high_and_dotted() -> None:
    chart = rate_chart([Rates("Autumn", "", (None,)), Rates("Spring", "", (90,))])
    other = rate_chart([Rates("Autumn", "", (None,)), Rates("Spring", "", (5,))])

    assert chart.slots[0].columns == other.slots[0].columns
    assert chart.slots[0].columns[0].kind == "dotted"
    assert chart.has_hidden


def test_two_lines_differ_by_pattern_and_stand_side_by_side() -> None:
    first, second = rate_chart([Rates("Autumn", "", (40, 60))]).slots[0].columns

    assert (first.kind, second.kind) == ("solid", "hatched")
    assert second.x >= first.x + rate_chart([Rates("Autumn", "", (40, 60))]).column


def test_what_we_changed_is_numbered_in_order() -> None:
    marks = (False, True, False, True)
    chart = rate_chart([Rates("", "", (50,), has_note=has) for has in marks])

    assert [slot.note_number for slot in chart.slots] == [0, 1, 0, 2]
