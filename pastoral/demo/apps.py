"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration and its invented people."""

    name = "pastoral.demo"
    label = "demo"
    verbose_name = "demo"
