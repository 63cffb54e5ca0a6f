"""The triggers that keep the audience and its accounts: after what, whose rows are made anew.

They are put aside while tables change. What the rows say is not told here, but by the tables.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    DDL,
    ColumnElement,
    Connection,
    Delete,
    Insert,
    delete,
    event,
    insert,
    inspect,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables.audience import audience
from storage.tables.audience import source as source_of_audience
from storage.tables.audience_accounts import audience_account
from storage.tables.audience_accounts import source as source_of_accounts
from storage.tables.base import metadata
from storage.tables.people import account, person

_OF_PERSON: Final = (
    *("standing", "locale", "reachable", "wants_broadcasts", "promotions_until", "last_seen_at"),
    *("created_at", "timezone", "quiet_from_hour", "quiet_to_hour", "invited_by"),
)
_OF_ACCOUNT: Final = ("person_id", "platform", "region", "followers", "retired")
_ACCOUNT_NAMES: Final = tuple(each.name for each in audience_account.c)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What there is to be kept: on the way to an older version columns are missing, or a table."""

    names: Sequence[str] = tuple(each.name for each in audience.c)
    has_accounts: bool = True


def _row_anew(dialect: Any, whose: str, kept: _Kept) -> list[str]:
    """What makes one person's row anew."""
    place: ColumnElement[Any] = literal_column(f"({whose})")
    return _told(
        dialect,
        delete(audience).where(audience.c.person_id == place),
        insert(audience).from_select(kept.names, source_of_audience(place, kept.names)),
    )


def _accounts_anew(dialect: Any, whose: str, kept: _Kept) -> list[str]:
    """What makes those of their accounts anew, behind it."""
    if not kept.has_accounts:
        return []
    place: ColumnElement[Any] = literal_column(f"({whose})")
    rows = source_of_accounts(place)
    return _told(
        dialect,
        delete(audience_account).where(audience_account.c.person_id == place),
        insert(audience_account).from_select(_ACCOUNT_NAMES, rows),
    )


def _told(dialect: Any, *made: Delete | Insert) -> list[str]:
    options = {"literal_binds": True}
    return [str(each.compile(dialect=dialect, compile_kwargs=options)) for each in made]


_SQLITE: Any = sqlite.dialect()
_POSTGRESQL: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
_CATEGORY: Final = "SELECT person_id FROM account WHERE id = {row}.account_id"
# After what, on which table, whose row is made anew; but for the first those of accounts as well.
_CAUSES: Final = (
    ("person_changed", f"UPDATE OF {', '.join(_OF_PERSON)}", "person", ("NEW.id",)),
    ("account_added", "INSERT", "account", ("NEW.person_id",)),
    (
        "account_changed",
        f"UPDATE OF {', '.join(_OF_ACCOUNT)}",
        "account",
        ("OLD.person_id", "NEW.person_id"),
    ),
    ("account_gone", "DELETE", "account", ("OLD.person_id",)),
    ("category_added", "INSERT", "account_category", (_CATEGORY.format(row="NEW"),)),
    ("category_gone", "DELETE", "account_category", (_CATEGORY.format(row="OLD"),)),
)


def _anew(dialect: Any, table: str, whose: str, kept: _Kept) -> list[str]:
    of_accounts = [] if table == person.name else _accounts_anew(dialect, whose, kept)
    return [*_row_anew(dialect, whose, kept), *of_accounts]


def _on_sqlite(kept: _Kept) -> Iterator[str]:
    for name, change, table, whose in _CAUSES:
        steps = "; ".join(step for each in whose for step in _anew(_SQLITE, table, each, kept))
        yield f"CREATE TRIGGER audience_{name} AFTER {change} ON {table} BEGIN {steps}; END"


def _on_postgresql(kept: _Kept) -> Iterator[str]:
    """A function for what a person changes, and one for what changes with their accounts."""
    functions = {person.name: "koc_audience", account.name: "koc_audience_accounts"}
    for table, function in functions.items():
        steps = "; ".join(_anew(_POSTGRESQL, table, "$1", kept))
        yield (
            f"CREATE OR REPLACE FUNCTION {function}(bigint) RETURNS void LANGUAGE sql AS "
            f"$koc$ {steps} $koc$"
        )
    for name, change, table, whose in _CAUSES:
        function = functions.get(table, functions[account.name])
        calls = " ".join(f"PERFORM {function}(({each}));" for each in whose)
        yield (
            f"CREATE OR REPLACE FUNCTION koc_audience_{name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $koc$ BEGIN {calls} RETURN NULL; END $koc$"
        )
        yield (
            f"CREATE TRIGGER audience_{name} AFTER {change} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION koc_audience_{name}()"
        )


def triggers(dialect: str, kept: _Kept = _Kept()) -> list[str]:
    made = _on_sqlite(kept) if dialect == "sqlite" else _on_postgresql(kept)
    return [line.replace("%%", "%") for line in made]


def put_aside(conn: Connection) -> None:
    """Before tables change: SQLite makes them anew, and would find triggers that name none."""
    for name, _, table, _ in _CAUSES:
        where = "" if conn.dialect.name == "sqlite" else f" ON {table}"
        if where and not inspect(conn).has_table(table):
            continue
        conn.exec_driver_sql(f"DROP TRIGGER IF EXISTS audience_{name}{where}")


def put_up(conn: Connection) -> None:
    """After tables changed: the triggers again, and every row as the tables say now. On the way to
    a version that is not the newest the tables may lack something.
    """
    tables = inspect(conn)
    if not tables.has_table(audience.name):
        return
    known = {each["name"] for each in tables.get_columns(audience.name)}
    names = [each.name for each in audience.c if each.name in known]
    kept = _Kept(names, tables.has_table(audience_account.name))
    conn.execute(delete(audience))
    conn.execute(insert(audience).from_select(names, source_of_audience(names=names)))
    if kept.has_accounts:
        conn.execute(delete(audience_account))
        conn.execute(insert(audience_account).from_select(_ACCOUNT_NAMES, source_of_accounts()))
    for line in triggers(conn.dialect.name, kept):
        conn.exec_driver_sql(line)


def _attach() -> None:
    """`metadata.create_all` puts the triggers up behind all tables, and again without harm."""
    again = {"sqlite": "CREATE TRIGGER IF NOT EXISTS", "postgresql": "CREATE OR REPLACE TRIGGER"}
    for dialect, create in again.items():
        for line in triggers(dialect):
            told = line.replace("%", "%%").replace("CREATE TRIGGER", create, 1)
            made = DDL(told)  # type: ignore[no-untyped-call]
            guard = made.execute_if(dialect=dialect)
            event.listen(metadata, "after_create", guard)


_attach()
