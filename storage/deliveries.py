"""Queries about deliveries: queued once per cause, one at a time to a chat, ended once.

What is tried again later is postponed.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, null, select, update

from domain.delivery import PAID_PRIORITY, PRIORITY, DeliveryClass, DeliveryStatus
from domain.follow_ups import Answered
from domain.work import WorkCard
from storage import readers
from storage.dialects import in_both
from storage.prepared import Prepared
from storage.readers import Reader
from storage.tables.base import among
from storage.tables.delivery import delivery
from storage.tables.people import person

LONGEST_PROBLEM: Final = 256


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """What is to be queued; with `ended_as` it is planned, and accounted for, but never sent."""

    person_id: int
    delivery_class: DeliveryClass
    kind: str
    facts: Mapping[str, Any]
    dedupe_key: str
    due_at: datetime
    ended_as: DeliveryStatus | None = None
    problem: str = ""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery with its reader; `facts` are what its notice's wording takes."""

    delivery_id: int
    delivery_class: DeliveryClass
    kind: str
    facts: dict[str, Any]
    dedupe_key: str
    attempts: int  # sends before this one; of an abandoned parcel that one counts too
    due_at: datetime
    reader: Reader
    trace: str = ""  # what queued it, as the logs call it
    paid: bool = False  # it goes by the paid allowance
    set_back_since: datetime | None = None  # for so long no process has had words for it
    card: WorkCard | None = None  # which it draws anew
    answered: Answered | None = None  # which it draws as what came of it


_PARCEL = select(
    delivery.c.id,
    delivery.c["class"],
    delivery.c.kind,
    delivery.c.facts,
    delivery.c.dedupe_key,
    delivery.c.attempts,
    delivery.c.due_at,
    delivery.c.trace,
    delivery.c.priority,
    delivery.c.set_back_since,
    *readers.COLUMNS,
).join(person, person.c.id == delivery.c.person_id)
_ADD = in_both(lambda sql: sql.insert(delivery).on_conflict_do_nothing().returning(delivery.c.id))
_ADD_ALL = in_both(
    lambda sql: Prepared(
        sql.insert(delivery).on_conflict_do_nothing(),
        (
            *("person_id", "class", "kind", "facts", "dedupe_key", "status", "priority"),
            *("due_at", "problem", "queued_at", "ended_at", "trace"),
        ),
    )
)


def _parcel(row: Any) -> Parcel:
    delivery_id, delivery_class, kind, facts, dedupe_key, *rest = row
    attempts, due_at, trace, priority, set_back_since, *reader = rest
    return Parcel(
        delivery_id,
        DeliveryClass(delivery_class),
        kind,
        facts,
        dedupe_key,
        attempts,
        due_at,
        readers.from_columns(*reader),
        trace,
        priority == PAID_PRIORITY,
        set_back_since,
    )


def add(conn: Connection, new: NewDelivery, now: datetime) -> int | None:
    """Its id; None when the same cause was queued before."""
    added: int | None = conn.execute(_ADD[conn.dialect.name], _values(new, now)).scalar()
    return added


def add_all(conn: Connection, new: Sequence[NewDelivery], now: datetime) -> None:
    """Those whose cause was not queued before."""
    _ADD_ALL[conn.dialect.name].many(conn, [_values(each, now) for each in new])


def _values(new: NewDelivery, now: datetime) -> dict[str, Any]:
    return {
        "person_id": new.person_id,
        "class": new.delivery_class,
        "kind": new.kind,
        "facts": dict(new.facts),
        "dedupe_key": new.dedupe_key,
        "status": new.ended_as or DeliveryStatus.QUEUED,
        "priority": PRIORITY[new.delivery_class],
        "due_at": new.due_at,
        "problem": new.problem,
        "queued_at": now,
        "ended_at": now if new.ended_as else None,
        "trace": new.trace,
    }


_LOCKED = _PARCEL.where(
    delivery.c.id.in_(bindparam("delivery_ids", expanding=True)),
    among(delivery.c.status, (DeliveryStatus.QUEUED,)),
).with_for_update(skip_locked=True, of=delivery)


