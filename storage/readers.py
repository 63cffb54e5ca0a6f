"""Queries about readers: who a notice is for, and what may speak against sending it now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from storage.tables.people import person


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a delivery is for, with all that may speak against sending it; quiet hours are local."""

    person_id: int
    telegram_id: int | None  # empty once erased
    locale: str
    timezone: str
    quiet_from: time
    quiet_to: time
    wants_reminders: bool
    wants_digests: bool
    wants_figure_calls: bool
    wants_broadcasts: bool
    reachable: bool


COLUMNS: Final = (
    person.c.id,
    person.c.telegram_id,
    person.c.locale,
    person.c.timezone,
    person.c.quiet_from_hour,
    person.c.quiet_to_hour,
    person.c.wants_reminders,
    person.c.wants_digests,
    person.c.wants_figure_calls,
    person.c.wants_broadcasts,
    person.c.reachable,
)
_BY_ID = select(*COLUMNS).where(person.c.id == bindparam("person_id"))
_UNREACHABLE = update(person).where(person.c.id == bindparam("reader_id")).values(reachable=False)


def by_id(conn: Connection, person_id: int) -> Reader | None:
    row = conn.execute(_BY_ID, {"person_id": person_id}).first()
    return None if row is None else from_columns(*row)


_BY_IDS = select(*COLUMNS).where(person.c.id.in_(bindparam("ids", expanding=True)))


def by_ids(conn: Connection, ids: Iterable[int]) -> dict[int, Reader]:
    rows = conn.execute(_BY_IDS, {"ids": sorted(ids)})
    return {row[0]: from_columns(*row) for row in rows}


def from_columns(*columns: Any) -> Reader:
    """From COLUMNS, in their order."""
    person_id, telegram_id, locale, timezone, from_hour, to_hour, *wishes = columns
    quiet = time(from_hour), time(to_hour)
    return Reader(person_id, telegram_id, locale, timezone, *quiet, *wishes)


def mark_unreachable(conn: Connection, person_id: int) -> None:
    """Blocked the bot, or gone; whatever they do next undoes it, see services/updates and
    handlers/desk."""
    conn.execute(_UNREACHABLE, {"reader_id": person_id})
