"""PostgreSQL's own wire for the hot path: statements prepared once, several in one journey; no SQL.

A cursor of the driver costs more than the statement it carries. What nobody waits for an answer to
travels with whatever is asked next: a claim's eleven statements are six journeys.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import psycopg
from psycopg import errors, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.generators import fetch, send

_GOOD: Final = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one statement came to; reads like a cursor after it."""

    rows: Sequence[tuple[Any, ...]]
    rowcount: int

    def fetchone(self) -> tuple[Any, ...] | None:
        return self.rows[0] if self.rows else None

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        return self.rows


@dataclass(slots=True)
class _Told:
    """A prepared statement on its way, with its values as text; what it came to, once it went."""

    name: bytes
    values: Sequence[Any]
    is_asked: bool = False  # somebody will read its answer, or its error
    result: Any = None


class Wire:
    """One connection's, used by the thread that owns it. Errors are the driver's own."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._pg = connection.pgconn
        self._wait = connection.wait
        self._types = Transformer(connection)
        self._names: dict[str, bytes] = {}
        self._numbers = count()  # a name is not used again: who knows whether it is free
        self._waiting: list[_Told] = []

    def tell(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Goes with the next journey; an error of it is an error of that journey."""
        told = self._told(sql, values)  # first: preparing it sends what waits
        self._waiting.append(told)

    def ask_later(self, sql: str, values: Sequence[Any] = ()) -> Callable[[], Answer]:
        """Goes with the next journey; its answer, or its error, is had by a call of what returns.

        An error that nobody calls for spoils the transaction all the same.
        """
        asked = self._told(sql, values)
        asked.is_asked = True
        self._waiting.append(asked)

        def answer() -> Answer:
            if asked.result is None:
                self.flush()
            return self._answer(self._sound(asked.result))

        return answer

    def ask(self, sql: str, values: Sequence[Any] = ()) -> Answer:
        """Values by their places, `$1` is the first.

        Behind something that failed it was skipped: it has no answer but that error.
        """
        asked = self._told(sql, values)
        if not self._waiting:
            asked.result = self._pg.exec_prepared(asked.name, asked.values)
            return self._answer(self._sound(asked.result))
        self._waiting.append(asked)
        for told in self._travel():
            self._sound(told.result)
        return self._answer(asked.result)

    def _answer(self, result: Any) -> Answer:
        self._types.set_pgresult(result)
        rows = self._types.load_rows(0, result.ntuples, tuple) if result.ntuples else ()
        return Answer(rows, result.command_tuples or 0)

    def flush(self) -> None:
        """All that was told has happened once this returns."""
        if self._waiting:
            self._sound_all(self._travel())

    def undo(self, sql: str) -> None:
        """`sql` rolls back; what is undone need not have gone well.

        Not by a cursor: after a ROLLBACK of its own the driver drops all prepared statements.
        """
        with suppress(psycopg.Error):
            self.flush()
        self.tell(sql)

    def forget(self) -> None:
        """The transaction is given up with what was told in it, and the driver prepares anew."""
        self._waiting.clear()
        self._names.clear()

    def start_over(self) -> None:
        """What is prepared is prepared anew, by plans for the tables as they are now.

        Not only the plans are dropped: what the server knows of their costs is as old as they are,
        and by it a plan anew for each run may look cheaper than one to keep, for thousands of runs.
        """
        self.flush()
        drops = [f"DEALLOCATE {name.decode()}" for name in self._names.values()]
        self._names.clear()
        self._sound(self._pg.exec_("; ".join([*drops, "DISCARD PLANS"]).encode()))

    def _told(self, sql: str, values: Sequence[Any]) -> _Told:
        name = self._names.get(sql) or self._prepare(sql)
        if not values:
            return _Told(name, ())
        return _Told(name, self._types.dump_sequence(values, [PyFormat.TEXT] * len(values)))

    def _prepare(self, sql: str) -> bytes:
        self.flush()  # the answer must be this statement's
        name = f"koc_{next(self._numbers)}".encode()
        self._sound(self._pg.prepare(name, sql.encode()))
        self._names[sql] = name
        return name

    def _travel(self) -> Sequence[_Told]:
        """What went. After an error the server skips the rest, as a savepoint wants."""
        waiting, self._waiting = self._waiting, []
        self._pg.enter_pipeline_mode()
        try:
            for told in waiting:
                self._pg.send_query_prepared(told.name, told.values or None)
            self._pg.pipeline_sync()
            self._wait(send(self._pg))
            for told in waiting:
                told.result = self._result()
            self._next()  # the sync's own
        finally:
            self._leave_pipeline()
        return waiting

    def _sound_all(self, travelled: Sequence[_Told]) -> None:
        """An error is raised here unless who asked for it raises it: then the rest was skipped."""
        for told in travelled:
            if told.is_asked and told.result is not None and told.result.status not in _GOOD:
                return
            if not told.is_asked:
                self._sound(told.result)

    def _result(self) -> Any:
        """One statement's; the empty one behind it says that there are no more of it."""
        result = self._next()
        if result is not None:
            self._next()
        return result

    def _next(self) -> Any:
        """By the driver's own waiting. `get_result` alone would wait with the interpreter's lock
        held: one writer that waits for a row, or for a server that is gone, and the process stands.
        """
        return self._wait(fetch(self._pg))

    def _leave_pipeline(self) -> None:
        if self._pg.status == pq.ConnStatus.OK:
            self._pg.exit_pipeline_mode()

    def _sound(self, result: Any) -> Any:
        if result is not None and result.status in _GOOD:
            return result
        if result is None or self._pg.status == pq.ConnStatus.BAD:
            raise psycopg.OperationalError(self._pg.get_error_message())
        error = errors.error_from_result(result)
        if isinstance(error, errors.InvalidSqlStatementName):
            self._names.clear()  # somebody dropped them: the next unit prepares anew
        raise error


class WiredConnection(psycopg.Connection[Any]):
    """The driver's connection with a wire beside its cursors: what was told before happens before.

    Everything that does not go by the wire goes by a cursor, COMMIT too.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cursor_factory = _FlushingCursor
        self.wire = Wire(self)
        self.units = 0  # of work that it did, by whoever counts them
        self.stale_at = 1  # by then, plans are made anew

    def rollback(self) -> None:
        self.wire.forget()
        super().rollback()


class _FlushingCursor(psycopg.Cursor[Any]):
    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        self._wire.flush()
        return super().execute(query, *args, **kwargs)

    def executemany(self, *args: Any, **kwargs: Any) -> None:
        self._wire.flush()
        super().executemany(*args, **kwargs)

    @property
    def _wire(self) -> Wire:
        connection = self.connection
        assert isinstance(connection, WiredConnection)
        return connection.wire