def lock(conn: Connection, delivery_ids: Sequence[int]) -> list[Parcel]:
    """Those that still wait and that nobody else has in hand, in the order they are named."""
    found = {row[0]: row for row in conn.execute(_LOCKED, {"delivery_ids": delivery_ids})}
    return [_parcel(found[each]) for each in delivery_ids if each in found]


IS_OPEN: Final = among(delivery.c.status, (DeliveryStatus.QUEUED, DeliveryStatus.SENDING))
# By id alone: its unit has locked these rows while they waited (`lock`; on SQLite only one unit
# writes at a time), and until it commits nobody else can change them.
_MARK_SENDING = (
    update(delivery)
    .where(delivery.c.id.in_(bindparam("delivery_ids", expanding=True)))
    .values(
        status=DeliveryStatus.SENDING,
        attempts=delivery.c.attempts + 1,
        leased_until=bindparam("until"),
    )
)


_END = Prepared(
    update(delivery)
    .where(
        delivery.c.id == bindparam("delivery_id"),
        IS_OPEN,
    )
    .values(
        status=bindparam("ended_as"),
        message_id=bindparam("message"),
        problem=bindparam("why"),
        leased_until=null(),
        ended_at=bindparam("at"),
    )
)
_SENDING = (
    _PARCEL.where(
        delivery.c.leased_until.is_not(None),  # they alone are leased: their index is short
        delivery.c.status == DeliveryStatus.SENDING,
    )
    .order_by(delivery.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=delivery)
)
_ABANDONED = _SENDING.where(delivery.c.leased_until < bindparam("now"))


def mark_sending(conn: Connection, delivery_ids: Iterable[int], until: datetime) -> None:
    """Committed before the first byte leaves: from here on nobody else may send it."""
    conn.execute(_MARK_SENDING, {"delivery_ids": list(delivery_ids), "until": until})


def end(
    conn: Connection,
    delivery_id: int,
    status: DeliveryStatus,
    *,
    message_id: int | None = None,
    problem: str = "",
    now: datetime,
) -> bool:
    """False when it had ended before: the first ending stands."""
    values = _ending(delivery_id, status, message_id, problem, now)
    return _END.run(conn, **values) == 1


def end_sent(
    conn: Connection, arrived: Iterable[tuple[int, int | None, str]], now: datetime
) -> None:
    """Many that arrived: delivery, message, and what there is to say; the first ending stands."""
    _END.many(
        conn,
        [
            _ending(delivery_id, DeliveryStatus.SENT, message_id, problem, now)
            for delivery_id, message_id, problem in arrived
        ],
    )


def _ending(
    delivery_id: int, status: DeliveryStatus, message_id: int | None, problem: str, now: datetime
) -> dict[str, Any]:
    return {
        "delivery_id": delivery_id,
        "ended_as": status,
        "message": message_id,
        "why": problem[:LONGEST_PROBLEM],
        "at": now,
    }


_KEEP_FACTS = (
    update(delivery)
    .where(delivery.c.id == bindparam("delivery_id"))
    .values(facts=bindparam("new_facts"))
)


def keep_facts(conn: Connection, delivery_id: int, facts: Mapping[str, Any]) -> None:
    conn.execute(_KEEP_FACTS, {"delivery_id": delivery_id, "new_facts": dict(facts)})


def abandoned(conn: Connection, *, most: int, now: datetime) -> list[Parcel]:
    """Marked as sending by somebody who died: their lease has run out."""
    return [_parcel(row) for row in conn.execute(_ABANDONED, {"now": now, "most": most})]


def sending(conn: Connection, *, most: int) -> list[Parcel]:
    """Marked as sending by anybody."""
    return [_parcel(row) for row in conn.execute(_SENDING, {"most": most})]


def cancel_all(conn: Connection, why: str, now: datetime) -> int:
    """Nothing of what waits is sent; how many those were."""
    return conn.execute(
        update(delivery)
        .where(delivery.c.status == DeliveryStatus.QUEUED)
        .values(status=DeliveryStatus.CANCELLED, problem=why, ended_at=now)
    ).rowcount
