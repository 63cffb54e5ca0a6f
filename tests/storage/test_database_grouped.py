"""The grouped writer: many units, one commit; what fails, fails for exactly those it concerns."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from storage.grouped_writer import GroupedWriter
from storage.sqlite import SCRIPT, writer_engine
from storage.write_connection import WriteConnection


class Witness:
    """Counts commits and can make the next ones fail, as a full disk does."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.commits = 0
        connection.set_trace_callback(self._see)

    def _see(self, statement: str) -> None:
        self.commits += statement == "COMMIT"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "koc.sqlite3"


@pytest.fixture
async def writer(file: Path) -> AsyncIterator[GroupedWriter]:
    engine = writer_engine(file)
    with engine.connect() as conn:
        conn.execute(text("CREATE TABLE noted (number INTEGER PRIMARY KEY)"))
        conn.execute(text("CREATE TABLE child (number INTEGER REFERENCES noted(number) "
                          "DEFERRABLE INITIALLY DEFERRED)"))  # fmt: skip
    made = GroupedWriter(WriteConnection(engine, SCRIPT))
    yield made
    await made.close()


def note(conn: Connection, number: int) -> int:
    conn.execute(text("INSERT INTO noted VALUES (:n)"), {"n": number})
    return number


def stored(file: Path) -> list[int]:
    with sqlite3.connect(file) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM noted ORDER BY 1")]


async def block(writer: GroupedWriter) -> tuple[threading.Event, asyncio.Task[None]]:
    """Holds the writer inside a unit, so that what is submitted now becomes one group."""
    entered, release = threading.Event(), threading.Event()

    def wait(_: Connection) -> None:
        entered.set()
        release.wait(5)

    task = asyncio.create_task(writer.submit(wait))
    await asyncio.to_thread(entered.wait, 5)
    return release, task


async def test_those_that_wait_share_one_commit(writer: GroupedWriter, file: Path) -> None:
    witness: list[Witness] = []

    def watch(conn: Connection) -> None:
        driver = conn.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        witness.append(Witness(driver))

    await writer.submit(watch)
    release, blocked = await block(writer)
    tasks = [asyncio.create_task(writer.submit(note, n)) for n in range(100)]
    await asyncio.sleep(0.05)
    before = witness[0].commits
    release.set()
    await asyncio.gather(blocked, *tasks)
    assert witness[0].commits - before == 2  # the blocker's own, and theirs
    assert stored(file) == list(range(100))


async def test_nobody_is_answered_before_the_commit(writer: GroupedWriter, file: Path) -> None:
    """Another connection sees the row by the time the caller does, each time."""
    for number in range(50):
        await writer.submit(note, number)
        assert stored(file)[-1] == number


async def test_a_commit_that_fails_fails_all_of_its_group_and_leaves_nothing(
    writer: GroupedWriter, file: Path
) -> None:
    """A deferred foreign key breaks at the COMMIT: nobody's effects may stand, or seem to."""

    def orphan(conn: Connection) -> None:
        conn.execute(text("INSERT INTO child VALUES (999)"))

    release, blocked = await block(writer)
    tasks = [
        asyncio.create_task(writer.submit(note, 1)),
        asyncio.create_task(writer.submit(orphan)),
        asyncio.create_task(writer.submit(note, 2)),
    ]
    await asyncio.sleep(0.05)
    release.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(blocked, return_exceptions=True)
    assert all(isinstance(result, sqlite3.IntegrityError | DBAPIError) for result in results)
    assert stored(file) == []
    assert await writer.submit(note, 3) == 3
    assert stored(file) == [3]


async def test_a_database_that_takes_no_write_answers_and_recovers(
    writer: GroupedWriter, file: Path
) -> None:
    """Full: a clean no to each; with room again it goes on."""

    def pages(conn: Connection, most: int) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count={most}")

    def much(conn: Connection) -> None:
        conn.execute(text("CREATE TABLE IF NOT EXISTS big (b BLOB)"))
        conn.execute(text("INSERT INTO big VALUES (zeroblob(1000000))"))

    await writer.submit(pages, 1)
    with pytest.raises(DBAPIError, match="full"):
        await writer.submit(much)
    await writer.submit(pages, 1_000_000)
    await writer.submit(much)
    await writer.submit(note, 1)
    assert stored(file) == [1]


