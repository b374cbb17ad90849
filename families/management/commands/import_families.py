"""Bring families in from the command line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from families.importing import UnreadableFile, WrongMapping, fields, uploads
from families.importing.export import Export
from families.importing.plan import Plan
from families.importing.splitting import DEFAULT_LIMITS
from pastoral.accounts.models import Setting

ABOUT = ("children", "households", "adults")


class Command(BaseCommand):
    help = (
        "Look at a school’s CSV export and say what bringing it in would do; with --commit, do it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a CSV export from the school’s information system")
        parser.add_argument("--setting", required=True, metavar="CODE")
        parser.add_argument("--commit", action="store_true", help="write it; otherwise only look")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON alone")

    def handle(self, *_args: Any, **asked: Any) -> None:
        setting = Setting.objects.filter(code__iexact=asked["setting"]).first()
        if setting is None:
            raise CommandError(f"There is no setting “{asked['setting']}”.", returncode=2)
        try:
            export = uploads.read(setting, _content(Path(asked["file"])))
        except (UnreadableFile, WrongMapping) as unreadable:
            raise CommandError(str(unreadable), returncode=2) from unreadable
        if not export.is_readable:
            raise CommandError(_lacking(export), returncode=2)
        plan = uploads.bring_in(setting=setting, export=export, is_rehearsal=not asked["commit"])
        if asked["json"]:
            self.stdout.write(json.dumps(plan.counts()))
        else:
            self._say(plan, setting, was_written=asked["commit"])

    def _say(self, plan: Plan, setting: Setting, *, was_written: bool) -> None:
        counts = plan.counts()
        self.stdout.write(
            f"Brought in to {setting.name}:"
            if was_written
            else f"This is what would be brought in to {setting.name}; nothing is written yet."
        )
        for about in ABOUT:
            said = ", ".join(f"{count} {outcome}" for outcome, count in counts[about].items())
            self.stdout.write(f"  {about}: {said}")
        if plan.alike:
            self.stdout.write("Left out, because they may be children we know; say so on the page:")
        for alike in plan.alike:
            row = alike.pupil.rows[0]
            self.stdout.write(f"  row {row}: {alike.pupil.name}, {alike.why} as {alike.known[0]}")
        if plan.problems:
            self.stdout.write("To look at:")
        for problem in plan.problems:
            self.stdout.write(f"  row {problem.row}: {problem.sentence}")
        if not (was_written or plan.is_empty):
            self.stdout.write("Run it again with --commit to bring them in.")


def _content(path: Path) -> bytes:
    """The bytes of a file, and no more of a huge one than tells that it is too big."""
    try:
        with path.open("rb") as file:
            return file.read(DEFAULT_LIMITS.content + 1)
    except (OSError, ValueError) as unreadable:
        why = getattr(unreadable, "strerror", None) or "its name can’t be read"
        raise UnreadableFile(f"“{path}” can’t be opened: {why}.") from unreadable


def _lacking(export: Export) -> str:
    lacking = " and ".join(f"“{fields.label(name)}”" for name in export.columns.missing)
    return (
        f"No column of this file is known to hold {lacking}. Upload it once in the browser and "
        "say which column is which: that is remembered."
    )
