"""Whose families figures are about, which of them are active, and what we owe them, in SQL.

The figures of a period are one statement of plain SQL, to which each app gives its part:
common table expressions, and SELECTs of units. The database adds up, and reads what it
needs once, from indexes made for it.
"""

from families.reports.rows import unit

# Three words in which the databases differ. `days` names a list of school days in order.
SCHOOL_DAYS = {
    "postgresql": """(width_bucket(ends_on, %({days})s::date[])
                      - width_bucket(starts_on - 1, %({days})s::date[]))""",
    "sqlite": """(SELECT COUNT(*) FROM json_each(%({days})s) AS day
                  WHERE day.value BETWEEN starts_on AND ends_on)""",
}
DAYS_LATER = {
    "postgresql": "({day} + {days})",
    "sqlite": "DATE({day}, '+' || {days} || ' days')",
}
# Each day of the period: the moment it is over; the last day, and the moment it is over, by
# which a visit is offered to a family that begins on it, and a note of a visit is written.
EACH_DAY = {
    "postgresql": """
  SELECT * FROM unnest(%(each_day)s::date[], %(each_over)s::timestamptz[],
    %(each_offer_on)s::date[], %(each_offer_over)s::timestamptz[],
    %(each_note_on)s::date[], %(each_note_over)s::timestamptz[])
    AS d(day, is_over_at, offer_on, offer_over_at, note_on, note_over_at)""",
    "sqlite": """
  SELECT a.value AS day, b.value AS is_over_at, c.value AS offer_on, d.value AS offer_over_at,
    e.value AS note_on, f.value AS note_over_at
  FROM json_each(%(each_day)s) a JOIN json_each(%(each_over)s) b ON b.key = a.key
  JOIN json_each(%(each_offer_on)s) c ON c.key = a.key
  JOIN json_each(%(each_offer_over)s) d ON d.key = a.key
  JOIN json_each(%(each_note_on)s) e ON e.key = a.key
  JOIN json_each(%(each_note_over)s) f ON f.key = a.key""",
}

# Worked out once, however often and wherever it is read.
ONCE = {"postgresql": "MATERIALIZED", "sqlite": ""}

# Whose families: the setting's own, or (for the head of a school) also those elsewhere with
# a child on the school's roll. `{places}` narrows another table to the settings they are in.
OWN = "SELECT id, setting_id FROM families_household WHERE setting_id = %(setting)s AND removed_at IS NULL"
WITH_ROLL = """
  SELECT h.id, h.setting_id FROM families_household h
  WHERE h.removed_at IS NULL AND EXISTS (
    SELECT 1 FROM families_householdmember m JOIN families_child c ON c.id = m.child_id
    WHERE m.household_id = h.id AND c.removed_at IS NULL
      AND (c.setting_id = %(setting)s OR c.home_school_id = %(setting)s)
      AND m.from_on <= %(last)s AND (m.to_on IS NULL OR m.to_on >= %(first)s)
      AND c.placement_starts_on <= %(last)s
      AND (c.placement_ends_on IS NULL OR c.placement_ends_on >= %(first)s))"""
PLACES = {False: "= %(setting)s", True: "IN (SELECT setting_id FROM counted)"}
CHILDREN = {
    False: "c.setting_id = %(setting)s",
    True: "(c.setting_id = %(setting)s OR c.home_school_id = %(setting)s)",
}

# counted: the families. half_terms: those the period and what it looks back and ahead to
# lie in, by which the indexes are read. stay: a child in placement, living in one of the
# families, from a day to a day. active: the families active in the period. active_in: those
# active in each half-term, whichever period is asked for.
# Written with windows, and IN … IS TRUE, not joins, where many rows meet: a planner knows
# nothing of how many rows such expressions have, and would join them row by row.
FAMILIES = """
counted AS {once} ({counted}),
half_terms AS {once} (
  SELECT id FROM accounts_halfterm
  WHERE setting_id {places} AND ends_on >= %(back_to)s AND starts_on <= %(after)s),
each_day AS {once} ({each_day}),
stay AS {once} (
  SELECT m.household_id, c.id AS child_id,
    CASE WHEN m.from_on > c.placement_starts_on
         THEN m.from_on ELSE c.placement_starts_on END AS starts_on,
    CASE WHEN m.to_on IS NOT NULL AND (c.placement_ends_on IS NULL OR m.to_on < c.placement_ends_on)
         THEN m.to_on ELSE COALESCE(c.placement_ends_on, %(never)s) END AS ends_on
  FROM families_child c
  JOIN families_householdmember m ON m.child_id = c.id
  WHERE {children} AND c.removed_at IS NULL AND c.placement_starts_on <= %(last)s
    AND (m.to_on IS NULL OR m.to_on >= c.placement_starts_on)
    AND (c.placement_ends_on IS NULL OR c.placement_ends_on >= m.from_on)
    AND (m.household_id IN (SELECT id FROM counted)) IS TRUE),
active AS {once} (
  SELECT DISTINCT household_id FROM (
    SELECT household_id FROM stay WHERE starts_on <= %(last)s AND ends_on >= %(first)s
    GROUP BY household_id, child_id HAVING SUM({school_days}) >= %(active_days)s) each_child),
halves AS {once} (
  SELECT starts_on, ends_on,
    CASE WHEN ends_on >= %(today)s THEN %(active_days_now)s ELSE %(active_days_of_half)s END AS active_days
  FROM accounts_halfterm
  WHERE setting_id = %(setting)s AND ends_on >= %(back_to)s AND starts_on <= %(after)s),
active_in AS {once} (
  SELECT DISTINCT household_id, half_on FROM (
    SELECT household_id, half_on FROM (
      SELECT s.household_id, s.child_id, h.starts_on AS half_on, h.active_days,
        CASE WHEN s.starts_on > h.starts_on THEN s.starts_on ELSE h.starts_on END AS starts_on,
        CASE WHEN s.ends_on < h.ends_on THEN s.ends_on ELSE h.ends_on END AS ends_on
      FROM stay s JOIN halves h ON s.starts_on <= h.ends_on AND s.ends_on >= h.starts_on) each_half
    GROUP BY household_id, child_id, half_on, active_days
    HAVING SUM({school_days_of_halves}) >= active_days) each_child)"""

