"""The audience: a short row for each creator with an account, kept by triggers, never by hand.

Segments are counted over a million creators while somebody waits; persons joined with accounts take
a second for it. A row has all that a segment asks of both, and one scan of short rows a tenth.
What a row says follows from person and account alone: `source` is that rule, for the triggers that
keep it, for the migrations that fill it and for the check that proves it.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    case,
    delete,
    event,
    func,
    insert,
    inspect,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.people import Category, Region
from domain.platforms import Platform
from storage.dialects import day_number
from storage.tables import base
from storage.tables.base import metadata
from storage.tables.people import account, account_category, person

audience = Table(
    "audience",
    metadata,
    base.ref("person_id", "person", primary_key=True, autoincrement=False),
    base.text("standing", 16),
    base.text("locale", 16),
    Column("reachable", Boolean, nullable=False),
    Column("wants_broadcasts", Boolean, nullable=False),
    base.at("promotions_until", nullable=True),
    Column("accounts", Integer, nullable=False),  # how many that are not retired
    # Of all of these accounts together: a bit each, by the members' order; with one account exact.
    Column("platforms", Integer, nullable=False),
    Column("categories", Integer, nullable=False),
    Column("regions", Integer, nullable=False),
    base.number("least_followers"),
    base.number("most_followers"),
    Column("seen_day", Integer, nullable=False),  # days since 1970, in UTC
    Column("joined_day", Integer, nullable=False),
    base.text("timezone", 64, index=True),  # which there are, and not whose
    Column("quiet_from_hour", Integer, nullable=False),
    Column("quiet_to_hour", Integer, nullable=False),
    base.number("invited_by", nullable=True),  # by whose link they came
)
_OF_PERSON: Final = (
    *("standing", "locale", "reachable", "wants_broadcasts", "promotions_until", "last_seen_at"),
    *("created_at", "timezone", "quiet_from_hour", "quiet_to_hour", "invited_by"),
)
_OF_ACCOUNT: Final = ("person_id", "platform", "region", "followers", "retired")


def bits(kind: type[StrEnum], values: Iterable[str]) -> int:
    """Those members' bits; what is none has none."""
    wanted = set(values)
    return sum(1 << place for place, each in enumerate(kind) if each.value in wanted)


def _bit_of(column: ColumnElement[str], kind: type[StrEnum]) -> Any:
    """Different bits add up to what all of them say together."""
    by_value: dict[Any, Any] = {
        each.value: literal_column(str(bits(kind, [each.value]))) for each in kind
    }
    return func.coalesce(func.sum(case(by_value, value=column, else_=0).distinct()), 0)


def source(
    whose: ColumnElement[Any] | None = None, names: Sequence[str] | None = None
) -> Select[Any]:
    """What the table must say, of everybody or of the person with that id; `names` are its columns,
    where an older version had fewer.
    """
    about = (
        select(_bit_of(account_category.c.category, Category))
        .join(account, account.c.id == account_category.c.account_id)
        .where(account.c.person_id == person.c.id, account.c.retired.is_(False))
        .correlate(person)
        .scalar_subquery()
    )
    rows = (
        select(
            person.c.id.label("person_id"),
            person.c.standing,
            person.c.locale,
            person.c.reachable,
            person.c.wants_broadcasts,
            person.c.promotions_until,
            func.count(account.c.id).label("accounts"),
            _bit_of(account.c.platform, Platform).label("platforms"),
            about.label("categories"),
            _bit_of(account.c.region, Region).label("regions"),
            func.min(account.c.followers).label("least_followers"),
            func.max(account.c.followers).label("most_followers"),
            day_number(person.c.last_seen_at).label("seen_day"),
            day_number(person.c.created_at).label("joined_day"),
            person.c.timezone,
            person.c.quiet_from_hour,
            person.c.quiet_to_hour,
            person.c.invited_by,
        )
        .join(account, account.c.person_id == person.c.id)
        .where(account.c.retired.is_(False))
        .group_by(person.c.id)
    )
    if names is not None:
        by_name = {each.name: each for each in rows.selected_columns}
        rows = rows.with_only_columns(
            *(by_name[name] for name in names), maintain_column_froms=True
        )
    return rows if whose is None else rows.where(person.c.id == whose)


_NAMES: Final = tuple(each.name for each in audience.c)


def _renewed(dialect: Any, whose: str, names: Sequence[str]) -> list[str]:
    """What makes one person's row anew."""
    place: ColumnElement[Any] = literal_column(f"({whose})")
    made = (
        delete(audience).where(audience.c.person_id == place),
        insert(audience).from_select(names, source(place, names)),
    )
    options = {"literal_binds": True}
    return [str(each.compile(dialect=dialect, compile_kwargs=options)) for each in made]


_SQLITE: Any = sqlite.dialect()
_POSTGRESQL: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
_CATEGORY: Final = "SELECT person_id FROM account WHERE id = {row}.account_id"
# After what, on which table, whose row is made anew.
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


def _on_sqlite(names: Sequence[str]) -> Iterator[str]:
    for name, change, table, whose in _CAUSES:
        steps = "; ".join(step for each in whose for step in _renewed(_SQLITE, each, names))
        yield f"CREATE TRIGGER audience_{name} AFTER {change} ON {table} BEGIN {steps}; END"


def _on_postgresql(names: Sequence[str]) -> Iterator[str]:
    steps = "; ".join(_renewed(_POSTGRESQL, "$1", names))
    yield (
        "CREATE OR REPLACE FUNCTION koc_audience(bigint) RETURNS void LANGUAGE sql AS "
        f"$koc$ {steps} $koc$"
    )
    for name, change, table, whose in _CAUSES:
        calls = " ".join(f"PERFORM koc_audience(({each}));" for each in whose)
        yield (
            f"CREATE OR REPLACE FUNCTION koc_audience_{name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $koc$ BEGIN {calls} RETURN NULL; END $koc$"
        )
        yield (
            f"CREATE TRIGGER audience_{name} AFTER {change} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION koc_audience_{name}()"
        )


def triggers(dialect: str, names: Sequence[str] = _NAMES) -> list[str]:
    made = list(_on_sqlite(names) if dialect == "sqlite" else _on_postgresql(names))
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
    a version that is not the newest the table may lack columns.
    """
    if not inspect(conn).has_table(audience.name):
        return
    known = {each["name"] for each in inspect(conn).get_columns(audience.name)}
    names = [name for name in _NAMES if name in known]
    conn.execute(delete(audience))
    conn.execute(insert(audience).from_select(names, source(names=names)))
    for line in triggers(conn.dialect.name, names):
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
