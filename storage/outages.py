"""Queries about the one gate that is ours: closed while Telegram answers nothing."""

from typing import Any, Final

from sqlalchemy import Connection, select

from domain.outage import Outage
from storage.dialects import in_both
from storage.prepared import Prepared
from storage.send_gates import OUTAGE
from storage.tables.delivery import send_gate

_KEPT: Final = ("given", "closed_at", "closed_until")
_FIND = Prepared(select(*(send_gate.c[name] for name in _KEPT)).where(send_gate.c.scope == OUTAGE))


def _keep(sql: Any) -> Prepared:
    adding = sql.insert(send_gate)
    keeping = adding.on_conflict_do_update(
        index_elements=[send_gate.c.scope],
        set_={name: adding.excluded[name] for name in _KEPT},
    )
    return Prepared(keeping, ("scope", *_KEPT))


_KEEP = in_both(_keep)
_END = send_gate.delete().where(send_gate.c.scope == OUTAGE)


def find(conn: Connection) -> Outage:
    row = _FIND.first(conn)
    return Outage(*row) if row else Outage()


def keep(conn: Connection, outage: Outage) -> None:
    if not outage.silent:
        conn.execute(_END)
        return
    since = outage.since
    until = outage.held_until or since  # not held yet
    _KEEP[conn.dialect.name].run(
        conn, scope=OUTAGE, given=outage.silent, closed_at=since, closed_until=until
    )
