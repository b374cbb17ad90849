"""Figures about family afternoons (docs/figures.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from families.reports import Row, Tally, select

WEEK, FIRST_TIME = "week", "first time"

# afternoon: each one that matters, and the period it is in (0: the weeks after).
# family: one row for each family and afternoon it was asked to, or came to. What the
# register says stands on the invitations; those who were not asked are its walk-ins.
# turnout: an afternoon's families added up. One could have come (“available”) if it was
# asked, and was here: active in the period, with a child in placement on the day.
# newcomer: a family whose first afternoon is in one of the periods.
AFTERNOONS = """
afternoon AS {once} (
  SELECT a.id, a."on", a.change_note, h.starts_on AS half_on,
    CASE WHEN a."on" BETWEEN %(first_1)s AND %(last_1)s THEN 1
         WHEN a."on" BETWEEN %(first_2)s AND %(last_2)s THEN 2 ELSE 0 END AS period,
    CASE WHEN a.kind = 'family_afternoon' AND a.state <> 'cancelled' THEN 1 ELSE 0 END AS counts,
    CASE WHEN a.state = 'held' AND a.register_closed_at IS NOT NULL THEN 1 ELSE 0 END AS is_closed
  FROM sessions_app_afternoon a
  LEFT JOIN accounts_halfterm h ON h.setting_id = %(setting)s
    AND a."on" BETWEEN h.starts_on AND h.ends_on
  WHERE a.setting_id {places} AND a.half_term_id IN (SELECT id FROM half_terms)
    AND a.removed_at IS NULL),
family AS {once} (
  SELECT afternoon_id, household_id, MAX(is_asked) AS is_asked, MAX(said_yes) AS said_yes,
    MAX(came) AS came, SUM(is_asked) AS invitations, SUM(is_asked * is_silent) AS unanswered
  FROM (
    SELECT i.afternoon_id, i.household_id,
      CASE WHEN i.state NOT IN ('draft', 'blocked', 'withdrawn') THEN 1 ELSE 0 END AS is_asked,
      CASE WHEN i.answer = 'yes'
           AND i.state NOT IN ('draft', 'blocked', 'withdrawn', 'waitlisted', 'held')
           THEN 1 ELSE 0 END AS said_yes,
      CASE WHEN i.came THEN 1 ELSE 0 END AS came,
      CASE WHEN i.answer = '' THEN 1 ELSE 0 END AS is_silent
    FROM sessions_app_invitation i
    WHERE i.setting_id {places} AND i.half_term_id IN (SELECT id FROM half_terms)
    UNION ALL
    SELECT w.afternoon_id, w.household_id, 0, 0, 1, 0
    FROM sessions_app_attendance w
    WHERE w.setting_id {places} AND w.half_term_id IN (SELECT id FROM half_terms)
      AND (w.walked_in OR w.mark = 'walk_in') AND w.mark <> 'not_present'
      AND w.household_id IS NOT NULL) each_one
  WHERE (household_id IN (SELECT id FROM counted)) IS TRUE
  GROUP BY afternoon_id, household_id),
turnout AS {once} (
  SELECT afternoon_id, SUM(came) AS came,
    SUM(CASE WHEN came = 1 OR is_asked = 1 AND (afternoon_id, household_id) IN (
      SELECT a.id, s.household_id FROM afternoon a JOIN stay s
        ON a."on" BETWEEN s.starts_on AND s.ends_on
        AND (a.period = 1 AND s.is_active_1 OR a.period = 2 AND s.is_active_2)
    ) THEN 1 ELSE 0 END) AS could,
    SUM(said_yes * came) AS kept, SUM(said_yes) AS planned,
    SUM(invitations) AS invitations, SUM(unanswered) AS unanswered
  FROM family GROUP BY afternoon_id),
newcomer AS {once} (
  SELECT h.id, h.first_came_on FROM families_household h
  WHERE h.setting_id {places} AND (h.id IN (SELECT id FROM counted)) IS TRUE
    AND (h.first_came_on BETWEEN %(first_1)s AND %(last_1)s
         OR h.first_came_on BETWEEN %(first_2)s AND %(last_2)s))"""

# Families that came to an afternoon in a period.
ATTENDED = """
  SELECT household_id FROM family
  WHERE came = 1 AND (afternoon_id IN (SELECT id FROM afternoon WHERE period = {n})) IS TRUE"""

# An afternoon in numbers.
SELECT_WEEKS = select(
    WEEK,
    'a.period, a.half_on, a."on", a.change_note',
    ("a.is_closed", "t.came", "t.could", "t.kept", "t.planned", "t.invitations", "t.unanswered"),
    """FROM afternoon a
