"""The figures app."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate  # noqa: TID251 - Django’s own, after migrating.

from pastoral.figures import watching


class FiguresConfig(AppConfig):
    """Every measure in one place: what it is, its numbers, its rows, and what is kept of it."""

    name = "pastoral.figures"
    label = "figures"
    verbose_name = "figures"

    def ready(self) -> None:
        """Have the database watch what figures are made of, whenever its tables were made."""
        post_migrate.connect(_watch, sender=self)


def _watch(*, using: str, **_more: Any) -> None:
    watching.install(connections[using])
