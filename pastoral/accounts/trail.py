"""Writing the trail. Every action says here what it did; reads of notes are said too."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from pastoral.accounts.models import Setting, Staff, TrailEntry
from pastoral.accounts.viewers import Viewer
from pastoral.ids import new_id

Did = TrailEntry.Did
CLOCK = "clock"
PARENT = "parent"
COMMAND = "command"

# The same line by hand, for a writer that keeps it in one errand with what it writes.
WROTE = """
INSERT INTO accounts_trailentry (id, at, setting_id, actor_id, actor_kind, did, what, about_kind,
  about_id, household_id, reason, previous_hash, hash)
VALUES ({trail_id}, {trail_at}, {setting}, {actor}, {actor_kind}, 'wrote', {what}, {about_kind},
  {about_id}, {household}, '', '', '')
"""
WROTE_TAKES = {
    "trail_id": "uuid", "trail_at": "timestamptz", "setting": "uuid", "actor": "uuid",
    "actor_kind": "text", "what": "text", "about_kind": "text", "about_id": "uuid",
    "household": "uuid",
}  # fmt: skip


def ip_of(meta: Mapping[str, Any]) -> str | None:
    """Return the address a request came from."""
    return meta.get("REMOTE_ADDR") or None


def wrote(
    *,
    by: Staff | str,
    what: str,
    on: models.Model,
    household: uuid.UUID | None = None,
    setting: Setting | uuid.UUID | None = None,
    reason: str = "",
) -> None:
    """Say that somebody changed a row: `by` is a person, or CLOCK, PARENT or COMMAND."""
    setting_id = setting.pk if isinstance(setting, Setting) else setting
    TrailEntry.objects.create(
        setting_id=setting_id or getattr(on, "setting_id", None),
        actor=by if isinstance(by, Staff) else None,
        actor_kind="staff" if isinstance(by, Staff) else by,
        did=Did.WROTE,
        what=what,
        about_kind=on._meta.label_lower,
        about_id=on.pk,
        household_id=household,
        reason=reason,
    )


def wrote_for_families(
    *, by: Staff | str, what: str, setting: Setting, homes: Collection[uuid.UUID]
) -> None:
    """Say of many households at once that somebody changed them, a line for each."""
    TrailEntry.objects.bulk_create(
        TrailEntry(
            setting=setting,
            actor=by if isinstance(by, Staff) else None,
            actor_kind="staff" if isinstance(by, Staff) else by,
            did=Did.WROTE,
            what=what,
            about_kind="families.household",
            about_id=home,
            household_id=home,
        )
        for home in homes
    )


def wrote_values(
    *,
    by: uuid.UUID | None,
    what: str,
    about_kind: str,
    about_id: uuid.UUID,
    household: uuid.UUID,
    setting: uuid.UUID,
) -> dict[str, Any]:
    """Return the values for WROTE: `by` is a member of staff, or None for a parent."""
    return {
        "trail_id": new_id(),
        "trail_at": timezone.now(),
        "setting": setting,
        "actor": by,
        "actor_kind": "staff" if by else PARENT,
        "what": what,
        "about_kind": about_kind,
        "about_id": about_id,
        "household": household,
    }


def looked(
    *,
    by: Viewer,
    what: str,
    on: models.Model,
    household: uuid.UUID | None = None,
    ip: str | None = None,
) -> None:
    """Say that somebody read something confidential."""
    _viewer_did(by, Did.READ, what, on, household, ip=ip)


def exported(*, by: Viewer, what: str, reason: str, on: models.Model | None = None) -> None:
    """Say that somebody took something out, and why (rule 46)."""
    _viewer_did(by, Did.EXPORTED, what, on, None, reason=reason)


def searched(*, by: Viewer, what: str) -> None:
    """Say that somebody searched; the words they typed are not kept."""
    _viewer_did(by, Did.SEARCHED, what, None, None)


def refused(*, by: Viewer, what: str, ip: str | None = None) -> None:
    """Say that somebody was refused a page."""
    _viewer_did(by, Did.REFUSED, what, None, None, ip=ip)


def signed_in(*, by: Staff, setting: Setting | None, ip: str | None = None) -> None:
    """Say that somebody signed in."""
    TrailEntry.objects.create(
        setting=setting, actor=by, did=Did.SIGNED_IN, what="accounts.signed_in", ip=ip
    )


def _viewer_did(
    by: Viewer,
    did: TrailEntry.Did,
    what: str,
    on: models.Model | None,
    household: uuid.UUID | None,
    *,
    reason: str = "",
    ip: str | None = None,
) -> None:
    TrailEntry.objects.create(
        setting=by.setting,
        actor=by.user,
        did=did,
        what=what,
        about_kind=on._meta.label_lower if on else "",
        about_id=on.pk if on else None,
        household_id=household,
        reason=reason,
        ip=ip,
    )
