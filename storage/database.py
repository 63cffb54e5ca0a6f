"""The one seam to the database: who opens one, the promise both kinds keep; no queries here."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, make_url

from domain.figures import DatabaseFigures

P = ParamSpec("P")
T = TypeVar("T")


class Database(Protocol):
    """Runs plain functions on a connection, each call one unit of work.

    `write` answers only after its effects are durable; a raised exception undoes its unit alone.
    Writes run one after another, those of other processes too; keep each short. What a write must
    know it reads inside its own unit: a `read` may be older by one commit.

    A `read` is no snapshot: each of its statements sees what is committed by then. What must fit
    together is one statement, or `storage.still` around several.
    """

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T: ...

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T: ...

    def figures(self) -> DatabaseFigures:
        """How it is used by this process."""
        ...

    async def close(self) -> None: ...


def open_database(url: str) -> Database:
    """A started database for a URL of the configuration: sqlite:///… or postgresql://…"""
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        from storage.sqlite import SqliteDatabase  # the other driver need not be imported

        return SqliteDatabase(url)
    if backend == "postgresql":
        from storage.postgresql import PostgresqlDatabase

        return PostgresqlDatabase(url)
    raise ValueError(f"unknown database {backend!r}: use sqlite:/// or postgresql://")
