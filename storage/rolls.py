"""Queries about rolls: called in one statement, kept in leaves, read on from where freezing is."""

from functools import partial
from itertools import accumulate
from typing import Final

from sqlalchemy import (
    Connection,
    Select,
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from domain.broadcast import BroadcastFacts
from domain.delivery import BroadcastStatus
from domain.roll import Leaf, Roll
from storage import audiences
from storage.audience_look import Holds, Look
from storage.audience_parts import each_part
from storage.freezing_shapes import dedupe_key, key_prefix
from storage.prepared import Prepared, prepared_insert
from storage.tables.audience import audience
from storage.tables.base import among
from storage.tables.delivery import broadcast, broadcast_roll, delivery

_LACKS_ONE: Final = and_(
    broadcast.c.freeze_to.is_(None),
    among(broadcast.c.status, (BroadcastStatus.SENDING, BroadcastStatus.PAUSED)),
)
_UNCALLED: Final = select(broadcast.c.id).where(_LACKS_ONE).order_by(broadcast.c.id)
_LEAVES: Final = Prepared(
    select(broadcast_roll.c.begins, broadcast_roll.c.persons, broadcast_roll.c.packed)
    .where(
        broadcast_roll.c.broadcast_id == bindparam("of_broadcast"),
        broadcast_roll.c.begins < bindparam("ends"),
    )
    .order_by(broadcast_roll.c.begins)
)
_KEEP_LEAF: Final = prepared_insert(
    insert(broadcast_roll), "broadcast_id", "begins", "persons", "packed"
)
_DROP_FROZEN: Final = Prepared(
    delete(broadcast_roll).where(
        broadcast_roll.c.broadcast_id == bindparam("of_broadcast"),
        broadcast_roll.c.begins < bindparam("frozen_to"),
        broadcast_roll.c.begins + broadcast_roll.c.persons <= bindparam("frozen_to"),
    )
)


def uncalled(conn: Connection) -> list[int]:
    """Confirmed ones of whom nobody has called the roll."""
    return list(conn.execute(_UNCALLED).scalars())


def person_ids(conn: Connection, found: BroadcastFacts, look: Look) -> str:
    """Whoever matches, with a comma between two: a text, for a million rows would be 90 MB."""
    parts = each_part(conn, look, partial(_listed, found))
    return ",".join(ids for (ids,) in parts if ids)


def _listed(found: BroadcastFacts, look: Look) -> Select[str]:
    whom = (
        select(audience.c.person_id)
        .where(audiences.matching(found.segment, look), *_who_lack_it(found))
        .order_by(audience.c.person_id)
        .subquery()
    )
    return select(func.aggregate_strings(cast(whom.c.person_id, String), ","))


def _who_lack_it(found: BroadcastFacts) -> list[Holds]:
    """Of one that an older version froze a part of by the segment: the others."""
    if not found.audience:
        return []
    key = dedupe_key(literal(key_prefix(found.broadcast_id)), audience.c.person_id)
    return [~exists().where(delivery.c.dedupe_key == key)]


def keep(conn: Connection, broadcast_id: int, roll: Roll) -> bool:
    """False: it has one, or was cancelled meanwhile."""
    begins: int | None = conn.execute(
        update(broadcast)
        .where(broadcast.c.id == broadcast_id, _LACKS_ONE)
        .values(freeze_to=broadcast.c.frozen_to + roll.persons)
        .returning(broadcast.c.frozen_to)
    ).scalar()
    if begins is None:
        return False
    places = accumulate((leaf.persons for leaf in roll.leaves), initial=begins)
    rows = [
        {
            "broadcast_id": broadcast_id,
            "begins": place,
            "persons": leaf.persons,
            "packed": leaf.packed,
        }
        for place, leaf in zip(places, roll.leaves, strict=False)  # one place more: the end
    ]
    for row in rows:  # told, on PostgreSQL all in one journey
        _KEEP_LEAF.tell(conn, **row)
    return True


def part(conn: Connection, broadcast_id: int, begin: int, most: int) -> list[int]:
    """The next `most` persons of it from the place `begin` on."""
    ends = begin + most
    ids: list[int] = []
    for begins, persons, packed in _LEAVES.all(conn, of_broadcast=broadcast_id, ends=ends):
        ids += Leaf(persons, packed).person_ids()[max(0, begin - begins) : ends - begins]
    return ids


def drop_frozen(conn: Connection, broadcast_id: int, frozen_to: int) -> None:
    """Leaves all of whom are before that place."""
    _DROP_FROZEN.tell(conn, of_broadcast=broadcast_id, frozen_to=frozen_to)


def drop(conn: Connection, broadcast_id: int) -> None:
    """All of it."""
    conn.execute(delete(broadcast_roll).where(broadcast_roll.c.broadcast_id == broadcast_id))
