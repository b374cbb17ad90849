"""The report of a term: made once, kept as it was, and told to those who read it."""

from django.apps import AppConfig


class TermlyConfig(AppConfig):
    """The app."""

    name = "pastoral.termly"
    label = "termly"
    verbose_name = "reports of a term"
