"""The privacy app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """People's rights in what is kept about them."""

    name = "pastoral.privacy"
    label = "privacy"
    verbose_name = "privacy"
