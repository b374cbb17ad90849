"""Make the kept figures anew, or look whether they are right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pastoral.accounts.models import Setting
from pastoral.figures import keeping


class Command(BaseCommand):
    """Make every kept figure anew; with --check only say each that is not what the rows give."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which settings, and whether only to look."""
        parser.add_argument("--setting", help="The code of one setting; without it, all.")
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; exit 1 if any differs."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Rebuild, or check."""
        settings = Setting.objects.select_related("policy").order_by("code")
        if code := options["setting"]:
            settings = settings.filter(code=code)
            if not settings:
                raise CommandError(f"There is no setting {code}.")
        if options["check"]:
            self._check(settings)
            return
        made = sum(keeping.refresh(setting.pk, everything=True) for setting in settings)
        self.stdout.write(f"{made} periods made anew.")

    def _check(self, settings: Any) -> None:
        count = 0
        for setting in settings:
            for difference in keeping.differences(setting):
                self.stdout.write(difference.said)
                count += 1
        if count:
            raise CommandError(f"{count} rows differ.")
        self.stdout.write("Every figure is what the rows give.")
