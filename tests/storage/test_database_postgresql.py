"""PostgreSQL's side of the seam: groups take turns, and a lost connection loses nobody's work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage import postgresql
from storage.database import open_database
from storage.postgresql import PostgresqlDatabase


@pytest.fixture
async def db(postgresql_url: str) -> AsyncIterator[PostgresqlDatabase]:
    opened = open_database(postgresql_url)
    assert isinstance(opened, PostgresqlDatabase)
    await opened.write(run, "CREATE TABLE IF NOT EXISTS cell (id int PRIMARY KEY, held int)")
    await opened.write(run, "INSERT INTO cell VALUES (1, 0), (2, 0)")
    yield opened
    await opened.close()


def run(conn: Connection, statement: str) -> int:
    return conn.execute(text(statement)).rowcount


def backend(conn: Connection) -> int:
    return int(conn.execute(text("SELECT pg_backend_pid()")).scalar_one())


def transaction(conn: Connection) -> int:
    return int(conn.execute(text("SELECT txid_current()")).scalar_one())


def held(conn: Connection) -> list[int]:
    return list(conn.execute(text("SELECT held FROM cell ORDER BY id")).scalars())


def take_both(conn: Connection, first: int, second: int) -> None:
    for cell in (first, second):
        conn.execute(text("UPDATE cell SET held = held + 1 WHERE id = :id"), {"id": cell})


async def test_those_that_wait_share_one_transaction(db: PostgresqlDatabase) -> None:
    slow = asyncio.create_task(db.write(run, "SELECT pg_sleep(0.2)"))
    await asyncio.sleep(0.05)
    numbers = await asyncio.gather(*(db.write(transaction) for _ in range(20)))
    await slow
    assert len(set(numbers)) == 1


async def test_two_processes_that_lock_in_opposite_orders_never_wait_for_each_other(
    db: PostgresqlDatabase, postgresql_url: str
) -> None:
    """Without turns this deadlocks at once: a group keeps its rows until its commit."""
    other = open_database(postgresql_url)
    try:
        async with asyncio.timeout(20):
            await asyncio.gather(
                *(db.write(take_both, 1, 2) for _ in range(200)),
                *(other.write(take_both, 2, 1) for _ in range(200)),
            )
    finally:
        await other.close()
    assert await db.read(held) == [400, 400]


async def test_a_connection_that_was_cut_between_groups_is_replaced_unnoticed(
    db: PostgresqlDatabase,
) -> None:
    gone = await db.write(backend)
    await db.read(run, f"SELECT pg_terminate_backend({gone})")
    await asyncio.sleep(0.1)
    await db.write(run, "UPDATE cell SET held = 7 WHERE id = 1")
    assert await db.read(held) == [7, 0]


async def test_a_connection_cut_in_the_middle_of_a_group_fails_all_of_it_and_no_later_one(
    db: PostgresqlDatabase,
) -> None:
    own = await db.write(backend)
    slow = asyncio.create_task(db.write(run, "SELECT pg_sleep(5)"))
    await asyncio.sleep(0.2)
    waiting = asyncio.create_task(db.write(run, "UPDATE cell SET held = 9 WHERE id = 2"))
    await db.read(run, f"SELECT pg_terminate_backend({own})")
    with pytest.raises(OperationalError):
        await slow
    assert await waiting == 1  # the next group, on a new connection
    assert await db.read(held) == [0, 9]


async def test_readers_that_were_cut_are_replaced_unnoticed(db: PostgresqlDatabase) -> None:
    readers = {await db.read(backend) for _ in range(3)}
    for pid in readers:
        await db.write(run, f"SELECT pg_terminate_backend({pid})")
    await asyncio.sleep(0.1)
    assert await db.read(held) == [0, 0]


async def test_a_reader_cannot_write(db: PostgresqlDatabase) -> None:
    with pytest.raises(DBAPIError, match="read-only"):
        await db.read(run, "UPDATE cell SET held = 1")
    assert await db.read(held) == [0, 0]


async def test_a_process_that_hangs_in_its_turn_loses_it(
    db: PostgresqlDatabase, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        postgresql, "_CUT_OFF", "-c idle_in_transaction_session_timeout=300"
    )  # 20 s outside the test
    hanging = postgresql.writer_engine(postgresql_url).connect()
    hanging.exec_driver_sql(postgresql.SCRIPT.begin[0])
    async with asyncio.timeout(10):
        await db.write(run, "UPDATE cell SET held = 3 WHERE id = 1")
    assert await db.read(held) == [3, 0]
    hanging.invalidate()
    hanging.close()


async def test_a_unit_that_swallows_the_databases_error_is_not_told_that_it_stands(
    db: PostgresqlDatabase,
) -> None:
    """PostgreSQL answers the COMMIT of a broken transaction without an error."""

    def careless(conn: Connection) -> None:
        with suppress(DBAPIError):
            conn.execute(text("INSERT INTO cell VALUES (1, 0)"))

    with pytest.raises(DBAPIError):
        await db.write(careless)
    await db.write(run, "UPDATE cell SET held = 3 WHERE id = 1")
    assert await db.read(held) == [3, 0]


async def test_a_server_that_defaults_to_an_older_view_does_not_change_ours(
    db: PostgresqlDatabase,
) -> None:
    def level(conn: Connection) -> object:
        conn.execute(text("SET SESSION default_transaction_isolation = 'repeatable read'"))
        return conn.execute(text("SHOW transaction_isolation")).scalar()

    await db.write(level)
    assert await db.write(level) == "read committed"


def option(conn: Connection, name: str) -> str:
    return str(conn.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one())


async def test_no_question_is_compiled_and_no_reader_writes(db: PostgresqlDatabase) -> None:
    assert [await way(option, "jit") for way in (db.read, db.write)] == ["off", "off"]
    assert await db.read(option, "transaction_read_only") == "on"
