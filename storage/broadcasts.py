"""Queries about broadcasts and the tally of their deliveries; drafts are written elsewhere."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, exists, func, select, true, update

from domain import message, segment_text
from domain.arrival import Arrival
from domain.broadcast import BroadcastFacts, Tally
from domain.delivery import BroadcastStatus, DeliveryClass, DeliveryStatus, priorities_of
from domain.draws import Draw
from domain.due_work import DueItem
from domain.message import Link, Page
from domain.quiet_hours import Held
from domain.segment import PassedOver
from storage.due_pages import page, paged
from storage.prepared import Prepared
from storage.tables.delivery import broadcast, delivery
from storage.tables.delivery import broadcast_brake as brake
from storage.tables.delivery import broadcast_outcome as kept

# Why it pauses by itself: as it stands, and as a person has not resumed it.
_REFUSAL = (
    select(brake.c.stood_by)
    .where(brake.c.broadcast_id == broadcast.c.id, brake.c.stands)
    .scalar_subquery()
)
_FACTS = select(
    broadcast.c.id,
    broadcast.c.status,
    broadcast.c.title,
    broadcast.c.body,
    broadcast.c.filter,
    broadcast.c.task_id,
    broadcast.c.created_by,
    broadcast.c.audience,
    broadcast.c.confirmed_at,
    broadcast.c.freeze_to,
    broadcast.c.frozen_to,
    broadcast.c.starts_at,
    broadcast.c.local_time,
    broadcast.c.pages,
    broadcast.c.links,
    broadcast.c.most_per_week,
    broadcast.c.left_unreachable,
    broadcast.c.left_muted,
    broadcast.c.left_capped,
    broadcast.c.paid_messages,
    func.coalesce(_REFUSAL, ""),
    broadcast.c.revision,
    broadcast.c.campaign_id,
    broadcast.c.draw,
)
_MOMENT = timedelta(minutes=1)  # a retry's pause is no later hour
_UNFINISHED = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
_LEFT = (DeliveryStatus.SENDING, DeliveryStatus.SENT, DeliveryStatus.IN_DOUBT)


def facts(conn: Connection, broadcast_id: int) -> BroadcastFacts | None:
    row = conn.execute(_FACTS.where(broadcast.c.id == broadcast_id)).first()
    return None if row is None else _facts(row)


_DRAFTED = _FACTS.where(
    broadcast.c.status == BroadcastStatus.DRAFT,
    broadcast.c.created_by == bindparam("of_person"),
    broadcast.c.created_at > bindparam("since"),
).order_by(broadcast.c.id.desc())


def drafted_by(conn: Connection, person_id: int, since: datetime) -> list[BroadcastFacts]:
    """Drafts that this person made since then, the newest first."""
    rows = conn.execute(_DRAFTED, {"of_person": person_id, "since": since})
    return [_facts(row) for row in rows]


def count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(broadcast)).scalar_one()


# What runs or is scheduled, then drafts and what is over, then drafts that were thrown away.
_RANK = case(
    (broadcast.c.status.in_((BroadcastStatus.SENDING, BroadcastStatus.PAUSED)), 0),
    (
        and_(broadcast.c.status == BroadcastStatus.CANCELLED, broadcast.c.confirmed_at.is_(None)),
        2,
    ),
    else_=1,
)
_LISTED = _FACTS.order_by(_RANK, broadcast.c.id.desc())


def listed(conn: Connection, start: int, most: int) -> list[BroadcastFacts]:
    """The newest first of each rank."""
    return [_facts(row) for row in conn.execute(_LISTED.offset(start).limit(most))]


def _facts(row: Any) -> BroadcastFacts:
    """A row of _FACTS."""
    broadcast_id, status, title, body, line, *rest = row
    task_id, created_by, audience, confirmed_at, freeze_to, frozen_to, *more = rest
    starts_at, local_time, pages, links, most_per_week, *passed_over = more[:-5]
    paid_messages, refusal, revision, campaign_id, draw = more[-5:]
    return BroadcastFacts(
        broadcast_id,
        BroadcastStatus(status),
        title,
        message.unpacked(body),
        segment_text.parse(line),
        task_id,
        created_by,
        audience,
        confirmed_at,
        freeze_to,
        frozen_to,
        Arrival.of(starts_at, local_time),
        tuple(map(Page, pages)),
        tuple(Link(**each | {"further": tuple(each.get("further", ()))}) for each in links),
        most_per_week,
        PassedOver(*passed_over),
        paid_messages,
        refusal if status == BroadcastStatus.PAUSED else "",
        revision,
        campaign_id,
        Draw(draw),
    )


_MOST_PER_WEEK = Prepared(
    select(broadcast.c.most_per_week).where(broadcast.c.id == bindparam("of_broadcast"))
)


def most_per_week(conn: Connection, broadcast_id: int) -> int:
    """Promotions to one creator, as was the rule when it was confirmed; 0: any number."""
    row = _MOST_PER_WEEK.first(conn, of_broadcast=broadcast_id)
    return row[0] if row else 0


def tally(conn: Connection, found: BroadcastFacts) -> Tally:
    """The commonest end is not counted: it is what is left of all, as many as they are by now.

    Of one that is long over it is what was written down before its rows went.
    """
    kept, audience, counts = _counts(conn, found.broadcast_id)
    if kept:
        return Tally(0, *kept)
    sent = audience - sum(counts.values())
    return Tally(
        sum(counts.get(status, 0) for status in _UNFINISHED),
        sent,
        counts.get(DeliveryStatus.DEAD, 0),
        counts.get(DeliveryStatus.IN_DOUBT, 0),
        counts.get(DeliveryStatus.CANCELLED, 0),
    )


def _counts(
    conn: Connection, broadcast_id: int
) -> tuple[tuple[int, int, int, int] | None, int, dict[str, int]]:
    """What is written down of its end, if anything; all of it, and how many stand at what. One
    statement sees one moment: while it is frozen its audience grows between two, and while it is
    forgotten its rows go.
    """
    counted = (
        select(delivery.c.status, func.count().label("count"))
        .where(
            delivery.c.broadcast_id == broadcast_id,
            delivery.c.status.in_([s for s in DeliveryStatus if s is not DeliveryStatus.SENT]),
        )
        .group_by(delivery.c.status)
        .subquery()
    )
    rows = conn.execute(
        select(
            *(kept.c.sent, kept.c.dead, kept.c.in_doubt, kept.c.cancelled),
            *(broadcast.c.audience, counted.c.status, counted.c.count),
        )
        .select_from(broadcast)
        .outerjoin(
            kept, and_(kept.c.broadcast_id == broadcast.c.id, kept.c.counted_at.is_not(None))
        )
        .outerjoin(counted, true())
        .where(broadcast.c.id == broadcast_id)
    ).all()
    *numbers, audience, _, _ = rows[0]
    ended = (numbers[0], numbers[1], numbers[2], numbers[3]) if numbers[0] is not None else None
    return ended, audience, {row[-2]: row[-1] for row in rows if row[-2]}


def held(conn: Connection, broadcast_id: int, begins: datetime) -> Held | None:
    """How many of it wait for an hour behind `begins`, the last of them until when."""
    readers, until = conn.execute(
        select(func.count(), func.max(delivery.c.due_at)).where(
            delivery.c.broadcast_id == broadcast_id,
            delivery.c.status == DeliveryStatus.QUEUED,
            delivery.c.priority.in_(priorities_of(DeliveryClass.BROADCAST)),  # as its index goes
            delivery.c.due_at > begins + _MOMENT,
        )
    ).one()
    return Held(readers, until) if readers else None


def move(
    conn: Connection,
    found: BroadcastFacts,
    target: BroadcastStatus,
    **columns: Any,
) -> bool:
    """False when another was first."""
    moved = conn.execute(
        update(broadcast)
        .where(broadcast.c.id == found.broadcast_id, broadcast.c.status == found.status)
        .values(status=target, **columns)
    )
    return moved.rowcount == 1


def cancel_some(conn: Connection, broadcast_id: int, most: int, now: datetime) -> int:
    """What has not left stays here; how many those are, `most` at a time."""
    some = (
        select(delivery.c.id)
        .where(delivery.c.broadcast_id == broadcast_id, delivery.c.status == DeliveryStatus.QUEUED)
        .limit(most)
    )
    return conn.execute(
        update(delivery)
        .where(delivery.c.id.in_(some))
        .values(status=DeliveryStatus.CANCELLED, ended_at=now)
    ).rowcount


def any_left(conn: Connection, broadcast_id: int) -> bool:
    """Whether some reader has it, or may have."""
    left = select(delivery.c.id).where(
        delivery.c.broadcast_id == broadcast_id, delivery.c.status.in_(_LEFT)
    )
    return conn.execute(left.limit(1)).first() is not None


def any_waits(conn: Connection, broadcast_id: int) -> bool:
    waits = select(delivery.c.id).where(
        delivery.c.broadcast_id == broadcast_id, delivery.c.status.in_(_UNFINISHED)
    )
    return conn.execute(waits.limit(1)).first() is not None


def cancelling(conn: Connection) -> list[int]:
    """Cancelled ones of which something may still wait."""
    unended = (broadcast.c.status == BroadcastStatus.CANCELLED, broadcast.c.ended_at.is_(None))
    return list(conn.execute(select(broadcast.c.id).where(*unended)).scalars())


def end(conn: Connection, broadcast_id: int, now: datetime) -> None:
    """Nothing of it waits any more."""
    conn.execute(update(broadcast).where(broadcast.c.id == broadcast_id).values(ended_at=now))


_IS_SENT_OUT = and_(
    broadcast.c.status == BroadcastStatus.SENDING,
    broadcast.c.frozen_to >= broadcast.c.freeze_to,
    ~exists().where(delivery.c.broadcast_id == broadcast.c.id, delivery.c.status.in_(_UNFINISHED)),
)
_ALL_SENT_OUT = paged(
    select(broadcast.c.confirmed_at, broadcast.c.id).where(_IS_SENT_OUT),
    broadcast.c.confirmed_at,
    broadcast.c.id,
)
_SENT_OUT = _FACTS.where(broadcast.c.id == bindparam("of_broadcast"), _IS_SENT_OUT)


def all_sent_out(conn: Connection, after: DueItem, most: int) -> list[DueItem]:
    """Broadcasts being sent of which nothing waits any more, by their confirmation."""
    return page(conn, _ALL_SENT_OUT, after, most)


def sent_out(conn: Connection, broadcast_id: int) -> BroadcastFacts | None:
    """While it is being sent and nothing of it waits any more."""
    row = conn.execute(_SENT_OUT, {"of_broadcast": broadcast_id}).first()
    return None if row is None else _facts(row)
