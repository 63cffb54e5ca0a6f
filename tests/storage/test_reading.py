"""Parts of one question, asked side by side: all of them, in their order, and never for good."""

import asyncio
import os
import time
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.reading import side_by_side
from storage.sqlite import READERS

Part = Callable[[Connection], int]
# Some tenths of a second of a database's own work.
SLOW = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
SELECT max(i) FROM n
"""


def number(value: int) -> Part:
    return lambda conn: int(conn.execute(text(f"SELECT {value}")).scalar_one())


def asked(conn: Connection, parts: list[Part]) -> list[int]:
    return list(side_by_side(conn, parts))


async def test_each_comes_in_its_order(db: Database) -> None:
    wanted = list(range(20))
    assert await db.read(asked, [number(each) for each in wanted]) == wanted


async def test_who_writes_sees_in_each_what_it_has_written(db: Database) -> None:
    def written_and_read(conn: Connection) -> list[int]:
        conn.execute(text("CREATE TABLE fresh (value INTEGER)"))
        conn.execute(text("INSERT INTO fresh VALUES (7)"))
        fresh: Part = lambda conn: int(conn.execute(text("SELECT value FROM fresh")).scalar_one())  # noqa: E731
        return asked(conn, [fresh, fresh])

    assert await db.write(written_and_read) == [7, 7]


async def test_an_error_of_one_is_the_error_of_all_and_helpers_go_on(db: Database) -> None:
    def wrong(conn: Connection) -> int:
        return int(conn.execute(text("SELECT nothing_like_it")).scalar_one())

    with pytest.raises(DBAPIError):
        await db.read(asked, [number(1), wrong, number(3)])
    assert await db.read(asked, [number(each) for each in range(9)]) == list(range(9))


async def test_readers_as_many_as_there_are_do_not_wait_for_each_other(db: Database) -> None:
    """Each holds a connection while its parts are asked: by readers they would be for ever."""
    parts = [number(each) for each in range(6)]
    questions = [db.read(asked, parts) for _ in range(READERS * 3)]
    async with asyncio.timeout(20):
        assert await asyncio.gather(*questions) == [list(range(6))] * (READERS * 3)


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core has no helpers")
async def test_helpers_work_at_the_same_time(db: Database) -> None:
    """Told by the parts themselves: the second begins before the first has ended."""
    spans: list[tuple[float, float]] = []

    def slow(conn: Connection) -> int:
        began = time.monotonic()
        found = int(conn.execute(text(SLOW)).scalar_one())
        spans.append((began, time.monotonic()))
        return found

    assert await db.read(asked, [slow, slow]) == [400_000] * 2
    (first, second) = sorted(spans)
    assert second[0] < first[1]
