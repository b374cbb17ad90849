"""The families app."""

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """Households, children, adults, and who may be asked."""

    name = "families"
    label = "families"
    verbose_name = "families"
