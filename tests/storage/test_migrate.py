"""An empty database gets its tables once, whoever starts when, and whole or not at all."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from domain.ledger import LedgerAccount, Line, Posting, PostingKind
from storage import ledger, migrate
from storage.migrate import is_current, sync_url, upgrade
from tests.processes import at_once
from tests.world import NOW

A = LedgerAccount

PREPARE = "import os; from alembic import command; from storage.migrate import upgrade"
UPGRADE = "upgrade(os.environ['DATABASE'])"


def tables(url: str) -> list[str]:
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


@pytest.mark.kills
def test_of_four_that_start_at_once_on_nothing_one_makes_the_tables(database_url: str) -> None:
    failures = at_once(4, PREPARE, UPGRADE, {"DATABASE": database_url})
    assert failures == [""] * 4
    assert is_current(database_url)


def test_what_breaks_off_leaves_nothing_behind(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as breaking:
        breaking.setattr(migrate, "_SCRIPTS", broken_scripts(tmp_path))
        with pytest.raises(RuntimeError, match="power cut"):
            upgrade(database_url)
    assert tables(database_url) == []
    upgrade(database_url)
    assert is_current(database_url)


def broken_scripts(folder: Path) -> Path:
    """Our migrations, of which the last stops after its last table."""
    scripts = shutil.copytree(migrate._SCRIPTS, folder / "migrations")
    last = max(scripts.glob("versions/0*.py"))
    made, _, undone = last.read_text(encoding="utf-8").partition("\n\ndef downgrade()")
    last.write_text(f'{made}\n    raise RuntimeError("power cut")\n\n\ndef downgrade(){undone}')
    return scripts


def test_a_ledger_keeps_its_chain_and_its_guards_when_its_tables_are_made_anew(
    database_url: str,
) -> None:
    """A later revision widens what an account and a kind may be."""
    upgrade(database_url, "0004")
    engine = create_engine(sync_url(database_url))
    lines = Line(A.CAMPAIGN_FUNDS, 1, -5), Line(A.CREATOR_PENDING, 7, 5)
    owed = Line(A.CREATOR_PAYABLE, 7, -5), Line(A.CREATOR_RECEIVABLE, 7, 5)
    with engine.begin() as conn:
        ledger.post(conn, [Posting("settle:1", PostingKind.SETTLEMENT, "CNY", lines, NOW)])
    upgrade(database_url)
    with engine.begin() as conn:
        ledger.post(conn, [Posting("recover:1", PostingKind.RECOVERY, "CNY", owed, NOW)])
        first, second = ledger.chain(conn)
    assert (first.lines, second.lines) == (lines, owed)
    assert second.previous_hash == first.hash
    for table in ("posting", "ledger_entry"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as conn:
            conn.execute(text(f"DELETE FROM {table}"))
    engine.dispose()
