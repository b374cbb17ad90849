"""Figures about home visits (docs/figures.md)."""

from dataclasses import dataclass
from datetime import date

from families.reports import COUNTED, Question, Tally

# Families that a completed visit reached.
VISITED = """
  SELECT CASE WHEN v.planned_on >= %(first_1)s THEN 1 ELSE 2 END AS period, v.household_id
  FROM visits_homevisit v
  WHERE v.setting_id {places} AND v.removed_at IS NULL AND v.state = 'completed'
    AND (v.planned_on BETWEEN %(first_1)s AND %(last_1)s
         OR v.planned_on BETWEEN %(first_2)s AND %(last_2)s)"""

# A visit that was moved is counted where it was moved to, so a chain counts once, at its end.
DELIVERED = f"""
WITH {COUNTED}
SELECT CASE WHEN v.planned_on >= %(first_1)s THEN 1 ELSE 2 END AS period, h.starts_on,
  COUNT(CASE WHEN v.state = 'completed' THEN 1 END),
  COUNT(CASE WHEN v.state IN ('completed', 'ended_early', 'not_home', 'cancelled_school',
                              'cancelled_family') THEN 1 END),
  COUNT(CASE WHEN v.state IN ('agreed', 'planned', 'under_way')
             AND v.planned_on < %(today)s THEN 1 END)
FROM visits_homevisit v
LEFT JOIN accounts_halfterm h ON h.setting_id = %(setting)s
  AND v.planned_on BETWEEN h.starts_on AND h.ends_on
WHERE v.setting_id {{places}} AND v.removed_at IS NULL
  AND (v.household_id IN (SELECT id FROM counted)) IS TRUE
  AND (v.planned_on BETWEEN %(first_1)s AND %(last_1)s
       OR v.planned_on BETWEEN %(first_2)s AND %(last_2)s)
GROUP BY 1, 2"""  # noqa: S608 - COUNTED is ours


@dataclass(frozen=True)
class Visits:
    """Visits of one half-term of a period: delivered of all due, and those not written up.

    `half_on` is the half-term's first day, None for the holidays between.
    """

    period: int
    half_on: date | None
    delivered: Tally
    not_written_up: int


def delivered(question: Question) -> list[Visits]:
    """Return the visits we delivered, of those there should have been (measure 3)."""
    return [
        Visits(period, question.day(half_on), Tally(done, due), unwritten)
        for period, half_on, done, due, unwritten in question.rows(DELIVERED)
    ]
