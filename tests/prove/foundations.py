"""What a house stands on: SQLite in memory or PostgreSQL; either may break down within a unit."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from typing import Any, Protocol

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from storage import terms
from storage.tables import metadata
from tests.provision.recycled import RecycledDatabases
from tools.postgres import PostgresServer, postgres

Furnish = Callable[[Connection], None]


class BrokeDown(Exception):
    """The process is gone in the middle of a unit of work, or before anybody heard of its end."""


class Doom:
    """Counts what is asked of the database; when its time comes, nothing more is."""

    def __init__(self) -> None:
        self._left: int | None = None

    def comes_after(self, statements: int | None) -> None:
        """None: not in this unit."""
        self._left = statements

    def step(self) -> None:
        if self._left is None:
            return
        if self._left == 0:
            self._left = None
            raise BrokeDown
        self._left -= 1


class Foundation(Protocol):
    """One engine for all houses, one after the other: what it has compiled, it keeps."""

    engine: Engine
    doom: Doom

    def raise_anew(self) -> None:
        """A furnished house in which nobody has lived yet."""

    def reopen(self) -> None:
        """As a new process finds it."""


def _forget_terms(engine: Engine) -> None:
    """A process keeps the terms it has read; the next house has others under the same ids."""
    terms._KNOWN.pop(engine, None)


class InMemory:
    """SQLite; what stands is what was committed, and is opened anew from its bytes."""

    def __init__(self, furnish: Furnish) -> None:
        self.doom = Doom()
        self._file = _opened(b"", self.doom)
        self.engine = create_engine("sqlite://", creator=lambda: self._file, poolclass=StaticPool)
        event.listen(self.engine, "begin", _begin_immediately)
        metadata.create_all(self.engine)
        with self.engine.begin() as conn:
            furnish(conn)
        self._furnished = self._file.serialize()

    def raise_anew(self) -> None:
        _forget_terms(self.engine)
        self._open(self._furnished)

    def reopen(self) -> None:
        self._open(self._file.serialize())

    def _open(self, content: bytes) -> None:
        self.engine.dispose()  # its only connection is the file
        self._file = _opened(content, self.doom)


def _begin_immediately(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN IMMEDIATE")


def _opened(content: bytes, doom: Doom) -> sqlite3.Connection:
    class Cursor(sqlite3.Cursor):
        def execute(self, *args: Any) -> Any:
            doom.step()
            return super().execute(*args)

        def executemany(self, *args: Any) -> Any:
            doom.step()
            return super().executemany(*args)

    class File(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def commit(self) -> None:
            doom.step()
            super().commit()
            doom.step()

    file = sqlite3.connect(":memory:", isolation_level=None, factory=File)
    if content:
        file.deserialize(content)
    file.execute("PRAGMA foreign_keys=ON")
    return file


class OnPostgresql:
    """A database for one house after the other, each as one that was furnished."""

    def __init__(self, server: PostgresServer, furnish: Furnish) -> None:
        self.doom = Doom()
        self._database = server.create_database()
        self.engine = create_engine(server.url(), poolclass=QueuePool, pool_size=1, max_overflow=0)
        event.listen(self.engine, "do_connect", self._connect)
        metadata.create_all(self.engine)
        with self.engine.begin() as conn:
            furnish(conn)
        self._houses = RecycledDatabases(server, self._database)
        self._lived_in = ExitStack()

    def close(self) -> None:
        self.engine.dispose()
        self._lived_in.close()
        self._houses.close()

    def _connect(self, dialect: Any, record: Any, args: Any, options: dict[str, Any]) -> Any:
        options = options | {"dbname": self._database}
        return _connected(self.doom, *args, **options)

    def raise_anew(self) -> None:
        _forget_terms(self.engine)
        self.engine.dispose()
        self._lived_in.close()
        self._database = self._lived_in.enter_context(self._houses.one())

    def reopen(self) -> None:
        self.engine.dispose()


def _connected(doom: Doom, *args: Any, **options: Any) -> Any:
    class Cursor(psycopg.Cursor[Any]):
        def execute(self, *args: Any, **options: Any) -> Any:
            doom.step()
            return super().execute(*args, **options)

        def executemany(self, *args: Any, **options: Any) -> Any:
            doom.step()
            return super().executemany(*args, **options)

    class Link(psycopg.Connection[Any]):
        def commit(self) -> None:
            doom.step()
            super().commit()
            doom.step()

    return Link.connect(*args, **options, cursor_factory=Cursor)


@cache
def in_memory(furnish: Furnish) -> Foundation:
    """Furnished once in a process."""
    return InMemory(furnish)


@contextmanager
def foundation(kind: str, furnish: Furnish) -> Iterator[Foundation]:
    """By a kind of grounds.KINDS; a server of its own is gone at the end."""
    if kind == "sqlite":
        yield in_memory(furnish)
        return
    with postgres() as server, closing(OnPostgresql(server, furnish)) as built:
        yield built
