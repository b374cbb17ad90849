"""Rows that the database makes itself, by INSERT … SELECT, in either database's words.

Columns that are not named take the model's own default, so this goes on working when a
model gains a field.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

Say = Callable[[str], None]


def insert(model: type[models.Model], source: str, **columns: str) -> None:
    """Insert what `source` selects: named columns by SQL, the others with their defaults."""
    fields: dict[str, tuple[str, Any]] = {**_defaults(model), **_columns(model, columns)}
    names = ", ".join(connection.ops.quote_name(name) for name in fields)
    values = ", ".join(sql for sql, _values in fields.values())
    given = [value for _sql, value in fields.values() if value is not None]
    run(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} {source}", given)


def _columns(model: type[models.Model], columns: Mapping[str, str]) -> dict[str, tuple[str, None]]:
    known = {field.column for field in model._meta.concrete_fields}
    if unknown := set(columns) - known:
        raise LookupError(f"{model.__name__} has no column {', '.join(unknown)}.")
    return {name: (sql, None) for name, sql in columns.items()}


def _defaults(model: type[models.Model]) -> dict[str, tuple[str, Any]]:
    found: dict[str, tuple[str, Any]] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.null:
            continue
        automatic = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        value = timezone.now() if automatic else field.get_default()
        found[str(field.column)] = ("%s", field.get_db_prep_save(value, connection))
    return found


def run(statement: str, values: Sequence[Any] = ()) -> None:
    """Run one statement; with values, a remainder (%) is still not a place for one (%s)."""
    if values:
        statement = statement.replace("%", "%%").replace("%%s", "%s")
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def series(count: int) -> str:
    """Return SQL for the numbers from 1, each a row of one column, n."""
    if _is_postgres():
        return f"generate_series(1, {count}::bigint) AS n"
    one_by_one = "SELECT 1 UNION ALL SELECT n + 1 FROM s"
    return f"(WITH RECURSIVE s(n) AS ({one_by_one} WHERE n < {count}) SELECT n FROM s)"  # noqa: S608 - a number of ours


def numbers(count: int) -> str:
    """Return a FROM of the numbers from 1."""
    return f"FROM {series(count)}"


KINDS = {
    kind: n
    for n, kind in enumerate(
        "setting policy halfterm staff membership household adult child member relationship "
        "assignment visit contact afternoon run invitation attendance".split(),
        start=1,
    )
}


def uid(kind: str, number: str, *, signed: bool = False) -> str:
    """Return SQL for an identifier made of a kind and a number, in the order of the numbers."""
    prefix = KINDS[kind] + (100 if signed else 0)
    number = f"-({number})" if signed else f"({number})"
    if _is_postgres():
        return f"('{prefix:08x}-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"
    return f"printf('{prefix:08x}000070008000%012x', {number})"


def seeded_id(kind: str, number: int) -> uuid.UUID:
    """Return the identifier that `_uid` makes in SQL."""
    return uuid.UUID(f"{KINDS[kind]:08x}-0000-7000-8000-{number:012x}")


def digest(number: str) -> str:
    """Return SQL for the digest of a link that nobody has: spread like a real one."""
    if _is_postgres():
        return f"md5('link-' || ({number}))::uuid"
    return f"printf('%016x%016x', (({number}) * 2654435761) % 4294967296, ({number}))"


def dice(number: str, salt: int, seed: int) -> str:
    """Return SQL for a number from 0 to 999, always the same for the same numbers."""
    turned = f"(({number}) * 48271 + {salt} * 16807 + {seed} * 69621) % 2147483647"
    return f"((({turned}) * 1103515 + 12345) % 2147483647) / 1000 % 1000"


def pick(words: str, number: str) -> str:
    """Return SQL for one of some words."""
    listed = json.loads(words)
    cases = " ".join(f"WHEN {n} THEN '{word}'" for n, word in enumerate(listed))
    return f"CASE ({number}) % {len(listed)} {cases} END"


def day(on: date) -> str:
    """Return SQL for a day."""
    return f"DATE '{on}'" if _is_postgres() else f"'{on}'"


def date_plus(on: date, days: str) -> str:
    """Return SQL for a day so many days later."""
    return (
        f"({day(on)} + ({days})::int)"
        if _is_postgres()
        else f"DATE('{on}', '+' || ({days}) || ' days')"
    )


def moment(on: date, hour: int) -> str:
    """Return SQL for an hour of a day, in UTC."""
    at = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    return f"TIMESTAMPTZ '{at.isoformat()}'" if _is_postgres() else f"'{at:%Y-%m-%d %H:%M:%S}'"


# --- Speed. -------------------------------------------------------------------------


@contextmanager
def fast_session() -> Iterator[None]:
    """Give this session room to sort, and let it not wait for the disk after each commit."""
    if _is_postgres():
        for setting in (
            "synchronous_commit = off", "work_mem = '256MB'", "maintenance_work_mem = '1GB'",
            "max_parallel_maintenance_workers = 2", "jit = off",
        ):  # fmt: skip
            run(f"SET {setting}")
    yield
    if _is_postgres():
        run("RESET ALL")


@contextmanager
def without_indexes(big: Sequence[type[models.Model]], say: Say) -> Iterator[None]:
    """Take the keys and indexes off the largest tables, and put them back, checked."""
    if not _is_postgres():
        yield
        return
    tables = [model._meta.db_table for model in big]
    with transaction.atomic(), connection.cursor() as cursor:
        again = [*_take_off_keys(cursor, tables), *_take_off_indexes(cursor, tables)]
        for table in tables:  # Nothing is kept of the figures yet, so nobody needs to be told.
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in tables:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    for sql in sorted(again, key=lambda sql: "FOREIGN KEY" in sql):
        run(sql)
    say("keys and indexes")


def _take_off_keys(cursor: Any, tables: list[str]) -> Iterator[str]:
    """Drop foreign keys to and from, then unique and primary keys; yield how to add each."""
    cursor.execute(
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE contype IN ('f', 'p', 'u')
             AND (conrelid::regclass::text = ANY(%s) OR confrelid::regclass::text = ANY(%s))
           ORDER BY contype <> 'f', contype DESC""",
        [tables, tables],
    )
    for table, name, definition in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'


def _take_off_indexes(cursor: Any, tables: list[str]) -> Iterator[str]:
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [tables])
    for name, definition in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
        yield definition


def analyse() -> None:
    """Let the planner know the tables, and make index-only reading possible."""
    run("VACUUM (ANALYZE)" if _is_postgres() else "ANALYZE")
