"""A database that is away is told from a statement that it refuses, by either kind's own codes."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.absence import is_away
from storage.database import Database, open_database


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_db(sqlite_url: str) -> AsyncIterator[Database]:
    opened = open_database(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
async def postgresql_db(postgresql_url: str) -> AsyncIterator[Database]:
    opened = open_database(postgresql_url)
    yield opened
    await opened.close()


def run(conn: Connection, *statements: str) -> object:
    done = [conn.execute(text(statement)) for statement in statements][-1]
    return done.scalar() if done.returns_rows else None


async def test_a_broken_statement_is_a_bug_and_no_absence(db: Database) -> None:
    for ask in (db.read, db.write):
        for broken in ("SELECT * FROM nowhere", "SELECT nothing", "SELEKT 1"):
            with pytest.raises(DBAPIError) as told:
                await ask(run, broken)
            assert not is_away(told.value), broken


async def test_a_reader_that_writes_is_a_bug_and_no_absence(db: Database) -> None:
    await db.write(run, "CREATE TABLE noted (number INTEGER)")
    with pytest.raises(DBAPIError) as told:
        await db.read(run, "INSERT INTO noted VALUES (1)")
    assert not is_away(told.value)


def test_our_own_errors_are_no_absence() -> None:
    assert not is_away(ValueError("spoilt"))
    assert not is_away(OperationalError("SELECT 1", {}, ValueError("of no driver")))


async def test_text_that_cannot_be_read_is_no_absence(sqlite_db: Database) -> None:
    """Python's own error: it carries no code of SQLite."""
    with pytest.raises(OperationalError, match="decode") as told:
        await sqlite_db.write(run, "SELECT CAST(x'ff' AS TEXT)")
    assert not is_away(told.value)


@pytest.mark.parametrize("blob", [1_000_000, 100_000_000])
async def test_a_full_disk_is_an_absence(sqlite_db: Database, blob: int) -> None:
    """The large one spills in mid-transaction: SQLite gives all of it up, the savepoint too."""
    await sqlite_db.write(run, "PRAGMA max_page_count=10")
    with pytest.raises(OperationalError, match="full") as told:
        await sqlite_db.write(
            run, "CREATE TABLE big (b BLOB)", f"INSERT INTO big VALUES (zeroblob({blob}))"
        )
    assert is_away(told.value)


async def test_a_file_that_another_program_holds_is_an_absence(
    sqlite_db: Database, sqlite_url: str
) -> None:
    await sqlite_db.write(run, "PRAGMA busy_timeout=0")
    other = sqlite3.connect(_file(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked") as told:
        await sqlite_db.write(run, "SELECT 1")
    assert is_away(told.value)
    other.close()
    assert await sqlite_db.write(run, "SELECT 1") == 1


async def test_a_file_that_is_gone_is_an_absence(sqlite_db: Database, sqlite_url: str) -> None:
    _file(sqlite_url).unlink()
    with pytest.raises(OperationalError, match="unable to open") as told:
        await sqlite_db.read(run, "SELECT 1")
    assert is_away(told.value)


async def test_who_could_not_open_a_file_leaves_no_thread_behind(
    sqlite_db: Database, sqlite_url: str
) -> None:
    """One that speaks to a loop which has closed meanwhile ends in a traceback on the screen."""
    await sqlite_db.write(run, "SELECT 1")
    _file(sqlite_url).unlink()
    before = set(threading.enumerate())
    for _ in range(50):
        with pytest.raises(OperationalError, match="unable to open"):
            await sqlite_db.read(run, "SELECT 1")
        left = set(threading.enumerate()) - before
        assert not [each for each in left if "_connection_worker_thread" in each.name]


async def test_a_connection_that_was_cut_is_an_absence(postgresql_db: Database) -> None:
    own = await postgresql_db.write(run, "SELECT pg_backend_pid()")
    slow = asyncio.create_task(postgresql_db.write(run, "SELECT pg_sleep(20)"))
    asleep = f"SELECT wait_event FROM pg_stat_activity WHERE pid = {own}"
    while await postgresql_db.read(run, asleep) != "PgSleep":  # noqa: ASYNC110  (the server's state)
        await asyncio.sleep(0.01)
    await postgresql_db.read(run, f"SELECT pg_terminate_backend({own})")
    with pytest.raises(OperationalError) as told:
        await slow
    assert is_away(told.value)


def test_a_server_that_refuses_connections_is_an_absence() -> None:
    with pytest.raises(OperationalError) as told:
        open_database("postgresql://nobody@127.0.0.1:1/nothing")
    assert is_away(told.value)


@pytest.mark.parametrize(
    ("code", "away"),
    [
        ("08006", True),
        ("40001", True),
        ("40P01", True),
        ("53100", True),
        ("53300", True),
        ("57P01", True),
        ("58030", True),
        ("23505", False),
        ("40002", False),
        ("42P01", False),
        ("54001", False),
        ("57014", False),
    ],
)
async def test_what_the_server_says_decides(postgresql_db: Database, code: str, away: bool) -> None:
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$"
    for ask in (postgresql_db.read, postgresql_db.write):
        with pytest.raises(DBAPIError) as told:
            await ask(run, raising)
        assert is_away(told.value) is away


def _file(url: str) -> Path:
    return Path(make_url(url).database or "")
