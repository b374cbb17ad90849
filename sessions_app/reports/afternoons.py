"""Figures about family afternoons: what each is made of, in SQL (docs/figures.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from families.reports import Row, Tally, select, unit
from families.reports.whose import HALF_OF, HALF_UP_TO
from sessions_app.pulses import QUESTIONS

WEEK = "week"

# afternoon: each one that matters, and whether it is in the period, not in what the figures
# look back to or ahead. family: one row for each family and afternoon it was asked to, or
# came to. What the register says stands on the invitations; those who were not asked are its
# walk-ins. chance: a family at an afternoon. It could have come (“available”) if it was asked,
# and was here: active in the half-term, with a child in placement on the day. That is so of an
# afternoon whichever period is asked for, so no two pages differ by a family.
AFTERNOONS = f"""
afternoon AS {{once}} (
  SELECT a.id, a.setting_id, a."on", a.change_note, {HALF_OF.format(day='a."on"')} AS half_on,
    {HALF_UP_TO.format(day='a."on"')} AS active_on,
    CASE WHEN a."on" BETWEEN %(first)s AND %(last)s THEN 1 ELSE 0 END AS is_now,
    CASE WHEN a.kind = 'family_afternoon' AND a.state <> 'cancelled' THEN 1 ELSE 0 END AS counts,
    CASE WHEN a.state = 'held' AND a.register_closed_at IS NOT NULL THEN 1 ELSE 0 END AS is_closed
  FROM sessions_app_afternoon a
  WHERE a.setting_id {{places}} AND a.half_term_id IN (SELECT id FROM half_terms)
    AND a.removed_at IS NULL),
family AS {{once}} (
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
    WHERE i.setting_id {{places}} AND i.half_term_id IN (SELECT id FROM half_terms)
    UNION ALL
    SELECT w.afternoon_id, w.household_id, 0, 0, 1, 0
    FROM sessions_app_attendance w
    WHERE w.setting_id {{places}} AND w.half_term_id IN (SELECT id FROM half_terms)
      AND (w.walked_in OR w.mark = 'walk_in') AND w.mark <> 'not_present'
      AND w.household_id IS NOT NULL) each_one
  WHERE (household_id IN (SELECT id FROM counted)) IS TRUE
  GROUP BY afternoon_id, household_id),
chance AS {{once}} (
  SELECT f.afternoon_id, f.household_id, a."on", a.half_on, a.is_now, a.is_closed,
    f.came, f.said_yes, f.invitations, f.unanswered,
    CASE WHEN f.came = 1 OR f.is_asked = 1
      AND (f.household_id, a.active_on) IN (SELECT household_id, half_on FROM active_in)
      AND (f.afternoon_id, f.household_id) IN (
        SELECT a.id, s.household_id FROM afternoon a JOIN stay s
          ON a."on" BETWEEN s.starts_on AND s.ends_on)
    THEN 1 ELSE 0 END AS could
  FROM family f JOIN afternoon a ON a.id = f.afternoon_id AND a.counts = 1),
newcomer AS {{once}} (
  SELECT h.id, h.first_came_on, {HALF_OF.format(day="h.first_came_on")} AS half_on
  FROM families_household h
  WHERE h.setting_id {{places}} AND (h.id IN (SELECT id FROM counted)) IS TRUE
    AND h.first_came_on BETWEEN %(first)s AND %(last)s),
again AS {{once}} (
  SELECT DISTINCT c.household_id FROM chance c JOIN newcomer h ON h.id = c.household_id
  WHERE c.came = 1 AND c."on" > h.first_came_on AND c."on" <= {{came_back_by}})"""

# Families that came to something in the period: an afternoon, or a morning to join in.
ATTENDED = """
  SELECT household_id FROM family
  WHERE came = 1 AND (afternoon_id IN (SELECT id FROM afternoon WHERE is_now = 1)) IS TRUE"""

OF_CHANCES = {
    "row": "household_id",
    "household": "household_id",
    "afternoon": "afternoon_id",
    "half_on": "half_on",
}
TURNOUT = unit(
    "turnout",
    **OF_CHANCES,
    part="came",
    source="FROM chance WHERE is_now = 1 AND is_closed = 1 AND could = 1",
)
KEPT = unit(
    "kept",
    **OF_CHANCES,
    part="came",
    source="FROM chance WHERE is_now = 1 AND is_closed = 1 AND said_yes = 1",
)
OF_NEWCOMERS = {"row": "id", "household": "id", "half_on": "half_on"}
FIRST_TIMERS = unit("first_timers", **OF_NEWCOMERS, source="FROM newcomer")
CAME_BACK = unit(
    "came_back",
    **OF_NEWCOMERS,
    part="CASE WHEN id IN (SELECT household_id FROM again) THEN 1 ELSE 0 END",
    source="FROM newcomer WHERE first_came_on <= %(due)s",
)
REGULARS = unit(
    "regulars",
    row="household_id",
    household="household_id",
    part="CASE WHEN SUM(came) >= %(regular_at_least)s THEN 1 ELSE 0 END",
    source="""FROM (
  SELECT household_id, came, ROW_NUMBER() OVER (
    PARTITION BY household_id ORDER BY "on" DESC, afternoon_id) AS n
  FROM chance WHERE is_closed = 1 AND could = 1 AND "on" BETWEEN %(back_to)s AND %(last)s
    AND (household_id IN (SELECT household_id FROM active)) IS TRUE) latest
