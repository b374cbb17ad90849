"""The visits app."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Home visits, from the offer to the note."""

    name = "visits"
    label = "visits"
    verbose_name = "visits"
