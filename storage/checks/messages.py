"""Invariant 8: what was planned was queued, and what counts as sent has Telegram's number."""

from typing import Any, Final

from sqlalchemy import Select, and_, case, exists, func, literal, or_, select, union_all

from domain.delivery import BroadcastStatus, DeliveryStatus
from storage.checks.broken import Check, differ
from storage.tables.audience import audience
from storage.tables.audience import source as source_of_audience
from storage.tables.audience_accounts import audience_account
from storage.tables.audience_accounts import source as source_of_accounts
from storage.tables.delivery import broadcast, broadcast_roll, delivery
from storage.tables.delivery import broadcast_outcome as kept

_UNFINISHED = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)


def _unlike(said: Select[Any], follows: Select[Any]) -> Check:
    """Rows that only one of the two has, by their first column."""
    beyond, missing = said.except_(follows).subquery(), follows.except_(said).subquery()
    both = union_all(
        select(next(iter(beyond.c)).label("id"), literal("is said")),
        select(next(iter(missing.c)).label("id"), literal("follows")),
    ).subquery()
    return select(*both.c)


# By its rows; of one that is long over by what was written down before the first of them went.
_QUEUED: Final = select(
    *union_all(
        select(delivery.c.broadcast_id, broadcast.c.created_by, func.count(delivery.c.id))
        .join(broadcast, broadcast.c.id == delivery.c.broadcast_id)
        .where(
            ~exists().where(kept.c.broadcast_id == broadcast.c.id, kept.c.counted_at.is_not(None))
        )
        .group_by(delivery.c.broadcast_id, broadcast.c.created_by),
        select(
            kept.c.broadcast_id,
            broadcast.c.created_by,
            kept.c.sent + kept.c.dead + kept.c.in_doubt + kept.c.cancelled,
        )
        .join(broadcast, broadcast.c.id == kept.c.broadcast_id)
        .where(kept.c.counted_at.is_not(None)),
    )
    .subquery()
    .c
)

_GONE_THROUGH: Final = (
    broadcast.c.audience
    + broadcast.c.left_unreachable
    + broadcast.c.left_muted
    + broadcast.c.left_capped
)
# Of a leaf of which some are frozen, the others.
_ENDS: Final = broadcast_roll.c.begins + broadcast_roll.c.persons
_NOT_FROZEN: Final = case(
    (broadcast_roll.c.begins >= broadcast.c.frozen_to, broadcast_roll.c.persons),
    else_=_ENDS - broadcast.c.frozen_to,
)

CHECKS: Final[dict[str, Check]] = {
    "a broadcast queued one delivery for each of its audience": differ(
        select(broadcast.c.id, broadcast.c.created_by, broadcast.c.audience),
        _QUEUED,
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
            or_(broadcast.c.status == BroadcastStatus.DONE, broadcast.c.ended_at.is_not(None)),
            delivery.c.status.in_(_UNFINISHED),
        )
        .group_by(broadcast.c.id, broadcast.c.status)
    ),
    "a broadcast that is done has all of its audience": select(
        broadcast.c.id, broadcast.c.frozen_to, broadcast.c.freeze_to
    ).where(
        broadcast.c.status == BroadcastStatus.DONE,
        or_(broadcast.c.freeze_to.is_(None), broadcast.c.frozen_to < broadcast.c.freeze_to),
    ),
    "who was on a roll is in the audience or was passed over": select(
        broadcast.c.id, broadcast.c.frozen_to, _GONE_THROUGH
    ).where(broadcast.c.frozen_to != _GONE_THROUGH),
    "a roll names whoever is still to be frozen": differ(
        select(
            broadcast.c.id, broadcast.c.created_by, broadcast.c.freeze_to - broadcast.c.frozen_to
        ).where(
            broadcast.c.frozen_to < broadcast.c.freeze_to,
            broadcast.c.status != BroadcastStatus.CANCELLED,
        ),
        select(
            broadcast_roll.c.broadcast_id,
            broadcast.c.created_by,
            func.sum(_NOT_FROZEN),
        )
        .join(broadcast, broadcast.c.id == broadcast_roll.c.broadcast_id)
        .group_by(broadcast_roll.c.broadcast_id, broadcast.c.created_by),
    ),
    "the audience says what people and accounts say": _unlike(
        select(*audience.c), source_of_audience()
    ),
    "the audience's accounts say what accounts of several say": _unlike(
        select(*audience_account.c), source_of_accounts()
    ),
}
