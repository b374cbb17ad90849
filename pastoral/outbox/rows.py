"""Writing many messages at once, each key once and no more (rule 28)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from pastoral.outbox.models import Message

TABLE = Message._meta.db_table
AT_ONCE = 2000  # Rows in one INSERT, and ids in one question.
# Every column of a message, as it is where a draft says nothing about it.
UNSAID: dict[str, Any] = {
    field.attname: field.get_default() for field in Message._meta.concrete_fields
}
NAMES = ", ".join(f'"{name}"' for name in UNSAID)  # “to” is a word of SQL's own.
# One parameter for all rows: three times as fast as a VALUES list of thirty columns each.
INSERT = f"""
INSERT INTO {TABLE} ({NAMES})
SELECT {NAMES} FROM json_populate_recordset(NULL::{TABLE}, %s)
ON CONFLICT (dedupe_key) DO NOTHING
RETURNING id
"""  # noqa: S608 - the table's and the columns' names are ours

Columns = dict[str, Any]


def insert(rows: Sequence[Columns]) -> set[UUID]:
    """Write the rows whose keys are new, and return the ids of those."""
    now = timezone.now()
    whole = [{**UNSAID, "created_at": now, "updated_at": now, **row} for row in rows]
    insert_some = _insert_by_json if connection.vendor == "postgresql" else _insert_by_rows
    written: set[UUID] = set()
    for n in range(0, len(whole), AT_ONCE):
        written |= insert_some(whole[n : n + AT_ONCE])
    return written


def _insert_by_json(rows: list[Columns]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [json.dumps(rows, default=_as_text)])
        return {id for (id,) in cursor.fetchall()}  # noqa: A001 - the row's id


def _insert_by_rows(rows: list[Columns]) -> set[UUID]:
    Message.objects.bulk_create([Message(**row) for row in rows], ignore_conflicts=True)
    mine = Message.objects.filter(pk__in=[row["id"] for row in rows])
    return set(mine.values_list("pk", flat=True))


def _as_text(value: UUID | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
