"""Load the demonstration's made-up families."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pastoral.demo import loading
from pastoral.refusals import Refusal


class Command(BaseCommand):
    help = "Load the demonstration's made-up families, once; refused outside DEMO=1."

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The made-up families are for the demonstration alone: set DEMO=1.")
        try:
            is_new = loading.load()
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self.stdout.write("The made-up families are there." if is_new else "They were there.")