async def test_a_full_disk_in_the_middle_of_a_group_loses_no_answer(
    writer: GroupedWriter, file: Path
) -> None:
    """SQLite may give up the whole transaction: then every unit of the group hears of it."""

    def much(conn: Connection) -> None:
        conn.execute(text("INSERT INTO noted VALUES (1000)"))
        conn.execute(text("CREATE TABLE big (b BLOB)"))
        conn.execute(text("INSERT INTO big VALUES (zeroblob(100000000))"))

    def pages(conn: Connection, most: int) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count={most}")

    await writer.submit(pages, 100)
    release, blocked = await block(writer)
    tasks = [
        asyncio.create_task(writer.submit(work, *arguments))
        for work, arguments in ((note, (1,)), (much, ()), (note, (2,)))
    ]
    await asyncio.sleep(0.05)
    release.set()
    results = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 10)
    await asyncio.gather(blocked, return_exceptions=True)
    assert isinstance(results[1], DBAPIError)
    kept = [result for result in results if isinstance(result, int)]
    assert stored(file) == kept


async def test_who_was_refused_in_a_group_that_failed_is_not_left_with_the_refusal(
    writer: GroupedWriter,
) -> None:
    """It may have rested on a row that does not stand."""

    def orphan(conn: Connection) -> None:
        conn.execute(text("INSERT INTO child VALUES (999)"))

    def refuse(conn: Connection) -> None:
        raise LookupError("the last slot is gone")

    release, blocked = await block(writer)
    tasks = [asyncio.create_task(writer.submit(work)) for work in (orphan, refuse)]
    await asyncio.sleep(0.05)
    release.set()
    results = await asyncio.gather(blocked, *tasks, return_exceptions=True)
    assert all(isinstance(result, DBAPIError) for result in results[1:])


async def test_a_unit_that_runs_out_of_an_iterator_keeps_nobody_waiting(
    writer: GroupedWriter,
) -> None:
    """StopIteration is the one error that a future does not take."""

    def run_out(conn: Connection) -> object:
        return next(iter(()))

    release, blocked = await block(writer)
    tasks = [
        asyncio.create_task(writer.submit(run_out)),
        asyncio.create_task(writer.submit(note, 5)),
    ]
    await asyncio.sleep(0.05)
    release.set()
    async with asyncio.timeout(5):
        first, second = await asyncio.gather(*tasks, return_exceptions=True)
        await blocked
    assert isinstance(first, RuntimeError)
    assert second == 5


async def test_a_caller_who_leaves_gets_no_answer_and_the_writer_goes_on(
    writer: GroupedWriter, file: Path
) -> None:
    release, blocked = await block(writer)
    leaving = asyncio.create_task(writer.submit(note, 1))
    staying = asyncio.create_task(writer.submit(note, 2))
    await asyncio.sleep(0.05)
    leaving.cancel()
    release.set()
    assert await staying == 2
    await blocked
    assert stored(file) == [1, 2]


async def test_two_event_loops_may_share_one_writer(writer: GroupedWriter, file: Path) -> None:
    def elsewhere() -> int:
        return asyncio.run(writer.submit(note, 1))

    assert await asyncio.to_thread(elsewhere) == 1
    assert await writer.submit(note, 2) == 2


async def test_a_closed_writer_says_so(file: Path) -> None:
    writer = GroupedWriter(WriteConnection(writer_engine(file), SCRIPT))
    await writer.close()
    with pytest.raises(RuntimeError, match="closed"):
        await writer.submit(lambda conn: None)
    await writer.close()


async def test_the_writer_is_durable_and_keeps_foreign_keys(writer: GroupedWriter) -> None:
    def pragmas(conn: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await writer.submit(pragmas) == ["wal", 2, 1]


async def test_each_group_is_bounded_so_that_the_first_need_not_wait_for_all(
    writer: GroupedWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.grouped_writer.MOST_IN_A_GROUP", 10)
    release, blocked = await block(writer)
    order: list[int] = []
    tasks = [asyncio.create_task(writer.submit(note, n)) for n in range(30)]
    for number, task in enumerate(tasks):
        task.add_done_callback(lambda _, n=number: order.append(n))
    await asyncio.sleep(0.05)
    release.set()
    await asyncio.gather(blocked, *tasks)
    assert order == sorted(order)


def test_a_place_where_no_database_can_be_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(DBAPIError, match="unable to open"):
        WriteConnection(writer_engine(tmp_path / "nowhere" / "koc.sqlite3"), SCRIPT)


def test_the_engine_watches_what_it_is_asked(file: Path) -> None:
    """The writer's pragmas hold on every connection it ever opens."""
    engine = writer_engine(file)
    seen: list[object] = []
    event.listen(engine, "connect", lambda connection, _: seen.append(connection))
    with engine.connect() as conn:
        assert conn.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000
    engine.dispose()
    assert seen
