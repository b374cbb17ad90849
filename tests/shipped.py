"""The words that ship with the product, in a test's database without reading them again."""

from typing import Any

from django.db import connection

from pastoral.outbox import words
from pastoral.outbox.models import Template

_ROWS: list[tuple[Any, ...]] = []


def ship_words() -> None:
    """Keep them as `load_shipped` does, which took the half of many a test.

    What it wrote the first time is written again as it stands in the table; a history that
    no test reads is left out. Where some are kept already, `load_shipped` itself decides.
    """
    if not _ROWS or Template.objects.filter(setting=None).exists():
        words.load_shipped()
        if not _ROWS:
            _ROWS.extend(_as_they_stand())
        return
    columns = [field.column for field in Template._meta.concrete_fields]
    row = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(f'"{name}"' for name in columns)
    into = f"INSERT INTO {Template._meta.db_table} ({names}) VALUES "
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(into + row, _ROWS)
        else:
            values = [value for one in _ROWS for value in one]
            cursor.execute(into + ", ".join([row] * len(_ROWS)), values)


def _as_they_stand() -> list[tuple[Any, ...]]:
    """Return the shipped words' rows, each value as the database takes it."""
    fields = Template._meta.concrete_fields
    return [
        tuple(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields)
        for row in Template.objects.filter(setting=None)
    ]
