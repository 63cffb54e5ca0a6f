"""What is forgotten is found along an index and deleted by id: no table is walked for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from domain.delivery import DeliveryStatus
from domain.due_work import BEGINNING
from storage import api_messages, forgetting, imports
from tests.world import NOW, World

BEFORE = NOW - timedelta(days=400)
_MESSAGES = "ix_delivery_stream"
_ANSWERS = {"sqlite": "sqlite_autoindex_broadcast_response", "postgresql": "pk_broadcast_response"}


def plan(conn: Connection, ask: Callable[..., object], *given: object) -> list[str]:
    """How the database would go about it; an empty PostgreSQL would walk whatever it may."""
    is_sqlite = conn.dialect.name == "sqlite"
    if not is_sqlite:
        conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        conn.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        asked.append((statement, values))

    event.listen(conn, "before_cursor_execute", note)
    ask(conn, *given)
    event.remove(conn, "before_cursor_execute", note)
    statement, values = asked[-1]
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    return [str(row) for row in conn.exec_driver_sql(f"{explain} {statement}", values)]


@pytest.mark.parametrize(
    ("ask", "given", "along"),
    [
        (forgetting.messages, (BEGINNING, DeliveryStatus.SENT, 0, BEFORE, 9), _MESSAGES),
        (forgetting.span, (1,), _MESSAGES),
        (forgetting.of_broadcast, (1, 1, 9, 9), "delivery"),
        (forgetting.responded, (1, 1, 9), "broadcast_response"),
        (forgetting.reminders, (BEGINNING, BEFORE, 9), "ix_reminder_done"),
        (forgetting.forget_messages, ([1, 2],), "delivery"),
        (forgetting.forget_reminders, ([1, 2],), "reminder"),
        (forgetting.forget_responses, (1, [1, 2]), "broadcast_response"),
        (api_messages.forget_before, (BEFORE, 9), "ix_api_message_received_at"),
        (imports.forget_refused_before, (BEFORE, 9), "ix_import_refusal_batch_id"),
    ],
)
def test_nothing_is_walked(
    world: World, ask: Callable[..., object], given: tuple[object, ...], along: str
) -> None:
    steps = world.do(plan, ask, *given)
    kind = world.engine.dialect.name
    if along == "broadcast_response":
        way = _ANSWERS[kind]
    elif along.startswith("ix_"):
        way = along
    else:
        way = "INTEGER PRIMARY KEY" if kind == "sqlite" else f"pk_{along}"
    assert way in " ".join(steps), steps
    assert not [step for step in steps if "SCAN" in step or "Seq Scan" in step], steps
