"""`koc verify` looks at one moment: what a service commits meanwhile does not look broken."""

import asyncio

import pytest
from sqlalchemy import Connection

from domain.ledger import LedgerAccount, Line, Posting, PostingKind
from services import verify
from storage import ledger
from storage.database import open_database
from storage.still import still
from tests.world import NOW, World


def earned(number: int) -> Posting:
    lines = (Line(LedgerAccount.TAX_WITHHELD, 1, -5), Line(LedgerAccount.TAX_WITHHELD, 2, 5))
    return Posting(f"test:{number}", PostingKind.PAYMENT, "CNY", lines, NOW)


@pytest.fixture
def a_writer_comes_in_between(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last page of the chain and its head, which is when it used to look broken."""
    head = ledger.head

    def later(conn: Connection) -> ledger.Head:
        world.do(ledger.post, [earned(2)])
        return head(conn)

    world.do(ledger.post, [earned(1)])
    monkeypatch.setattr(verify.ledger, "head", later)


def read(migrated_url: str, look: object) -> list[verify.Problem]:
    async def asked() -> list[verify.Problem]:
        db = open_database(migrated_url)
        try:
            return await db.read(look)  # type: ignore[arg-type]
        finally:
            await db.close()

    return asyncio.run(asked())


@pytest.mark.usefixtures("a_writer_comes_in_between")
def test_what_is_written_meanwhile_does_not_look_broken(migrated_url: str, world: World) -> None:
    def at_one_moment(conn: Connection) -> list[verify.Problem]:
        with still(conn):
            return [each for each in verify.problems(conn) if "chain" in each.invariant]

    assert read(migrated_url, at_one_moment) == []
    assert world.do(lambda conn: ledger.links(conn, 0, 9))[-1].key == "test:2"


@pytest.mark.usefixtures("a_writer_comes_in_between")
def test_looked_at_moment_by_moment_it_would(migrated_url: str) -> None:
    """The control of the test above."""

    def as_it_comes(conn: Connection) -> list[verify.Problem]:
        return [each for each in verify.problems(conn) if "chain" in each.invariant]

    (broken,) = read(migrated_url, as_it_comes)
    assert broken.found == "postings at the end are missing"


@pytest.mark.usefixtures("world")
def test_afterwards_the_connection_sees_what_is_there_by_then(
    migrated_url: str, world: World
) -> None:
    def before_and_after(conn: Connection) -> list[int]:
        with still(conn):
            seen = [ledger.head(conn).length]
            world.do(ledger.post, [earned(1)])
            seen.append(ledger.head(conn).length)
        return [*seen, ledger.head(conn).length]

    assert read(migrated_url, before_and_after) == [0, 0, 1]
