"""Writing thousands of rows in a handful of statements."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

AT_ONCE = 2000  # Rows in one INSERT.

Columns = dict[str, Any]


def insert(model: type[models.Model], rows: Sequence[Columns]) -> None:
    """Write new rows given by their columns; the rest is as a new row of the model has it.

    On PostgreSQL all rows are one parameter, three times as fast as values of thirty
    columns each; elsewhere they go the ordinary way.
    """
    unsaid = _unsaid(model)
    whole = [{**unsaid, **row} for row in rows]
    for n in range(0, len(whole), AT_ONCE):
        some = whole[n : n + AT_ONCE]
        if connection.vendor == "postgresql":
            _insert_by_json(model, some)
        else:
            model._default_manager.bulk_create([model(**row) for row in some])


def _unsaid(model: type[models.Model]) -> Columns:
    """Return the columns of a new row that says nothing, but for its key."""
    now = timezone.now()
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    unsaid = {field.attname: field.get_default() for field in fields}
    return {**unsaid, **{name: now for name in ("created_at", "updated_at") if name in unsaid}}


def _insert_by_json(model: type[models.Model], rows: list[Columns]) -> None:
    table = model._meta.db_table
    names = ", ".join(f'"{name}"' for name in rows[0])
    sql = (
        f"INSERT INTO {table} ({names}) "  # noqa: S608 - the table's and the columns' names are ours
        f"SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(rows, default=_as_text)])


def _as_text(value: UUID | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
