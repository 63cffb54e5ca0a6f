"""Many rows are one statement on PostgreSQL, and come out as they went in, on either database."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.exc import IntegrityError

from storage.postgresql import PostgresqlDatabase, writer_engine
from storage.prepared import Prepared, prepared_insert
from storage.sqlite import writer_engine as sqlite_engine
from storage.tables.base import Utc

metadata = MetaData()
told = Table(
    "told",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("note", String, nullable=True),
    Column("facts", JSON, nullable=False),
    Column("at", Utc, nullable=True),
    Column("is_last", Boolean, nullable=False),
)
parent = Table("parent", metadata, Column("id", BigInteger, primary_key=True))
child = Table(
    "child",
    metadata,
    Column("number", BigInteger, primary_key=True),
    Column("parent_id", ForeignKey("parent.id"), nullable=False),
    UniqueConstraint("number", "parent_id"),
)
COLUMNS = [each.name for each in told.columns]
ADD = prepared_insert(insert(told), *COLUMNS)
ADD_NEW = prepared_insert(insert_on_postgresql(told).on_conflict_do_nothing(), *COLUMNS)
ALL = Prepared(select(told).order_by(told.c.id))
PARENTS = prepared_insert(insert(parent), "id")
CHILDREN = prepared_insert(insert(child), "number", "parent_id")


class Kind(StrEnum):
    FIRST = "first"


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {"id": 1, "kind": Kind.FIRST, "note": None, "facts": {}, "at": None, "is_last": False},
    {
        "id": 2,
        "kind": "plain",
        "note": 'said, "{braces}" \\ and NULL',
        "facts": {"title": '春茶 "{1}"', "amount_minor": 7, "lines": [["likes", 3]]},
        "at": NOON.astimezone(timezone(timedelta(hours=8))),
        "is_last": True,
    },
    {"id": 3, "kind": "", "note": "", "facts": [], "at": NOON, "is_last": False},
]


def came(conn: Connection) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in ALL.all(conn)]


@pytest.fixture
def conn(postgresql_url: str) -> Iterator[Connection]:
    engine = writer_engine(postgresql_url)
    with engine.connect() as made:
        metadata.create_all(made)
        yield made
    engine.dispose()


def statements(conn: Connection) -> list[str]:
    """What is asked by the wire from now on."""
    driver: Any = conn.connection.dbapi_connection
    seen, ask = [], driver.wire.ask

    def watched(sql: str, values: Any = ()) -> Any:
        seen.append(sql)
        return ask(sql, values)

    driver.wire.ask = watched
    return seen


@pytest.mark.postgresql
def test_many_rows_are_one_statement_and_come_out_as_they_went_in(conn: Connection) -> None:
    seen = statements(conn)
    assert ADD.many(conn, ROWS) == 3
    (sql,) = seen
    assert sql.endswith("$6::BOOLEAN[])")
    found = came(conn)
    assert [row[:4] + row[5:] for row in found] == [
        (each["id"], each["kind"], each["note"], each["facts"], each["is_last"]) for each in ROWS
    ]
    assert [row[4] for row in found] == [None, NOON, NOON]


def test_row_by_row_they_come_out_the_same_on_sqlite(tmp_path: Any) -> None:
    engine = sqlite_engine(tmp_path / "koc.sqlite3")
    with engine.connect() as conn:
        metadata.create_all(conn)
        assert ADD.many(conn, ROWS) == 3
        assert [row[4] for row in came(conn)] == [None, NOON, NOON]
        assert [row[3] for row in came(conn)] == [each["facts"] for each in ROWS]
    engine.dispose()


@pytest.mark.postgresql
def test_of_rows_that_are_there_already_only_the_new_ones_are_added(conn: Connection) -> None:
    ADD.many(conn, ROWS[:1])
    assert ADD_NEW.many(conn, ROWS) == 2
    assert ADD_NEW.many(conn, [*ROWS, *ROWS]) == 0


@pytest.mark.postgresql
def test_one_row_that_breaks_a_rule_is_an_error_of_them_all(conn: Connection) -> None:
    ADD.many(conn, ROWS[1:2])
    with pytest.raises(IntegrityError):
        ADD.many(conn, ROWS)
    assert len(came(conn)) == 1


@pytest.mark.postgresql
def test_what_is_too_long_is_refused_and_not_cut(conn: Connection) -> None:
    with pytest.raises(Exception, match="too long"):
        ADD.many(conn, [ROWS[0] | {"kind": "ninechars"}])


@pytest.mark.postgresql
def test_a_moment_without_a_zone_is_refused(conn: Connection) -> None:
    with pytest.raises(ValueError, match="aware"):
        ADD.many(conn, [ROWS[1] | {"at": datetime(2026, 3, 1)}])


@pytest.mark.postgresql
async def test_a_plan_made_for_an_empty_table_is_dropped_before_it_has_grown_large(
    conn: Connection, postgresql_url: str
) -> None:
    """The check of a foreign key keeps its plan: it would read all of the table for each row."""
    PARENTS.many(conn, [{"id": 1}])
    conn.execute(text("ANALYZE parent"))  # so the server knows that it is small
    db = PostgresqlDatabase(postgresql_url)
    for number in range(1, 41):
        await db.write(CHILDREN.many, [{"number": number, "parent_id": 1}])
        await db.write(PARENTS.many, [{"id": 100 * number + each} for each in range(100)])
    await db.close()
    whole, by_key = await scans_of_parent(conn)
    assert by_key >= 16, (whole, by_key)


async def scans_of_parent(conn: Connection) -> tuple[int, int]:
    """Of the whole table, and by its key; a server notes those of who left a moment later."""
    asked = "SELECT seq_scan, idx_scan FROM pg_stat_user_tables WHERE relname = 'parent'"
    async with asyncio.timeout(20):
        while True:
            whole, by_key = conn.execute(text(asked)).one()
            if whole + by_key >= 40:
                return whole, by_key
            await asyncio.sleep(0.05)
