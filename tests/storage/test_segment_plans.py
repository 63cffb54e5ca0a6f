"""What segments ask of the past is asked along indexes that have all it needs, also by a SQLite
that has counted nothing yet: a count must not take seconds after a migration.
"""

from typing import Any

import pytest
from sqlalchemy import Connection, event

from domain.segment_text import parse
from storage import audiences
from tests.world import NOW, World, world_at


def plan(conn: Connection, line: str) -> str:
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        asked.append((statement, values))

    event.listen(conn, "before_cursor_execute", note)
    audiences.counted(conn, parse(line), NOW)
    event.remove(conn, "before_cursor_execute", note)
    statement, values = asked[-1]
    rows = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return "\n".join(row[3] for row in rows)


@pytest.mark.parametrize(
    ("line", "ways"),
    [
        (
            "settled:cny/500..",
            (
                "settlement USING COVERING INDEX ix_settlement_sums (currency=? AND person_id>?",
                "settlement USING INDEX sqlite_autoindex_settlement_1 (assignment_id=?)",
                "INDEX ix_assignment_void",
            ),
        ),
        (
            "settled:cny/..0/90d",
            (
                "settlement USING COVERING INDEX ix_settlement_sums (currency=? AND person_id>?",
                "settlement USING INDEX sqlite_autoindex_settlement_1 (assignment_id=?)",
            ),
        ),
        ("approved:2..", ("assignment USING COVERING INDEX ix_assignment_person_status",)),
        ("-sent:7", ("delivery USING COVERING INDEX ix_delivery_sent (broadcast_id=?",)),
        (
            "tapped:7",
            ("broadcast_response USING COVERING INDEX sqlite_autoindex_broadcast_response_1",),
        ),
    ],
)
def test_the_past_is_asked_along_its_indexes(
    migrated_sqlite_url: str, line: str, ways: tuple[str, ...]
) -> None:
    with world_at(migrated_sqlite_url) as world:
        found = _planned(world, line)
    for way in ways:
        assert way in found, found


def _planned(world: World, line: str) -> str:
    found: str = world.do(plan, line)
    return found
