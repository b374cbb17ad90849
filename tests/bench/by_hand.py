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

# What a trust reads, from what is kept: four measures of each setting, now and before (P14).
TRUST = """
SELECT s.name, p.key, p.figures->'reach'->0->0, p.figures->'reach'->0->1,
  p.figures->'offers'->0->0, p.figures->'offers'->0->1,
  p.figures->'turnout'->0->0, p.figures->'turnout'->0->1,
  p.figures->'promises'->0->0, p.figures->'promises'->0->1
FROM accounts_setting s JOIN figures_periodfigures p ON p.setting_id = s.id AND NOT p.has_roll
WHERE s.id = ANY(%(settings)s::uuid[]) AND p.key = ANY(%(keys)s) ORDER BY s.name, p.first_on DESC"""

# One family's timeline, everything a lead may read of it in one statement (V3).
TIMELINE = """
SELECT 'invitation', i.created_at AS at, a.known_as, n."on"::text, i.state, i.block_reason
FROM sessions_app_invitation i JOIN families_adult a ON a.id = i.adult_id
JOIN sessions_app_afternoon n ON n.id = i.afternoon_id
WHERE i.setting_id = %(setting)s AND i.household_id = %(household)s AND i.state <> 'draft'
UNION ALL
SELECT 'answer', w.created_at, a.known_as, n."on"::text, w.answer, w.via
FROM sessions_app_answer w JOIN sessions_app_invitation i ON i.id = w.invitation_id
JOIN families_adult a ON a.id = i.adult_id JOIN sessions_app_afternoon n ON n.id = i.afternoon_id
WHERE i.setting_id = %(setting)s AND i.household_id = %(household)s AND w.answer <> ''
UNION ALL
SELECT 'mark', t.marked_at, coalesce(a.known_as, c.preferred_first, c.legal_first, t.walk_in_name),
  n."on"::text, t.mark, ''
FROM sessions_app_attendance t JOIN sessions_app_afternoon n ON n.id = t.afternoon_id
LEFT JOIN families_adult a ON a.id = t.adult_id LEFT JOIN families_child c ON c.id = t.child_id
WHERE t.setting_id = %(setting)s AND t.household_id = %(household)s
UNION ALL
SELECT 'visit', coalesce(v.arrived_at, v.planned_on), m.first_name, v.state, v.outcome, b.first_name
FROM visits_homevisit v JOIN accounts_staff m ON m.id = v.mentor_id
LEFT JOIN visits_visitnote o ON o.visit_id = v.id LEFT JOIN accounts_staff b ON b.id = o.written_by_id
WHERE v.setting_id = %(setting)s AND v.household_id = %(household)s AND v.removed_at IS NULL
UNION ALL
SELECT 'said', w.created_at, a.known_as, w.said, w.via, b.first_name
FROM visits_visitanswer w JOIN visits_homevisit v ON v.id = w.visit_id
LEFT JOIN families_adult a ON a.id = w.adult_id LEFT JOIN accounts_staff b ON b.id = w.recorded_by_id
WHERE v.setting_id = %(setting)s AND v.household_id = %(household)s AND v.removed_at IS NULL
UNION ALL
SELECT 'message', coalesce(x.sent_at, x.created_at), a.known_as, x.template_key, x.state, x.reason
FROM outbox_message x LEFT JOIN families_adult a ON a.id = x.adult_id
WHERE x.setting_id = %(setting)s AND x.household_id = %(household)s
  AND NOT (x.channel = 'voice' AND x.state = 'sent')
UNION ALL
SELECT 'text', x.received_at, a.known_as, '', '', ''
FROM outbox_inboundmessage x LEFT JOIN families_adult a ON a.id = x.adult_id
WHERE x.setting_id = %(setting)s AND x.household_id = %(household)s AND x.read_at IS NOT NULL
UNION ALL
SELECT 'contact', l.happened_at, a.known_as, l.channel, l.line, b.first_name
FROM families_contactlog l LEFT JOIN families_adult a ON a.id = l.adult_id
LEFT JOIN accounts_staff b ON b.id = l.created_by_id
WHERE l.household_id = %(household)s AND l.removed_at IS NULL
UNION ALL
SELECT 'wish', w.asked_at, a.known_as, w.kind, w.via, b.first_name
FROM families_wish w LEFT JOIN families_adult a ON a.id = w.adult_id
LEFT JOIN accounts_staff b ON b.id = w.settled_by_id WHERE w.household_id = %(household)s
UNION ALL
SELECT 'promise', p.created_at, o.first_name, p.what, p.state, b.first_name
FROM families_promise p JOIN accounts_staff o ON o.id = p.owner_id
LEFT JOIN accounts_staff b ON b.id = p.closed_by_id
WHERE p.household_id = %(household)s AND p.removed_at IS NULL
ORDER BY 2 DESC"""
