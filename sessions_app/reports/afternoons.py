"""Figures about family afternoons (docs/figures.md)."""

from dataclasses import dataclass
from datetime import date

from families.reports import COUNTED, FAMILIES, HALF_TERMS, Question, Tally

# came: which family came to which afternoon. What the register says stands on the
# invitations; those who were not asked are its walk-ins.
CAME = """
  SELECT i.household_id, i.afternoon_id FROM sessions_app_invitation i
  WHERE i.setting_id {places} AND i.half_term_id IN (SELECT id FROM half_terms) AND i.came
  UNION
  SELECT w.household_id, w.afternoon_id FROM sessions_app_attendance w
  WHERE w.setting_id {places} AND w.half_term_id IN (SELECT id FROM half_terms)
    AND w.mark = 'walk_in' AND w.household_id IS NOT NULL"""

# Families that came to an afternoon.
ATTENDED = f"""
  SELECT CASE WHEN a."on" >= %(first_1)s THEN 1 ELSE 2 END AS period, c.household_id
  FROM ({CAME}) c
  JOIN sessions_app_afternoon a ON a.id = c.afternoon_id
  WHERE a."on" BETWEEN %(first_1)s AND %(last_1)s OR a."on" BETWEEN %(first_2)s AND %(last_2)s"""  # noqa: S608 - CAME is above

# One row for each afternoon. `family` has one for each family and afternoon: asked to it,
# come to it, or here (active in the period, and a child in placement on the day). A family
# could have come (“available”) if it was asked and here. What counts for turnout and kept
# plans is read only where the register was closed.
WEEKS = f"""
WITH {FAMILIES},
afternoon AS (
  SELECT a.id, a."on", a.change_note, h.starts_on AS half_on,
    CASE WHEN a."on" >= %(first_1)s THEN 1 ELSE 2 END AS period,
    CASE WHEN a.state = 'held' AND a.register_closed_at IS NOT NULL THEN 1 ELSE 0 END AS is_closed
  FROM sessions_app_afternoon a
  LEFT JOIN accounts_halfterm h ON h.setting_id = %(setting)s
    AND a."on" BETWEEN h.starts_on AND h.ends_on
  WHERE a.setting_id {{places}} AND a.half_term_id IN (SELECT id FROM half_terms)
    AND a.removed_at IS NULL AND a.kind = 'family_afternoon' AND a.state <> 'cancelled'
    AND (a."on" BETWEEN %(first_1)s AND %(last_1)s OR a."on" BETWEEN %(first_2)s AND %(last_2)s)),
family AS (
  SELECT afternoon_id, household_id, MAX(is_asked) AS is_asked, MAX(said_yes) AS said_yes,
    MAX(came) AS came, MAX(is_here) AS is_here,
    SUM(is_asked) AS invitations, SUM(is_asked * is_silent) AS unanswered
  FROM (
    SELECT i.afternoon_id, i.household_id,
      CASE WHEN i.state NOT IN ('draft', 'blocked', 'withdrawn') THEN 1 ELSE 0 END AS is_asked,
      CASE WHEN i.answer = 'yes'
           AND i.state NOT IN ('draft', 'blocked', 'withdrawn', 'waitlisted', 'held')
           THEN 1 ELSE 0 END AS said_yes,
      CASE WHEN i.came THEN 1 ELSE 0 END AS came,
      0 AS is_here,
      CASE WHEN i.answer = '' THEN 1 ELSE 0 END AS is_silent
    FROM sessions_app_invitation i
    WHERE i.setting_id {{places}} AND i.half_term_id IN (SELECT id FROM half_terms)
    UNION ALL
    SELECT w.afternoon_id, w.household_id, 0, 0, 1, 0, 0
    FROM sessions_app_attendance w
    WHERE w.setting_id {{places}} AND w.half_term_id IN (SELECT id FROM half_terms)
      AND w.mark = 'walk_in' AND w.household_id IS NOT NULL
    UNION ALL
    SELECT a.id, s.household_id, 0, 0, 0, 1, 0
    FROM afternoon a
    JOIN stay s ON a."on" BETWEEN s.starts_on AND s.ends_on
    WHERE CASE WHEN a.period = 1 THEN s.is_active_1 ELSE s.is_active_2 END) each_one
  GROUP BY afternoon_id, household_id),
counts AS (
  SELECT afternoon_id, SUM(came) AS came,
    SUM(CASE WHEN came = 1 OR (is_asked = 1 AND is_here = 1) THEN 1 ELSE 0 END) AS could,
    SUM(said_yes * came) AS kept, SUM(said_yes) AS planned,
    SUM(invitations) AS invitations, SUM(unanswered) AS unanswered
  FROM family
  WHERE (household_id IN (SELECT id FROM counted)) IS TRUE
  GROUP BY afternoon_id),
strangers AS (
  SELECT w.afternoon_id, COUNT(*) AS people FROM sessions_app_attendance w
  WHERE w.setting_id = %(setting)s AND w.half_term_id IN (SELECT id FROM half_terms)
    AND w.mark = 'walk_in' AND w.household_id IS NULL
  GROUP BY w.afternoon_id)
SELECT a.period, a.half_on, a."on", a.change_note, a.is_closed,
  c.came, c.could, c.kept, c.planned, c.invitations, c.unanswered, s.people
FROM afternoon a
LEFT JOIN counts c ON c.afternoon_id = a.id
LEFT JOIN strangers s ON s.afternoon_id = a.id
ORDER BY a."on", a.id"""  # noqa: S608 - FAMILIES is ours

