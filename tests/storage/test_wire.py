"""The wire: what nobody waits for still happens in its place, and fails for whom it concerns."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.postgresql import PostgresqlDatabase, writer_engine
from storage.prepared import Prepared, prepared_insert

pytestmark = pytest.mark.postgresql

noted = Table("noted", MetaData(), Column("number", BigInteger, primary_key=True))
ADD = prepared_insert(insert(noted), "number")
NUMBERS = Prepared(select(noted.c.number).order_by(noted.c.number))


CHANGE = Prepared(update(noted).where(noted.c.number == 1).values(number=2))
HOLDER = """
import psycopg, sys
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    print("begins", flush=True)
    connection.execute(sys.argv[2])
"""


def raw(url: str) -> str:
    """As the driver alone takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def changed(conn: Connection) -> list[int]:
    CHANGE.tell(conn)
    return numbers(conn)


def numbers(conn: Connection) -> list[int]:
    return [number for (number,) in NUMBERS.all(conn)]


@pytest.fixture
def conn(postgresql_url: str) -> Iterator[Connection]:
    engine = writer_engine(postgresql_url)
    with engine.connect() as made:
        made.execute(text("CREATE TABLE noted (number BIGINT PRIMARY KEY)"))
        yield made
    engine.dispose()


@pytest.fixture
async def db(conn: Connection, postgresql_url: str) -> AsyncIterator[PostgresqlDatabase]:
    made = PostgresqlDatabase(postgresql_url)
    yield made
    await made.close()


def undo(conn: Connection) -> None:
    driver: Any = conn.connection.dbapi_connection
    driver.wire.undo("ROLLBACK TO unit")


def journeys(conn: Connection) -> list[int]:
    """How many statements went in each journey from now on."""
    wire: Any = conn.connection.dbapi_connection
    seen, travel = [], wire.wire._travel

    def watched() -> Any:
        seen.append(len(wire.wire._waiting))
        return travel()

    wire.wire._travel = watched
    return seen


def test_what_is_told_travels_with_what_is_asked_next_and_happens_first(conn: Connection) -> None:
    NUMBERS.all(conn)
    ADD.tell(conn, number=0)
    assert numbers(conn) == [0]
    seen = journeys(conn)
    for number in (1, 2, 3):
        ADD.tell(conn, number=number)
    assert numbers(conn) == [0, 1, 2, 3]
    assert seen == [4]


def test_what_is_put_off_goes_in_one_journey_and_each_has_its_own_answer(conn: Connection) -> None:
    NUMBERS.all(conn)
    ADD.run(conn, number=0)
    seen = journeys(conn)
    added, again = ADD.run_later(conn, number=1), NUMBERS.first_later(conn)
    third = ADD.run_later(conn, number=2)
    assert (added(), again(), third()) == (1, (0,), 1)
    assert seen == [3]


def test_an_error_of_what_was_put_off_is_raised_where_its_answer_is_called_for(
    conn: Connection,
) -> None:
    """What was asked before it has its answer, what was asked behind it fails too."""
    ADD.run(conn, number=1)
    conn.exec_driver_sql("BEGIN; SAVEPOINT unit")
    fine, twice = ADD.run_later(conn, number=2), ADD.run_later(conn, number=1)
    behind = ADD.run_later(conn, number=3)
    assert fine() == 1
    with pytest.raises(IntegrityError):
        twice()
    with pytest.raises(DBAPIError):
        behind()
    undo(conn)
    assert numbers(conn) == [1]
    conn.exec_driver_sql("COMMIT")


def test_what_is_asked_behind_something_put_off_that_failed_fails_with_it(conn: Connection) -> None:
    """It was skipped: "no rows" would be a lie about a table that has one."""
    ADD.run(conn, number=1)
    assert numbers(conn) == [1]
    conn.exec_driver_sql("BEGIN; SAVEPOINT unit")
    twice = ADD.run_later(conn, number=1)
    with pytest.raises(IntegrityError):
        numbers(conn)
    with pytest.raises(IntegrityError):
        twice()
    undo(conn)
    assert numbers(conn) == [1]
    conn.exec_driver_sql("COMMIT")


def test_an_error_that_nobody_calls_for_spoils_the_unit(conn: Connection) -> None:
    ADD.run(conn, number=1)
    conn.exec_driver_sql("BEGIN; SAVEPOINT unit")
    ADD.run_later(conn, number=1)
    ADD.tell(conn, number=5)
    with pytest.raises(DBAPIError):
        numbers(conn)
    undo(conn)
    assert numbers(conn) == [1]
    conn.exec_driver_sql("COMMIT")


def test_a_plain_statement_sees_what_was_told_before_it(conn: Connection) -> None:
    ADD.tell(conn, number=7)
    assert conn.execute(text("SELECT number FROM noted")).scalars().all() == [7]
    ADD.tell(conn, number=8)
    ADD.many(conn, [{"number": 9}, {"number": 10}])
    assert numbers(conn) == [7, 8, 9, 10]


def test_an_error_of_what_was_told_comes_with_what_is_asked_next(conn: Connection) -> None:
    """And the connection is as good as before, in the same transaction's savepoint too."""
    ADD.run(conn, number=1)
    conn.exec_driver_sql("BEGIN; SAVEPOINT unit")
    ADD.tell(conn, number=2)
    ADD.tell(conn, number=1)
    ADD.tell(conn, number=3)
    with pytest.raises(IntegrityError):
        numbers(conn)
    undo(conn)
    assert numbers(conn) == [1]
    conn.exec_driver_sql("COMMIT")


