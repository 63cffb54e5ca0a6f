"""Where a process can die while it writes: before each such statement, around each commit."""

import os
import sqlite3
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NoReturn

import psycopg
from sqlalchemy import event

from storage import sqlite
from storage.wire import Wire
from tests.prove.fates import die

_WRITES: Final = ("INSERT", "UPDATE", "DELETE", "WITH")
_BOUNDS: Final = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")


class Manner(StrEnum):
    """How a unit of work stands."""

    WHOLE = "whole"  # as ours does
    PIECEMEAL = "piecemeal"  # each statement by itself: what the proof must notice


class Boundaries:
    """Counts them; at the chosen one the process notes its name and kills itself.

    With `named` only those count whose name begins so.
    """

    def __init__(self, fatal: int, noted: Path, named: str = "") -> None:
        self._fatal = fatal
        self._noted = noted
        self._named = named
        self._passed = 0

    def reach(self, statement: str) -> None:
        """One before a statement that writes, one before a commit."""
        if "COMMIT" in statement:
            self.step("before commit")
        elif statement.lstrip()[:6].upper().startswith(_WRITES):
            self.step(f"before {' '.join(statement.split()[:3])}")

    def leave(self, statement: str) -> None:
        """And one after a commit: it stands, and nobody was told."""
        if "COMMIT" in statement:
            self.step("after commit")

    def step(self, name: str) -> None:
        self._passed += name.startswith(self._named)
        if self._passed == self._fatal:
            with self._noted.open("a") as file:
                file.write(f"{name}\n")
            die()


def install(bounds: Boundaries, manner: Manner) -> None:
    """In the child, before it opens its database."""
    _on_sqlite(bounds, manner)
    _on_postgresql(bounds)


def _on_sqlite(bounds: Boundaries, manner: Manner) -> None:
    class Cursor(sqlite3.Cursor):
        def execute(self, statement: str, *values: Any) -> Any:
            if manner is Manner.PIECEMEAL and statement.startswith(_BOUNDS):
                return self
            bounds.reach(statement)
            result = super().execute(statement, *values)
            bounds.leave(statement)
            return result

        def executemany(self, statement: str, *values: Any) -> Any:
            bounds.reach(statement)
            return super().executemany(statement, *values)

    class File(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

    made_as_ever = sqlite.writer_engine

    def writer_engine(path: Path) -> Any:
        engine = made_as_ever(path)

        @event.listens_for(engine, "do_connect")
        def connecting(dialect: Any, record: Any, arguments: Any, options: dict[str, Any]) -> None:
            options["factory"] = File

        return engine

    sqlite.writer_engine = writer_engine


def _on_postgresql(bounds: Boundaries) -> None:
    """By cursors and by the wire; what the wire was only told goes with what it is asked next."""

    def watched(as_ever: Callable[..., Any]) -> Callable[..., Any]:
        def run(self: Any, statement: Any, *values: Any, **options: Any) -> Any:
            bounds.reach(str(statement))
            result = as_ever(self, statement, *values, **options)
            bounds.leave(str(statement))
            return result

        return run

    for kind, name in (
        (psycopg.Cursor, "execute"),
        (psycopg.Cursor, "executemany"),
        (Wire, "ask"),
        (Wire, "tell"),
    ):
        setattr(kind, name, watched(getattr(kind, name)))


def in_a_child(work: Callable[[], None], prepare: Callable[[], None]) -> int:
    """Its exit status, negative where it died of a signal; forked, so that it imports nothing."""
    pid = os.fork()
    if pid == 0:
        _live(work, prepare)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _live(work: Callable[[], None], prepare: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        prepare()
        work()
        code = 0
    finally:
        os._exit(code)
