"""Load where homes are from a school’s own list of postcodes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from families.actions import load_places
from families.places import UnreadablePlaces, read_places
from pastoral.accounts.models import Setting

SAID = {
    "placed": "get a place",
    "unchanged": "have it already",
    "hidden": "are hidden, and get none",
    "no_postcode": "have no postcode at the end of their address",
    "not_in_file": "have a postcode that is not in the file",
}


class Command(BaseCommand):
    help = (
        "Read a CSV file of postcode,latitude,longitude and say how many homes it places; "
        "with --commit, place them. A hidden home is never placed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a CSV file with postcode, latitude and longitude")
        parser.add_argument("--setting", required=True, metavar="CODE")
        parser.add_argument("--commit", action="store_true", help="write it; otherwise only look")

    def handle(self, *_args: Any, **asked: Any) -> None:
        setting = Setting.objects.filter(code__iexact=asked["setting"]).first()
        if setting is None:
            raise CommandError(f"There is no setting “{asked['setting']}”.", returncode=2)
        try:
            places = read_places(Path(asked["file"]))
        except UnreadablePlaces as unreadable:
            raise CommandError(str(unreadable), returncode=2) from unreadable
        loaded = load_places(
            setting=setting, places=places.by_postcode, is_rehearsal=not asked["commit"]
        )
        self.stdout.write(
            f"Homes of {setting.name}:"
            if asked["commit"]
            else f"Homes of {setting.name}, as it would be; nothing is written yet."
        )
        for name, words in SAID.items():
            self.stdout.write(f"  {getattr(loaded, name)} {words}")
        if places.unread:
            self.stdout.write(f"  {places.unread} rows of the file make no sense")
        if loaded.placed and not asked["commit"]:
            self.stdout.write("Run it again with --commit to place them.")