# Families that came for the first time, by the half-term they did; and of those with the
# days behind them to come back in (“due”), how many did.
FIRST_TIMERS = f"""
WITH {COUNTED}{HALF_TERMS}
SELECT period, half_on, COUNT(*),
  COUNT(CASE WHEN first_came_on <= %(due)s THEN 1 END),
  COUNT(CASE WHEN first_came_on <= %(due)s AND again = 1 THEN 1 END)
FROM (
  SELECT h.id, h.first_came_on, t.starts_on AS half_on,
    CASE WHEN h.first_came_on >= %(first_1)s THEN 1 ELSE 2 END AS period,
    MAX(CASE WHEN a."on" > h.first_came_on AND a."on" <= {{came_back_by}} THEN 1 ELSE 0 END) AS again
  FROM families_household h
  LEFT JOIN ({CAME}) c ON c.household_id = h.id
  LEFT JOIN sessions_app_afternoon a ON a.id = c.afternoon_id
  LEFT JOIN accounts_halfterm t ON t.setting_id = %(setting)s
    AND h.first_came_on BETWEEN t.starts_on AND t.ends_on
  WHERE h.setting_id {{places}} AND (h.id IN (SELECT id FROM counted)) IS TRUE
    AND (h.first_came_on BETWEEN %(first_1)s AND %(last_1)s
         OR h.first_came_on BETWEEN %(first_2)s AND %(last_2)s)
  GROUP BY h.id, h.first_came_on, t.starts_on) first_time
GROUP BY period, half_on"""  # noqa: S608 - CAME is above


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
    strangers: int


@dataclass(frozen=True)
class FirstTimers:
    """Families that came for the first time in one half-term, and how many came back."""

    period: int
    half_on: date | None
    families: int
    came_back: Tally


def weeks(question: Question) -> list[Week]:
    """Return the afternoons of both periods, oldest first (measures 5 and 6)."""
    found = []
    for period, half_on, on, note, is_closed, *numbers in question.rows(WEEKS):
        came, could, kept, planned, asked, unanswered, strangers = (int(n or 0) for n in numbers)
        day = question.day(on)
        assert day is not None  # noqa: S101 - for the type checker
        found.append(
            Week(
                period=period,
                half_on=question.day(half_on),
                on=day,
                change_note=note,
                is_closed=bool(is_closed),
                turnout=Tally(came, could) if is_closed else Tally(),
                kept=Tally(kept, planned) if is_closed else Tally(),
                invitations=asked,
                unanswered=unanswered,
                strangers=strangers,
            )
        )
    return found


def first_timers(question: Question) -> list[FirstTimers]:
    """Return the families that came for the first time, and came back (measures 7 and 8)."""
    return [
        FirstTimers(period, question.day(half_on), families, Tally(again, due))
        for period, half_on, families, due, again in question.rows(FIRST_TIMERS)
    ]
