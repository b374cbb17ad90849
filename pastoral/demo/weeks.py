"""What the mentors' weeks leave behind: a good thing a day, what helped, and one week of its own."""

from collections.abc import Iterator
from datetime import date, time

from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Setting, Staff
from pastoral.demo.homes import Home
from pastoral.demo.year import DAY
from visits.models import ChildLine, WeekSlot
from visits.timetable import usual_week

FORTNIGHT = 13 * DAY
IN_SCHOOL = "123"  # As in every placement of the story; on the fourth day they are in their school.
THURSDAY = 4
GOOD = (
    "Read two pages to the group, standing up.",
    "Asked a new child to play, and shared the good scissors.",
    "Stayed with a hard sum until it came out.",
    "Said sorry first, without being asked.",
    "Laughed so much at the clay hedgehog that we all did.",
    "Helped Pat carry the chairs, twice.",
)
HELPED = (
    "A seat by the door and five minutes’ warning.\nMaths first, while it is quiet.",
    "Coming in by the side gate.\nMiss Lowe’s timer on the desk.",
    "Drawing while listening: please let it be.",
    "Lunch with one friend, not with the whole hall.",
)


def write(*, setting: Setting, homes: list[Home], staff: dict[str, Staff], today: date) -> None:
    """Write the lines of the last fortnight, and the week of a mentor who keeps her own."""
    ChildLine.objects.bulk_create(_lines(setting, homes, today))
    lou = next(home.mentor for home in homes if home.mentor != staff["Jo"])
    WeekSlot.objects.bulk_create(
        WeekSlot(
            setting=setting, staff=lou, weekday=slot.weekday, kind=slot.kind,
            starts_at=slot.starts_at, ends_at=slot.ends_at, words=slot.words,
        )
        for slot in usual_week(setting.policy)
    )  # fmt: skip
    WeekSlot.objects.create(
        setting=setting, staff=lou, weekday=0, kind=WeekSlot.Kind.DESK,
        starts_at=time(15, 15), ends_at=time(16), words="Talking it over with Ruth",
    )  # fmt: skip


def _lines(setting: Setting, homes: list[Home], today: date) -> Iterator[ChildLine]:
    days = list(calendar_of(setting).school_days(today - FORTNIGHT, today - DAY))
    children = [
        (child, home.mentor) for home in homes if not home.is_second for child in home.children
    ]
    for n, (child, mentor) in enumerate(children):
        for m, day in enumerate(days):
            is_here = str(day.isoweekday()) in IN_SCHOOL
            if (is_here and (n + m) % 4 == 0) or (day.isoweekday() == THURSDAY and n % 2 == 0):
                words, kind = (GOOD, "good_news") if is_here else (HELPED, "what_helped")
                yield ChildLine(
                    setting=setting, child=child, kind=kind, on=day,
                    text=words[(n + m) % len(words)], written_by=mentor, created_by=mentor,
                )  # fmt: skip
