"""Queries about setbacks: due work that raised, set back until its next try."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, select

from domain.delivery import DeliveryStatus
from domain.due_work import Due, DueElsewhere, DueWork
from storage.dialects import in_both
from storage.tables.base import Utc, among
from storage.tables.delivery import delivery
from storage.tables.setback import setback

LONGEST_PROBLEM: Final = 256


@dataclass(frozen=True, slots=True)
class SetBack:
    """How many items of one kind are set back, and since when the first of them."""

    work: Due
    items: int
    since: datetime


def _note(sql: Any) -> Any:
    adding = sql.insert(setback)
    return adding.on_conflict_do_update(
        index_elements=[setback.c.work, setback.c.item_id],
        set_={name: adding.excluded[name] for name in ("tries", "problem", "again_at")},
    )


_NOTE = in_both(_note)
_AGAIN_AT = select(setback.c.item_id, setback.c.again_at).where(
    setback.c.work == bindparam("of_work")
)
_OF = select(setback.c.item_id, setback.c.problem, setback.c.tries, setback.c.again_at).where(
    setback.c.work == bindparam("of_work"),
    setback.c.item_id.in_(bindparam("ids", expanding=True)),
)
_TRIES = select(setback.c.tries).where(
    setback.c.work == bindparam("of_work"), setback.c.item_id == bindparam("of_item")
)
_FORGET = delete(setback).where(
    setback.c.work == bindparam("of_work"),
    setback.c.item_id.in_(bindparam("ids", expanding=True)),
    setback.c.again_at <= bindparam("now"),
)
_COUNTS = (
    select(setback.c.work, func.count(), func.min(setback.c.since))
    .group_by(setback.c.work)
    .order_by(setback.c.work)
)
_MESSAGES = select(func.count(), func.min(delivery.c.set_back_since, type_=Utc)).where(
    among(delivery.c.status, (DeliveryStatus.QUEUED,)), delivery.c.set_back_since.is_not(None)
)


def again_at(conn: Connection, work: DueWork) -> dict[int, datetime]:
    """Of each item that is set back: when it is tried again."""
    rows = conn.execute(_AGAIN_AT, {"of_work": work})
    return {row.item_id: row.again_at for row in rows}


def of(
    conn: Connection, work: DueWork, item_ids: Collection[int]
) -> dict[int, tuple[str, int, datetime]]:
    """item → its error, how often it was tried in vain, when it is tried again."""
    rows = conn.execute(_OF, {"of_work": work, "ids": list(item_ids)})
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def tries(conn: Connection, work: DueWork, item_id: int) -> int:
    """How often it was tried in vain."""
    found: int | None = conn.execute(_TRIES, {"of_work": work, "of_item": item_id}).scalar()
    return found or 0


def note(
    conn: Connection,
    work: DueWork,
    item_id: int,
    problem: str,
    *,
    tries: int,
    again_at: datetime,
    now: datetime,
) -> None:
    """`since` stays what it was the first time."""
    values = {
        "work": work,
        "item_id": item_id,
        "tries": tries,
        "problem": problem[:LONGEST_PROBLEM],
        "since": now,
        "again_at": again_at,
    }
    conn.execute(_NOTE[conn.dialect.name], values)


def forget(conn: Connection, work: DueWork, item_ids: Iterable[int], now: datetime) -> None:
    """Only those whose pause is over: another process may just have failed at one again."""
    conn.execute(_FORGET, {"of_work": work, "ids": list(item_ids), "now": now})


def counts(conn: Connection) -> tuple[SetBack, ...]:
    """Only kinds of which something is set back; messages by their own rows."""
    items, since = conn.execute(_MESSAGES).one()
    messages = [SetBack(DueElsewhere.MESSAGE, items, since)] if items else []
    return (*(SetBack(DueWork(row[0]), row[1], row[2]) for row in conn.execute(_COUNTS)), *messages)
