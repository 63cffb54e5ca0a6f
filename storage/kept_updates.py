"""Queries about updates kept aside: those that could not be worked on, and those deferred."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Text, cast, delete, func, or_, select

from domain.kept_update import KeptUpdate
from storage.dialects import in_both
from storage.tables.chat import kept_update

_DEFER = in_both(lambda sql: sql.insert(kept_update).on_conflict_do_nothing())
IS_DEFERRED: Final = kept_update.c.attempts == 0


def _insert_or_end_deferral(sql: Any) -> Any:
    """Once: the same update that breaks again changes nothing."""
    made = sql.insert(kept_update)
    others = {name: made.excluded[name] for name in set(kept_update.columns.keys()) - {"update_id"}}
    return made.on_conflict_do_update(
        index_elements=[kept_update.c.update_id], set_=others, where=IS_DEFERRED
    )


_PUT = in_both(_insert_or_end_deferral)
BROKEN: Final = select(func.count()).select_from(kept_update).where(~IS_DEFERRED)
_ALL = select(
    kept_update.c.update_id,
    kept_update.c.telegram_id,
    kept_update.c.problem,
    kept_update.c.attempts,
    kept_update.c.at,
    kept_update.c.outline,
    kept_update.c.sealed,
)


def put(conn: Connection, kept: KeptUpdate) -> None:
    """It broke; if it was deferred, it is so no more."""
    conn.execute(_PUT[conn.dialect.name], _values(kept))


def defer(conn: Connection, kept: KeptUpdate) -> None:
    """Once, and not what broke before."""
    conn.execute(_DEFER[conn.dialect.name], _values(kept))


def deferred(conn: Connection) -> list[KeptUpdate]:
    """In the order Telegram gave them."""
    rows = conn.execute(_ALL.where(IS_DEFERRED).order_by(kept_update.c.update_id))
    return [KeptUpdate(*row) for row in rows]


def end_deferred(conn: Connection, update_id: int) -> None:
    conn.execute(delete(kept_update).where(kept_update.c.update_id == update_id, IS_DEFERRED))


def _values(kept: KeptUpdate) -> dict[str, Any]:
    return {
        "update_id": kept.update_id,
        "telegram_id": kept.telegram_id,
        "problem": kept.problem,
        "attempts": kept.attempts,
        "at": kept.at,
        "outline": kept.outline,
        "sealed": kept.sealed,
    }


def every(conn: Connection) -> list[KeptUpdate]:
    """What broke, the oldest first."""
    rows = conn.execute(
        _ALL.where(~IS_DEFERRED).order_by(kept_update.c.at, kept_update.c.update_id)
    )
    return [KeptUpdate(*row) for row in rows]


def by_id(conn: Connection, update_id: int) -> KeptUpdate | None:
    row = conn.execute(_ALL.where(kept_update.c.update_id == update_id)).first()
    return KeptUpdate(*row) if row else None


def drop(conn: Connection, update_id: int) -> bool:
    """False when there is none; what is deferred is yet to be done, and nobody's to drop."""
    this = delete(kept_update).where(kept_update.c.update_id == update_id, ~IS_DEFERRED)
    return conn.execute(this).rowcount == 1


def forget_before(conn: Connection, before: datetime) -> int:
    return conn.execute(delete(kept_update).where(kept_update.c.at < before)).rowcount


def forget_about(conn: Connection, telegram_id: int) -> None:
    """Those they sent, and those of others that name them: a message forwarded, a contact."""
    seen = cast(kept_update.c.outline, Text)
    named = (f'"id":{space}{telegram_id}{end}' for space in ("", " ") for end in ",}")
    theirs = kept_update.c.telegram_id == telegram_id
    conn.execute(delete(kept_update).where(or_(theirs, *(seen.contains(mark) for mark in named))))
