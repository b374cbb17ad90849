"""Dates of birth in the two ways English schools write them."""

import datetime
import re
from enum import StrEnum

OLDEST_PUPIL_YEARS = 25
"""No pupil is older than this; an earlier date is a placeholder or a slip."""

_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")
_UK = re.compile(r"(?P<d>[0-9]{1,2})([/.\-])(?P<m>[0-9]{1,2})\2(?P<y>[0-9]{4})")
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?Z?$")


class DateVerdict(StrEnum):
    """What can be said of a date of birth."""

    BLANK = "blank"
    GOOD = "good"
    FUTURE = "future"
    TOO_OLD = "too_old"
    UNREADABLE = "unreadable"


def read_birthday(
    written: str, *, today: datetime.date
) -> tuple[datetime.date | None, DateVerdict]:
    """A date of birth and its verdict; the date is None unless the verdict is GOOD.

    Reads 2019-01-31 and 31/01/2019 (also with dots or hyphens). Two-figure years,
    month names and month-first dates are not guessed at.
    """
    text = _MIDNIGHT.sub("", written.strip())
    if not text:
        return None, DateVerdict.BLANK
    found = _ISO.fullmatch(text) or _UK.fullmatch(text)
    if found is None:
        return None, DateVerdict.UNREADABLE
    try:
        born_on = datetime.date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None, DateVerdict.UNREADABLE
    if born_on > today:
        return None, DateVerdict.FUTURE
    if today.year - born_on.year > OLDEST_PUPIL_YEARS:
        return None, DateVerdict.TOO_OLD
    return born_on, DateVerdict.GOOD
