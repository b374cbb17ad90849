"""Make a setting from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from pastoral.accounts import actions, trail
from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from pastoral.refusals import Refusal

# What ships with the product and is read into the database: the apps above bring the commands.
SHIPPED = ("load_words", "load_activities")


class Command(BaseCommand):
    help = (
        "Make a setting: a zone or a school, with its policy, its half-terms and its first person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "code", help="a short word for commands and files: letters, digits, hyphens"
        )
        parser.add_argument("--name", required=True, help="the name staff see")
        parser.add_argument("--kind", required=True, metavar="zone|school")
        parser.add_argument(
            "--nation", default=Setting.Nation.ENGLAND, metavar="|".join(Setting.Nation.values)
        )
        parser.add_argument("--trust", default="", metavar="NAME", help="the trust it belongs to")
        parser.add_argument("--nickname", default="", help="what families call it")
        parser.add_argument("--phone", default="", help="the number families may ring")
        parser.add_argument("--admin", default="", metavar="EMAIL", help="whom to invite first")
        parser.add_argument(
            "--role",
            action="append",
            default=[],
            metavar="ROLE",
            help="what the first person is, instead of administrator; may be given again",
        )

    def handle(self, *_args: Any, **asked: Any) -> None:
        try:
            with transaction.atomic():
                setting = self._make(asked)
                link = self._invite(setting, asked)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        for command in SHIPPED:
            if command in get_commands():
                call_command(command, verbosity=0)
        self.stdout.write(f"{setting.name} is ready; its code is {setting.code}.")
        if link:
            self.stdout.write(f"Invitation for {asked['admin']}, good for 7 days and once:\n{link}")
            self.stderr.write(f"It leads to SITE_URL, which is {settings.SITE_URL} here.")

    def _make(self, asked: dict[str, Any]) -> Setting:
        wanted = ("code", "name", "kind", "nation", "trust", "nickname", "phone")
        return actions.create_setting(**{name: asked[name] for name in wanted}, by=trail.COMMAND)

    def _invite(self, setting: Setting, asked: dict[str, Any]) -> str:
        if not asked["admin"]:
            return ""
        try:
            validate_email(asked["admin"])
        except ValidationError as wrong:
            raise Refusal(f"“{asked['admin']}” is not an e-mail address.") from wrong
        for role in asked["role"]:
            if role not in Role.values:
                raise Refusal(f"“{role}” is not a role: {', '.join(Role.values)}.")
        roles = [Role(role) for role in asked["role"] or [Role.ADMINISTRATOR]]
        invited = actions.invite_staff(
            setting=setting, email=asked["admin"], roles=roles, by=trail.COMMAND
        )
        return settings.SITE_URL + reverse("accounts:join", args=[invited.secret])