# The first day of the half-term a day is in; and of that, or of the one before, if it is in none.
HALF_OF = "(SELECT in_half.starts_on FROM halves in_half WHERE {day} BETWEEN in_half.starts_on AND in_half.ends_on)"
HALF_UP_TO = "(SELECT MAX(upto.starts_on) FROM halves upto WHERE upto.starts_on <= {day})"

# Families somebody had a two-way contact with in the period.
SPOKEN_WITH = """
  SELECT household_id FROM families_contactlog
  WHERE setting_id {places} AND is_two_way AND removed_at IS NULL
    AND happened_at >= %(from)s AND happened_at < %(until)s"""

# Families with an adult whom a message or, where they said that only their mentor calls,
# a call reaches: a checked number or an address that works, and no “no” to it.
SAID_NO = """(
    SELECT COUNT(*) FROM families_contactpreference p
    WHERE p.adult_id = a.id AND p.channel = '{channel}' AND NOT p.is_allowed
      AND p.topic IN ('visits', 'afternoons')) = 2"""
REACHABLE = f"""
  SELECT m.household_id FROM families_householdmember m JOIN families_adult a ON a.id = m.adult_id
  WHERE a.setting_id {{places}} AND a.removed_at IS NULL AND NOT a.is_deceased
    AND (a.left_on IS NULL OR a.left_on > %(upto)s)
    AND m.from_on <= %(upto)s AND (m.to_on IS NULL OR m.to_on >= %(upto)s)
    AND (a.mobile_state = 'verified' AND (a.safe_contact = 'mentor_calls_only'
           OR a.safe_contact IN ('any', 'this_number_only') AND NOT {SAID_NO.format(channel="sms")})
      OR a.email <> '' AND NOT a.email_is_unreachable AND a.safe_contact = 'any'
         AND NOT {SAID_NO.format(channel="email")})"""
CONTACTABLE = unit(
    "contactable",
    row="household_id",
    household="household_id",
    part=f"CASE WHEN household_id IN ({REACHABLE}) THEN 1 ELSE 0 END",
    source="FROM active",
)

# What we said we would do, once its day is over. What was not needed any more, or was handed
# on, by its day is no promise due; after its day it is one that was not kept.
PROMISES = unit(
    "promises",
    row="p.id",
    household="p.household_id",
    half_on=HALF_OF.format(day="p.due_on"),
    part="CASE WHEN p.state = 'done' AND p.closed_at < d.is_over_at THEN 1 ELSE 0 END",
    source="""FROM families_promise p JOIN each_day d ON d.day = p.due_on
WHERE p.setting_id {places} AND p.removed_at IS NULL
  AND p.due_on BETWEEN %(first)s AND %(last)s AND p.due_on < %(today)s
  AND (p.state IN ('open', 'done') OR p.closed_at >= d.is_over_at)
  AND (p.household_id IN (SELECT id FROM counted)) IS TRUE""",
)

# Mentors on the period’s last day, or today: each with so many hundredths of full time.
MENTORS = unit(
    "mentors",
    row="s.id",
    part="CAST(ROUND(s.works_share * 100) AS integer)",
    source="""FROM accounts_staff s WHERE s.id IN (
  SELECT m.staff_id FROM accounts_membership m
  WHERE m.setting_id = %(setting)s AND m.role = 'mentor' AND m.from_on <= %(upto)s
    AND (m.to_on IS NULL OR m.to_on >= %(upto)s))""",
)
ACTIVE = unit("active", row="household_id", household="household_id", source="FROM active")
UNITS = (ACTIVE, CONTACTABLE, PROMISES, MENTORS)
