"""Figures about home visits: what each is made of, in SQL (docs/figures.md)."""

from families.reports import unit
from families.reports.whose import HALF_OF

# Each visit of the period. A visit that was moved is where it was moved to: only there is it
# “at its end”. “In peace” is one on a day the family asked to be left in peace, unless we met.
# `sort` is the one part of the six (visits.expected) that it is in, once it is in one.
VISITS = f"""
visit AS {{once}} (
  SELECT id, household_id, planned_on, state, at_end, half_on,
    CASE WHEN outcome = 'completed' OR outcome <> '' AND NOT in_peace THEN outcome
         WHEN in_peace AND (outcome <> '' OR is_open) THEN 'paused'
         WHEN is_open THEN 'not_written_up' ELSE '' END AS sort
  FROM (
    SELECT v.id, v.household_id, v.planned_on, v.state, v.outcome,
      {HALF_OF.format(day="v.planned_on")} AS half_on,
      v.state IN ('agreed', 'planned', 'under_way') AND v.planned_on < %(today)s AS is_open,
      COALESCE(h.paused_from <= v.planned_on
        AND (h.paused_until IS NULL OR h.paused_until >= v.planned_on), FALSE) AS in_peace,
      NOT EXISTS (SELECT 1 FROM visits_homevisit n
                  WHERE n.rescheduled_from_id = v.id AND n.removed_at IS NULL) AS at_end
    FROM visits_homevisit v JOIN families_household h ON h.id = v.household_id
    WHERE v.setting_id {{places}} AND v.removed_at IS NULL
      AND v.planned_on BETWEEN %(first)s AND %(last)s
      AND (v.household_id IN (SELECT id FROM counted)) IS TRUE) each_one)"""

# Families that a completed visit reached in the period.
VISITED = "SELECT household_id FROM visit WHERE state = 'completed'"

OF_VISITS = {"row": "id", "household": "household_id", "half_on": "half_on"}
WERE_TO_BE = """FROM visit WHERE planned_on <= %(today)s AND state IN (
  'completed', 'ended_early', 'not_home', 'cancelled_school', 'cancelled_family')"""
SORTS = ("completed", "nobody_in", "family_moved_it", "we_cancelled", "not_today", "paused")
ALL_SORTS = ", ".join(f"'{sort}'" for sort in SORTS)
IN_A_SORT = f"FROM visit WHERE at_end AND planned_on <= %(today)s AND sort IN ({ALL_SORTS})"

DELIVERED = unit(
    "visits",
    **OF_VISITS,
    part="CASE WHEN state = 'completed' THEN 1 ELSE 0 END",
    source=WERE_TO_BE,
)
CANCELLED_BY_US = unit(
    "cancelled_by_us",
    **OF_VISITS,
    part="CASE WHEN state = 'cancelled_school' THEN 1 ELSE 0 END",
    source=WERE_TO_BE,
)
EXPECTED = (
    unit("expected", **OF_VISITS, source=IN_A_SORT),
    unit("'expected_' || sort", **OF_VISITS, source=IN_A_SORT),
)
NOT_WRITTEN_UP = unit(
    "not_written_up", **OF_VISITS, source="FROM visit WHERE at_end AND sort = 'not_written_up'"
)

# A note is on time by the end of the school day that `note_due_school_days` says.
NOTES = unit(
    "notes",
    row="v.id",
    household="v.household_id",
    half_on="v.half_on",
    part="""CASE WHEN EXISTS (SELECT 1 FROM visits_visitnote n WHERE n.visit_id = v.id
    AND n.removed_at IS NULL AND n.written_at < d.note_over_at) THEN 1 ELSE 0 END""",
    source="""FROM visit v JOIN each_day d ON d.day = v.planned_on
WHERE v.state = 'completed' AND d.note_on < %(today)s""",
)

# Families that began in the period, once the days in which they are offered a visit are over
# (rule 1). A family begins when the first of its children does; one that only moved home
# does not begin anew. A visit that was made is an offer on its day at the latest; one we took
# back before an answer is none.
OFFERS = unit(
    "offers",
    row="b.household_id",
    household="b.household_id",
    half_on=HALF_OF.format(day="b.began_on"),
    part="""CASE WHEN EXISTS (
    SELECT 1 FROM visits_homevisit v WHERE v.household_id = b.household_id
      AND v.removed_at IS NULL AND NOT (v.state = 'cancelled_school' AND v.agreed_by_id IS NULL)
      AND (v.offered_at < d.offer_over_at OR v.offered_at IS NULL
           AND (v.created_at < d.offer_over_at OR v.planned_on <= d.offer_on))
    ) THEN 1 ELSE 0 END""",
    source="""FROM (SELECT household_id, MIN(starts_on) AS began_on FROM stay GROUP BY household_id) b
JOIN each_day d ON d.day = b.began_on
WHERE d.offer_on < %(today)s
  AND b.household_id NOT IN (SELECT h.id FROM families_household h
    WHERE h.setting_id {places} AND h.previous_id IS NOT NULL)""",
)
UNITS = (DELIVERED, CANCELLED_BY_US, *EXPECTED, NOT_WRITTEN_UP, NOTES, OFFERS)
