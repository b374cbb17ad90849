"""The actions of bringing context in: a file is taken, looked at, and written on a yes."""

import base64
from typing import Any

from django.db import transaction
from django.utils import timezone

from families.context.planning import REGISTERS, Plan, Planned, plan_of, read
from families.importing.decoding import UnreadableFile
from families.importing.uploads import ChangedMeanwhile, today_in
from families.models import ImportUpload, SchoolWeek, Suspension
from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal

About = ImportUpload.About
BATCH = 500


@transaction.atomic
def take(
    *, setting: Setting, about: str, file_name: str, content: bytes, by: Staff
) -> ImportUpload:
    """Keep a file, unreadable at rest, to be looked at; raises UnreadableFile for what is no table."""
    if not file_name.lower().endswith(".csv"):
        raise UnreadableFile("Its name should end in .csv. Please export it as CSV.")
    read(about, content, today=today_in(setting))
    upload = ImportUpload.objects.create(
        setting=setting,
        about=about,
        uploaded_by=by,
        file_name=file_name[:120],
        content=base64.b64encode(content).decode(),
    )
    trail.wrote(by=by, what="families.context-taken", on=upload)
    return upload


@transaction.atomic
def confirm(*, upload: ImportUpload, seen: str, by: Staff) -> Plan:
    """Bring a file in, if it would still do what was `seen` (a plan's digest).

    Raises ChangedMeanwhile where something changed since, Refusal where it is done. Imports of
    one setting take turns, so the same file twice changes nothing.
    """
    setting = Setting.objects.select_for_update(no_key=True).get(pk=upload.setting_id)
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.state != ImportUpload.State.LOOKED_AT or not upload.content:
        raise Refusal(f"“{upload.file_name}” is not waiting any more. Nothing was done twice.")
    plan = plan_of(upload)
    if plan.digest() != seen:
        raise ChangedMeanwhile(
            "Something changed since you looked, so nothing is brought in yet. This is how it "
            "would be now."
        )
    _write(plan, setting, by)
    upload.state = ImportUpload.State.CONFIRMED
    upload.counts = {
        "new": len(plan.new), "changed": len(plan.changed), "children": plan.children,
    }  # fmt: skip
    upload.content = ""
    upload.save()
    trail.wrote(by=by, what="families.context-brought-in", on=upload)
    return plan


def _write(plan: Plan, setting: Setting, by: Staff) -> None:
    model: Any = SchoolWeek
    extra: dict[str, Any] = {"setting": setting, "brought_in_by": by}
    day = "week_on"
    if plan.about == About.SUSPENSIONS:
        model, day = Suspension, "starts_on"
    else:
        extra["register"] = REGISTERS[About(plan.about)]
    model.objects.bulk_create(
        (model(child=row.child, **{day: row.day}, **row.values, **extra) for row in plan.new),
        batch_size=BATCH,
    )
    changed = [_changed(row, by) for row in plan.changed]
    if changed:
        names = [*plan.changed[0].values, "brought_in_by", "updated_at"]
        model.objects.bulk_update(changed, names, batch_size=BATCH)


def _changed(row: Planned, by: Staff) -> SchoolWeek | Suspension:
    known = row.known
    assert known is not None  # noqa: S101 - for the type checker
    for name, value in row.values.items():
        setattr(known, name, value)
    known.brought_in_by, known.updated_at = by, timezone.now()
    return known
