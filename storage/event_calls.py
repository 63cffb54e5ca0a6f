"""Queries about calls: which endpoint has one due, leasing it, what came of each call."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from domain.events import AT_A_TIME, LEASE, Call, CallStatus, EndpointStatus, EventType
from storage.tables.base import Utc, among
from storage.tables.events import endpoint, event_call, outbound_event

_IS_CALLED: Final = (
    among(endpoint.c.status, {EndpointStatus.ACTIVE}),
    endpoint.c.again_at <= bindparam("now", type_=Utc),
    or_(
        endpoint.c.leased_until.is_(None),
        endpoint.c.leased_until <= bindparam("now", type_=Utc),
    ),
)
_IS_DUE: Final = (
    among(event_call.c.status, {CallStatus.WAITING}),
    event_call.c.due_at <= bindparam("now", type_=Utc),
)
_WITH_DUE = (
    select(endpoint.c.id)
    .where(*_IS_CALLED, exists().where(event_call.c.endpoint_id == endpoint.c.id, *_IS_DUE))
    .order_by(endpoint.c.again_at, endpoint.c.id)
)
_LEASE = (
    update(endpoint)
    .where(endpoint.c.id == bindparam("of_endpoint"), *_IS_CALLED)
    .values(leased_until=bindparam("until", type_=Utc))
    .returning(endpoint.c.url, endpoint.c.sealed)
)
# First tries in the order in which things happened; a retry stands where its event stood.
_CALLS = (
    select(
        event_call.c.id,
        outbound_event.c.id,
        outbound_event.c.message_id,
        outbound_event.c.type,
        outbound_event.c.at,
        outbound_event.c.data,
        event_call.c.tries,
        event_call.c.first_tried_at,
    )
    .join(outbound_event, outbound_event.c.id == event_call.c.event_id)
    .where(event_call.c.endpoint_id == bindparam("of_endpoint"), *_IS_DUE)
    .order_by(event_call.c.event_id)
    .limit(AT_A_TIME)
)


def endpoints_due(conn: Connection, now: datetime) -> list[int]:
    return list(conn.execute(_WITH_DUE, {"now": now}).scalars())


def lease(conn: Connection, endpoint_id: int, now: datetime) -> tuple[str, str] | None:
    """Its address and its sealed secrets; None when another process has it, or it rests."""
    values = {"of_endpoint": endpoint_id, "now": now, "until": now + LEASE}
    row = conn.execute(_LEASE, values).first()
    return None if row is None else (row[0], row[1])


def give_back(conn: Connection, endpoint_id: int, leased_until: datetime) -> None:
    conn.execute(
        update(endpoint)
        .where(endpoint.c.id == endpoint_id, endpoint.c.leased_until == leased_until)
        .values(leased_until=None)
    )


def calls_due(conn: Connection, endpoint_id: int, now: datetime) -> tuple[Call, ...]:
    rows = conn.execute(_CALLS, {"of_endpoint": endpoint_id, "now": now})
    return tuple(_call(row) for row in rows)


def _call(row: Any) -> Call:
    values: list[Any] = [*row[:3], EventType(row[3]), *row[4:]]
    return Call(*values)


def note(conn: Connection, call_id: int, **columns: Any) -> None:
    conn.execute(
        update(event_call)
        .where(event_call.c.id == call_id, among(event_call.c.status, {CallStatus.WAITING}))
        .values(**columns)
    )
