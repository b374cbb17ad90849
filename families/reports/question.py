"""What figures are asked for, and the one statement that answers."""

import json
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db import connection

from families.reports import whose
from families.reports.rows import Row
from pastoral.accounts.calendar import Calendar
from pastoral.accounts.models import Policy, Setting
from pastoral.accounts.periods import Period
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer


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

    @property
    def of_before(self) -> "Question | None":
        """The same question about the period before; None where there is none."""
        return replace(self, period=self.before, before=None) if self.before else None

    @property
    def upto(self) -> date:
        """The day the figures stand on: the period's last, or today while it is running."""
        return min(self.period.last_on, self.today)

    @property
    def settled_on(self) -> date:
        """The day from which the figures no longer change by the clock alone."""
        last, policy = self.period.last_on, self.policy
        school_days = max(policy.first_offer_school_days, policy.note_due_school_days)
        due_on = self.calendar.school_days_after(last, school_days)
        return max(due_on, last + timedelta(days=policy.came_back_days)) + timedelta(days=1)

    def rows(self, *, expressions: Sequence[str], selects: Sequence[str]) -> list[Row]:
        """Run one statement made of the apps’ parts, the families’ own before them."""
        return [
            Row(what, self.day(half_on), self.day(on), words or "", [int(n or 0) for n in numbers])
            for what, half_on, on, words, *numbers in self.found(expressions, selects)
        ]

    def found(
        self, expressions: Sequence[str], selects: Sequence[str], **more: Any
    ) -> list[tuple[Any, ...]]:
        """Run one statement, and return its rows as the database gives them."""
        parts = ",".join([whose.FAMILIES, *expressions])
        sql = f"WITH {parts}\n" + "\nUNION ALL\n".join(selects)
        with connection.cursor() as cursor:
            cursor.execute(sql.format(**self._words), {**self._values, **more})
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def day(self, value: Any) -> date | None:
        """Return a day as the database gave it."""
        return date.fromisoformat(value) if isinstance(value, str) else value

    @cached_property
    def _words(self) -> dict[str, str]:
        """The parts of the statement that are not values: all of them are ours."""
        return {
            "counted": whose.WITH_ROLL if self.has_roll else whose.OWN,
            "places": whose.PLACES[self.has_roll],
            "children": whose.CHILDREN[self.has_roll],
            "once": whose.ONCE[connection.vendor],
            "each_day": whose.EACH_DAY[connection.vendor],
            "school_days": whose.SCHOOL_DAYS[connection.vendor].format(days="days"),
            "school_days_of_halves": whose.SCHOOL_DAYS[connection.vendor].format(days="half_days"),
            "came_back_by": whose.DAYS_LATER[connection.vendor].format(
                day="h.first_came_on", days="%(back)s"
            ),
        }

    @cached_property
    def _values(self) -> dict[str, Any]:
        first, last = self.period.first_on, self.period.last_on
        back = timedelta(days=self.policy.came_back_days)
        days = list(self.calendar.school_days(first, self.upto))
        return {
            "setting": Setting._meta.pk.get_db_prep_value(self.setting.pk, connection),
            "back": self.policy.came_back_days,
            "due": self.today - back,
            "never": date.max,
            "back_to": self.back_to,
            "after": last + back,
            "today": self.today,
            "upto": self.upto,
            "first": first,
            "last": last,
            "active_days": self._active_days(days, is_running=last >= self.today),
            "days": _as_list(days),
            **self._of_halves(),
            "from": self._midnight(first),
            "until": self._over(last),
            "regular_of": self.policy.regular_of,
            "regular_at_least": self.policy.regular_at_least,
            **self._each_day(),
        }

    def _of_halves(self) -> dict[str, Any]:
        """Return the school days of half-terms, and on how many of each a family is active."""
        now = self.calendar.half_term_of(self.today)
        so_far = list(self.calendar.school_days(now.starts_on, self.today)) if now else []
        return {
            "half_days": _as_list(list(self.calendar.school_days(self.back_to, self.upto))),
            "active_days_of_half": self.policy.active_school_days,
            "active_days_now": self._active_days(so_far, is_running=True),
        }

    def _active_days(self, days: list[date], *, is_running: bool) -> int:
        """Return the school days a family is active with; in the first of a period, all there were."""
        least = self.policy.active_school_days
        return max(min(least, len(days)), 1) if is_running else least

    @property
    def back_to(self) -> date:
        """The day regulars are looked back to: the first of the half-term before the period."""
        earlier = [
            h.starts_on for h in self.calendar.half_terms if h.ends_on < self.period.first_on
        ]
        return max(earlier, default=self.period.first_on)

    def _each_day(self) -> dict[str, Any]:
        """Return the columns of `each_day`: a period's days, and what is due by when from each."""
        first, count = self.period.first_on, (self.period.last_on - self.period.first_on).days + 1
        days = [first + timedelta(days=n) for n in range(count)]
        offers = self._school_days_after(days, self.policy.first_offer_school_days)
        notes = self._school_days_after(days, self.policy.note_due_school_days)
        return {
            "each_day": _as_list(days),
            "each_over": _as_list([self._over(day) for day in days]),
            "each_offer_on": _as_list(offers),
            "each_offer_over": _as_list([self._over(day) for day in offers]),
            "each_note_on": _as_list(notes),
            "each_note_over": _as_list([self._over(day) for day in notes]),
        }

    def _school_days_after(self, days: list[date], count: int) -> list[date]:
        """Return for each day the one so many school days later, in one walk through them."""
        if not count:
            return days
        last = self.calendar.school_days_after(days[-1], count)
        school_days = list(self.calendar.school_days(days[0], last))
        return [school_days[bisect_right(school_days, day) + count - 1] for day in days]

    def _over(self, day: date) -> Any:
        """Return the moment a day is over, by the setting's clock."""
        return self._midnight(day + timedelta(days=1))

    def _midnight(self, day: date) -> Any:
        moment = datetime.combine(day, time(), tzinfo=self.setting.zone).astimezone(UTC)
        return connection.ops.adapt_datetimefield_value(moment)


def reads_roll(setting: Setting, permissions: Collection[Permission]) -> bool:
    """Whether somebody who may do these things reads figures about the setting’s roll."""
    return (
        setting.kind == Setting.Kind.SCHOOL
        and Permission.SEE_OWN_ROLL in permissions
        and Permission.SEE_ALL_FAMILIES not in permissions
    )


def question(
    *, viewer: Viewer, calendar: Calendar, period: Period, before: Period | None
) -> Question:
    """Return what a viewer may ask: their setting's families and, for a head, their roll.

    Whoever sees all of the setting's families sees figures about these; the head of a
    school, whose children may be in a zone, also about families with a child on the roll.
    """
    return Question(
        setting=viewer.setting,
        has_roll=reads_roll(viewer.setting, viewer.permissions),
        policy=viewer.policy,
        today=viewer.today,
        calendar=calendar,
        period=period,
        before=before,
    )


def _as_list(values: list[Any]) -> list[Any] | str:
    """Return days or moments as the database takes a list."""
    return values if connection.vendor == "postgresql" else json.dumps([f"{v}" for v in values])
