"""PostgreSQL databases one after the other, each as new: emptied, as copies take ten times as long.

What a test changed of the tables themselves, or left behind by the megabyte, is not mended: that
database is dropped, and the next one copied from the template.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import sql

from tools.postgres import PostgresServer

_TABLES: Final = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
# Statistics count: a plan that a test asks for must not follow from what another test wrote.
_SHAPE: Final = """
SELECT md5(string_agg(fact, ',' ORDER BY fact)) FROM (
  SELECT relname || relkind::text || reltuples || reloptions::text AS fact
  FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT relname || reltuples FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  UNION ALL SELECT tgrelid::regclass || tgname || tgenabled::text FROM pg_trigger
  UNION ALL SELECT conrelid::regclass || conname || convalidated FROM pg_constraint
  UNION ALL SELECT attrelid::regclass || attname || attnotnull FROM pg_attribute
  JOIN pg_class ON pg_class.oid = attrelid
  WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT proname || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT setconfig::text FROM pg_db_role_setting
  JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
  UNION ALL SELECT 'large' FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 1000000
) AS facts
"""
_SEQUENCES: Final = "SELECT sequencename, start_value, last_value FROM pg_sequences"
_END_OTHERS: Final = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class RecycledDatabases:
    """Copies of one template, used one after the other; nobody may write to the template."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server = server
        self._template = template
        self._clean: list[tuple[str, psycopg.Connection]] = []
        with server.connect(template) as connection:
            self._look = _look(name for (name,) in connection.execute(_TABLES))
            self._shape = _shape(connection)
            self._sequences = _sequences(connection)
            self._rows = {name: _rows(connection, name) for name in self._filled(connection)}

    @contextmanager
    def one(self) -> Iterator[str]:
        """Its name; as new, and this one's alone."""
        name, connection = self._clean.pop() if self._clean else self._copy()
        yield name
        if self._emptied(connection):
            self._clean.append((name, connection))
        else:
            connection.close()
            self._server.drop_database(name)

    def close(self) -> None:
        for _, connection in self._clean:
            connection.close()

    def _copy(self) -> tuple[str, psycopg.Connection]:
        """With a connection that stays: what it asks each time is planned once."""
        name = self._server.create_database(template=self._template)
        return name, self._server.connect(name)

    def _emptied(self, connection: psycopg.Connection) -> bool:
        """False where it can't be told to be as the template is."""
        connection.execute(_END_OTHERS)
        if _shape(connection) != self._shape:
            return False
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no guard, no order
            for name in self._filled(connection):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for name, rows in self._rows.items():
                _put(connection, name, rows)
            for name, place in _sequences(connection).items():
                if place != self._sequences[name]:
                    connection.execute("SELECT setval(%s, %s, %s)", (name, *self._sequences[name]))
        return True

    def _filled(self, connection: psycopg.Connection) -> list[str]:
        """Tables with rows."""
        return [name for (name,) in connection.execute(self._look, prepare=True)]


def _look(tables: Iterable[str]) -> sql.Composed:
    """Asks which of them have rows."""
    look = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    asked = [look.format(sql.Literal(name), sql.Identifier(name)) for name in tables]
    return sql.SQL(" UNION ALL ").join(asked)


def _shape(connection: psycopg.Connection) -> str:
    row = connection.execute(_SHAPE, prepare=True).fetchone()
    assert row is not None
    return str(row[0])


def _sequences(connection: psycopg.Connection) -> dict[str, tuple[int, bool]]:
    """The value of each, and whether it was given away."""
    return {
        name: (start, False) if last is None else (last, True)
        for name, start, last in connection.execute(_SEQUENCES, prepare=True)
    }


def _rows(connection: psycopg.Connection, table: str) -> Any:
    """All of them, as JSON text."""
    asked = sql.SQL("SELECT json_agg(it)::text FROM {} AS it").format(sql.Identifier(table))
    row = connection.execute(asked).fetchone()
    assert row is not None
    return row[0]


def _put(connection: psycopg.Connection, table: str, rows: Any) -> None:
    put = sql.SQL("INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s::json)")
    connection.execute(put.format(sql.Identifier(table)), (rows,))
