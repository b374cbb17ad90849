"""Days, times and counts as people say them."""

from datetime import date, datetime, time

import phonenumbers
from django.conf.locale import LANG_INFO
from django.utils import formats, translation

from pastoral.languages import ENGLISH, pack_of

TOMORROW, THIS_WEEK, WEEK, MONTHS = 1, 6, 7, 60
HOUR, DAY = 60, 24 * 60  # In minutes.
UK = 44
COMMAS = {"ar": "\N{ARABIC COMMA} ", "ur": "\N{ARABIC COMMA} ", "fa": "\N{ARABIC COMMA} "}
WELSH_VOWELS = tuple("aeiouwyâêîôûŵŷ")
ARABIC = ("\u0621", "\u06d3")
SET_APART = "\N{FIRST STRONG ISOLATE}"  # May stand before a name, and is not read.


def day_said(day: date, today: date) -> str:
    """Return “today”, “tomorrow, Thursday”, “Friday 4 December”, with the year if not this one."""
    away = (day - today).days
    if away == 0:
        return "today"
    if away == TOMORROW:
        return f"tomorrow, {day:%A}"
    if away == -TOMORROW:
        return "yesterday"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def day_in(language: str, day: date) -> tuple[str, str]:
    """Return (“Wednesday”, “2 December”) as a language says it: never English inside another.

    The names are those of its pack, written by somebody who speaks it; Django’s where there
    is no pack, and where Django knows none either no weekday and the date in figures.
    """
    if pack := pack_of(language):
        said = pack.date.format(day=day.day, month=pack.months[day.month - 1])
        return pack.weekdays[day.weekday()], said
    known = language if language in LANG_INFO else language.split("-", maxsplit=1)[0]
    if known not in LANG_INFO:
        return "", f"{day.day}/{day.month}"
    with translation.override(known):
        return formats.date_format(day, "l"), formats.date_format(day, "j E")


def time_in(language: str, at: time | datetime) -> str:
    """Return “1.30pm” in English and “13:30” in every other language."""
    return time_said(at) if _is_english(language) else f"{at:%H:%M}"


def list_in(language: str, words: list[str]) -> str:
    """Return “Amira, Sami and Lou” with the commas and the “and” of a language."""
    script = language.split("-", maxsplit=1)[0]
    comma, pack = COMMAS.get(script, ", "), pack_of(language)
    if pack is None or len(words) <= 1:
        return comma.join(words)
    # The Arabic “and” is written onto an Arabic word, and stands alone before a Latin one.
    joined = script == "ar" and ARABIC[0] <= words[-1].lstrip(SET_APART)[:1] <= ARABIC[1]
    word = pack.and_word
    if script == "cy" and words[-1][:1].lower() in WELSH_VOWELS:
        word = "ac"
    last = f"{word}{'' if joined else ' '}{words[-1]}"
    return f"{comma.join(words[:-1])} {last}"


def _is_english(language: str) -> bool:
    return language.lower().split("-", maxsplit=1)[0] == ENGLISH


def span_said(first: date, last: date) -> str:
    """Return “Friday 4 December”, “Monday 30 November to Friday 4 December”."""
    days = [f"{day:%A} {day.day} {day:%B}" for day in dict.fromkeys((first, last))]
    return " to ".join(days)


def ago_said(day: date | None, today: date) -> str:
    """Return “today”, “3 days ago”, “3 weeks ago”, “never”."""
    if day is None:
        return "never"
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == TOMORROW:
        return "yesterday"
    if days < WEEK * 2:
        return f"{days} days ago"
    if days < MONTHS:
        return f"{days // WEEK} weeks ago"
    return f"{round(days / 30.4)} months ago"


def time_said(at: time | datetime) -> str:
    """Return “1.30pm”, “2pm”, “9am”."""
    hour = at.hour % 12 or 12
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{hour}{minutes}{'am' if at.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon


def hours_said(first: time | None, last: time | None) -> str:
    """Return “between 9am and 12pm”, “from 9am”, “until 12pm”; nothing where any time is fine."""
    if first and last:
        return f"between {time_said(first)} and {time_said(last)}"
    if first or last:
        return f"from {time_said(first)}" if first else f"until {time_said(last or time.max)}"
    return ""


def moment_said(at: datetime, today: date) -> str:
    """Return “today 4pm”, “tomorrow 8am”, “Friday 4 December 8am”."""
    is_tomorrow = (at.date() - today).days == TOMORROW
    day = "tomorrow" if is_tomorrow else day_said(at.date(), today)
    return f"{day} {time_said(at)}"


def since_said(at: datetime, now: datetime) -> str:
    """Return “just now”, “12 minutes ago”, “2 hours ago”, “3 days ago”; both in one zone."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < HOUR:
        return f"{count_said(minutes, 'minute')} ago"
    if minutes < DAY:
        return f"{count_said(minutes // HOUR, 'hour')} ago"
    return ago_said(at.date(), now.date())


def phone_said(number: str) -> str:
    """Return “07700 900101” for +447700900101; a number from abroad keeps its country."""
    if not number.startswith("+"):
        return number
    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    formats = phonenumbers.PhoneNumberFormat
    kind = formats.NATIONAL if read.country_code == UK else formats.INTERNATIONAL
    return phonenumbers.format_number(read, kind)


def count_said(count: int, one: str, many: str = "") -> str:
    """Return “1 family”, “38 families”, “no families”."""
    word = one if count == 1 else (many or f"{one}s")
    return f"{count or 'no'} {word}"


def list_said(words: list[str]) -> str:
    """Return “Amira”, “Amira and Sami”, “Amira, Sami and Lou”."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
