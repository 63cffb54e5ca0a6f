"""Who approves a batch holds the ledger's head: what is asked meanwhile is asked of its people, and
not of every payout and every balance there ever was.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from storage import month_payouts, payables
from tests.world import NOW, world_at

TWO = (7, 8)
BY_PERSON = "ix_payout_person_batch (person_id=?"


def paid_in_month(conn: Connection) -> object:
    return month_payouts.paid(conn, "CNY", NOW, TWO)


def given_back_to_two(conn: Connection) -> object:
    return month_payouts.given_back(conn, TWO)


def is_short(conn: Connection) -> object:
    return payables.is_short(conn, 1)


def followed(conn: Connection) -> None:
    """What is asked of those to whom tax was given back."""
    for each in month_payouts.STEPS:
        conn.execute(each.where(month_payouts.payout.c.person_id.in_(TWO))).all()


def plan(conn: Connection, read: Callable[[Connection], object]) -> str:
    """Of all that it asks."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        asked.append((statement, values))

    event.listen(conn, "before_cursor_execute", note)
    read(conn)
    event.remove(conn, "before_cursor_execute", note)
    rows = [
        row
        for statement, values in asked
        for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    ]
    return "\n".join(row[3] for row in rows)


@pytest.mark.parametrize(
    ("read", "ways"),
    [
        (paid_in_month, (f"{BY_PERSON} AND batch_id>?)",)),
        (given_back_to_two, ("ix_payout_untaxed (person_id=?)",)),
        (
            month_payouts.given_back,
            ("payout USING INDEX ix_payout_untaxed", "dispute USING INDEX ix_dispute_tax_given"),
        ),
        (is_short, ("ix_ledger_entry_owner (owner_id=? AND account=?)",)),
        (followed, (BY_PERSON, "about USING INDEX ix_dispute_payout_id (payout_id=?)")),
    ],
)
def test_tax_and_balances_are_asked_of_few_among_a_million_payouts(
    migrated_sqlite_url: str, read: Callable[[Connection], object], ways: tuple[str, ...]
) -> None:
    with world_at(migrated_sqlite_url) as world:
        found = world.do(plan, read)
    for way in ways:
        assert way in found, found
    for walked in ("payout", "dispute", "posting", "ledger_entry"):
        assert f"SCAN {walked}" not in found.replace(f"SCAN {walked} USING INDEX ix_", ""), found
