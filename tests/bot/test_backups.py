"""Backups: what was there comes back, nothing is written over, and no other file is taken in."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.single import hold
from tests.bot.command_line import koc

pytestmark = pytest.mark.usefixtures("configured")


def test_a_backup_restores_what_was_there(lived_in: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    assert koc("backup", str(kept)).exit_code == 0
    with contextlib.closing(sqlite3.connect(lived_in)) as connection:
        connection.execute("UPDATE person SET name = 'overwritten'")
        connection.commit()
    assert koc("restore", str(kept)).exit_code == 0
    with contextlib.closing(sqlite3.connect(lived_in)) as connection:
        assert connection.execute("SELECT name FROM person").fetchone() != ("overwritten",)
    assert koc("verify").exit_code == 0
    (aside,) = tmp_path.glob("koc.sqlite3.before-*")
    with contextlib.closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT name FROM person").fetchone() == ("overwritten",)


def test_a_backup_is_taken_while_somebody_writes(lived_in: Path, tmp_path: Path) -> None:
    """Committed rows that are still in the write-ahead log are in it; half a unit is not."""
    with contextlib.closing(sqlite3.connect(lived_in, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("UPDATE person SET name = 'committed'")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE person SET name = 'half done'")
        assert koc("backup", str(tmp_path / "kept.db")).exit_code == 0
        writer.execute("ROLLBACK")
    with contextlib.closing(sqlite3.connect(tmp_path / "kept.db")) as kept:
        names = kept.execute("SELECT DISTINCT name FROM person").fetchall()
    assert names == [("committed",)]


def test_a_backup_overwrites_nothing(lived_in: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.db").write_text("dear to me")
    assert koc("backup", str(tmp_path / "kept.db")).exit_code == 1
    assert (tmp_path / "kept.db").read_text() == "dear to me"


def test_nothing_is_restored_over_a_database_in_use(lived_in: Path, tmp_path: Path) -> None:
    koc("backup", str(tmp_path / "kept.db"))
    with hold(lived_in):
        refused = koc("restore", str(tmp_path / "kept.db"))
    assert refused.exit_code == 1
    assert "stop the service" in refused.stderr


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\0"])
def test_what_is_no_backup_is_not_restored(lived_in: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.db").write_bytes(content)
    assert koc("restore", str(tmp_path / "bad.db")).exit_code == 1
    assert koc("verify").exit_code == 0
    assert not list(tmp_path.glob("koc.sqlite3.before-*"))


def test_postgresql_is_kept_by_its_own_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOC__DATABASE__URL", "postgresql://koc@db/koc")
    refused = koc("backup", "kept.db")
    assert refused.exit_code == 1
    assert "pg_dump" in refused.stderr
