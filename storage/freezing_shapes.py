"""The statements that freeze a part of a roll, written once for each shape; who runs them is apart.

A broadcast has hundreds of parts and a few shapes: to write a part's statement anew takes half as
long as its rows do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    FromClause,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    select,
)

from domain.arrival import Moments
from domain.delivery import PAID_PRIORITY, PRIORITY, DeliveryClass, DeliveryStatus
from domain.freezing import Freezing
from storage import audiences
from storage.dialects import each_of
from storage.prepared import Prepared
from storage.tables.audience import audience
from storage.tables.base import Id, Utc
from storage.tables.delivery import broadcast, delivery

KIND: Final = "broadcast"
# Keys as long as each other come in the order of persons, and an index grows at its end.
_FIRST_KEY: Final = 10**12
_COLUMNS: Final = (
    *("person_id", "class", "kind", "facts", "dedupe_key", "broadcast_id", "status", "priority"),
    *("due_at", "queued_at", "trace"),
)
_KEPT_SHAPES: Final = 32
_NOW: Final = bindparam("now", type_=Utc)
_OF_BROADCAST: Final = bindparam("of_broadcast", type_=Id)


class Paid(Enum):
    """Which messages of a part are paid for."""

    ALL = "all"
    FIRST = "first"  # so many of them, in the order of persons
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of the statements hangs on: zones whose moment is not everybody's, in order."""

    usual: tuple[str, ...]
    others: tuple[str, ...]
    paid: Paid
    leaves_later: bool


def of_part(
    found: Freezing, persons: Sequence[int], moments: Moments, now: datetime
) -> tuple[Shape, dict[str, Any]]:
    """The shape of its next part, of these persons, and what the statements of that are given."""
    usual, others = _differing(moments.usual, moments), _differing(moments.others, moments)
    paid, later = _paid(found, len(persons)), found.arrival.is_ahead(now)
    begins, ends = moments.usual_hours
    return Shape(tuple(usual), tuple(others), paid, later), {
        "of_broadcast": found.broadcast_id,
        "persons": list(persons),
        "facts": {"broadcast_id": found.broadcast_id},
        "prefix": key_prefix(found.broadcast_id),
        "now": now,
        "quiet_from": begins,
        "quiet_to": ends,
        "otherwise": moments.otherwise,
        "paid_left": found.paid_messages - found.audience,
        **{f"usual_{n}": at for n, at in enumerate(usual.values())},
        **{f"others_{n}": at for n, at in enumerate(others.values())},
    }


@lru_cache(_KEPT_SHAPES)
def insertion(of: Shape) -> Prepared:
    """A queued delivery for whomever of the persons it may be sent to now."""
    columns = (
        audience.c.person_id,
        literal(DeliveryClass.BROADCAST.value),
        literal(KIND),
        bindparam("facts", type_=JSON),
        dedupe_key(bindparam("prefix", type_=String), audience.c.person_id),
        _OF_BROADCAST,
        literal(DeliveryStatus.QUEUED.value),
        _priority(of.paid),
        _due_at(of),
        _NOW,
        select(broadcast.c.trace).where(broadcast.c.id == _OF_BROADCAST).scalar_subquery(),
    )
    willing = audiences.willing(_NOW, leaves_later=of.leaves_later)
    rows = select(*columns).select_from(_called()).where(willing)
    return Prepared(insert(delivery).from_select(_COLUMNS, rows))


@lru_cache(_KEPT_SHAPES)
def unwilling(*, leaves_later: bool) -> Prepared:
    """How many of the persons want none, and how many had enough."""
    return Prepared(audiences.unwilling(_called(), _NOW, leaves_later=leaves_later))


def key_prefix(broadcast_id: int) -> str:
    return f"broadcast:{broadcast_id}:"


def dedupe_key(prefix: ColumnElement[str], person_id: ColumnElement[int]) -> ColumnElement[str]:
    """Whoever has it already has a delivery with this key."""
    return prefix + cast(person_id + literal(_FIRST_KEY, Id), String)


def _called() -> FromClause:
    """Those that are still there, in the order of the list, each found by its number."""
    of_list = each_of(bindparam("persons", type_=JSON)).table_valued("value")
    return of_list.join(audience, audience.c.person_id == cast(of_list.c.value, Id))


def _paid(found: Freezing, persons: int) -> Paid:
    """The first `paid_messages` of the audience are paid for, however many a part reaches."""
    left = found.paid_messages - found.audience
    if left <= 0:
        return Paid.NONE
    return Paid.ALL if persons <= left else Paid.FIRST


def _priority(which: Paid) -> ColumnElement[int]:
    unpaid, paid = literal(PRIORITY[DeliveryClass.BROADCAST]), literal(PAID_PRIORITY)
    if which is not Paid.FIRST:
        return paid if which is Paid.ALL else unpaid
    place = func.row_number().over(order_by=audience.c.person_id)
    return case((place <= bindparam("paid_left", type_=Id), paid), else_=unpaid)


def _due_at(of: Shape) -> ColumnElement[datetime]:
    usual, others = _by_zone("usual", of.usual), _by_zone("others", of.others)
    hours = and_(
        audience.c.quiet_from_hour == bindparam("quiet_from"),
        audience.c.quiet_to_hour == bindparam("quiet_to"),
    )
    return case((hours, usual), else_=others)


def _by_zone(what: str, zones: Sequence[str]) -> ColumnElement[datetime]:
    otherwise = bindparam("otherwise", type_=Utc)
    at = {zone: bindparam(f"{what}_{n}", type_=Utc) for n, zone in enumerate(zones)}
    return case(at, value=audience.c.timezone, else_=otherwise) if at else otherwise


def _differing(by_zone: Mapping[str, datetime], moments: Moments) -> dict[str, datetime]:
    return {zone: at for zone, at in by_zone.items() if at != moments.otherwise}
