"""Queries about notices of one kind to one reader: which waits, is on its way, arrived last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, select

from domain.delivery import DeliveryClass, DeliveryStatus
from storage.asking import OVER
from storage.tables.base import among
from storage.tables.delivery import delivery

_OF_KIND = and_(
    delivery.c.person_id == bindparam("person_id"), delivery.c.kind == bindparam("kind")
)
_LAST_SENT = (
    select(delivery.c.message_id, delivery.c.ended_at, delivery.c.facts)
    .where(_OF_KIND, delivery.c.status == DeliveryStatus.SENT)
    .order_by(delivery.c.ended_at.desc(), delivery.c.id.desc())
    .limit(1)
)
_ON_ITS_WAY = select(delivery.c.id).where(_OF_KIND, delivery.c.status == DeliveryStatus.SENDING)
_HOLD_QUEUED = (
    select(delivery.c.id)
    .where(_OF_KIND, delivery.c.status == DeliveryStatus.QUEUED)
    .with_for_update()
)
_QUEUED_FACTS = select(delivery.c.facts).where(
    delivery.c.person_id.in_(bindparam("people", expanding=True)),
    delivery.c.status == DeliveryStatus.QUEUED,
    delivery.c.kind == bindparam("kind"),
)
_TOLD_IN: Final = (
    select(delivery.c.kind, delivery.c.facts, delivery.c.ended_at)
    .where(
        delivery.c.person_id == bindparam("person_id"),
        delivery.c.status == DeliveryStatus.SENT,
        delivery.c.message_id == bindparam("message_id"),
        among(delivery.c["class"], (DeliveryClass.TRANSACTIONAL, DeliveryClass.REMINDER)),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its message told it, and when."""

    kind: str
    facts: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice that has arrived: as which message, when, with what it told."""

    message_id: int
    at: datetime
    facts: dict[str, Any]


def last_sent(conn: Connection, person_id: int, kind: str) -> Sent | None:
    row = conn.execute(_LAST_SENT, {"person_id": person_id, "kind": kind}).first()
    return None if row is None else Sent(*row)


def is_on_its_way(conn: Connection, person_id: int, kind: str) -> bool:
    return conn.execute(_ON_ITS_WAY, {"person_id": person_id, "kind": kind}).first() is not None


def hold_queued(conn: Connection, person_id: int, kind: str) -> bool:
    """Whether one waits; nobody sends it before this unit of work ends."""
    return conn.execute(_HOLD_QUEUED, {"person_id": person_id, "kind": kind}).first() is not None


def queued_facts(conn: Connection, people: Iterable[int], kind: str) -> list[dict[str, Any]]:
    """Of all of that kind that wait for any of them."""
    asked = {"people": sorted(people), "kind": kind}
    return list(conn.execute(_QUEUED_FACTS, asked).scalars())


def told_in(conn: Connection, person_id: int, message_id: int) -> Told | None:
    """None where that message is no notice, or shows by now what came of it."""
    asked = {"person_id": person_id, "message_id": message_id}
    row = conn.execute(_TOLD_IN, asked).first()
    return None if row is None or OVER in row.facts else Told(*row)
