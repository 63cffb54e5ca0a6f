"""Queries about creators' pauses: the open one, and those that are over, which stay for good."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from domain.pauses import Pause, PauseKind, PauseLine
from storage.tables.people import pause, person

_PAUSE = (pause.c.kind, pause.c.reason, pause.c.until, pause.c.began_at)
_OPEN = pause.c.ended_at.is_(None)
_began, _ended = person.alias("began"), person.alias("ended")


def _pause(row: Any) -> Pause:
    """The columns of _PAUSE."""
    kind, reason, until, began_at = row
    return Pause(PauseKind(kind), reason, until, began_at)


def hold(conn: Connection, person_id: int) -> None:
    """One change of a person's standing after the other, in whichever process."""
    conn.execute(select(person.c.id).where(person.c.id == person_id).with_for_update())


def open_of(conn: Connection, person_id: int) -> Pause | None:
    row = conn.execute(select(*_PAUSE).where(pause.c.person_id == person_id, _OPEN)).first()
    return None if row is None else _pause(row)


def begin(
    conn: Connection,
    person_id: int,
    kind: PauseKind,
    by: int,
    now: datetime,
    *,
    reason: str = "",
    until: datetime | None = None,
) -> int:
    """Its id."""
    values = {"person_id": person_id, "kind": kind, "reason": reason, "until": until}
    made = insert(pause).values(**values, began_by=by, began_at=now).returning(pause.c.id)
    began: int = conn.execute(made).scalar_one()
    return began


def end(conn: Connection, person_id: int, by: int | None, now: datetime) -> int | None:
    """The id of the one that was open; `by` is nobody where the clock did it."""
    ended: int | None = conn.execute(
        update(pause)
        .where(pause.c.person_id == person_id, _OPEN)
        .values(ended_by=by, ended_at=now)
        .returning(pause.c.id)
    ).scalar()
    return ended


def over(conn: Connection, now: datetime, most: int) -> list[int]:
    """Whose break has passed its end, the longest over first."""
    rows = select(pause.c.person_id).where(_OPEN, pause.c.until <= now)
    return list(conn.execute(rows.order_by(pause.c.until).limit(most)).scalars())


def history(conn: Connection, person_id: int, most: int) -> tuple[PauseLine, ...]:
    """The newest first."""
    rows = conn.execute(
        select(*_PAUSE, _began.c.name, pause.c.ended_at, _ended.c.name)
        .join(_began, _began.c.id == pause.c.began_by)
        .outerjoin(_ended, _ended.c.id == pause.c.ended_by)
        .where(pause.c.person_id == person_id)
        .order_by(pause.c.id.desc())
        .limit(most)
    )
    return tuple(
        PauseLine(_pause(row[: len(_PAUSE)]), row[-3], row[-2], row[-1] or "") for row in rows
    )
