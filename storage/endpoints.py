"""Queries about partners' addresses: adding, finding, how they fare; secrets are sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from domain.events import CallStatus, Endpoint, EndpointStatus, EventType
from storage.tables.base import among
from storage.tables.events import endpoint, event_call

_COLUMNS: Final = (
    endpoint.c.id,
    endpoint.c.name,
    endpoint.c.url,
    endpoint.c.types,
    endpoint.c.status,
    endpoint.c.created_at,
    endpoint.c.failures,
    endpoint.c.failing_since,
    endpoint.c.problem,
    endpoint.c.secrets > 1,
)
_ALL = select(*_COLUMNS).order_by(endpoint.c.name)
_COUNTS = select(event_call.c.endpoint_id, event_call.c.status, func.count()).group_by(
    event_call.c.endpoint_id, event_call.c.status
)
_ANY = select(func.count()).select_from(endpoint)


@dataclass(frozen=True, slots=True)
class CallCounts:
    """Of the last 30 days."""

    waiting: int = 0
    taken: int = 0
    dead: int = 0


def is_any(conn: Connection) -> bool:
    return conn.execute(_ANY).scalar_one() > 0


def every(conn: Connection) -> tuple[Endpoint, ...]:
    """By name."""
    return tuple(_endpoint(row) for row in conn.execute(_ALL))


def named(conn: Connection, name: str) -> Endpoint | None:
    row = conn.execute(_ALL.where(endpoint.c.name == name)).first()
    return None if row is None else _endpoint(row)


def by_id(conn: Connection, endpoint_id: int) -> Endpoint | None:
    row = conn.execute(_ALL.where(endpoint.c.id == endpoint_id)).first()
    return None if row is None else _endpoint(row)


def _endpoint(row: Any) -> Endpoint:
    types = tuple(map(EventType, row[3]))
    values: list[Any] = [*row[:3], types, EndpointStatus(row[4]), *row[5:9], bool(row[9])]
    return Endpoint(*values)


def counts(conn: Connection) -> dict[int, CallCounts]:
    found: dict[int, dict[str, int]] = {}
    for endpoint_id, status, number in conn.execute(_COUNTS):
        found.setdefault(endpoint_id, {})[status] = number
    return {endpoint_id: CallCounts(**each) for endpoint_id, each in found.items()}


def add(
    conn: Connection,
    *,
    name: str,
    url: str,
    types: Iterable[EventType],
    now: datetime,
) -> int:
    """Without a secret yet: it is sealed under the row's own number."""
    values = {
        "name": name,
        "url": url,
        "types": [each.value for each in types],
        "sealed": "",
        "secrets": 0,
        "status": EndpointStatus.ACTIVE,
        "created_at": now,
        "again_at": now,
    }
    endpoint_id: int = conn.execute(
        insert(endpoint).values(values).returning(endpoint.c.id)
    ).scalar_one()
    return endpoint_id


def sealed(conn: Connection, endpoint_id: int) -> str:
    asked = select(endpoint.c.sealed).where(endpoint.c.id == endpoint_id)
    found: str = conn.execute(asked).scalar_one()
    return found


def set_(conn: Connection, endpoint_id: int, **columns: Any) -> None:
    conn.execute(update(endpoint).where(endpoint.c.id == endpoint_id).values(**columns))


def remove(conn: Connection, endpoint_id: int) -> None:
    conn.execute(delete(event_call).where(event_call.c.endpoint_id == endpoint_id))
    conn.execute(delete(endpoint).where(endpoint.c.id == endpoint_id))


def hurry(conn: Connection, endpoint_id: int, now: datetime) -> None:
    """Whatever waits there is due now: it takes calls again."""
    conn.execute(
        update(event_call)
        .where(
            event_call.c.endpoint_id == endpoint_id,
            among(event_call.c.status, {CallStatus.WAITING}),
            event_call.c.due_at > now,
        )
        .values(due_at=now)
    )
