"""The one seam: each write a unit of its own, durable before it answers, none lost, none mixed."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    create_engine,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import Database, open_database

metadata = MetaData()
counter = Table(
    "counter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("left", Integer, CheckConstraint('"left" >= 0'), nullable=False),
)
noted = Table("noted", metadata, Column("number", Integer, primary_key=True, autoincrement=False))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    engine = create_engine(database_url)
    metadata.create_all(engine)
    with engine.begin() as conn:
        conn.execute(insert(counter).values(id=1, left=100))
    engine.dispose()
    opened = open_database(database_url)
    yield opened
    await opened.close()


def note(conn: Connection, number: int) -> int:
    conn.execute(insert(noted).values(number=number))
    return number


def numbers(conn: Connection) -> list[int]:
    return list(conn.execute(select(noted.c.number).order_by(noted.c.number)).scalars())


def left(conn: Connection) -> int:
    return conn.execute(select(counter.c.left)).scalar_one()


def take(conn: Connection) -> bool:
    taking = update(counter).where(counter.c.left > 0).values(left=counter.c.left - 1)
    return conn.execute(taking).rowcount == 1


async def test_a_write_is_there_for_the_next_reader(db: Database) -> None:
    assert await db.write(note, 7) == 7
    assert await db.read(numbers) == [7]


async def test_of_many_contenders_as_many_win_as_there_are_places(db: Database) -> None:
    won = await asyncio.gather(*(db.write(take) for _ in range(300)))
    assert sum(won) == 100
    assert await db.read(left) == 0


async def test_a_failure_undoes_its_own_unit_and_no_other(db: Database) -> None:
    def note_then_break(conn: Connection, number: int) -> None:
        note(conn, number)
        raise ValueError(number)

    results = await asyncio.gather(
        *(db.write(note if n % 2 else note_then_break, n) for n in range(40)),
        return_exceptions=True,
    )
    assert await db.read(numbers) == list(range(1, 40, 2))
    assert [r for r in results if not isinstance(r, ValueError)] == list(range(1, 40, 2))


async def test_a_broken_constraint_fails_its_own_unit_and_no_other(db: Database) -> None:
    results = await asyncio.gather(
        *(db.write(note, n) for n in (1, 2, 2, 3, 1)), return_exceptions=True
    )
    assert await db.read(numbers) == [1, 2, 3]
    assert sum(isinstance(result, IntegrityError) for result in results) == 2


async def test_a_unit_can_mend_a_broken_constraint_itself(db: Database) -> None:
    """As a service that turns an IntegrityError into a refusal and goes on does."""

    def twice(conn: Connection) -> int:
        note(conn, 1)
        try:
            with conn.begin_nested():
                note(conn, 1)
        except IntegrityError:
            note(conn, 2)
        return 2

    await db.write(twice)
    assert await db.read(numbers) == [1, 2]


async def test_a_caller_who_leaves_does_not_stop_the_others(db: Database) -> None:
    impatient = asyncio.create_task(db.write(note, 1))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    await db.write(note, 2)
    assert 2 in await db.read(numbers)


async def test_readers_who_leave_at_any_moment_take_no_connection_with_them(db: Database) -> None:
    for turns in range(60):  # more of them than there are connections
        impatient = asyncio.create_task(db.read(left))
        for _ in range(turns % 12):
            await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.gather(impatient, return_exceptions=True)
    async with asyncio.timeout(20):
        assert await asyncio.gather(*(db.read(left) for _ in range(20))) == [100] * 20


async def test_what_waits_is_written_before_the_database_closes(database_url: str) -> None:
    engine = create_engine(database_url)
    metadata.create_all(engine)
    opened = open_database(database_url)
    writes = [asyncio.create_task(opened.write(note, n)) for n in range(20)]
    await asyncio.sleep(0)
    await asyncio.gather(*writes)
    await opened.close()
    with engine.connect() as conn:
        assert numbers(conn) == list(range(20))
    engine.dispose()


async def test_a_reader_cannot_write_where_the_database_can_tell(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    metadata.create_all(engine)
    engine.dispose()
    opened = open_database(sqlite_url)
    await opened.write(note, 1)
    with pytest.raises(Exception, match="readonly"):
        await opened.read(note, 2)
    await opened.close()


def test_an_unknown_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_database("mysql://nowhere/koc")


async def test_the_control_that_reads_first_and_writes_later_loses_updates(
    db: Database,
) -> None:
    """Why a write reads inside its own unit: a value read before it is old by then."""
    seen = await asyncio.gather(*(db.read(left) for _ in range(20)))

    def put(conn: Connection, value: int) -> None:
        conn.execute(update(counter).values(left=value))

    await asyncio.gather(*(db.write(put, value - 1) for value in seen))
    assert await db.read(left) == 99


async def test_units_see_the_ones_before_them(db: Database) -> None:
    def note_next(conn: Connection) -> int:
        conn.execute(text("SELECT 1"))
        if conn.dialect.name == "postgresql":  # there, two at once are serialised by a lock
            conn.execute(select(counter.c.id).with_for_update())
        return note(conn, len(numbers(conn)))

    await asyncio.gather(*(db.write(note_next) for _ in range(50)))
    assert await db.read(numbers) == list(range(50))


async def test_an_error_does_not_tell_what_was_typed(db: Database) -> None:
    """It ends up in the log."""
    statement = text("SELECT :typed FROM nowhere")
    for ask in (db.write, db.read):
        with pytest.raises(DBAPIError) as failed:
            await ask(lambda conn: conn.execute(statement, {"typed": "6222 0212"}))
        assert "6222" not in str(failed.value)
