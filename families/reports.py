"""Whose families figures are about, and which of them are active (docs/figures.md).

The figures of a page are one statement of plain SQL, to which each app gives its part:
common table expressions, and a SELECT of rows in one shape. The database adds up, and reads
what it needs once, from indexes made for it. Here is what all the parts share: the families
that count, and the days on which they are active.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count

from families.models import Barrier
from pastoral.accounts.calendar import Calendar
from pastoral.accounts.models import Policy, Setting
from pastoral.accounts.periods import Period
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer

# Three words in which the databases differ. `days` is a list of school days in order.
SCHOOL_DAYS = {
    "postgresql": """(width_bucket(ends_on, %(days_{n})s::date[])
                      - width_bucket(starts_on - 1, %(days_{n})s::date[]))""",
    "sqlite": """(SELECT COUNT(*) FROM json_each(%(days_{n})s) AS day
                  WHERE day.value BETWEEN starts_on AND ends_on)""",
}
DAYS_LATER = {
    "postgresql": "({day} + {days})",
    "sqlite": "DATE({day}, '+' || {days} || ' days')",
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
      AND (c.setting_id = %(setting)s OR c.home_school_id = %(setting)s))"""
PLACES = {False: "= %(setting)s", True: "IN (SELECT setting_id FROM counted)"}
CHILDREN = {
    False: "c.setting_id = %(setting)s",
    True: "(c.setting_id = %(setting)s OR c.home_school_id = %(setting)s)",
}

# counted: the families. half_terms: those the periods lie in, and the weeks after, by which
# the indexes are read. stay: a child in placement, living in one of the families, from a day
# to a day, and whether the family is active in each period (1 is now, 2 the one before).
# Written with windows, and IN … IS TRUE, not joins: a planner knows nothing of how many rows
# such expressions have, and would join them row by row.
FAMILIES = """
counted AS {once} ({counted}),
half_terms AS {once} (
  SELECT id FROM accounts_halfterm
  WHERE setting_id {places} AND ends_on >= %(first_2)s AND starts_on <= %(after)s),
lived AS (
  SELECT m.household_id, c.id AS child_id,
    CASE WHEN m.from_on > c.placement_starts_on
         THEN m.from_on ELSE c.placement_starts_on END AS starts_on,
    CASE WHEN m.to_on IS NOT NULL AND (c.placement_ends_on IS NULL OR m.to_on < c.placement_ends_on)
         THEN m.to_on ELSE COALESCE(c.placement_ends_on, %(never)s) END AS ends_on
  FROM families_child c
  JOIN families_householdmember m ON m.child_id = c.id
  WHERE {children} AND c.removed_at IS NULL AND c.placement_starts_on <= %(last_1)s
    AND (c.placement_ends_on IS NULL OR c.placement_ends_on >= %(first_2)s)
    AND (m.to_on IS NULL OR m.to_on >= c.placement_starts_on)
    AND (c.placement_ends_on IS NULL OR c.placement_ends_on >= m.from_on)
    AND (m.household_id IN (SELECT id FROM counted)) IS TRUE),
stay AS {once} (
  SELECT household_id, starts_on, ends_on,
    MAX(days_1) OVER (PARTITION BY household_id) >= %(active_days_1)s AS is_active_1,
    MAX(days_2) OVER (PARTITION BY household_id) >= %(active_days_2)s AS is_active_2
  FROM (
    SELECT household_id, starts_on, ends_on,
      SUM({school_days_1}) OVER (PARTITION BY household_id, child_id) AS days_1,
      SUM({school_days_2}) OVER (PARTITION BY household_id, child_id) AS days_2
    FROM lived) each_child)"""

# Families somebody had a two-way contact with in a period.
SPOKEN_WITH = """
  SELECT household_id FROM families_contactlog
  WHERE setting_id {places} AND is_two_way AND removed_at IS NULL
    AND happened_at >= %(from_{n})s AND happened_at < %(until_{n})s"""

# What each row begins with: which figure, period, half-term’s first day, day, words. Then
# come so many numbers.
NUMBERS = 7


