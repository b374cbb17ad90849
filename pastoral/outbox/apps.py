"""The outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Messages to parents and staff: a row before anything else."""

    name = "pastoral.outbox"
    label = "outbox"
    verbose_name = "outbox"
