"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages that read across the apps; the desk writes nothing."""

    name = "pastoral.desk"
    label = "desk"
    verbose_name = "desk"
