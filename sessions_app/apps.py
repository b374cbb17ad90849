"""The afternoons app."""

from django.apps import AppConfig


class SessionsAppConfig(AppConfig):
    """Family afternoons: invitations, answers, the register."""

    name = "sessions_app"
    label = "sessions_app"
    verbose_name = "afternoons"
