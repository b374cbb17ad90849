"""What schools’ registers said of the children, before they came to us and since."""

from collections.abc import Iterator
from datetime import date
from random import Random

from families.models import Child, SchoolWeek, Suspension
from pastoral.accounts.calendar import Calendar, calendar_of
from pastoral.accounts.models import Setting, Staff
from pastoral.demo.homes import Home
from pastoral.demo.year import DAY, WEEK

SEED = 16
WEEKS_BEFORE = 16  # So that six school weeks lie before anybody was met, summer or not.
OURS, THEIRS = SchoolWeek.Register.OURS, SchoolWeek.Register.SCHOOL
THURSDAY = 4  # From the fourth day of the week they are in their own school.
SESSIONS_A_DAY = 2
WHY = ("DB", "VA", "PP DB", "DM", "DB VA")


def write(
    *, setting: Setting, homes: list[Home], staff: dict[str, Staff], begins: date, today: date
) -> None:
    """Write the weeks of most children, and the suspensions of a few, as a lead brought them in."""
    dice, lead = Random(SEED), staff["Ruth"]
    calendar = calendar_of(setting)
    children = [child for home in homes if not home.is_second for child in home.children]
    rows = [
        row
        for n, child in enumerate(children)
        if n % 9 != 8  # Of some nothing has come from their school yet.
        for row in _weeks(calendar, child, dice, begins, today)
    ]
    for row in rows:
        row.brought_in_by = lead
    SchoolWeek.objects.bulk_create(rows, batch_size=500)
    Suspension.objects.bulk_create(_suspensions(calendar, children, begins, lead))


def _weeks(
    calendar: Calendar, child: Child, dice: Random, begins: date, today: date
) -> Iterator[SchoolWeek]:
    """A child’s weeks: at their own school alone before they came, and on both registers since."""
    usual = dice.uniform(0.55, 0.85)
    better = usual + dice.uniform(-0.04, 0.16)
    monday = begins - begins.weekday() * DAY - WEEKS_BEFORE * WEEK
    while monday + WEEK <= today:
        days = [day for n in range(5) if calendar.is_school_day(day := monday + n * DAY)]
        is_ours = monday >= child.placement_starts_on - 6 * DAY
        share = better if is_ours else usual
        here = [day for day in days if is_ours and day.isoweekday() < THURSDAY]
        for register, count in ((OURS, len(here)), (THEIRS, len(days) - len(here))):
            if count:
                possible = count * SESSIONS_A_DAY
                yield SchoolWeek(
                    setting=calendar.setting, child=child, week_on=monday, register=register,
                    possible=possible, attended=sum(dice.random() < share for _ in range(possible)),
                )  # fmt: skip
        monday += WEEK


def _suspensions(
    calendar: Calendar, children: list[Child], begins: date, lead: Staff
) -> Iterator[Suspension]:
    days = list(calendar.school_days(begins - 12 * WEEK, begins - DAY))
    for n, (child, why) in enumerate(zip(children[::7], WHY, strict=False)):
        if day := next(iter(days[n * 3 :]), None):
            yield Suspension(
                setting=calendar.setting, child=child, kind=Suspension.Kind.SUSPENSION,
                starts_on=day, ends_on=day + n % 2 * DAY, reasons=why, brought_in_by=lead,
            )  # fmt: skip
