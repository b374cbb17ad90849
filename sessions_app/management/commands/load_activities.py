"""Put the activities that ship with Alongside into the library."""

from typing import Any

from django.core.management.base import BaseCommand

from sessions_app.actions import activities


class Command(BaseCommand):
    help = "Put the activities that ship with Alongside into the library; safe to run again."

    def handle(self, *_args: Any, **_options: Any) -> None:
        new, changed = activities.load_shipped()
        self.stdout.write(f"Activities: {new} new, {changed} changed.")
