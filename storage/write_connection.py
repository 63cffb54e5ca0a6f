"""The one connection that writes: units of work in one transaction, a savepoint each; no queue."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from domain.figures import WriteFigures
from storage.absence import is_away

Run = Callable[[str], Any]

UNDO: Final = "ROLLBACK TO unit"


@dataclass(frozen=True, slots=True)
class Script:
    """What one kind of database is told; a string may hold several statements where it can."""

    begin: tuple[str, ...]  # ends with the first unit's savepoint, which is called `unit`
    next_unit: tuple[str, ...]  # the last unit stands; a savepoint for the next
    # The savepoint first: PostgreSQL would answer the COMMIT of a broken transaction as if it were
    # none, by rolling it back.
    commit: tuple[str, ...]

    def teller(self, driver: Any) -> Run:
        """How a connection is told what comes between units."""
        run: Run = driver.cursor().execute
        return run

    def freshen(self, driver: Any, units: int) -> None:
        """Before a transaction of so many units."""

    def settle(self, driver: Any) -> None:
        """What a unit told and did not wait for has happened, or its error is raised."""

    def undo(self, driver: Any) -> None:
        """Back to where the unit began."""
        driver.cursor().execute(UNDO)


@dataclass(slots=True)
class Unit:
    """A unit of work and, once it ran, what came of it."""

    work: Callable[[Connection], Any]
    result: Any = None
    error: BaseException | None = None
    asked_at: float = field(default_factory=perf_counter)


class WriteConnection:
    """Replaced when it is lost. `alone` is entered around each transaction: others wait."""

    def __init__(
        self, engine: Engine, script: Script, alone: AbstractContextManager[None] | None = None
    ) -> None:
        self._engine = engine
        self._script = script
        self._alone = alone or nullcontext()
        self.figures = WriteFigures()
        with self._alone:  # opened here, so that a bad path is the opener's error
            self._connection: Connection | None = engine.connect()

    def commit(self, units: Sequence[Unit]) -> None:
        """Each unit has its result or its error. Raises DBAPIError when nobody's effects stand."""
        with self._alone:
            try:
                self._commit(units)
            except Exception as error:
                self._roll_back()
                told = self._in_family(error)
                if told is error:
                    raise
                raise told from error

    def _undo(self, connection: Connection, why: BaseException) -> None:
        """Fails when the engine gave up the whole transaction: so do we, for its reason.

        A full SQLite drops the savepoint too; that it knows none any more would look like our
        mistake.
        """
        try:
            self._script.undo(_driver(connection))
        except Exception:
            if not is_away(why):
                raise
        else:
            return
        raise why

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()

    def _commit(self, units: Sequence[Unit]) -> None:
        connection, run = self._begun()
        began = perf_counter()
        self._script.freshen(_driver(connection), len(units))
        tell = self._script.teller(_driver(connection))
        for at, unit in enumerate(units, start=1):
            self._run_in_savepoint(connection, unit)
            if unit.error is None and at < len(units):
                _each(tell, self._script.next_unit)
        ending = perf_counter()
        _each(run, self._script.commit)
        self._note(units, began, ending)

    def _note(self, units: Sequence[Unit], began: float, ending: float) -> None:
        ended, figures = perf_counter(), self.figures
        for unit in units:
            figures.waits.note(began - unit.asked_at)
        figures.held.note(ended - began)
        figures.commits.note(ended - ending)

    def _run_in_savepoint(self, connection: Connection, unit: Unit) -> None:
        try:
            unit.result = unit.work(connection)
            self._script.settle(_driver(connection))
        except BaseException as error:  # noqa: BLE001  (the caller gets it, whatever it is)
            unit.error = self._in_family(error) if isinstance(error, Exception) else error
            self._undo(connection, unit.error)

    def _begun(self) -> tuple[Connection, Run]:
        """An open transaction; a connection that was lost meanwhile is replaced once."""
        try:
            return self._begin()
        except Exception as error:
            if not self._is_lost(error):
                raise
            self._forget_connection()
            return self._begin()  # nothing was done before: nothing is done twice

    def _begin(self) -> tuple[Connection, Run]:
        if self._connection is None:
            self._connection = self._engine.connect()
        run: Run = _driver(self._connection).cursor().execute
        _each(run, self._script.begin)
        return self._connection, run

    def _is_lost(self, error: Exception) -> bool:
        dialect: Any = self._engine.dialect
        cause = getattr(error, "orig", None) or error
        if self._connection is None or not isinstance(cause, dialect.loaded_dbapi.Error):
            return False
        return bool(dialect.is_disconnect(cause, _driver(self._connection), None))

    def _roll_back(self) -> None:
        try:
            if self._connection is not None:
                _driver(self._connection).rollback()
        except Exception:  # noqa: BLE001  (whatever it is, this connection is of no more use)
            self._forget_connection()

    def _forget_connection(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _in_family(self, error: Exception) -> Exception:
        """The driver's own error as SQLAlchemy's: one family for all who catch it."""
        family: Any = self._engine.dialect.loaded_dbapi.Error
        if not isinstance(error, family):
            return error
        lost = self._is_lost(error)
        made = DBAPIError.instance("COMMIT", None, error, family, connection_invalidated=lost)
        assert isinstance(made, DBAPIError)
        return made


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _each(run: Run, statements: tuple[str, ...]) -> None:
    for statement in statements:
        run(statement)
