"""The outbox app."""

from django.apps import AppConfig

from pastoral.outbox.channels import console


class OutboxConfig(AppConfig):
    """Messages to parents and staff: a row before anything else."""

    name = "pastoral.outbox"
    label = "outbox"
    verbose_name = "outbox"

    def ready(self) -> None:
        """Refuse to start with a text carrier that is not there."""
        console.check()
