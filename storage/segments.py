"""Queries about audiences: how many a segment matches, and freezing them into deliveries."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
)

from domain.delivery import PRIORITY, DeliveryClass, DeliveryStatus
from domain.people import Standing
from domain.segment import AudiencePreview, Segment
from storage.tables.base import Id
from storage.tables.delivery import delivery
from storage.tables.people import account, account_category, person


def _matching(segment: Segment) -> Any:
    """Creators in good standing with one account that fits all of the segment."""
    fits = [account.c.person_id == person.c.id, account.c.retired.is_(False)]
    if segment.platform:
        fits.append(account.c.platform == segment.platform)
    if segment.region:
        fits.append(account.c.region == segment.region)
    if segment.category:
        fits.append(
            exists().where(
                account_category.c.account_id == account.c.id,
                account_category.c.category == segment.category,
            )
        )
    return and_(person.c.standing == Standing.ACTIVE, exists().where(*fits))


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def preview(conn: Connection, segment: Segment) -> AudiencePreview:
    reachable, wants = person.c.reachable, person.c.wants_broadcasts
    row = conn.execute(
        select(func.count(), _sum(and_(reachable, ~wants)), _sum(~reachable)).where(
            _matching(segment)
        )
    ).one()
    return AudiencePreview(*map(int, row))


def freeze(
    conn: Connection, broadcast_id: int, segment: Segment, facts: dict[str, Any], now: datetime
) -> None:
    """A queued delivery for everybody the segment reaches now."""
    conn.execute(
        insert(delivery).from_select(
            [
                "person_id",
                "class",
                "kind",
                "facts",
                "dedupe_key",
                "broadcast_id",
                "status",
                "priority",
                "due_at",
                "queued_at",
            ],
            _audience(broadcast_id, segment, facts, now),
        )
    )


def reached(segment: Segment) -> Any:
    """Whoever matches, can be reached and did not mute broadcasts."""
    return and_(_matching(segment), person.c.reachable, person.c.wants_broadcasts)


def _audience(
    broadcast_id: int, segment: Segment, facts: dict[str, Any], now: datetime
) -> Select[Any]:
    at = delivery.c.due_at.type
    return select(
        person.c.id,
        literal(DeliveryClass.BROADCAST.value),
        literal("broadcast"),
        literal(facts, JSON),
        literal(f"broadcast:{broadcast_id}:") + cast(person.c.id, String),
        cast(broadcast_id, Id),
        literal(DeliveryStatus.QUEUED.value),
        literal(PRIORITY[DeliveryClass.BROADCAST]),
        literal(now, at),
        literal(now, at),
    ).where(reached(segment))
