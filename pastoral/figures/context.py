"""Measure 16: children’s attendance at school before and after we first met their family.

Context, never a cause. For each child whose family’s first contact was in a school year: the
share of sessions attended in the six school weeks after the week of that contact, less that in
the six before it; then the mean over the children. (docs/figures.md; the numbers are the policy’s.)

A first contact is the first day on which the household where the child lived that day had a
completed visit, somebody at an afternoon or a morning to join in, or a two-way contact. A child
counts once the weeks after are over, with sessions known in at least `context_least_weeks` of
each six. It is told for a whole school year and never for less: a term, taken from a year, would
tell of a few children.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import connection

from families.reports import Question, Row, Tally
from families.reports.whose import CHILDREN, ONCE
from pastoral.accounts.calendar import Calendar

CAPTION = "Other things changed too: this says when, not why."
WEEK, A_YEAR = timedelta(days=7), timedelta(days=364)
AROUND = "around"  # What its row is called among those that are kept.
PARTS = 1_000_000  # Rows are whole numbers; a share is kept in millionths.

# The local day of a moment, and two words in which the databases differ.
LOCAL_DAY = {
    "postgresql": "(l.happened_at AT TIME ZONE %(zone)s)::date",
    "sqlite": "django_datetime_cast_date(l.happened_at, %(zone)s, 'UTC')",
}

# near: every week of the year, the Mondays the weeks before it begin with and those after end with.
# school: every week with a school day in it, by our calendar; others are in no window.
# there, held: who came to what, and when that was. met: a day on which a household was met. first: a child’s first contact. week: a child’s
# sessions, its registers added up. child: sessions before and after, and how many weeks of each.
SQL = """
WITH near(week_on, before_on, after_on) AS ({near}),
school(week_on) AS ({school}),
pupil AS {once} (
  SELECT c.id FROM families_child c WHERE {children} AND c.removed_at IS NULL),
lived AS {once} (
  SELECT m.household_id, m.child_id, m.from_on, COALESCE(m.to_on, %(never)s) AS to_on
  FROM families_householdmember m JOIN families_household h ON h.id = m.household_id
  WHERE h.removed_at IS NULL AND m.child_id IN (SELECT id FROM pupil)),
home AS {once} (SELECT DISTINCT household_id FROM lived),
there AS {once} (
  SELECT i.household_id, i.afternoon_id
  FROM home JOIN sessions_app_invitation i ON i.household_id = home.household_id WHERE i.came
  UNION
  SELECT w.household_id, w.afternoon_id
  FROM home JOIN sessions_app_attendance w ON w.household_id = home.household_id
  WHERE w.mark <> 'not_present'),
held AS {once} (
  SELECT a.id, a."on" FROM (SELECT DISTINCT afternoon_id FROM there) t
  JOIN sessions_app_afternoon a ON a.id = t.afternoon_id
  WHERE a.removed_at IS NULL AND a.state <> 'cancelled'),
met AS {once} (
  SELECT v.household_id, v.planned_on AS met_on
  FROM home JOIN visits_homevisit v ON v.household_id = home.household_id
  WHERE v.state = 'completed' AND v.removed_at IS NULL
  UNION
  SELECT there.household_id, held."on" FROM there JOIN held ON held.id = there.afternoon_id
  UNION
  SELECT l.household_id, {local_day}
  FROM home JOIN families_contactlog l ON l.household_id = home.household_id
  WHERE l.is_two_way AND l.removed_at IS NULL),
first AS {once} (
  SELECT lived.child_id, MIN(met.met_on) AS met_on
  FROM lived JOIN met ON met.household_id = lived.household_id
    AND met.met_on BETWEEN lived.from_on AND lived.to_on
  GROUP BY lived.child_id),
around AS {once} (
  SELECT first.child_id, near.week_on, near.before_on, near.after_on
  FROM first JOIN near ON first.met_on BETWEEN near.week_on AND {week_end}
  WHERE first.met_on BETWEEN %(first)s AND %(last)s),
week AS (
  SELECT s.child_id, s.week_on, SUM(s.possible) AS possible, SUM(s.attended) AS attended,
    MAX(CASE WHEN s.week_on < r.week_on THEN 1 ELSE 0 END) AS is_before
  FROM around r JOIN families_schoolweek s ON s.child_id = r.child_id
    AND s.week_on BETWEEN r.before_on AND r.after_on AND s.week_on <> r.week_on
    AND (s.week_on IN (SELECT week_on FROM school)) IS TRUE
  GROUP BY s.child_id, s.week_on
  HAVING SUM(s.possible) > 0),
child AS (
  SELECT child_id,
    SUM(is_before) AS weeks_before, SUM(1 - is_before) AS weeks_after,
    1.0 * SUM(attended * is_before) / NULLIF(SUM(possible * is_before), 0) AS before,
    1.0 * SUM(attended * (1 - is_before)) / NULLIF(SUM(possible * (1 - is_before)), 0) AS after
  FROM week GROUP BY child_id)
SELECT COUNT(*), COUNT(CASE WHEN is_known THEN 1 END),
  AVG(CASE WHEN is_known THEN before END), AVG(CASE WHEN is_known THEN after END)
