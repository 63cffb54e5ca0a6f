"""How a bot dies: SIGKILL to itself at its first commit or call, before or after; no test here."""

import os
import re
import signal
import sqlite3
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import orjson
import psycopg
from sqlalchemy import event

from bot.transport import Transport
from storage import sqlite


class Fate(StrEnum):
    """When the process ends itself."""

    NONE = "none"  # somebody else must end it
    BEFORE_COMMIT = "before_commit"  # all is written, nothing stands
    AFTER_COMMIT = "after_commit"  # all stands, nobody was told
    BEFORE_CALL = "before_call"  # before Telegram was asked for anything
    AFTER_CALL = "after_call"  # Telegram has done it, we wrote nothing down


_BOOKKEEPING: Final = frozenset(
    {
        "getupdates",
        "getme",
        "setmycommands",
        "getmydescription",
        "setmydescription",
        "getmyshortdescription",
        "setmyshortdescription",
        "setwebhook",
        "getfile",
    }
)
# Whoever is born says so and takes the turn to poll: dying of that would be no life at all.
_OF_BEING_BORN: Final = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (process|lease)\b")


def die() -> None:
    """As the power goes: nothing is closed, flushed or said."""
    os.kill(os.getpid(), signal.SIGKILL)


def install(fate: Fate, swept: Path) -> None:
    """`swept` keeps at which calls a process has died already: it dies once at each."""
    if fate in (Fate.BEFORE_COMMIT, Fate.AFTER_COMMIT):
        _doom_sqlite(fate)
        _doom_postgresql(fate)
    if fate in (Fate.BEFORE_CALL, Fate.AFTER_CALL):
        _doom_calls(fate, swept)


def _doom_sqlite(fate: Fate) -> None:
    """The writer's connection counts what each transaction changes; empty commits are no moment."""
    made_as_ever = sqlite.writer_engine

    def writer_engine(path: Path) -> Any:
        engine = made_as_ever(path)

        @event.listens_for(engine, "do_connect")
        def connecting(dialect: Any, record: Any, arguments: Any, options: dict[str, Any]) -> None:
            options["factory"] = _doomed_connection(fate)

        return engine

    sqlite.writer_engine = writer_engine


def _doomed_connection(fate: Fate) -> type[sqlite3.Connection]:
    class DoomedCursor(sqlite3.Cursor):
        def execute(self, statement: str, *values: Any) -> Any:
            connection = self.connection
            assert isinstance(connection, DoomedConnection)
            changes = connection.note(statement)
            if changes and fate is Fate.BEFORE_COMMIT:
                die()
            result = super().execute(statement, *values)
            if changes:
                die()
            return result

    class DoomedConnection(sqlite3.Connection):
        began = savepoint = undone = 0
        born: int | None = None  # what had changed before a statement that does not count

        def note(self, statement: str) -> int:
            """How many rows a commit makes stand; 0 for any other statement."""
            if self.born is not None:  # one that returns a row has changed it only by now
                self.undone += self.total_changes - self.born
            self.born = self.total_changes if _OF_BEING_BORN.match(statement) else None
            if statement.startswith("BEGIN"):
                self.began, self.undone = self.total_changes, 0
            elif statement.startswith("SAVEPOINT"):
                self.savepoint = self.total_changes
            elif statement.startswith("ROLLBACK TO"):
                self.undone += self.total_changes - self.savepoint
                self.savepoint = self.total_changes  # the savepoint itself stays
            return self.total_changes - self.began - self.undone if statement == "COMMIT" else 0

        def cursor(self, factory: Any = DoomedCursor) -> Any:
            return super().cursor(factory)

    return DoomedConnection


_CHANGES: Final = """
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0), pg_stat_force_next_flush()
FROM pg_stat_xact_user_tables
WHERE relname NOT IN ('lease', 'process')
"""


def _doom_postgresql(fate: Fate) -> None:
    execute_as_ever = psycopg.Cursor.execute

    def execute(self: psycopg.Cursor[Any], query: Any, *values: Any, **options: Any) -> Any:
        if "COMMIT" not in str(query):
            return execute_as_ever(self, query, *values, **options)
        row = execute_as_ever(self, _CHANGES).fetchone()
        changes = row is not None and row[0] > 0
        if changes and fate is Fate.BEFORE_COMMIT:
            die()
        execute_as_ever(self, query)
        if changes:
            die()
        return self

    psycopg.Cursor.execute = execute  # type: ignore[method-assign]


def _doom_calls(fate: Fate, swept: Path) -> None:
    ask_as_ever = Transport._ask

    async def ask(self: Transport, url: str, method: str, data: Any, seconds: Any) -> Any:
        is_new = _is_new(fate, url, data, swept)
        if is_new and fate is Fate.BEFORE_CALL:
            die()
        answer = await ask_as_ever(self, url, method, data, seconds)
        if is_new:
            die()
        return answer

    Transport._ask = ask  # type: ignore[assignment, method-assign]


def _is_new(fate: Fate, url: str, data: Any, swept: Path) -> bool:
    """Notes it too: whoever is told that it is new dies of it."""
    name = url.rpartition("/")[2].lower()
    if name in _BOOKKEEPING or "/file/" in url:
        return False
    said = data.parameters if data is not None else {}
    words = [fate, name, said.get("chat_id"), str(said.get("text", said.get("caption", "")))[:30]]
    line = orjson.dumps(words)
    known = swept.read_bytes().splitlines() if swept.exists() else []
    if line in known:
        return False
    with swept.open("ab") as file:
        file.write(line + b"\n")
    return True


Variant = Callable[[], None]
