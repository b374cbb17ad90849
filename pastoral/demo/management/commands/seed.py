"""Fill an empty database with years of made-up data, for measuring."""

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pastoral.accounts.models import Setting
from pastoral.demo import seeding

MOST = {"settings": 5000, "families": 20_000, "years": 10}


class Command(BaseCommand):
    """Make settings, families, visits, afternoons and invitations, the same each time."""

    help = (
        "Fills an empty database with made-up settings, families, visits and weekly afternoons, "
        "the same each time for the same numbers and day. For measuring, never beside real families."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Take `--settings` for a number of settings, not for Django's module of settings."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.set_defaults(settings=None)
        parser.add_argument(
            "--settings", "--places", dest="places", type=int, default=2, help="how many settings"
        )
        parser.add_argument("--families", type=int, default=20, help="families in each")
        parser.add_argument("--years", type=int, default=1, help="school years of afternoons")
        parser.add_argument("--seed", type=int, default=1, help="another number, other answers")
        parser.add_argument(
            "--on", type=date.fromisoformat, default=None, help="the day to end on (today)"
        )
        parser.add_argument(
            "--without-invitations", action="store_true", help="families and empty afternoons only"
        )
        parser.add_argument(
            "--links", type=int, default=0, help="open invitations that get a real link"
        )
        parser.add_argument(
            "--links-to", type=Path, help="a file for these links’ secrets, one a line"
        )

    def handle(self, **options: Any) -> None:
        size = seeding.Size(
            settings=options["places"],
            families=options["families"],
            years=options["years"],
            seed=options["seed"],
            on=options["on"] or timezone.localdate(),
            has_invitations=not options["without_invitations"],
        )
        self._refuse_nonsense(size)
        began = time.monotonic()

        def say(what: str) -> None:
            if options["verbosity"]:
                self.stdout.write(f"{time.monotonic() - began:7.1f} s  {what}")

        seeding.seed(size, say)
        if options["links"]:
            secrets = seeding.open_links(options["links"])
            if options["links_to"]:
                options["links_to"].write_text("\n".join(secrets) + "\n")
        say("ready")

    def _refuse_nonsense(self, size: seeding.Size) -> None:
        for name, most in MOST.items():
            if not 1 <= getattr(size, name) <= most:
                raise CommandError(f"--{name} takes a number from 1 to {most}.")
        if Setting.objects.exists():
            raise CommandError("There are settings here already: seed fills an empty database.")
