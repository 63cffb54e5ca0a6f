"""Queries about the links of a broadcast that go by way of an address of ours."""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select

from domain.counted_links import FOREVER
from domain.tracking import Route
from storage.tables.tracking import tracking_count, tracking_link

_ROUTE: Final = select(tracking_link.c.id, tracking_link.c.landing).where(
    tracking_link.c.code == bindparam("of_code"), tracking_link.c.broadcast_id.is_not(None)
)


def _sum(name: str) -> Any:
    return func.coalesce(func.sum(tracking_count.c[name]), 0)


_COUNTED: Final = (
    select(tracking_link.c.place, _sum("humans"), _sum("visitors"), _sum("bots"))
    .outerjoin(tracking_count, tracking_count.c.link_id == tracking_link.c.id)
    .where(tracking_link.c.broadcast_id == bindparam("of_broadcast"))
    .group_by(tracking_link.c.place)
)


def add(
    conn: Connection, broadcast_id: int, place: int, *, code: str, url: str, landing: str
) -> None:
    conn.execute(
        insert(tracking_link).values(
            broadcast_id=broadcast_id, place=place, code=code, url=url, landing=landing
        )
    )


def route(conn: Connection, code: str) -> Route | None:
    row = conn.execute(_ROUTE, {"of_code": code}).first()
    return None if row is None else Route(row[0], row[1], FOREVER)


def counted(conn: Connection, broadcast_id: int) -> dict[int, tuple[int, int, int]]:
    """By place among its links: clicks, visitors, programs."""
    rows = conn.execute(_COUNTED, {"of_broadcast": broadcast_id})
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in rows}
