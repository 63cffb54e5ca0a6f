"""Queries about send gates: until when there is silence, and which slots are given away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, case, delete, select

from domain.allowance import Place
from storage.dialects import in_both
from storage.prepared import Prepared
from storage.tables.delivery import send_gate

ALL: Final = "all"
SLOTS: Final = "slots"
OUTAGE: Final = "outage"  # see storage.outages
_OF_SLOTS: Final = (
    *("closed_until", "given", "taken", "turn"),
    *("free_until", "free_given", "free_taken", "free_turn"),
)


def _close(sql: Any) -> Any:
    adding = sql.insert(send_gate)
    new, known = adding.excluded.closed_until, send_gate.c.closed_until
    return adding.on_conflict_do_update(
        index_elements=[send_gate.c.scope],
        set_={
            "closed_until": case((new > known, new), else_=known),
            "closed_at": adding.excluded.closed_at,
        },
    )


def _set_slots(sql: Any) -> Prepared:
    adding = sql.insert(send_gate)
    keeping = adding.on_conflict_do_update(
        index_elements=[send_gate.c.scope],
        set_={name: adding.excluded[name] for name in _OF_SLOTS},
    )
    return Prepared(keeping, ("scope", *_OF_SLOTS))


_CLOSE, _SET_SLOTS = in_both(_close), in_both(_set_slots)
_CLOSED = select(send_gate.c.scope, send_gate.c.closed_until).where(
    send_gate.c.scope.in_(bindparam("scopes", expanding=True)),
    send_gate.c.closed_until > bindparam("now"),
)
_LAST_OTHER_CHAT = (
    select(send_gate.c.closed_until)
    .where(
        send_gate.c.scope.not_in([ALL, SLOTS, OUTAGE]),
        send_gate.c.scope != bindparam("scope"),
        send_gate.c.closed_until > bindparam("now"),
        send_gate.c.closed_at >= bindparam("since"),
    )
    .order_by(send_gate.c.closed_at.desc())
    .limit(1)
)
_LOCK_SLOTS = Prepared(
    select(*(send_gate.c[name] for name in _OF_SLOTS))
    .where(send_gate.c.scope == SLOTS)
    .with_for_update()
)
_FORGET = delete(send_gate).where(
    send_gate.c.closed_until < bindparam("now"), send_gate.c.scope.not_in([SLOTS, OUTAGE])
)


def chat(telegram_id: int) -> str:
    """The scope of one chat."""
    return str(telegram_id)


def close(conn: Connection, scope: str, until: datetime, now: datetime) -> None:
    """Never for less long than before."""
    told = {"scope": scope, "closed_until": until, "closed_at": now}
    conn.execute(_CLOSE[conn.dialect.name], told)


def closed(conn: Connection, scopes: Iterable[str], *, now: datetime) -> dict[str, datetime]:
    """Which of them are closed now, and until when."""
    rows = conn.execute(_CLOSED, {"scopes": list(scopes), "now": now})
    return {scope: until for scope, until in rows}  # noqa: C416  (rows are not pairs to mypy)


def another_chat_closed(
    conn: Connection, scope: str, *, since: datetime, now: datetime
) -> datetime | None:
    """Until when the one is that was closed last, if that was not before `since`."""
    asked = {"scope": scope, "since": since, "now": now}
    found: datetime | None = conn.execute(_LAST_OTHER_CHAT, asked).scalar()
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """Until when slots are given away, how many so far, what counts in Telegram's window, and which
    broadcast had the last of them.
    """

    until: datetime
    slots: int = 0
    taken: tuple[Place, ...] = ()
    turn: int = 0


@dataclass(frozen=True, slots=True)
class SlotsRow:
    """Of all messages, and of those among them that nobody pays for."""

    over_all: Given
    free: Given


def lock_slots(conn: Connection, *, now: datetime) -> SlotsRow:
    """Whoever holds this row is the only one who takes."""
    row = _LOCK_SLOTS.first(conn)
    if row is None:
        keep_slots(conn, SlotsRow(Given(now), Given(now)))
        row = _LOCK_SLOTS.first(conn)
        assert row is not None
    until, given, taken, turn, free_until, free_given, free_taken, free_turn = row
    free = Given(free_until or until, free_given, _places(free_taken), free_turn)
    return SlotsRow(Given(until, given, _places(taken), turn), free)


def _places(kept: Iterable[tuple[int, int]]) -> tuple[Place, ...]:
    return tuple((at, count) for at, count in kept)


def keep_slots(conn: Connection, row: SlotsRow) -> None:
    over_all, free = row.over_all, row.free
    _SET_SLOTS[conn.dialect.name].run(
        conn,
        scope=SLOTS,
        closed_until=over_all.until,
        given=over_all.slots,
        taken=list(over_all.taken),
        turn=over_all.turn,
        free_until=free.until,
        free_given=free.slots,
        free_taken=list(free.taken),
        free_turn=free.turn,
    )


def forget_open(conn: Connection, *, now: datetime) -> int:
    """Gates that have opened guard nothing; how many went."""
    return conn.execute(_FORGET, {"now": now}).rowcount
