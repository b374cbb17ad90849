"""Spans of days: rows that hold from a day until a day, or until further notice."""

from datetime import date

from django.db.models import Q


def on(day: date, prefix: str = "") -> Q:
    """Return the condition that a span (`from_on`, `to_on`) covers the day."""
    return Q(**{f"{prefix}from_on__lte": day}) & (
        Q(**{f"{prefix}to_on": None}) | Q(**{f"{prefix}to_on__gte": day})
    )
