"""The ledger takes balanced postings once each, in one chain, and gives none of them back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from domain.ledger import LedgerAccount, Line, Posting, PostingKind, chain_hash
from storage import ledger
from storage.tables.money import ledger_entry, posting
from tests.world import NOW, World

A = LedgerAccount


def earned(number: int, amount_minor: int = 1_000, person_id: int = 7) -> Posting:
    lines = (
        Line(A.CAMPAIGN_FUNDS, 1, -amount_minor),
        Line(A.CREATOR_PENDING, person_id, amount_minor),
    )
    return Posting(f"settle:{number}", PostingKind.SETTLEMENT, "CNY", lines, NOW)


def test_a_posting_is_one_link_of_the_chain(world: World) -> None:
    world.do(ledger.post, [earned(1), earned(2)])
    world.do(ledger.post, [earned(3)])
    stored = world.do(lambda conn: list(ledger.chain(conn)))
    assert [each.number for each in stored] == [1, 2, 3]
    previous = ledger.GENESIS
    for each, given in zip(stored, (earned(1), earned(2), earned(3)), strict=True):
        assert each.previous_hash == previous
        assert each.hash == chain_hash(previous, given)
        previous = each.hash
    assert world.do(ledger.head) == ledger.Head(3, previous)


def test_a_known_key_has_no_second_effect(world: World) -> None:
    assert world.do(ledger.post, [earned(1), earned(1)]) == 1
    assert world.do(ledger.post, [earned(1), earned(2)]) == 1
    assert world.do(ledger.post, [replace(earned(2), at=NOW + timedelta(days=1))]) == 0
    (pending,) = world.do(ledger.of_person, 7)
    assert (pending.account, pending.amount_minor) == (A.CREATOR_PENDING, 2_000)


def test_balances_are_kept_apart_by_account_and_currency(world: World) -> None:
    yen = replace(earned(2, 30), currency="JPY")
    matured = Posting(
        "mature:1",
        PostingKind.MATURITY,
        "CNY",
        (Line(A.CREATOR_PENDING, 7, -1_000), Line(A.CREATOR_PAYABLE, 7, 1_000)),
        NOW,
    )
    world.do(ledger.post, [earned(1), yen, matured, earned(4, person_id=8)])
    found = {(b.account, b.currency): b.amount_minor for b in world.do(ledger.of_person, 7)}
    assert found == {
        (A.CREATOR_PAYABLE, "CNY"): 1_000,
        (A.CREATOR_PENDING, "CNY"): 0,
        (A.CREATOR_PENDING, "JPY"): 30,
    }
    funds = {b.currency: b.amount_minor for b in world.do(ledger.of_account, A.CAMPAIGN_FUNDS)}
    assert funds == {"CNY": -2_000, "JPY": -30}


def test_a_campaigns_funds_are_not_the_balance_of_a_person_with_the_same_id(world: World) -> None:
    world.do(ledger.post, [earned(1, person_id=1)])
    assert [b.account for b in world.do(ledger.of_person, 1)] == [A.CREATOR_PENDING]


@pytest.mark.parametrize(
    "change",
    [
        update(ledger_entry).values(amount_minor=5),
        delete(ledger_entry),
        update(posting).values(hash="0" * 64),
        delete(posting),
    ],
)
def test_the_database_refuses_to_change_the_past(world: World, change: object) -> None:
    world.do(ledger.post, [earned(1)])
    with pytest.raises(DBAPIError, match="append-only"):
        world.do(lambda conn: conn.execute(change))  # type: ignore[call-overload]
    assert [b.amount_minor for b in world.do(ledger.of_person, 7)] == [1_000]


def test_many_writers_at_once_make_one_chain(world: World) -> None:
    def post(number: int) -> int:
        return world.do(ledger.post, [earned(number % 40), earned(1_000 + number)])

    with ThreadPoolExecutor(8) as threads:
        posted = sum(threads.map(post, range(80)))
    assert posted == 40 + 80
    stored = world.do(lambda conn: list(ledger.chain(conn)))
    assert [each.number for each in stored] == list(range(1, 121))
    assert all(after.previous_hash == before.hash for before, after in pairwise(stored))


def test_a_unit_of_work_that_fails_leaves_no_gap(world: World) -> None:
    def fail(conn: object) -> None:
        ledger.post(conn, [earned(1)])  # type: ignore[arg-type]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        world.do(fail)
    world.do(ledger.post, [earned(2)])
    assert [each.number for each in world.do(lambda conn: list(ledger.chain(conn)))] == [1]


def test_a_damaged_row_reads_as_it_is(world: World) -> None:
    world.do(ledger.post, [earned(1)])
    if world.engine.dialect.name == "sqlite":
        world.do(lambda conn: conn.execute(text("DROP TRIGGER ledger_entry_no_update")))
    else:
        world.do(lambda conn: conn.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER USER")))
    world.do(lambda conn: conn.execute(update(ledger_entry).values(amount_minor=9)))
    (stored,) = world.do(lambda conn: list(ledger.chain(conn)))
    assert [line.amount_minor for line in stored.lines] == [9, 9]
