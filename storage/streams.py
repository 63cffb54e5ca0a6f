"""Queries about streams: which deliveries are next to leave; what becomes of them is elsewhere.

A stream is what waits of one broadcast at one priority, or the notices at it. It leaves as its
index has it, by (due_at, id), which is a reader's order too: so each is walked from its front as
far as it takes, and what is paused or waits elsewhere costs nothing (docs/decisions/0044).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from domain.broadcast_rules import Rest
from domain.delivery import (
    PRIORITIES,
    BroadcastStatus,
    DeliveryClass,
    DeliveryStatus,
    priorities_of,
)
from domain.follow_ups import FollowUp
from domain.notices import NoticeKind
from domain.share import Head
from domain.unworded import TAKEN_BY_OTHERS_WITHIN
from storage.prepared import Later, Prepared, Row
from storage.tables.base import among
from storage.tables.delivery import broadcast, delivery

_KINDS: Final = frozenset({*NoticeKind, *FollowUp})
_PER_READER: Final = 4  # so many times as long is the next look where one reader has too many rows
_other = delivery.alias("other")
_WAITS: Final = (
    among(delivery.c.status, (DeliveryStatus.QUEUED,)),
    delivery.c.due_at <= bindparam("now"),
)


def _none(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """No other one of this reader. A value, not an EXISTS: no planner makes a join of it, so it
    stays one look into the index of persons.
    """
    one = select(_other.c.id).where(_other.c.person_id == delivery.c.person_id, *conditions)
    return one.limit(1).scalar_subquery().is_(None)


_PLACE: Final = func.coalesce(delivery.c.place_at, delivery.c.due_at)
# Of notices: what was put off goes before its reader's later ones that are no more pressing.
_NONE_BEFORE: Final = _none(
    among(_other.c.status, (DeliveryStatus.QUEUED,)),
    _other.c.place_at.is_not(None),  # they alone stand in their index, which is short
    _other.c.broadcast_id.is_(None),
    _other.c.priority <= bindparam("priority"),
    or_(
        _other.c.place_at < _PLACE,
        and_(_other.c.place_at == _PLACE, _other.c.id < delivery.c.id),
    ),
)


# What a later version queued is for its processes. While it is due no longer than they may need,
# it stands in the walk all the same, before its reader's later ones.
_IS_KNOWN: Final = among(delivery.c.kind, (*NoticeKind, *FollowUp))
_IS_KNOWN_OR_NEW: Final = or_(_IS_KNOWN, delivery.c.due_at > bindparam("others_since"))


def _heads(*of: ColumnElement[bool]) -> Prepared:
    """From the front of a stream: those whose chat is free, at its pace."""
    return Prepared(
        select(delivery.c.id, delivery.c.person_id, delivery.c.kind)
        .where(
            *of,
            *_WAITS,
            delivery.c.priority == bindparam("priority"),
            _none(among(_other.c.status, (DeliveryStatus.SENDING,))),
            _none(
                among(_other.c.status, (DeliveryStatus.SENT,)),
                _other.c.ended_at > bindparam("chat_busy_since"),
            ),
        )
        # The first of them is one and the same, which PostgreSQL does not conclude from IS NULL.
        .order_by(delivery.c.broadcast_id, delivery.c.due_at, delivery.c.id)
        .limit(bindparam("most"))
    )


def _running(*priority: ColumnElement[bool]) -> Select[tuple[int]]:
    """Broadcasts that are being sent and of which something is due now."""
    first = (
        select(delivery.c.id)
        .where(delivery.c.broadcast_id == broadcast.c.id, *_WAITS, *priority)
        .limit(1)
        .scalar_subquery()
    )
    return select(broadcast.c.id).where(
        among(broadcast.c.status, (BroadcastStatus.SENDING,)), first.is_not(None)
    )


_IS_NOTICE: Final = delivery.c.broadcast_id.is_(None)
_OF_NOTICES: Final = _heads(_IS_NOTICE, _IS_KNOWN_OR_NEW, _NONE_BEFORE)
_OF_BROADCAST: Final = _heads(delivery.c.broadcast_id == bindparam("of_broadcast"))
_RUNNING: Final = Prepared(
    _running(delivery.c.priority == bindparam("priority")).order_by(broadcast.c.id)
)


def heads(
    conn: Connection, priority: int, *, chat_busy_since: datetime, most: int, now: datetime
) -> dict[int, list[Head]]:
    """By broadcast, 0 for notices: of each stream the first `most` in its order that may leave now,
    at most one for each reader. Which of them leave is a question of turns.
    """
    values = {"priority": priority, "chat_busy_since": chat_busy_since, "now": now, "most": most}
    of_broadcasts = _of_broadcasts(conn, values) if priority in _PROMOTIONS else {}
    of_others = {"others_since": now - TAKEN_BY_OTHERS_WITHIN}
    found = {0: _of_notices(conn, priority, values | of_others, most)}
    for number, asked in of_broadcasts.items():
        found[number] = [Head(at, whose, priority, number) for at, whose, _ in asked()]
    return found


_PROMOTIONS: Final = priorities_of(DeliveryClass.BROADCAST)


def _of_broadcasts(conn: Connection, values: dict[str, object]) -> dict[int, Later[list[Row]]]:
    """Each has one row a reader. All are asked in one journey."""
    due = {"priority": values["priority"], "now": values["now"]}
    running: Sequence[int] = [number for (number,) in _RUNNING.all(conn, **due)]
    return {each: _OF_BROADCAST.all_later(conn, of_broadcast=each, **values) for each in running}


def _of_notices(
    conn: Connection, priority: int, values: dict[str, object], most: int
) -> list[Head]:
    """The first of each reader is theirs to get next, if we know its kind; where one has more in a
    row than are wanted, the look is longer.
    """
    look = most
    while True:
        rows = _OF_NOTICES.all(conn, **values | {"most": look})
        first: dict[int, Head | None] = {}
        for delivery_id, person_id, kind in rows:
            head = Head(delivery_id, person_id, priority) if kind in _KINDS else None
            first.setdefault(person_id, head)
        ours = [each for each in first.values() if each is not None]
        if len(ours) >= most or len(rows) < look:
            return ours[:most]
        look *= _PER_READER


def _has_one_of(priorities: Iterable[int]) -> ColumnElement[bool]:
    """In literals: nothing to expand."""
    return delivery.c.priority.in_([literal_column(str(each)) for each in priorities])


_ANY_NOTICE: Final = Prepared(
    select(delivery.c.id).where(_IS_NOTICE, *_WAITS, _has_one_of(PRIORITIES), _IS_KNOWN).limit(1)
)
_ANY_PROMOTION: Final = Prepared(_running(_has_one_of(_PROMOTIONS)).limit(1))


def any_due(conn: Connection, *, now: datetime) -> bool:
    """A cheap look before taking; some of them may have to wait for their chat all the same."""
    return bool(_ANY_NOTICE.first(conn, now=now) or _ANY_PROMOTION.first(conn, now=now))


def _counted(of: ColumnElement[bool]) -> Prepared:
    """Up to `most`, so that a million ahead of a few costs no more than these few."""
    some = select(delivery.c.id).where(of, *_WAITS, delivery.c.priority == bindparam("priority"))
    return Prepared(select(func.count()).select_from(some.limit(bindparam("most")).subquery()))


_OTHERS: Final = Prepared(
    select(broadcast.c.id).where(
        among(broadcast.c.status, (BroadcastStatus.SENDING,)),
        broadcast.c.id != bindparam("than_broadcast"),
    )
)
_HOW_MANY_NOTICES: Final = _counted(_IS_NOTICE)
_HOW_MANY: Final = _counted(delivery.c.broadcast_id == bindparam("of_broadcast"))


def ahead(conn: Connection, broadcast_id: int, *, by: datetime, most: int) -> list[Rest]:
    """Of every other broadcast that runs what is due by then; no more than `most` are counted."""

    def waiting(number: int, priority: int) -> int:
        values = {"of_broadcast": number, "priority": priority, "now": by, "most": most}
        return _number(_HOW_MANY.first(conn, **values))

    unpaid, paid = _PROMOTIONS
    others = [number for (number,) in _OTHERS.all(conn, than_broadcast=broadcast_id)]
    return [Rest(waiting(each, unpaid), waiting(each, paid)) for each in others]


def notices_ahead(conn: Connection, *, by: datetime, most: int) -> int:
    """Those that go before any promotion."""
    values = {"now": by, "most": most}
    before = [each for each in PRIORITIES if each not in _PROMOTIONS]
    return sum(_number(_HOW_MANY_NOTICES.first(conn, priority=each, **values)) for each in before)


def _number(row: Row | None) -> int:
    return int(row[0]) if row else 0


# A plan is made once and kept: PostgreSQL would go on with the one that was right for an empty
# table. Between these two statements it has the index alone to go by, whatever it believes.
_OTHER_WAYS: Final = (
    *("enable_seqscan", "enable_bitmapscan", "enable_sort"),
    *("enable_hashjoin", "enable_mergejoin"),
)
_CLOSE, _OPEN = (
    Prepared(select(*(func.set_config(each, to, literal_column("true")) for each in _OTHER_WAYS)))
    for to in ("off", "on")
)


@contextmanager
def by_index(conn: Connection) -> Iterator[None]:
    """What is planned in here walks along an index. An error undoes it with the unit of work."""
    if conn.dialect.name != "postgresql":
        yield
        return
    _CLOSE.tell(conn)
    yield
    _OPEN.tell(conn)
