"""Invariant 8: what was planned was queued, and what counts as sent has Telegram's number."""

from typing import Final

from sqlalchemy import and_, func, or_, select

from domain.delivery import BroadcastStatus, DeliveryStatus
from storage.checks.broken import Check, differ
from storage.tables.delivery import broadcast, delivery

_UNFINISHED = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)

CHECKS: Final[dict[str, Check]] = {
    "a broadcast queued one delivery for each of its audience": differ(
        select(broadcast.c.id, broadcast.c.created_by, broadcast.c.audience),
        select(delivery.c.broadcast_id, broadcast.c.created_by, func.count(delivery.c.id))
        .join(broadcast, broadcast.c.id == delivery.c.broadcast_id)
        .group_by(delivery.c.broadcast_id, broadcast.c.created_by),
    ),
    "what was sent has its message, what waits has none": select(
        delivery.c.id, delivery.c.status, delivery.c.message_id
    ).where(
        or_(
            and_(delivery.c.status == DeliveryStatus.SENT, delivery.c.message_id.is_(None)),
            and_(delivery.c.status.in_(_UNFINISHED), delivery.c.message_id.is_not(None)),
        )
    ),
    "a broadcast is done when nothing of it waits": (
        select(broadcast.c.id, broadcast.c.status, func.count())
        .join(delivery, delivery.c.broadcast_id == broadcast.c.id)
        .where(
            broadcast.c.status.in_((BroadcastStatus.DONE, BroadcastStatus.CANCELLED)),
            delivery.c.status == DeliveryStatus.QUEUED,
        )
        .group_by(broadcast.c.id, broadcast.c.status)
    ),
}
