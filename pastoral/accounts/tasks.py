"""The clock's own work."""

from celery import shared_task

from pastoral.accounts import clock


@shared_task
def tick() -> None:
    """Say that the clock ticks."""
    clock.tick("clock")
