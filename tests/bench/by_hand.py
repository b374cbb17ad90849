"""The head's figures of one half-term and the one before, as one would write the SQL by hand.

Nothing in it is general: one setting's own families, two half-terms, no roll, no breakdown
for the hiding of small numbers. It is what the page's own SQL is measured against (P10),
and it must find the same numbers.
"""

REACH = """
WITH half AS (SELECT 1 AS period, %(first_1)s::date AS first_on, %(last_1)s::date AS last_on,
    %(days_1)s::date[] AS days, %(active_days_1)s AS least
  UNION ALL SELECT 2, %(first_2)s, %(last_2)s, %(days_2)s::date[], %(active_days_2)s),
active AS (
  SELECT DISTINCT half.period, m.household_id FROM half, families_child c
  JOIN families_householdmember m ON m.child_id = c.id
  JOIN families_household h ON h.id = m.household_id AND h.removed_at IS NULL
  WHERE c.setting_id = %(setting)s AND c.removed_at IS NULL
    AND width_bucket(least(coalesce(c.placement_ends_on, 'infinity'), coalesce(m.to_on, 'infinity'), half.last_on), half.days)
      - width_bucket(greatest(c.placement_starts_on, m.from_on, half.first_on) - 1, half.days) >= half.least),
reached AS (
  SELECT half.period, v.household_id FROM half JOIN visits_homevisit v ON v.planned_on BETWEEN half.first_on AND half.last_on
  WHERE v.setting_id = %(setting)s AND v.state = 'completed' AND v.removed_at IS NULL
  UNION
  SELECT CASE i.half_term_id WHEN %(half_1)s THEN 1 ELSE 2 END, i.household_id FROM sessions_app_invitation i
  WHERE i.setting_id = %(setting)s AND i.half_term_id IN (%(half_1)s, %(half_2)s) AND i.came
  UNION
  SELECT CASE w.half_term_id WHEN %(half_1)s THEN 1 ELSE 2 END, w.household_id FROM sessions_app_attendance w
  WHERE w.setting_id = %(setting)s AND w.half_term_id IN (%(half_1)s, %(half_2)s) AND w.mark = 'walk_in'
  UNION
  SELECT half.period, t.household_id FROM half JOIN families_contactlog t
    ON t.happened_at >= half.first_on AND t.happened_at < half.last_on + 1
  WHERE t.setting_id = %(setting)s AND t.is_two_way AND t.removed_at IS NULL)
SELECT active.period, count(reached.household_id), count(*) FROM active
LEFT JOIN reached USING (period, household_id) GROUP BY 1"""

VISITS = """
SELECT CASE WHEN planned_on >= %(first_1)s THEN 1 ELSE 2 END, count(*) FILTER (WHERE state = 'completed'),
  count(*) FILTER (WHERE state IN ('completed', 'ended_early', 'not_home', 'cancelled_school', 'cancelled_family'))
FROM visits_homevisit WHERE setting_id = %(setting)s AND removed_at IS NULL
  AND (planned_on BETWEEN %(first_1)s AND %(last_1)s OR planned_on BETWEEN %(first_2)s AND %(last_2)s) GROUP BY 1"""

AFTERNOONS = """
WITH half AS (SELECT 1 AS period, %(days_1)s::date[] AS days, %(active_days_1)s AS least
  UNION ALL SELECT 2, %(days_2)s::date[], %(active_days_2)s),
stay AS (
  SELECT half.period, m.household_id, greatest(c.placement_starts_on, m.from_on) AS starts_on,
    least(coalesce(c.placement_ends_on, 'infinity'), coalesce(m.to_on, 'infinity')) AS ends_on
  FROM half, families_child c JOIN families_householdmember m ON m.child_id = c.id
  WHERE c.setting_id = %(setting)s AND c.removed_at IS NULL
    AND width_bucket(least(coalesce(c.placement_ends_on, 'infinity'), coalesce(m.to_on, 'infinity')), half.days)
      - width_bucket(greatest(c.placement_starts_on, m.from_on) - 1, half.days) >= half.least),
invited AS (
  SELECT i.afternoon_id, i.household_id, bool_or(i.came) AS came, bool_or(i.answer = 'yes') AS yes,
    bool_or(i.state NOT IN ('draft', 'blocked', 'withdrawn')) AS asked, count(*) FILTER (WHERE i.answer = '') AS silent
  FROM sessions_app_invitation i
  WHERE i.setting_id = %(setting)s AND i.half_term_id IN (%(half_1)s, %(half_2)s) GROUP BY 1, 2),
walked AS (
  SELECT DISTINCT w.afternoon_id, w.household_id FROM sessions_app_attendance w
  WHERE w.setting_id = %(setting)s AND w.half_term_id IN (%(half_1)s, %(half_2)s) AND w.mark = 'walk_in'),
family AS (
  SELECT afternoon_id, household_id, coalesce(i.came, false) OR w.household_id IS NOT NULL AS came,
    coalesce(i.yes, false) AS yes, coalesce(i.asked, false) AS asked, coalesce(i.silent, 0) AS silent
  FROM invited i FULL JOIN walked w USING (afternoon_id, household_id))
SELECT a.id, a."on", a.change_note, count(*) FILTER (WHERE f.came),
  count(*) FILTER (WHERE f.came OR f.asked AND EXISTS (SELECT 1 FROM stay s WHERE s.household_id = f.household_id
    AND a."on" BETWEEN s.starts_on AND s.ends_on)),
  count(*) FILTER (WHERE f.yes AND f.came), count(*) FILTER (WHERE f.yes), sum(f.silent)
FROM sessions_app_afternoon a JOIN family f ON f.afternoon_id = a.id
WHERE a.setting_id = %(setting)s AND a.state <> 'cancelled' AND a.register_closed_at IS NOT NULL
GROUP BY a.id ORDER BY a."on" """

FIRST = """
SELECT CASE WHEN h.first_came_on >= %(first_1)s THEN 1 ELSE 2 END, count(*),
  count(*) FILTER (WHERE h.first_came_on <= %(due)s),
  count(*) FILTER (WHERE h.first_came_on <= %(due)s AND EXISTS (
    SELECT 1 FROM sessions_app_invitation i JOIN sessions_app_afternoon a ON a.id = i.afternoon_id
    WHERE i.household_id = h.id AND i.came AND a."on" > h.first_came_on AND a."on" <= h.first_came_on + %(back)s))
FROM families_household h
WHERE h.setting_id = %(setting)s AND h.removed_at IS NULL
  AND (h.first_came_on BETWEEN %(first_1)s AND %(last_1)s OR h.first_came_on BETWEEN %(first_2)s AND %(last_2)s)
GROUP BY 1"""

ALL = (REACH, VISITS, AFTERNOONS, FIRST)
