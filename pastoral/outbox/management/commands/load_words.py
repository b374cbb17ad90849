"""Keep the words that ship with the product."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pastoral.outbox import words
from pastoral.refusals import Refusal


class Command(BaseCommand):
    help = "Load the words of messages that ship with Alongside; again changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            new, count = words.load_shipped()
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{count} messages have words; {new} of them are new.")