WHERE n <= %(regular_of)s GROUP BY household_id HAVING COUNT(*) = %(regular_of)s""",
)

# “Yes” among the answers to each of the four questions; nobody knows who gave them.
OF_PULSES = """FROM sessions_app_pulse p JOIN afternoon a ON a.id = p.afternoon_id
WHERE a.setting_id = %(setting)s AND a.counts = 1 AND a.is_now = 1"""
BELONGING = tuple(
    unit(
        f"belonging_{question}",
        row="p.id",
        afternoon="a.id",
        half_on="a.half_on",
        part=f"CASE WHEN p.{question} = 'yes' THEN 1 ELSE 0 END",
        source=f"{OF_PULSES} AND p.{question} <> ''",
    )
    for question in QUESTIONS
)
PULSES = unit("pulses", row="p.id", afternoon="a.id", half_on="a.half_on", source=OF_PULSES)

# People who walked in whom nobody joined to a family.
STRANGERS = unit(
    "strangers",
    row="w.id",
    afternoon="w.afternoon_id",
    source="""FROM sessions_app_attendance w
WHERE w.setting_id = %(setting)s AND w.half_term_id IN (SELECT id FROM half_terms)
  AND (w.walked_in OR w.mark = 'walk_in') AND w.household_id IS NULL
  AND (w.afternoon_id IN (SELECT id FROM afternoon WHERE is_now = 1 AND counts = 1)) IS TRUE""",
)
UNITS = (TURNOUT, KEPT, FIRST_TIMERS, CAME_BACK, REGULARS, *BELONGING, PULSES, STRANGERS)

# An afternoon in numbers.
SELECT_WEEKS = select(
    WEEK,
    'a.half_on, a."on", a.change_note',
    ("a.is_closed", "t.came", "t.could", "t.kept", "t.planned", "t.invitations", "t.unanswered"),
    """FROM afternoon a LEFT JOIN (
  SELECT afternoon_id, SUM(came) AS came, SUM(could) AS could, SUM(said_yes * came) AS kept,
    SUM(said_yes) AS planned, SUM(invitations) AS invitations, SUM(unanswered) AS unanswered
  FROM chance WHERE is_now = 1 GROUP BY afternoon_id) t ON t.afternoon_id = a.id
WHERE a.counts = 1 AND a.is_now = 1""",
)


@dataclass(frozen=True)
class Week:
    """One afternoon in figures: families that came of those that could have, and plans kept."""

    half_on: date | None
    on: date
    change_note: str
    is_closed: bool
    turnout: Tally
    kept: Tally
    invitations: int
    unanswered: int


def weeks(rows: Iterable[Row]) -> list[Week]:
    """Return the afternoons of the period, oldest first (measures 5 and 6)."""
    found = [_week(row) for row in rows if row.what == WEEK]
    return sorted(found, key=lambda week: week.on)


def _week(row: Row) -> Week:
    """Return an afternoon; its turnout is not known before its register is closed."""
    is_closed, came, could, kept, planned, invitations, unanswered = row.numbers
    assert row.on is not None  # noqa: S101 - for the type checker
    return Week(
        half_on=row.half_on,
        on=row.on,
        change_note=row.words,
        is_closed=bool(is_closed),
        turnout=Tally(came, could) if is_closed else Tally(),
        kept=Tally(kept, planned) if is_closed else Tally(),
        invitations=invitations,
        unanswered=unanswered,
    )
