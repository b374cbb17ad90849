"""The accounts app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """Settings, staff, who may do what, and the trail."""

    name = "pastoral.accounts"
    label = "accounts"
    verbose_name = "accounts"

    def ready(self) -> None:
        """Find what the apps above ask for before somebody leaves (decision 0021)."""
        autodiscover_modules("leaving")
