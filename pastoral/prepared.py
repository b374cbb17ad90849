"""Statements written by hand, for the few pages that everybody opens at once.

PostgreSQL plans such a statement once a connection, and planning is most of its cost. It
needs a session of its own: a pooler in transaction mode can't stand between.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from weakref import WeakSet

from django.db import connection


class Statement:
    """One errand to the database: `{blanks}` in the pieces are values, or `words` of one database.

    Several pieces are one statement on PostgreSQL, and run one after the other on SQLite;
    none may lean on what another wrote.
    """

    def __init__(
        self,
        name: str,
        *pieces: str,
        takes: Mapping[str, str],
        words: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.name = name
        self.takes = takes
        self.words = words or {}
        self.pieces = pieces
        self.prepared_on: WeakSet[Any] = WeakSet()
        self.execute = f"EXECUTE {name}({', '.join(f'%({blank})s' for blank in takes)})"

    def run(self, **values: Any) -> tuple[Any, ...] | None:
        """Run it with a value for every blank; return its one row, if it gives one."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._prepare(cursor)
                cursor.execute(self.execute, values)
            else:
                plain = {name: _plain(value) for name, value in values.items()}
                for piece in self._pieces({name: f"%({name})s" for name in self.takes}):
                    cursor.execute(piece, plain)
            return cursor.fetchone() if cursor.description else None

    def _prepare(self, cursor: Any) -> None:
        if connection.connection in self.prepared_on:
            return
        *first, last = self._pieces({name: f"${n}" for n, name in enumerate(self.takes, 1)})
        together = ", ".join(f"piece_{n} AS ({piece})" for n, piece in enumerate(first))
        whole = f"WITH {together} {last}" if first else last
        cursor.execute(f"PREPARE {self.name}({', '.join(self.takes.values())}) AS {whole}")
        self.prepared_on.add(connection.connection)

    def _pieces(self, blanks: Mapping[str, str]) -> list[str]:
        words = self.words.get(connection.vendor, {})
        return [piece.format(**blanks, **words) for piece in self.pieces]


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, time):
        return connection.ops.adapt_timefield_value(value)
    return value
