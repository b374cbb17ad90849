"""The concerns app."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    """Worries handed to the DSL: the second lane, walled off."""

    name = "pastoral.concerns"
    label = "concerns"
    verbose_name = "concerns"
