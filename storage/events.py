"""Queries about outbound events: noted with a call for each who wants them, replayed, forgotten."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    String,
    bindparam,
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from domain.events import CallStatus, Endpoint, Happening
from storage.dialects import in_both
from storage.tables.base import Utc
from storage.tables.events import event_call, event_mark, outbound_event

_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 1, 1, tzinfo=UTC)
_NEWEST: Final = select(func.coalesce(func.max(outbound_event.c.id), 0))


def _note(sql: Any) -> Any:
    return sql.insert(outbound_event).on_conflict_do_nothing(index_elements=["cause"])


def _mark(sql: Any) -> Any:
    adding = sql.insert(event_mark)
    return adding.on_conflict_do_update(
        index_elements=["source"], set_={"last_id": adding.excluded.last_id}
    )


def _call(sql: Any) -> Any:
    """A call for each event of the select; one that is there begins anew."""
    wanted = select(
        bindparam("of_endpoint"),
        outbound_event.c.id,
        literal(CallStatus.WAITING.value, String),
        literal_column("0"),
        bindparam("due_at", type_=Utc),
        literal(""),
    ).where(
        outbound_event.c.id > bindparam("after"),
        outbound_event.c.at >= bindparam("since", type_=Utc),
        outbound_event.c.at < bindparam("until", type_=Utc),
        or_(
            bindparam("all_types") == 1,
            outbound_event.c.type.in_(bindparam("types", expanding=True)),
        ),
    )
    columns = ["endpoint_id", "event_id", "status", "tries", "due_at", "problem"]
    adding = sql.insert(event_call).from_select(columns, wanted)
    return adding.on_conflict_do_update(
        index_elements=["endpoint_id", "event_id"],
        set_={name: adding.excluded[name] for name in columns[2:]}
        | {"first_tried_at": None, "ended_at": None},
    )


_NOTE, _MARK, _CALL = in_both(_note), in_both(_mark), in_both(_call)


def note(
    conn: Connection, happenings: Iterable[Happening], endpoints: Iterable[Endpoint], now: datetime
) -> int:
    """Those that nobody told yet, with a call for each endpoint that wants them; how many."""
    rows = [
        {
            "message_id": f"evt_{uuid.uuid4().hex}",
            "type": each.type,
            "cause": each.cause,
            "at": each.at,
            "data": each.data,
            "noted_at": now,
        }
        for each in happenings
    ]
    if not rows:
        return 0
    newest = conn.execute(_NEWEST).scalar_one()
    conn.execute(_NOTE[conn.dialect.name], rows)
    for each in endpoints:
        call(conn, each, after=newest, now=now)
    return len(rows)


def call(
    conn: Connection,
    to: Endpoint,
    *,
    now: datetime,
    after: int = 0,
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Every noted event of that span which the endpoint wants is due anew; how many."""
    values = {
        "of_endpoint": to.endpoint_id,
        "due_at": now,
        "after": after,
        "since": since or _FIRST,
        "until": until or _LAST,
        "all_types": int(not to.types),
        "types": [each.value for each in to.types],
    }
    told = _CALL[conn.dialect.name].execution_options(preserve_rowcount=True)
    return conn.execute(told, values).rowcount


def marks(conn: Connection) -> dict[str, int]:
    return {row[0]: row[1] for row in conn.execute(select(event_mark))}


def set_mark(conn: Connection, source: str, last_id: int) -> None:
    conn.execute(_MARK[conn.dialect.name], {"source": source, "last_id": last_id})


def forget(conn: Connection, before: datetime, most: int) -> int:
    """The oldest events noted before that, with their calls; how many went."""
    at, key = outbound_event.c.noted_at, outbound_event.c.id
    oldest = conn.scalars(select(key).where(at < before).order_by(at).limit(most)).all()
    conn.execute(delete(event_call).where(event_call.c.event_id.in_(oldest)))
    return conn.execute(delete(outbound_event).where(key.in_(oldest))).rowcount