@dataclass(frozen=True)
class Tally:
    """A part of a whole, such as 29 of 41 families."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.part + other.part, self.whole + other.whole)

    @property
    def rest(self) -> int:
        """What of the whole is not in the part."""
        return self.whole - self.part


@dataclass(frozen=True)
class Row:
    """One row of the statement: what it is about, and its numbers."""

    what: str
    period: int
    half_on: date | None
    on: date | None
    words: str
    numbers: list[int]


def select(what: str, columns: str, numbers: Sequence[str], source: str) -> str:
    """Return a SELECT of rows in the common shape; numbers it has not are left empty."""
    filled = [*numbers, *["NULL"] * (NUMBERS - len(numbers))]
    return f"SELECT '{what}' AS what, {columns}, {', '.join(filled)}\n{source}"


@dataclass(frozen=True)
class Question:
    """What figures are asked for: whose families, one period, and the one before it."""

    setting: Setting
    has_roll: bool
    policy: Policy
    today: date
    calendar: Calendar
    period: Period
    before: Period | None

    def rows(self, *, expressions: Sequence[str], selects: Sequence[str]) -> "list[Row]":
        """Run one statement made of the apps’ parts, the families’ own before them."""
        parts = ",".join([FAMILIES, *expressions])
        sql = f"WITH {parts}\n" + "\nUNION ALL\n".join(selects)
        with connection.cursor() as cursor:
            cursor.execute(sql.format(**self._words), self._values)
            found = cursor.fetchall()
        return [
            Row(
                what,
                period,
                self.day(half_on),
                self.day(on),
                words or "",
                [int(n or 0) for n in numbers],
            )
            for what, period, half_on, on, words, *numbers in found
        ]

    def day(self, value: Any) -> date | None:
        """Return a day as the database gave it."""
        return date.fromisoformat(value) if isinstance(value, str) else value

    @cached_property
    def _words(self) -> dict[str, str]:
        """The parts of the statements that are not values: all of them are ours."""
        school_days = SCHOOL_DAYS[connection.vendor]
        return {
            "counted": WITH_ROLL if self.has_roll else OWN,
            "places": PLACES[self.has_roll],
            "children": CHILDREN[self.has_roll],
            "once": ONCE[connection.vendor],
            "school_days_1": school_days.format(n=1),
            "school_days_2": school_days.format(n=2),
            "came_back_by": DAYS_LATER[connection.vendor].format(
                day="h.first_came_on", days="%(back)s"
            ),
        }

    @cached_property
    def _values(self) -> dict[str, Any]:
        back = timedelta(days=self.policy.came_back_days)
        values: dict[str, Any] = {
            "setting": Setting._meta.pk.get_db_prep_value(self.setting.pk, connection),
            "back": self.policy.came_back_days,
            "due": self.today - back,
            "never": date.max,
            "after": self.period.last_on + back,
            "today": self.today,
        }
        for n, period in ((1, self.period), (2, self.before)):
            values.update(self._days(n, period))
        return values

    def _days(self, n: int, period: Period | None) -> dict[str, Any]:
        """Return a period's days; where there is none before, a day on which nothing was."""
        first, last = (
            self.period.first_on - timedelta(days=1),
            self.period.first_on - timedelta(days=2),
        )
        days: list[date] = []
        least = self.policy.active_school_days
        if period:
            first, last = period.first_on, period.last_on
            days = list(self.calendar.school_days(first, min(last, self.today)))
            if last >= self.today:  # It is running: in its first days, on all there were.
                least = max(min(least, len(days)), 1)
        return {
            f"active_days_{n}": least,
            f"first_{n}": first,
            f"last_{n}": last,
            f"days_{n}": _as_list(days),
            f"from_{n}": self._midnight(first),
            f"until_{n}": self._midnight(last + timedelta(days=1)),
        }

    def _midnight(self, day: date) -> Any:
        moment = datetime.combine(day, time(), tzinfo=self.setting.zone).astimezone(UTC)
        return connection.ops.adapt_datetimefield_value(moment)


def question(
    *, viewer: Viewer, calendar: Calendar, period: Period, before: Period | None
) -> Question:
    """Return what a viewer may ask: their setting's families and, for a head, their roll.

    Whoever sees all of the setting's families sees figures about these; the head of a
    school, whose children may be in a zone, also about families with a child on the roll.
    """
    has_roll = (
        viewer.setting.kind == Setting.Kind.SCHOOL
        and viewer.can(Permission.SEE_OWN_ROLL)
        and not viewer.can(Permission.SEE_ALL_FAMILIES)
    )
    return Question(
        setting=viewer.setting,
        has_roll=has_roll,
        policy=viewer.policy,
        today=viewer.today,
        calendar=calendar,
        period=period,
        before=before,
    )


def _as_list(days: list[date]) -> list[date] | str:
    """Return days as the database takes a list."""
    return days if connection.vendor == "postgresql" else json.dumps([f"{d}" for d in days])


@dataclass(frozen=True)
class BarrierCount:
    """How many adults say that one thing makes coming hard; `count` is None for a few."""

    kind: Barrier.Kind
    count: int | None
    fewer_than: int

    @property
    def said(self) -> str:
        """The count, or “fewer than 5”."""
        return f"fewer than {self.fewer_than}" if self.count is None else str(self.count)


def barriers(setting: Setting) -> list[BarrierCount]:
    """Return what makes coming hard now, the commonest first; nothing that nobody said.

    A count below the policy's `smallest_count` is not told, so that nobody is known by it,
    and there is no total it could be had from: an adult may tick several.
    """
    least = setting.policy.smallest_count
    standing = Barrier.objects.filter(setting=setting, gone_at=None, adult__removed_at=None)
    rows = standing.order_by().values("kind").annotate(count=Count("adult", distinct=True))
    counted = [
        BarrierCount(
            Barrier.Kind(row["kind"]), row["count"] if row["count"] >= least else None, least
        )
        for row in rows
    ]
    return sorted(counted, key=lambda one: (-(one.count or 0), one.kind))
