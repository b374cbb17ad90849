"""The actions of an import: a file is taken in, looked at, and brought in or dropped."""

import base64
import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from families.importing.addresses import must_stay_hidden
from families.importing.columns import fingerprint
from families.importing.decoding import UnreadableFile
from families.importing.export import Export, read_export
from families.importing.plan import Plan
from families.importing.planning import plan_import
from families.importing.reading import read_table
from families.importing.writing import Writing
from families.models import ImportMapping, ImportUpload
from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal

KEPT_FOR = datetime.timedelta(days=1)
"""How long a file waits for a yes before its text is emptied."""


SAMPLES, SAMPLED, SAMPLE_LENGTH = 2, 50, 30
"""How many cells are shown of a column, from how many rows, and how much of each."""


class ChangedMeanwhile(Refusal):
    """The families are not what they were when the plan was shown."""


def today_in(setting: Setting) -> datetime.date:
    """Today, by the setting's own clock."""
    return timezone.localdate(timezone=setting.zone)


def remembered(setting: Setting, content: bytes) -> dict[str, str] | None:
    """The columns somebody mapped for a file with these headings, or None."""
    found = ImportMapping.objects.filter(
        setting=setting, fingerprint=fingerprint(read_table(content).headings)
    ).first()
    return dict(found.columns) if found else None


def read(setting: Setting, content: bytes) -> Export:
    """The file as the setting reads it, its remembered columns first; may raise UnreadableFile."""
    return read_export(content, remembered(setting, content), today=today_in(setting))


@transaction.atomic
def take(*, setting: Setting, file_name: str, content: bytes, by: Staff) -> ImportUpload:
    """A file kept to be looked at; raises UnreadableFile for what is no table."""
    export = read(setting, content)
    if not file_name.lower().endswith(".csv"):
        raise UnreadableFile("Its name should end in .csv. Please export it as CSV.")
    upload = ImportUpload.objects.create(
        setting=setting,
        uploaded_by=by,
        file_name=file_name[:120],
        content=base64.b64encode(content).decode(),
        columns=dict(export.columns.mapping),
    )
    trail.wrote(by=by, what="families.file-taken", on=upload)
    return upload


def content_of(upload: ImportUpload) -> bytes:
    """The bytes of an upload."""
    return base64.b64decode(upload.content)


def export_of(upload: ImportUpload) -> Export:
    """An upload read again, with the columns chosen for it."""
    return read_export(content_of(upload), upload.columns, today=today_in(upload.setting))


def samples_of(upload: ImportUpload) -> dict[str, list[str]]:
    """The first two different cells under each heading, shortened, to know a column by.

    A row that asks for a hidden address is no sample (rule 19).
    """
    table = read_table(content_of(upload))
    samples: dict[str, list[str]] = {heading: [] for heading in table.headings}
    for row in table.rows[:SAMPLED]:
        if must_stay_hidden(*row.cells):
            continue
        for heading, cell in zip(table.headings, row.cells, strict=True):
            words = " ".join(cell.split())[:SAMPLE_LENGTH]
            if words and words not in samples[heading] and len(samples[heading]) < SAMPLES:
                samples[heading].append(words)
    return samples


@transaction.atomic
def choose_columns(*, upload: ImportUpload, columns: Mapping[str, str], by: Staff) -> Export:
    """The upload read by these columns, which are remembered for the next such file.

    Raises WrongMapping where one field is given to two columns.
    """
    export = read_export(content_of(upload), columns, today=today_in(upload.setting))
    if not export.is_readable:
        return export
    upload.columns = dict(columns)
    upload.save(update_fields=["columns", "updated_at"])
    ImportMapping.objects.update_or_create(
        setting=upload.setting,
        fingerprint=export.columns.fingerprint,
        defaults={"columns": dict(columns), "confirmed_by": by},
    )
    trail.wrote(by=by, what="families.columns-chosen", on=upload)
    return export


@transaction.atomic
def confirm(
    *,
    upload: ImportUpload,
    seen: str,
    decided: Mapping[str, str],
    starts_on: datetime.date,
    by: Staff,
) -> Plan:
    """Bring an upload in, if it would still do what was `seen` (a plan's digest).

    Raises ChangedMeanwhile where the families changed since, Refusal where it is done.
    Imports of one setting take turns; the rows compared stay as they are until the end.
    """
    setting = Setting.objects.select_for_update(no_key=True).get(pk=upload.setting_id)
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.state != ImportUpload.State.LOOKED_AT or not upload.content:
        raise Refusal(f"“{upload.file_name}” is not waiting any more. {_what_became(upload)}")
    export = export_of(upload)
    today = today_in(setting)
    plan = plan_import(setting, export, today=today, lock=True)
    if plan.digest() != seen:
        raise ChangedMeanwhile(
            "Something about these families changed since you looked, so nothing is brought in "
            "yet. This is how it would be now."
        )
    if decided:
        plan = plan_import(setting, export, today=today, decided=decided)
    Writing(setting, by, today, starts_on).write(plan)
    upload.state = ImportUpload.State.CONFIRMED
    upload.counts = plan.counts() | {"held": len({hold.adult_key for hold in plan.holds})}
    upload.content = ""
    upload.save()
    trail.wrote(by=by, what="families.file-brought-in", on=upload)
    return plan


@transaction.atomic
def drop(*, upload: ImportUpload, by: Staff) -> None:
    """Forget a file that is not wanted."""
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.state == ImportUpload.State.LOOKED_AT:
        upload.state = ImportUpload.State.DROPPED
        upload.content = ""
        upload.save()
        trail.wrote(by=by, what="families.file-dropped", on=upload)


def drop_old_uploads() -> int:
    """Empty the files that nobody said yes to within a day, and say how many."""
    old = ImportUpload.objects.filter(
        state=ImportUpload.State.LOOKED_AT, created_at__lt=timezone.now() - KEPT_FOR
    )
    return old.update(state=ImportUpload.State.DROPPED, content="", updated_at=timezone.now())


@transaction.atomic
def bring_in(*, setting: Setting, export: Export, is_rehearsal: bool) -> Plan:
    """What the command does: the plan of a file, written too unless it is a rehearsal."""
    today = today_in(setting)
    if is_rehearsal:
        return plan_import(setting, export, today=today)
    setting = Setting.objects.select_for_update(no_key=True).get(pk=setting.pk)
    plan = plan_import(setting, export, today=today, lock=True)
    Writing(setting, None, today, today).write(plan)
    trail.wrote(by=trail.COMMAND, what="families.file-brought-in", on=setting, setting=setting)
    return plan


def _what_became(upload: ImportUpload) -> str:
    if upload.state == ImportUpload.State.CONFIRMED:
        return "Its families were brought in already; nothing was done twice."
    return "Files that nobody brings in are forgotten after a day. Please choose it again."
