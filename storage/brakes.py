"""Queries about brakes: what Telegram refused of a broadcast in a row, whether it stands by it."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, bindparam, or_, select, true, update

from domain.brake import Brake
from domain.delivery import DeliveryStatus
from storage.dialects import in_both
from storage.prepared import Prepared
from storage.tables.base import among
from storage.tables.delivery import broadcast, broadcast_brake, delivery

LONGEST_WORDS: Final = 256
_NAMES: Final = ("words", "in_row", "any_accepted", "stood_by", "stands")
_ANY_SENT: Final = select(delivery.c.id).where(
    delivery.c.broadcast_id == bindparam("of_broadcast"),
    among(delivery.c.status, (DeliveryStatus.SENT,)),
)
# At almost every time there is no such row: a thousand a second are not to write one.
_ACCEPTED: Final = Prepared(
    update(broadcast_brake)
    .where(
        broadcast_brake.c.broadcast_id == bindparam("of_broadcast"),
        or_(broadcast_brake.c.in_row > 0, ~broadcast_brake.c.any_accepted),
    )
    .values(in_row=0, any_accepted=true())
)


def _keep(sql: Any) -> Any:
    adding = sql.insert(broadcast_brake)
    return adding.on_conflict_do_update(
        index_elements=[broadcast_brake.c.broadcast_id],
        set_={name: adding.excluded[name] for name in _NAMES},
    )


_KEEP: Final = in_both(_keep)


def lock(conn: Connection, broadcast_id: int) -> Brake:
    """One change after the other, in whichever process."""
    of = broadcast.c.id == broadcast_id
    conn.execute(select(broadcast.c.id).where(of).with_for_update())
    return find(conn, broadcast_id)


def find(conn: Connection, broadcast_id: int) -> Brake:
    """Of one that nothing was refused of yet: whether anything was accepted."""
    columns = (broadcast_brake.c[name] for name in _NAMES)
    asked = {"of_broadcast": broadcast_id}
    row = conn.execute(
        select(*columns).where(broadcast_brake.c.broadcast_id == broadcast_id)
    ).first()
    if row is not None:
        return Brake(*row)
    return Brake(any_accepted=conn.execute(_ANY_SENT.limit(1), asked).first() is not None)


def keep(conn: Connection, broadcast_id: int, brake: Brake) -> None:
    values = asdict(brake) | {"broadcast_id": broadcast_id}
    conn.execute(_KEEP[conn.dialect.name], values)


def accepted(conn: Connection, broadcast_ids: Iterable[int]) -> None:
    """Something of each was."""
    for number in broadcast_ids:
        _ACCEPTED.run(conn, of_broadcast=number)
