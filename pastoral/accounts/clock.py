"""Saying and asking whether the clock ticks (rule 7)."""

from datetime import timedelta

from django.utils import timezone

from pastoral.accounts.models import Tick


def tick(name: str) -> None:
    """Write down that this part of the clock ticks now."""
    Tick.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def seconds_since(name: str = "clock") -> float | None:
    """Return the seconds since the last tick; None if it never ticked."""
    last = Tick.objects.filter(name=name).values_list("at", flat=True).first()
    return None if last is None else (timezone.now() - last).total_seconds()


def has_stopped(longest: timedelta, name: str = "clock") -> bool:
    """Whether the last tick is longer ago than that."""
    seconds = seconds_since(name)
    return seconds is None or seconds > longest.total_seconds()
