"""Load the demonstration's made-up families."""

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Load the demonstration's made-up families, once; refused outside DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        pass
