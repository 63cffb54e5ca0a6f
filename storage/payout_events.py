"""Queries about who did what to a payout batch; rows are only ever added."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select

from domain.payout import PayoutEvent, PayoutEventKind
from storage.tables.money import payout_event
from storage.tables.people import person

LONGEST_DETAIL: Final = 64
_ADD = insert(payout_event)
_OF_BATCH = (
    select(
        payout_event.c.kind,
        func.coalesce(person.c.name, ""),
        payout_event.c.at,
        payout_event.c.payouts,
        payout_event.c.detail,
    )
    .outerjoin(person, person.c.id == payout_event.c.actor_id)
    .where(payout_event.c.batch_id == bindparam("of_batch"))
    .order_by(payout_event.c.id)
)


def note(
    conn: Connection,
    batch_id: int,
    kind: PayoutEventKind,
    actor_id: int | None,
    items: int,
    detail: str = "",
    *,
    now: datetime,
) -> None:
    """`detail` is cut to LONGEST_DETAIL characters; `actor_id` None: the command line."""
    values = {
        "batch_id": batch_id,
        "kind": kind,
        "actor_id": actor_id,
        "payouts": items,
        "detail": detail[:LONGEST_DETAIL],
        "at": now,
    }
    conn.execute(_ADD, values)


def of_batch(conn: Connection, batch_id: int) -> list[PayoutEvent]:
    """As they came."""
    return [_event(row) for row in conn.execute(_OF_BATCH, {"of_batch": batch_id})]


def _event(row: Any) -> PayoutEvent:
    values: list[Any] = [PayoutEventKind(row[0]), *row[1:]]
    return PayoutEvent(*values)
