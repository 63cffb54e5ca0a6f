"""Sums over all creators read indexes alone, and find what stands out of order in the chain."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from domain.ledger import Balance, LedgerAccount, Line, Posting, PostingKind, Stored
from storage import chain_places, ledger, statement_totals, statements
from tests.world import creator, world_at

A, K = LedgerAccount, PostingKind
OCTOBER, NOVEMBER, DECEMBER = (datetime(2026, month, 1, tzinfo=UTC) for month in (10, 11, 12))
PENDING = A.CREATOR_PENDING, "CNY"
DAY = timedelta(days=1)
OWNER = "ledger_entry USING COVERING INDEX ix_ledger_entry_owner"
AT = "posting USING COVERING INDEX ix_posting_at"


def sums(conn: Connection, since: datetime, until: datetime) -> list[statement_totals.Moved]:
    return statement_totals.moved(conn, chain_places.of(conn, since, until), [])[0]


def moved_by_two(conn: Connection, since: datetime, until: datetime) -> dict[int, list[Stored]]:
    return statements.moved_by(conn, (7, 8), chain_places.of(conn, since, until))


def movers(conn: Connection, since: datetime, until: datetime) -> list[int]:
    return statements.movers(conn, chain_places.of(conn, since, until))


def stood(conn: Connection, since: datetime) -> list[Balance]:
    return statements.stood(conn, chain_places.of(conn, since, since + 30 * DAY))


def plan(conn: Connection, read: Callable[..., object], *times: datetime) -> str:
    """Of all that it asks."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        asked.append((statement, values))

    event.listen(conn, "before_cursor_execute", note)
    read(conn, *times)
    event.remove(conn, "before_cursor_execute", note)
    rows = [
        row
        for statement, values in asked
        for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    ]
    return "\n".join(row[3] for row in rows)


@pytest.mark.parametrize(
    ("read", "times", "ways"),
    [
        (
            movers,
            (NOVEMBER, DECEMBER),
            ("ix_ledger_entry_posting_id (posting_id>? AND posting_id<?)",),
        ),
        (movers, (OCTOBER, NOVEMBER), (f"SEARCH {OWNER} (owner_id=?",)),
        (stood, (NOVEMBER,), (f"SCAN {OWNER}",)),
        (moved_by_two, (NOVEMBER, DECEMBER), ("ix_ledger_entry_owner (owner_id=?",)),
        (
            sums,
            (NOVEMBER, DECEMBER),
            ("ix_ledger_entry_posting_id (posting_id>? AND posting_id<?)",),
        ),
        (statements.span_of_all, (), (AT,)),
    ],
)
def test_a_month_of_a_million_entries_is_asked_along_its_indexes(
    migrated_sqlite_url: str,
    read: Callable[..., object],
    times: tuple[datetime, ...],
    ways: tuple[str, ...],
) -> None:
    with world_at(migrated_sqlite_url) as world:
        world.do(earned, 7, OCTOBER, 500)
        found = world.do(plan, read, *times)
    for way in ways:
        assert way in found, found
    assert "SCAN posting" not in found.replace(f"SCAN {AT}", "")


def earned(conn: Connection, person_id: int, at: datetime, minor: int) -> None:
    lines = Line(A.CAMPAIGN_FUNDS, 1, -minor), Line(A.CREATOR_PENDING, person_id, minor)
    key = f"settle:{person_id}:{at:%m%d}"
    ledger.post(conn, [Posting(key, K.SETTLEMENT, "CNY", lines, at)])


@pytest.mark.parametrize("idle", [0, 9])
def test_what_is_posted_late_is_of_its_own_time(migrated_url: str, idle: int) -> None:
    """Two writers read the clock before they queue for the chain.

    With more people than postings those who moved are found among the postings.
    """
    with world_at(migrated_url) as world:
        one, other, third = (world.do(creator).actor.person_id for _ in range(3))
        for _ in range(idle):
            world.do(creator)
        later = NOVEMBER + 3 * DAY
        world.do(earned, one, later, 300)
        world.do(earned, other, OCTOBER, 20)
        world.do(earned, one, DECEMBER, 1)
        world.do(earned, third, later, 4_000)
        months = (OCTOBER, NOVEMBER), (NOVEMBER, DECEMBER), (DECEMBER, DECEMBER + 31 * DAY)
        places = [world.do(chain_places.of, *each) for each in months]
        moving = [world.do(statements.movers, each) for each in places]
        of_third = [world.do(statements.moved_by, [third], each) for each in places]
        moved = [sorted(row[-1] for row in world.do(sums, *each)) for each in months]
        before = [world.do(statements.stood, each) for each in places]
    assert moving == [[other], [one, third], [one]]
    assert [[each.at for each in found.get(third, [])] for found in of_third] == [[], [later], []]
    assert moved == [[20], [4_300], [1]]
    earlier, late = Balance(other, *PENDING, 20), Balance(third, *PENDING, 4_000)
    assert before == [[], [earlier], [Balance(one, *PENDING, 300), earlier, late]]
