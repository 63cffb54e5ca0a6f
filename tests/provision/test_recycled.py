"""What one test leaves in a database no other one finds."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tests.provision.recycled import RecycledDatabases
from tools.postgres import PostgresServer

pytestmark = pytest.mark.postgresql

_SEEDED = "SELECT count(*) FROM risk_mark"
_PUT = """
INSERT INTO segment (name, filter, changed_by, changed_at)
VALUES ('all', '', 1, now()) RETURNING id
"""


@pytest.fixture
def databases(
    pg_server: PostgresServer, migrated_postgresql_name: str
) -> Iterator[RecycledDatabases]:
    """Nobody else's, and too young for PostgreSQL to have counted anything in them."""
    with closing(RecycledDatabases(pg_server, migrated_postgresql_name)) as found:
        yield found


def _ask(server: PostgresServer, name: str, statement: str) -> object:
    with server.connect(name) as connection:
        connection.execute("SET session_replication_role = replica")  # nobody's person 1
        row = connection.execute(statement).fetchone()
        assert row is not None
        return row[0]


def test_rows_and_numbers_are_as_they_were(
    pg_server: PostgresServer, databases: RecycledDatabases
) -> None:
    with databases.one() as first:
        seeded = _ask(pg_server, first, _SEEDED)
        assert _ask(pg_server, first, _PUT) == 1
        _ask(pg_server, first, "DELETE FROM risk_mark RETURNING 1")
    with databases.one() as second:
        assert second == first
        assert seeded
        assert _ask(pg_server, second, _SEEDED) == seeded
        assert _ask(pg_server, second, "SELECT count(*) FROM segment") == 0
        assert _ask(pg_server, second, _PUT) == 1


def test_who_is_still_at_it_is_sent_away(
    pg_server: PostgresServer, databases: RecycledDatabases
) -> None:
    with databases.one() as name:
        forgotten = pg_server.connect(name)
        forgotten.execute("BEGIN; LOCK TABLE segment")
    with pytest.raises(psycopg.OperationalError):
        forgotten.execute("SELECT 1")
    forgotten.close()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE segment DROP COLUMN filter",
        "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
        "ALTER TABLE segment RENAME TO part",
        "CREATE TABLE another (id int)",
        "CREATE INDEX another ON segment (filter)",
        "ANALYZE risk_mark",
    ],
)
def test_changed_tables_are_nobody_elses(
    pg_server: PostgresServer, databases: RecycledDatabases, change: str
) -> None:
    with databases.one() as first, pg_server.connect(first) as connection:
        connection.execute(change)
    with databases.one() as second:
        assert second != first
