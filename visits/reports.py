"""Figures about home visits (docs/figures.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from families.reports import Row, Tally, select

DELIVERED = "delivered"

# Families that a completed visit reached in a period.
VISITED = """
  SELECT v.household_id FROM visits_homevisit v
  WHERE v.setting_id {places} AND v.removed_at IS NULL AND v.state = 'completed'
    AND v.planned_on BETWEEN %(first_{n})s AND %(last_{n})s"""

# A visit that was moved is counted where it was moved to, so a chain counts once, at its end.
SELECT_DELIVERED = select(
    DELIVERED,
    """CASE WHEN v.planned_on >= %(first_1)s THEN 1 ELSE 2 END AS period,
  h.starts_on AS half_on, NULL, NULL""",
    (
        "COUNT(CASE WHEN v.state = 'completed' THEN 1 END)",
        """COUNT(CASE WHEN v.state IN ('completed', 'ended_early', 'not_home', 'cancelled_school',
                             'cancelled_family') THEN 1 END)""",
        """COUNT(CASE WHEN v.state IN ('agreed', 'planned', 'under_way')
             AND v.planned_on < %(today)s THEN 1 END)""",
    ),
    """FROM visits_homevisit v
LEFT JOIN accounts_halfterm h ON h.setting_id = %(setting)s
  AND v.planned_on BETWEEN h.starts_on AND h.ends_on
WHERE v.setting_id {places} AND v.removed_at IS NULL
  AND (v.household_id IN (SELECT id FROM counted)) IS TRUE
  AND (v.planned_on BETWEEN %(first_1)s AND %(last_1)s
       OR v.planned_on BETWEEN %(first_2)s AND %(last_2)s)
GROUP BY CASE WHEN v.planned_on >= %(first_1)s THEN 1 ELSE 2 END, h.starts_on""",
)


@dataclass(frozen=True)
class Visits:
    """Visits of one half-term of a period: delivered of all due, and those not written up.

    `half_on` is the half-term's first day, None for the holidays between.
    """

    period: int
    half_on: date | None
    delivered: Tally
    not_written_up: int


def delivered(rows: Iterable[Row]) -> list[Visits]:
    """Return the visits we delivered, of those there should have been (measure 3)."""
    return [
        Visits(row.period, row.half_on, Tally(row.numbers[0], row.numbers[1]), row.numbers[2])
        for row in rows
        if row.what == DELIVERED
    ]
