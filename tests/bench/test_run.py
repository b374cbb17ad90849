"""The measurements say what they cannot do, and what they found."""

from pathlib import Path

import pytest

from tests.bench import run, table
from tests.bench.table import Goal, Line

RATE = Goal("P1", "rate", 0.5, 0.7, more_is_better=True)
CPU = Goal("P1", "CPU", 2.0, 1.5)


def test_without_postgresql_it_says_so_and_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nothing.sqlite3")
    monkeypatch.setattr("sys.argv", ["bench"])

    assert run.main() == 2
    assert "need PostgreSQL" in capsys.readouterr().err


def test_where_postgresql_does_not_answer_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr("sys.argv", ["bench"])

    assert run.main() == 2
    assert "can’t be reached" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("goal", "value", "verdict"),
    [
        (RATE, 0.8, "aim met"), (RATE, 0.6, "met"), (RATE, 0.4, "**missed**"),
        (CPU, 1.4, "aim met"), (CPU, 1.8, "met"), (CPU, 2.1, "**missed**"),
    ],
)  # fmt: skip
def test_a_goal_is_missed_met_or_more(goal: Goal, value: float, verdict: str) -> None:
    assert goal.verdict(value) == verdict


def test_the_table_is_kept_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"Before\n{table.BEGINS}\nold\n{table.ENDS}\nAfter\n")

    table.keep(page, [Line(RATE, [0.6, 0.5, 0.9], "60 /s")], "Measured today.")

    assert page.read_text().startswith(f"Before\n{table.BEGINS}\nMeasured today.")
    assert "| P1 | rate | 60 /s | 0.60 (0.50–0.90) | ≥ 0.50 | ≥ 0.70 | met |" in page.read_text()
    assert "old" not in page.read_text()
    assert page.read_text().endswith(f"{table.ENDS}\nAfter\n")


def test_each_part_says_which_databases_it_needs() -> None:
    assert set(run.NEEDS) == set(run.PARTS)
