"""Template filters for days, times and counts as people say them."""

from datetime import date, datetime, time

from django import template
from django.utils import timezone

from pastoral.ui import said

register = template.Library()


@register.filter
def day(value: date, today: date | None = None) -> str:
    """Say a day: “tomorrow, Thursday”."""
    return said.day_said(value, today or timezone.localdate())


@register.filter
def until(first: date, last: date) -> str:
    """Say a span of days: `{{ cover.from_on|until:cover.to_on }}`."""
    return said.span_said(first, last)


@register.filter
def ago(value: date | None, today: date | None = None) -> str:
    """Say how long ago a day was: “3 weeks ago”."""
    return said.ago_said(value, today or timezone.localdate())


@register.filter
def clock(value: time | datetime) -> str:
    """Say a time: “1.30pm”."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return said.time_said(value)


@register.filter
def moment(value: datetime, today: date | None = None) -> str:
    """Say a day with its time: “tomorrow 8am”."""
    return said.moment_said(timezone.localtime(value), today or timezone.localdate())


@register.filter
def since(value: datetime) -> str:
    """Say how long ago a moment was: “12 minutes ago”."""
    return said.since_said(timezone.localtime(value), timezone.localtime())


@register.filter
def phone(value: str) -> str:
    """Say a telephone number: “07700 900101”; an e-mail address stays as it is."""
    return said.phone_said(value)


@register.filter
def count(value: int, words: str) -> str:
    """Say a count: `{{ n|count:"family,families" }}`."""
    one, _, many = words.partition(",")
    return said.count_said(value, one, many)


@register.filter
def listed(values: list[object]) -> str:
    """Say a list: “Amira, Sami and Lou”."""
    return said.list_said([str(value) for value in values])


@register.filter
def said_on(value: str) -> str:
    """Say a sentence after a colon: with a small letter at its beginning."""
    return value[:1].lower() + value[1:]
