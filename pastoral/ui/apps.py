"""The ui app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Forms and template tags that every page shares."""

    name = "pastoral.ui"
    label = "ui"
    verbose_name = "ui"
