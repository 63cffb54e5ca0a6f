"""Processes that write to one SQLite file take turns: nobody fails, nobody is written over."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from storage.absence import is_away
from storage.database import open_database
from storage.write_lock import WriteLock
from tests.processes import at_once

PREPARE = """
import asyncio, os
from sqlalchemy import text
from storage.database import open_database

def impatient(conn):
    conn.execute(text("PRAGMA busy_timeout=0"))

def count_up(conn):
    seen = conn.execute(text("SELECT number FROM counter")).scalar()
    conn.execute(text("UPDATE counter SET number = :next"), {"next": seen + 1})
"""
WORK = """
async def write():
    db = open_database(os.environ["DATABASE"])
    await db.write(impatient)
    for _ in range(150):
        await db.write(count_up)
    await db.close()
asyncio.run(write())
"""


def test_four_that_cannot_wait_for_sqlites_own_lock_never_meet_it(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)

    def run(statement: str) -> object:
        with engine.begin() as conn:
            return _first(conn, statement)

    run("CREATE TABLE counter (number INTEGER)")
    run("INSERT INTO counter VALUES (0)")
    run("PRAGMA journal_mode=WAL")
    assert at_once(4, PREPARE, WORK, {"DATABASE": sqlite_url}) == [""] * 4
    assert run("SELECT number FROM counter") == 600
    assert run("PRAGMA integrity_check") == "ok"
    engine.dispose()


async def test_one_who_waits_for_a_frozen_process_is_told_and_goes_on_afterwards(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.write_lock.PATIENCE_SECONDS", 0.2)
    db = open_database(sqlite_url)
    frozen = WriteLock(Path(make_url(sqlite_url).database or ""))
    with frozen:
        with pytest.raises(TimeoutError, match="another process") as told:
            await db.write(_first, "SELECT 1")
        assert is_away(told.value)
    assert await db.write(_first, "SELECT 1") == 1
    await db.close()
    frozen.close()


def _first(conn: Connection, statement: str) -> object:
    done = conn.execute(text(statement))
    return done.scalar() if done.returns_rows else None
