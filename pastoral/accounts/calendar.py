"""A setting's calendar: school days, bank holidays, and moments by the local clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from pastoral.accounts import half_terms
from pastoral.accounts.models import CalendarDay, HalfTerm, Setting

SUBDIVISIONS = {
    Setting.Nation.ENGLAND: "ENG",
    Setting.Nation.WALES: "WLS",
    Setting.Nation.SCOTLAND: "SCT",
    Setting.Nation.NORTHERN_IRELAND: "NIR",
}
SATURDAY, SUNDAY = 5, 6


@lru_cache(maxsize=64)
def bank_holidays(nation: str, year: int) -> dict[date, str]:
    """Return a nation's bank holidays in a year, with their names."""
    return dict(
        holidays.country_holidays("GB", subdiv=SUBDIVISIONS[Setting.Nation(nation)], years=year)
    )


def is_bank_holiday(setting: Setting, day: date) -> bool:
    """Whether the day is a bank holiday in the setting's nation."""
    return day in bank_holidays(setting.nation, day.year)


def instant(setting: Setting, day: date, at: time) -> datetime:
    """Return the moment when the setting's clock shows this time on this day, in UTC.

    A plan is kept as day and wall-clock time and becomes a moment only here, so 13:30
    stays 13:30 across both clock changes.
    """
    return datetime.combine(day, at, tzinfo=setting.zone).astimezone(UTC)


@dataclass(frozen=True)
class Calendar:
    """The school days of one setting, read once for many questions."""

    setting: Setting
    half_terms: tuple[HalfTerm, ...]
    special: dict[date, CalendarDay]

    def why_not(self, day: date) -> str:
        """Return why the day is no school day, in a word or two; nothing if it is one."""
        special = self.special.get(day)
        if special:
            return (
                ""
                if special.kind == CalendarDay.Kind.SCHOOL
                else special.reason or special.get_kind_display()
            )
        if day.weekday() in (SATURDAY, SUNDAY):
            return "Weekend"
        if name := bank_holidays(self.setting.nation, day.year).get(day):
            return name
        return "" if self._is_in_term(day) else "School holiday"

    def _is_in_term(self, day: date) -> bool:
        """Whether the day is in a half-term; years not entered yet are as the nation has them.

        Without the second half, counting school days in July would never come to an end.
        """
        if not self.half_terms:
            return True
        year = half_terms.school_year_of(day)
        if any(half_term.school_year == year for half_term in self.half_terms):
            return self.half_term_of(day) is not None
        usual = half_terms.proposed(self.setting.nation, year)
        return any(each.starts_on <= day <= each.ends_on for each in usual)

    def is_school_day(self, day: date) -> bool:
        """Whether children are at school on the day."""
        return not self.why_not(day)

    def half_term_of(self, day: date) -> HalfTerm | None:
        """Return the half-term the day is in."""
        return next((h for h in self.half_terms if h.starts_on <= day <= h.ends_on), None)

    def school_days(self, first: date, last: date) -> Iterator[date]:
        """Yield the school days from first to last."""
        for n in range((last - first).days + 1):
            if self.is_school_day(day := first + timedelta(days=n)):
                yield day

    def school_days_after(self, day: date, count: int) -> date:
        """Return the day that is so many school days after this one."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_school_day(day)
        return day


def calendar_of(setting: Setting) -> Calendar:
    """Return the setting's calendar (two queries)."""
    return Calendar(
        setting=setting,
        half_terms=tuple(setting.half_terms.all()),
        special={day.day: day for day in setting.calendar_days.all()},
    )