def test_undoing_what_was_told_undoes_it_though_it_had_not_gone_out(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN; SAVEPOINT unit")
    ADD.tell(conn, number=2)
    ADD.tell(conn, number=2)
    undo(conn)
    ADD.tell(conn, number=4)
    conn.exec_driver_sql("COMMIT")
    assert numbers(conn) == [4]


def add_and_ask_nothing(conn: Connection, number: int) -> int:
    ADD.tell(conn, number=number)
    return number


def refuse(conn: Connection, number: int) -> None:
    ADD.tell(conn, number=number)
    raise LookupError(number)


async def test_what_is_prepared_outlives_a_unit_that_was_undone(db: PostgresqlDatabase) -> None:
    """The driver's own ROLLBACK drops every prepared statement, ours too."""
    for number in range(20):
        await db.write(lambda conn: [conn.execute(text("SELECT 1")) for _ in range(8)])
        with pytest.raises(LookupError):
            await db.write(refuse, number)
        assert await db.write(add_and_ask_nothing, number) == number


async def test_a_transaction_that_was_given_up_whole_prepares_anew(db: PostgresqlDatabase) -> None:
    def break_all(conn: Connection) -> None:
        conn.exec_driver_sql("ROLLBACK")  # the savepoint is gone with it
        raise LookupError

    for number in range(3):
        assert await db.write(add_and_ask_nothing, number) == number
        with pytest.raises((LookupError, DBAPIError)):
            await db.write(break_all)


async def test_a_unit_that_asks_nothing_fails_itself_and_not_the_one_behind_it(
    db: PostgresqlDatabase,
) -> None:
    units = [
        db.write(add_and_ask_nothing, 1),
        db.write(add_and_ask_nothing, 1),
        db.write(add_and_ask_nothing, 2),
        db.write(refuse, 3),
        db.write(add_and_ask_nothing, 3),
        db.write(add_and_ask_nothing, 4),
    ]
    first, second, third, refused, *rest = await asyncio.gather(*units, return_exceptions=True)
    assert (first, third, rest) == (1, 2, [3, 4])
    assert isinstance(second, IntegrityError)
    assert isinstance(refused, LookupError)
    assert await db.read(numbers) == [1, 2, 3, 4]


async def test_a_connection_that_was_cut_is_replaced(
    db: PostgresqlDatabase, conn: Connection
) -> None:
    await db.write(add_and_ask_nothing, 1)
    conn.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    )
    assert await db.write(add_and_ask_nothing, 2) == 2


async def test_a_connection_that_is_cut_inside_a_unit_undoes_it_and_is_replaced(
    db: PostgresqlDatabase, conn: Connection
) -> None:
    def cut_off(writing: Connection) -> list[int]:
        ADD.tell(writing, number=1)
        pid = writing.execute(text("SELECT pg_backend_pid()")).scalar_one()
        conn.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        ADD.tell(writing, number=2)
        return numbers(writing)

    with pytest.raises(DBAPIError):
        await db.write(cut_off)
    assert await db.write(add_and_ask_nothing, 3) == 3
    assert numbers(conn) == [3]


async def test_a_writer_that_waits_for_a_row_lets_the_rest_of_the_process_go_on(
    db: PostgresqlDatabase, postgresql_url: str
) -> None:
    """Somebody holds it for a second; meanwhile the loop of the waiting process turns."""
    await db.write(lambda conn: ADD.run(conn, number=1))
    hold = "BEGIN; UPDATE noted SET number = 1; SELECT pg_sleep(1); COMMIT"
    holder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, raw(postgresql_url), hold), stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"begins\n"
    await asyncio.sleep(0.3)
    turns, writing = 0, asyncio.create_task(db.write(changed))
    while not writing.done():
        await asyncio.sleep(0.02)
        turns += 1
    assert await writing == [2]
    assert turns > 10
    assert await holder.wait() == 0


GROWING = """
CREATE TABLE parent (id BIGINT PRIMARY KEY);
CREATE TABLE child (id BIGINT PRIMARY KEY REFERENCES parent);
ANALYZE
"""
parent = Table("parent", MetaData(), Column("id", BigInteger))
child = Table("child", MetaData(), Column("id", BigInteger))
PARENT = prepared_insert(insert(parent), "id")
CHILD = prepared_insert(insert(child), "id")


async def test_a_plan_made_for_an_empty_table_is_not_kept_while_it_grows(
    db: PostgresqlDatabase,
) -> None:
    """Many units share a transaction: each looks a parent up, none by reading them all."""

    def born(conn: Connection, number: int) -> None:
        PARENT.tell(conn, id=number)
        CHILD.tell(conn, id=number)

    def read_whole(conn: Connection) -> int:
        conn.execute(text("SELECT pg_stat_force_next_flush()"))
        asked = "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'parent'"
        return int(conn.execute(text(asked)).scalar_one())

    await db.write(lambda conn: conn.execute(text(GROWING)) and None)
    for number in range(20):  # the server settles on plans that it keeps
        await db.write(born, number)
    await asyncio.gather(*(db.write(born, number) for number in range(20, 2_000)))
    await db.write(read_whole)
    assert await db.write(read_whole) < 2_000 * 2_000 / 10
