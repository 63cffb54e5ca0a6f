"""The pump walks along its index and no other way, whatever the database believes of its tables."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, insert

from domain.delivery import PRIORITY, BroadcastStatus, DeliveryClass, DeliveryStatus
from services import deliveries
from services.limits import Pace
from storage import streams
from storage.migrate import sync_url
from storage.postgresql import writer_engine
from storage.tables.delivery import broadcast, delivery
from tests.world import NOW, creator

READERS = 120
PACE = Pace(1000, free_per_second=1000)
STATISTICS = ("none", "of empty tables", "fresh")


@pytest.mark.parametrize("statistics", STATISTICS)
def test_a_take_on_sqlite_searches_and_never_scans_what_waits(
    migrated_sqlite_url: str, statistics: str
) -> None:
    engine = create_engine(migrated_sqlite_url)
    with engine.connect() as conn:
        _filled(conn, statistics)
        said: list[str] = []
        driver: Any = conn.connection.dbapi_connection
        driver.set_trace_callback(said.append)
        assert streams.any_due(conn, now=NOW)
        assert len(deliveries.take(conn, PACE, most=9, now=NOW).parcels) == 9
        driver.set_trace_callback(None)
        asked = [each for each in said if "delivery" in each]
        plans = [line for each in asked for line in _plan(conn, each)]
    engine.dispose()
    assert len(asked) >= 8
    walks = [line for line in plans if "ix_delivery_stream" in line]
    assert len([line for line in walks if "due_at<?" in line]) >= 5
    assert [line for line in plans if "ix_delivery_put_off" in line]
    assert not [line for line in plans if line.startswith(("SCAN", "USE TEMP"))]


def _plan(conn: Connection, statement: str) -> list[str]:
    return [row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]


@pytest.mark.parametrize("statistics", STATISTICS)
def test_a_take_on_postgresql_walks_along_indexes_by_the_plans_it_keeps(
    migrated_postgresql_url: str, statistics: str
) -> None:
    """They were made as its first takes came, over tables with nothing in them."""
    with _writer(migrated_postgresql_url) as conn:
        if statistics == "of empty tables":
            _analyze(conn)
        for second in range(12):
            deliveries.take(conn, PACE, most=9, now=NOW - timedelta(seconds=99 - second))
        _filled(conn, "fresh" if statistics == "fresh" else "none")
        for second in range(12):
            at = NOW + timedelta(seconds=10 * second)
            assert len(deliveries.take(conn, PACE, most=9, now=at).parcels) == 9
        plans = _kept_plans(conn)
    assert len(plans) >= 5
    assert sum("ix_delivery_stream" in each for each in plans) >= 3
    assert [each for each in plans if "ix_delivery_put_off" in each]
    for each in plans:
        for way in ("Seq Scan", "Bitmap", "Sort", "Hash", "Merge"):
            assert way not in each, each


def test_a_look_for_what_is_due_on_postgresql_makes_no_join(migrated_postgresql_url: str) -> None:
    with _writer(migrated_postgresql_url) as conn:
        _filled(conn, "fresh")
        for _ in range(12):
            streams.any_due(conn, now=NOW)
        plans = _kept_plans(conn)
    assert plans
    for each in plans:
        assert not [way for way in ("Hash", "Merge", "Join") if way in each], each


@contextmanager
def _writer(url: str) -> Iterator[Connection]:
    """The connection that the process writes by, in a unit of work."""
    engine = writer_engine(sync_url(url))
    with engine.connect() as conn:
        conn.exec_driver_sql("BEGIN")
        try:
            yield conn
        finally:
            conn.invalidate()
    engine.dispose()


def _kept_plans(conn: Connection) -> list[str]:
    """Of all that the connection has prepared about deliveries, as it would be run now."""
    known = conn.exec_driver_sql(
        "SELECT name, cardinality(parameter_types) FROM pg_prepared_statements "
        "WHERE statement LIKE '%%delivery%%' AND statement NOT LIKE '%%pg_prepared%%' "
        "AND statement NOT LIKE 'INSERT%%'"
    ).all()
    conn.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    return [_kept_plan(conn, name, values) for name, values in known]


def _kept_plan(conn: Connection, name: str, values: int) -> str:
    nulls = f"({', '.join(['NULL'] * values)})" if values else ""
    (plan,) = conn.exec_driver_sql(f'EXPLAIN (FORMAT JSON) EXECUTE "{name}"{nulls}').one()
    return json.dumps(plan)


def _filled(conn: Connection, statistics: str) -> None:
    """Two broadcasts for the same people, the earlier one due later; a third that is paused; and
    decisions.
    """
    if statistics == "of empty tables":
        _analyze(conn)
    people = [creator(conn).actor.person_id for _ in range(READERS)]
    sends, pauses = BroadcastStatus.SENDING, BroadcastStatus.PAUSED
    for number, (status, earlier) in enumerate(((sends, 1), (sends, 2), (pauses, 3)), start=1):
        _broadcast(conn, people, number, status, NOW - timedelta(hours=earlier))
    conn.execute(insert(delivery), [_row(each, None, NOW) for each in people[:5]])
    if statistics == "fresh":
        _analyze(conn)


def _analyze(conn: Connection) -> None:
    conn.exec_driver_sql("ANALYZE")


def _broadcast(
    conn: Connection, people: list[int], number: int, status: BroadcastStatus, due_at: datetime
) -> None:
    about = {"id": number, "status": status, "title": "t", "created_at": NOW}
    body = [{"zh_Hans": {"html": "x"}}]
    conn.execute(insert(broadcast).values(**about, body=body, created_by=people[0]))
    conn.execute(insert(delivery), [_row(each, number, due_at) for each in people])


def _row(person_id: int, number: int | None, due_at: datetime) -> dict[str, Any]:
    cls = DeliveryClass.BROADCAST if number else DeliveryClass.TRANSACTIONAL
    return {
        "person_id": person_id,
        "class": cls,
        "kind": "broadcast" if number else "expired",
        "facts": {"broadcast_id": number} if number else {},
        "dedupe_key": f"{number}:{person_id}",
        "broadcast_id": number,
        "status": DeliveryStatus.QUEUED,
        "priority": PRIORITY[cls],
        "due_at": due_at,
        "queued_at": NOW,
    }
