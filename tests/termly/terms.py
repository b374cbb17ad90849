"""A setting with an autumn term behind it, for the tests of its report."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pastoral.accounts.models import Setting
from tests import factories as make

LONG_AGO = datetime(2026, 9, 1, 8, tzinfo=UTC)
IN_TERM = datetime(2026, 12, 4, 11, tzinfo=UTC)
TOO_SOON = datetime(2026, 12, 24, 11, tzinfo=UTC)
DUE = datetime(2026, 12, 25, 0, 5, tzinfo=UTC)  # Seven days after the last.
BACK = datetime(2027, 1, 6, 11, tzinfo=UTC)
KEY = "2026-autumn"
FAMILIES, MET = 24, 15


def a_term_behind(setting: Setting | None = None, **fields: Any) -> Setting:
    """Return a setting that was there all autumn, with two half-terms and the next to come."""
    setting = setting or make.make_setting(**fields)
    Setting.objects.filter(pk=setting.pk).update(created_at=LONG_AGO)
    for half, first, last in (
        (1, date(2026, 9, 2), date(2026, 10, 23)),
        (2, date(2026, 11, 2), date(2026, 12, 18)),
    ):
        make.make_half_term(setting, half=half, starts_on=first, ends_on=last)
    make.make_half_term(
        setting, term="spring", half=1, starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 12)
    )
    setting.refresh_from_db()
    return setting


def families_of_the_term(setting: Setting, *, met: int = MET, of: int = FAMILIES) -> None:
    """Make so many families, of whom so many were visited in the second half of the term."""
    staff = make.make_staff()
    for n in range(of):
        home = make.make_household(setting)
        child = make.make_child(setting, placement_starts_on=date(2026, 9, 2))
        make.make_household_member(home, child=child, from_on=date(2026, 9, 2))
        if n < met:
            day = date(2026, 11, 9) + timedelta(days=n % 5)
            make.make_home_visit(home, staff, planned_on=day)