FROM (
  SELECT around.child_id, child.before, child.after,
    COALESCE(child.weeks_before, 0) >= %(least)s
      AND COALESCE(child.weeks_after, 0) >= %(least)s AS is_known
  FROM around LEFT JOIN child ON child.child_id = around.child_id) counted"""

DAY = {"postgresql": "%({name})s::date", "sqlite": "%({name})s"}
WEEK_END = {
    "postgresql": "near.week_on + 6",
    "sqlite": "DATE(near.week_on, '+6 days')",
}


@dataclass(frozen=True)
class AroundFirstContact:
    """Measure 16 of one school year; the shares are from 0 to 1, and None for too few children."""

    school_year: int
    children: Tally  # With attendance enough, of those whose weeks after are over.
    before: float | None
    after: float | None
    caption: str = CAPTION

    @property
    def before_said(self) -> int:
        """Whole per cent of sessions before."""
        return round(100 * (self.before or 0))

    @property
    def after_said(self) -> int:
        """Whole per cent after: what was before, and the points, so that the three add up."""
        return self.before_said + (self.points or 0)

    @property
    def years(self) -> str:
        """The school year as people say it: “2026/27”."""
        return f"{self.school_year}/{(self.school_year + 1) % 100:02}"

    @property
    def points(self) -> int | None:
        """Per cent after, less per cent before, in whole points; None for too few children."""
        if self.before is None or self.after is None:
            return None
        return round(100 * (self.after - self.before))

    @property
    def said(self) -> str:
        """The figure as a sentence says it: “3 points more”."""
        if self.points is None:
            return "too few children to say"
        if self.points == 0:
            return "much the same"
        unit = "point" if abs(self.points) == 1 else "points"
        return f"{abs(self.points)} {unit} {'more' if self.points > 0 else 'less'}"


def around_first_contact(question: Question) -> AroundFirstContact:
    """Return measure 16 of the school year that the asked period is in, from the rows."""
    return told(row_of(question), question)


def told(row: Row, question: Question) -> AroundFirstContact:
    """Return measure 16 as its row says it; no shares of fewer children than a group has."""
    known, whole, before, after = row.numbers
    children = Tally(known, whole)
    if known < max(question.policy.smallest_group, 1):
        return AroundFirstContact(int(row.words), children, None, None)
    return AroundFirstContact(int(row.words), children, before / PARTS, after / PARTS)


def row_of(question: Question) -> Row:
    """Return the row that is kept with a school year: children, and shares in millionths."""
    year = question.period.half_terms[0].school_year
    whole, known, before, after = _found(question, year)
    numbers = [known, whole, *(round(PARTS * (share or 0)) for share in (before, after))]
    return Row(AROUND, None, None, f"{year}", numbers)


def settled_on(question: Question) -> date:
    """Return the day from which measure 16 of the year no longer changes by the clock alone."""
    last = _span_of(question.period.half_terms[0].school_year)[1]
    weeks = (
        w for w in _mondays(last + WEEK, last + A_YEAR) if _is_school_week(question.calendar, w)
    )
    after = list(islice(weeks, question.policy.context_weeks))
    is_whole = len(after) == question.policy.context_weeks
    return (after[-1] if is_whole else last + A_YEAR) + WEEK


def _found(question: Question, year: int) -> tuple[Any, ...]:
    """Return how many children there are, of how many enough is known, and the two shares."""
    school = _school_weeks(question.calendar, year, question.today)
    near = list(_near(school, year, question.policy.context_weeks, question.today))
    if not near:
        return 0, 0, None, None
    given = _values(question, year)
    words = {
        "near": _listed("near", near, given),
        "school": _listed("school", [(week,) for week in school], given),
        "once": ONCE[connection.vendor],
        "children": CHILDREN[question.has_roll],
        "local_day": LOCAL_DAY[connection.vendor],
        "week_end": WEEK_END[connection.vendor],
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(**words), given)
        found: tuple[Any, ...] = cursor.fetchone()
        return found


def _values(question: Question, year: int) -> dict[str, Any]:
    first, last = _span_of(year)
    setting = question.setting
    return {
        "setting": type(setting)._meta.pk.get_db_prep_value(setting.pk, connection),
        "zone": str(setting.zone),
        "never": date.max,
        "first": first,
        "last": last,
        "least": min(question.policy.context_least_weeks, question.policy.context_weeks),
    }


def _listed(name: str, rows: Iterable[tuple[date, ...]], given: dict[str, Any]) -> str:
    """Return SQL for rows of days; their values are put among those given."""
    parts = []
    for n, days in enumerate(rows):
        names = [f"{name}_{n}_{m}" for m in range(len(days))]
        given.update(zip(names, days, strict=True))
        parts.append(f"({', '.join(DAY[connection.vendor].format(name=each) for each in names)})")
    return f"VALUES {', '.join(parts)}"


def _school_weeks(calendar: Calendar, year: int, today: date) -> list[date]:
    """Return the Mondays of the weeks with a school day, from a year before to a year after."""
    first, last = _span_of(year)
    weeks = _mondays(first - A_YEAR, min(last + A_YEAR, today))
    return [week for week in weeks if _is_school_week(calendar, week)]


def _near(
    school: list[date], year: int, count: int, today: date
) -> Iterator[tuple[date, date, date]]:
    """Yield each week of a year whose weeks after are over, with the first before and last after."""
    for week in _mondays(*_span_of(year)):
        before = [each for each in school if each < week][-count:]
        after = [each for each in school if each > week][:count]
        is_over = len(after) == count and after[-1] + WEEK <= today
        if is_over and len(before) == count:
            yield week, before[0], after[-1]


def _span_of(year: int) -> tuple[date, date]:
    """Return the first and last day of a school year: August begins a new one."""
    return date(year, 8, 1), date(year + 1, 7, 31)


def _mondays(first: date, last: date) -> Iterator[date]:
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield monday
        monday += WEEK


def _is_school_week(calendar: Calendar, monday: date) -> bool:
    return next(calendar.school_days(monday, monday + timedelta(days=6)), None) is not None
