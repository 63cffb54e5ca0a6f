"""Queries about host gates: when a host of the web may be asked again, by whichever process."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from storage.dialects import in_both
from storage.tables.checks import host_gate


def _take(dialect: Any) -> Any:
    """One row comes back: the turn is ours; none: somebody has it, or the host is left alone."""
    adding = dialect.insert(host_gate)
    return adding.on_conflict_do_update(
        index_elements=[host_gate.c.host],
        set_={"opens_at": adding.excluded.opens_at},
        where=host_gate.c.opens_at <= bindparam("now"),
    ).returning(host_gate.c.host)


_TAKE: Final = in_both(_take)
_OPENS_AT = select(host_gate.c.opens_at).where(host_gate.c.host == bindparam("of_host"))
_STRIKES = select(host_gate.c.strikes).where(host_gate.c.host == bindparam("of_host"))
_CLOSE = (
    update(host_gate)
    .where(host_gate.c.host == bindparam("of_host"))
    .values(opens_at=bindparam("until"), strikes=bindparam("count"))
)
_OF_HOST = update(host_gate).where(host_gate.c.host == bindparam("of_host"))
_FORGIVE = _OF_HOST.values(strikes=0, answered_at=bindparam("at"))
_ANSWERED = _OF_HOST.values(answered_at=bindparam("at"))
_FAILED = _OF_HOST.values(failed_at=bindparam("at"))
_LAST_ANSWER = select(func.max(host_gate.c.answered_at))
_FAILED_SINCE = (
    select(func.count()).select_from(host_gate).where(host_gate.c.failed_at > bindparam("since"))
)


def take(conn: Connection, host: str, until: datetime, *, now: datetime) -> bool:
    """Whether the host may be asked now; then nobody else may before `until`."""
    values = {"host": host, "opens_at": until, "strikes": 0, "now": now}
    return conn.execute(_TAKE[conn.dialect.name], values).first() is not None


def opens_at(conn: Connection, host: str) -> datetime | None:
    found: datetime | None = conn.execute(_OPENS_AT, {"of_host": host}).scalar()
    return found


def strikes(conn: Connection, host: str) -> int:
    """How often in a row it was not willing."""
    return conn.execute(_STRIKES, {"of_host": host}).scalar() or 0


def close(conn: Connection, host: str, until: datetime, strikes: int) -> None:
    conn.execute(_CLOSE, {"of_host": host, "until": until, "count": strikes})


def forgive(conn: Connection, host: str, now: datetime) -> None:
    """It answered, and was willing."""
    conn.execute(_FORGIVE, {"of_host": host, "at": now})


def note_answer(conn: Connection, host: str, now: datetime) -> None:
    conn.execute(_ANSWERED, {"of_host": host, "at": now})


def note_failure(conn: Connection, host: str, now: datetime) -> None:
    conn.execute(_FAILED, {"of_host": host, "at": now})


def reach(conn: Connection, since: datetime) -> tuple[datetime | None, int]:
    """When any host answered last, and how many have failed after that, and after `since`."""
    answered_at: datetime | None = conn.execute(_LAST_ANSWER).scalar()
    begin = max(since, answered_at) if answered_at else since
    failed: int = conn.execute(_FAILED_SINCE, {"since": begin}).scalar_one()
    return answered_at, failed


def forget_open(conn: Connection, opened_before: datetime, struck_before: datetime) -> int:
    """Gates that opened long ago guard nothing; how many went."""
    old = or_(
        (host_gate.c.opens_at < opened_before) & (host_gate.c.strikes == 0),
        host_gate.c.opens_at < struck_before,
    )
    return conn.execute(delete(host_gate).where(old)).rowcount
