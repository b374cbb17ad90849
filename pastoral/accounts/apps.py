"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Settings, staff, who may do what, and the trail."""

    name = "pastoral.accounts"
    label = "accounts"
    verbose_name = "accounts"
