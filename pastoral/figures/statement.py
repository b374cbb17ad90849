"""The one statement all figures come from, put together from the apps (docs/figures.md).

Every measure is a SELECT of its units. Added up they are the figure, by half-term and by
group; one by one they are the rows it opens to.
"""

from typing import Any

from families.reports import SPOKEN_WITH, Question, Row, select, unit
from families.reports import whose as families
from pastoral.figures import groups
from sessions_app.reports import afternoons
from visits import reports as visits

FIGURE = "figure"

# Active families of the period, and those of them somebody was alongside in it (measure 1).
REACH = unit(
    "reach",
    row="household_id",
    household="household_id",
    part=f"""CASE WHEN household_id IN ({visits.VISITED})
    OR household_id IN ({afternoons.ATTENDED})
    OR household_id IN ({SPOKEN_WITH}) THEN 1 ELSE 0 END""",
    source="FROM active",
)
UNITS = "unit AS {once} (\n" + "\nUNION ALL\n".join(
    (REACH, *families.UNITS, *visits.UNITS, *afternoons.UNITS)
) + ")"  # fmt: skip
EXPRESSIONS = (visits.VISITS, afternoons.AFTERNOONS, UNITS)
SELECT_FIGURES = select(
    FIGURE,
    "half_on, CAST(NULL AS date), what",
    ("SUM(part)", "SUM(whole)"),
    "FROM unit GROUP BY what, half_on",
)
SELECTS = (SELECT_FIGURES, afternoons.SELECT_WEEKS, groups.SELECT_GAPS)
SELECT_UNITS = """
SELECT row_id, household_id, afternoon_id, part FROM unit WHERE what = %(opened)s AND whole = 1"""


def rows(question: Question) -> list[Row]:
    """Return the rows of every figure of a period."""
    return question.rows(expressions=[*EXPRESSIONS, *groups.EXPRESSIONS], selects=SELECTS)


def units(question: Question, key: str) -> list[tuple[Any, ...]]:
    """Return the units of one measure: row, family, afternoon, and whether it is in the part."""
    return question.found(EXPRESSIONS, [SELECT_UNITS], opened=key)