LEFT JOIN turnout t ON t.afternoon_id = a.id
WHERE a.counts = 1 AND a.period > 0""",
)

# People who walked in whom nobody joined to a family.
SELECT_STRANGERS = select(
    "strangers",
    "1 AS period, NULL, NULL, NULL",
    ("COUNT(*)",),
    """FROM sessions_app_attendance w
WHERE w.setting_id = %(setting)s AND w.half_term_id IN (SELECT id FROM half_terms)
  AND (w.walked_in OR w.mark = 'walk_in') AND w.household_id IS NULL
  AND (w.afternoon_id IN (SELECT id FROM afternoon WHERE period = 1 AND counts = 1)) IS TRUE""",
)

# Families that came for the first time, by the half-term they did; and of those with the
# days behind them to come back in (“due”), how many did.
SELECT_FIRST_TIMERS = select(
    FIRST_TIME,
    "period, half_on, NULL, NULL",
    (
        "COUNT(*)",
        "COUNT(CASE WHEN first_came_on <= %(due)s THEN 1 END)",
        "COUNT(CASE WHEN first_came_on <= %(due)s AND again = 1 THEN 1 END)",
    ),
    """FROM (
  SELECT h.id, h.first_came_on, t.starts_on AS half_on,
    CASE WHEN h.first_came_on >= %(first_1)s THEN 1 ELSE 2 END AS period,
    MAX(CASE WHEN a."on" > h.first_came_on AND a."on" <= {came_back_by} THEN 1 ELSE 0 END) AS again
  FROM newcomer h
  LEFT JOIN (
    SELECT household_id, afternoon_id FROM family
    WHERE came = 1 AND (household_id IN (SELECT id FROM newcomer)) IS TRUE) c ON c.household_id = h.id
  LEFT JOIN afternoon a ON a.id = c.afternoon_id AND a.counts = 1
  LEFT JOIN accounts_halfterm t ON t.setting_id = %(setting)s
    AND h.first_came_on BETWEEN t.starts_on AND t.ends_on
  GROUP BY h.id, h.first_came_on, t.starts_on) first_time
GROUP BY period, half_on""",
)
SELECTS = (SELECT_WEEKS, SELECT_STRANGERS, SELECT_FIRST_TIMERS)


@dataclass(frozen=True)
class Week:
    """One afternoon in figures: families that came of those that could have, and plans kept."""

    period: int
    half_on: date | None
    on: date
    change_note: str
    is_closed: bool
    turnout: Tally
    kept: Tally
    invitations: int
    unanswered: int


@dataclass(frozen=True)
class FirstTimers:
    """Families that came for the first time in one half-term, and how many came back."""

    period: int
    half_on: date | None
    families: int
    came_back: Tally


def weeks(rows: Iterable[Row]) -> list[Week]:
    """Return the afternoons of both periods, oldest first (measures 5 and 6)."""
    found = [_week(row) for row in rows if row.what == WEEK]
    return sorted(found, key=lambda week: week.on)


def first_timers(rows: Iterable[Row]) -> list[FirstTimers]:
    """Return the families that came for the first time, and came back (measures 7 and 8)."""
    return [
        FirstTimers(row.period, row.half_on, row.numbers[0], Tally(row.numbers[2], row.numbers[1]))
        for row in rows
        if row.what == FIRST_TIME
    ]


def strangers(rows: Iterable[Row]) -> int:
    """Return how many walked in whom nobody joined to a family."""
    return sum(row.numbers[0] for row in rows if row.what == "strangers")


def _week(row: Row) -> Week:
    """Return an afternoon; its turnout is not known before its register is closed."""
    is_closed, came, could, kept, planned, invitations, unanswered = row.numbers
    assert row.on is not None  # noqa: S101 - for the type checker
    return Week(
        period=row.period,
        half_on=row.half_on,
        on=row.on,
        change_note=row.words,
        is_closed=bool(is_closed),
        turnout=Tally(came, could) if is_closed else Tally(),
        kept=Tally(kept, planned) if is_closed else Tally(),
        invitations=invitations,
        unanswered=unanswered,
    )
