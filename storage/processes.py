"""Queries about running processes: their rows, the last beat of each."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from domain.processes import ProcessFacts, ProcessState, Vitals
from storage.tables.process import process


def add(conn: Connection, *, host: str, pid: int, roles: str, version: str, now: datetime) -> int:
    added: int = conn.execute(
        insert(process)
        .values(
            host=host,
            pid=pid,
            roles=roles,
            version=version,
            state=ProcessState.RUNNING,
            started_at=now,
            beat_at=now,
            vitals=asdict(Vitals()),
        )
        .returning(process.c.id)
    ).scalar_one()
    return added


def beat(
    conn: Connection, process_id: int, state: ProcessState, vitals: Vitals, now: datetime
) -> bool:
    """False when its row is gone: somebody thought it dead."""
    beaten = conn.execute(
        update(process)
        .where(process.c.id == process_id)
        .values(state=state, beat_at=now, vitals=asdict(vitals))
    )
    return beaten.rowcount == 1


def remove(conn: Connection, process_id: int) -> None:
    conn.execute(delete(process).where(process.c.id == process_id))


def forget_silent(conn: Connection, since: datetime) -> None:
    conn.execute(delete(process).where(process.c.beat_at < since))


def every(conn: Connection) -> list[ProcessFacts]:
    """The longest running first."""
    rows = conn.execute(select(process).order_by(process.c.started_at, process.c.id)).mappings()
    return [_facts(row) for row in rows]


def _facts(row: Mapping[Any, Any]) -> ProcessFacts:
    known = {name: row["vitals"][name] for name in Vitals.__slots__ if name in row["vitals"]}
    return ProcessFacts(
        row["id"],
        row["host"],
        row["pid"],
        row["roles"],
        row["version"],
        ProcessState(row["state"]),
        row["started_at"],
        row["beat_at"],
        Vitals(**known),  # one of another version may say more or less
    )
