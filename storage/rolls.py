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
    select,
    update,
)

from domain.broadcast import BroadcastFacts
from domain.delivery import BroadcastStatus
from domain.roll import Leaf, Roll
from storage import audiences
from storage.audience_look import Holds, Look
from storage.audience_parts import each_part
from storage.freezing import dedupe_key
from storage.tables.audience import audience
from storage.tables.base import among
from storage.tables.delivery import broadcast, broadcast_roll, delivery

_LACKS_ONE: Final = and_(
    broadcast.c.freeze_to.is_(None),
    among(broadcast.c.status, (BroadcastStatus.SENDING, BroadcastStatus.PAUSED)),
)
_UNCALLED: Final = select(broadcast.c.id).where(_LACKS_ONE).order_by(broadcast.c.id)
_LEAVES: Final = (
    select(broadcast_roll.c.begins, broadcast_roll.c.persons, broadcast_roll.c.packed)
    .where(
        broadcast_roll.c.broadcast_id == bindparam("of_broadcast"),
        broadcast_roll.c.begins < bindparam("ends"),
    )
    .order_by(broadcast_roll.c.begins)
)


def uncalled(conn: Connection) -> list[int]:
    """Confirmed ones of whom nobody has called the roll."""
    return list(conn.execute(_UNCALLED).scalars())


def person_ids(conn: Connection, found: BroadcastFacts, look: Look) -> str:
    """Whoever matches, with a comma between two: a text, for a million rows would be 90 MB."""
    parts = each_part(conn, found.segment, look, partial(_listed, found))
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
    key = dedupe_key(found.broadcast_id, audience.c.person_id)
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
    if rows:
        conn.execute(insert(broadcast_roll), rows)
    return True


def part(conn: Connection, found: BroadcastFacts, most: int) -> list[int]:
    """The next `most` persons of it."""
    begin, ends = found.frozen_to, found.frozen_to + most
    ids: list[int] = []
    for begins, persons, packed in conn.execute(
        _LEAVES, {"of_broadcast": found.broadcast_id, "ends": ends}
    ):
        ids += Leaf(persons, packed).person_ids()[max(0, begin - begins) : ends - begins]
    return ids


def drop(conn: Connection, broadcast_id: int, *, up_to: int | None = None) -> None:
    """What is frozen `up_to` that place; or all of it."""
    begins, persons = broadcast_roll.c.begins, broadcast_roll.c.persons
    frozen = [] if up_to is None else [begins < up_to, begins + persons <= up_to]
    conn.execute(
        delete(broadcast_roll).where(broadcast_roll.c.broadcast_id == broadcast_id, *frozen)
    )
