"""PostgreSQL behind the seam: readers side by side, one writer that groups commits; no queries."""

from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from domain.figures import DatabaseFigures
from storage.grouped_writer import GroupedWriter
from storage.reading import Readers
from storage.wire import WiredConnection
from storage.write_connection import UNDO, Run, Script, WriteConnection

P = ParamSpec("P")
T = TypeVar("T")

READERS: Final = 8
_HELPERS: Final = 4  # the server's cores are not known here
# Any number, the same in every process that writes to this database.
_WRITING: Final = 0x6B6F63
_PLANS_SERVE: Final = 4096  # units at most, and at first no more than there were before
# Said, because a server may default to a level that goes on seeing what stood before the wait.
_BEGIN: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
_UNCOMPILED: Final = "-c jit=off"  # a wrong guess at a set sets it off, and it takes longer
_READING: Final = f"-c default_transaction_read_only=on {_UNCOMPILED}"
_CUT_OFF: Final = "-c idle_in_transaction_session_timeout=20000"  # who hangs in a turn loses it
# A server that vanished says nothing, least of all to who waits for a turn: asked after 10 s.
_NETWORK: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


# A group holds its rows until its commit is on disk. Groups of two processes would lock the same
# rows in different orders and wait for each other, so they take turns: decision 0009.
class _Script(Script):
    """What comes between two units travels with what the second one asks first."""

    def teller(self, driver: WiredConnection) -> Run:
        return driver.wire.tell

    def freshen(self, driver: WiredConnection, units: int) -> None:
        """The server keeps a plan for as long as nobody analyses its tables, those of its foreign
        keys, too: one made for an empty table reads all of it for each row, however long it grows.
        """
        driver.units += units
        if driver.units >= driver.stale_at:
            driver.wire.start_over()
            driver.stale_at = driver.units + min(driver.units, _PLANS_SERVE)

    def settle(self, driver: WiredConnection) -> None:
        driver.wire.flush()

    def undo(self, driver: WiredConnection) -> None:
        driver.wire.undo(UNDO)


SCRIPT: Final = _Script(
    begin=(f"{_BEGIN}; SELECT pg_advisory_xact_lock({_WRITING}); SAVEPOINT unit",),
    next_unit=("RELEASE unit", "SAVEPOINT unit"),
    commit=("RELEASE unit; COMMIT",),
)


def writer_engine(url: str) -> Engine:
    """One connection for all writes of this process; transactions are opened by hand."""
    engine = create_engine(
        _by_psycopg(url),
        isolation_level="AUTOCOMMIT",
        poolclass=StaticPool,
        connect_args=_NETWORK | {"options": f"{_CUT_OFF} {_UNCOMPILED}"},
        hide_parameters=True,  # an error is logged, and what somebody typed is not
    )

    @event.listens_for(engine, "do_connect")
    def connect(_: Any, __: Any, arguments: list[Any], options: dict[str, Any]) -> WiredConnection:
        return WiredConnection.connect(*arguments, **options)

    return engine


def _by_psycopg(url: str, driver: str = "psycopg") -> str:
    driven = make_url(url).set(drivername=f"postgresql+{driver}")
    return driven.render_as_string(hide_password=False)


class PostgresqlDatabase:
    """See storage.database.Database."""

    def __init__(self, url: str) -> None:
        self._writer = GroupedWriter(WriteConnection(writer_engine(url), SCRIPT))
        self._readers = Readers(
            _by_psycopg(url, "psycopg_async"),
            isolation_level="AUTOCOMMIT",
            connect_args=_NETWORK | {"options": _READING},
            pool_size=READERS,
            helpers=_HELPERS,
            pool_timeout=60,
        )

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        try:
            return await self._readers.read(work, *args, **kwargs)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        # The server was restarted meanwhile.
        return await self._readers.read(work, *args, **kwargs)

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._writer.submit(work, *args, **kwargs)

    def figures(self) -> DatabaseFigures:
        return DatabaseFigures(self._writer.figures, self._readers.used, READERS)

    async def close(self) -> None:
        await self._writer.close()
        await self._readers.dispose()
