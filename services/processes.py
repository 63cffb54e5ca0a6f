"""Running processes tell of themselves, so that one look shows all; who looks is elsewhere."""

from datetime import datetime

from sqlalchemy import Connection

from domain.processes import FORGOTTEN_AFTER, ProcessFacts, ProcessState, Vitals
from storage import processes


def begin(conn: Connection, *, host: str, pid: int, roles: str, version: str, now: datetime) -> int:
    """The id to beat with; what has been silent for a day is forgotten."""
    processes.forget_silent(conn, now - FORGOTTEN_AFTER)
    return processes.add(conn, host=host, pid=pid, roles=roles, version=version, now=now)


def beat(
    conn: Connection, process_id: int, state: ProcessState, vitals: Vitals, *, now: datetime
) -> bool:
    """False when it is not known any more: it begins anew."""
    return processes.beat(conn, process_id, state, vitals, now)


def end(conn: Connection, process_id: int) -> None:
    processes.remove(conn, process_id)


def every(conn: Connection) -> list[ProcessFacts]:
    return processes.every(conn)
