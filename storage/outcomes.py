"""Queries about what came of a broadcast, by variant and reason; what one creator had of all."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal, select, update

from domain.broadcast import BroadcastFacts, Reason, VariantOutcome
from domain.delivery import PAID_PRIORITY, DeliveryClass, DeliveryStatus, Response
from storage import draws
from storage.dialects import in_both
from storage.tables.campaigns import task
from storage.tables.delivery import broadcast_response, delivery
from storage.tables.people import person
from storage.tables.work import assignment

CLAIMED_WITHIN: Final = timedelta(days=7)  # of its arrival: later it was something else


def by_variant(conn: Connection, found: BroadcastFacts) -> list[VariantOutcome]:
    arrived = (
        delivery.c.broadcast_id == found.broadcast_id,
        delivery.c.status == DeliveryStatus.SENT,
    )
    delivered = _counted(conn, select(delivery.c.person_id).where(*arrived), found)
    tapped, muted = (_responses(conn, found, kind) for kind in Response)
    claimed: dict[int, int] = {}
    if found.counts_claims:
        claims = (
            select(delivery.c.person_id)
            .join(assignment, assignment.c.person_id == delivery.c.person_id)
            .where(
                *arrived,
                _offered(found),
                assignment.c.claimed_at >= delivery.c.ended_at,
                assignment.c.claimed_at < _later(conn),
            )
            .distinct()
        )
        claimed = _counted(conn, claims, found)
    paid = _counted(conn, _paid(found), found) if found.paid_messages else {}
    counts_taps, counts_claims = found.counts_taps, found.counts_claims
    return [
        VariantOutcome(
            delivered.get(at, 0),
            tapped.get(at, 0) if counts_taps else None,
            claimed.get(at, 0) if counts_claims else None,
            muted.get(at, 0),
            paid.get(at, 0),
        )
        for at in range(max(1, len(found.body)))
    ]


def _offered(found: BroadcastFacts) -> ColumnElement[bool]:
    """Work on its task, or on any of its campaign."""
    if found.campaign_id is None:
        return assignment.c.task_id == found.task_id
    tasks = select(task.c.id).where(task.c.campaign_id == found.campaign_id)
    return assignment.c.task_id.in_(tasks)


def _paid(found: BroadcastFacts) -> Select[Any]:
    """Of what is in doubt Telegram may have taken payment."""
    return select(delivery.c.person_id).where(
        delivery.c.broadcast_id == found.broadcast_id,
        delivery.c.status.in_((DeliveryStatus.SENT, DeliveryStatus.IN_DOUBT)),
        delivery.c.priority == PAID_PRIORITY,
    )


def _later(conn: Connection) -> ColumnElement[Any]:
    """The end of the time in which a claim is its doing."""
    days = CLAIMED_WITHIN.days
    if conn.dialect.name == "postgresql":
        return delivery.c.ended_at + literal(CLAIMED_WITHIN)
    moved: ColumnElement[Any] = func.strftime(
        "%Y-%m-%d %H:%M:%f", delivery.c.ended_at, f"+{days} days"
    )
    return moved


def _responses(conn: Connection, found: BroadcastFacts, kind: Response) -> dict[int, int]:
    who = select(broadcast_response.c.person_id).where(
        broadcast_response.c.broadcast_id == found.broadcast_id,
        broadcast_response.c.kind == kind,
    )
    return _counted(conn, who, found)


def _counted(conn: Connection, who: Any, found: BroadcastFacts) -> dict[int, int]:
    """How many of them, by variant."""
    persons = who.subquery()
    variant = draws.variant(persons.c.person_id, found).label("variant")
    rows = conn.execute(select(variant, func.count()).group_by(variant))
    return {int(at): count for at, count in rows}


def reasons(conn: Connection, broadcast_id: int, most: int) -> list[Reason]:
    """Of what did not arrive, the commonest first."""
    rows = conn.execute(
        select(delivery.c.status, delivery.c.problem, func.count().label("messages"))
        .where(
            delivery.c.broadcast_id == broadcast_id,
            delivery.c.status.in_(
                (DeliveryStatus.DEAD, DeliveryStatus.IN_DOUBT, DeliveryStatus.CANCELLED)
            ),
        )
        .group_by(delivery.c.status, delivery.c.problem)
        .order_by(func.count().desc(), delivery.c.problem)
        .limit(most)
    )
    return [Reason(DeliveryStatus(row[0]), row[1], row[2]) for row in rows]


_RESPOND = in_both(lambda sql: sql.insert(broadcast_response).on_conflict_do_nothing())


def respond(
    conn: Connection, broadcast_id: int, person_id: int, kind: Response, now: datetime
) -> None:
    """The first time counts."""
    values = {"broadcast_id": broadcast_id, "person_id": person_id, "kind": kind, "at": now}
    conn.execute(_RESPOND[conn.dialect.name], values)


def was_sent_to(conn: Connection, broadcast_id: int, person_id: int) -> bool:
    mine = select(delivery.c.id).where(
        delivery.c.person_id == person_id,
        delivery.c.status == DeliveryStatus.SENT,
        delivery.c.broadcast_id == broadcast_id,
    )
    return conn.execute(mine.limit(1)).first() is not None


_SENT_SINCE = (
    select(delivery.c.person_id, delivery.c.ended_at)
    .where(
        delivery.c.person_id.in_(bindparam("people", expanding=True)),
        delivery.c.status.in_((DeliveryStatus.SENT, DeliveryStatus.IN_DOUBT)),
        delivery.c.ended_at > bindparam("since"),
        delivery.c["class"] == DeliveryClass.BROADCAST,
    )
    .order_by(delivery.c.person_id, delivery.c.ended_at.desc())
)


def promotions_since(
    conn: Connection, people: Iterable[int], since: datetime
) -> dict[int, list[datetime]]:
    """When each of them had promotions or may have had, latest first; who had none is left out."""
    had: dict[int, list[datetime]] = {}
    for person_id, at in conn.execute(_SENT_SINCE, {"people": sorted(people), "since": since}):
        had.setdefault(person_id, []).append(at)
    return had


def no_more_until(conn: Connection, person_id: int, until: datetime) -> None:
    conn.execute(update(person).where(person.c.id == person_id).values(promotions_until=until))
