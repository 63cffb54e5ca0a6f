"""Commands that only read make nothing: without a database they say so and end with one."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from storage.migrate import upgrade
from tests.bot.command_line import koc

READERS = [
    ("verify",),
    ("top", "--once"),
    ("risk", "dry-run"),
    ("ledger", "export", "books.beancount"),
    ("statements", "year", "2026"),
    ("statements", "campaign", "1"),
    ("keys", "list"),
    ("returns", "report"),
    ("returns", "missing"),
    ("kept", "list"),
    ("webhooks", "list"),
]
pytestmark = pytest.mark.usefixtures("configured")


@pytest.fixture(autouse=True)
def with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "a secret of this house")


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_who_only_reads_in_the_wrong_folder_says_so_and_makes_nothing(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOC__DATABASE__URL", "sqlite:///var/koc.sqlite3")
    refused = koc(*command)
    assert refused.exit_code == 1
    assert refused.output == ""
    assert refused.stderr.startswith(
        "database.url: there is no database at sqlite:///var/koc.sqlite3: "
    )
    assert len(refused.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_our_tables_is_said_to_be_none_of_ours(configured: Path) -> None:
    configured.touch()
    refused = koc("verify")
    assert refused.exit_code == 1
    assert f"sqlite:///{configured} has none of our tables" in refused.stderr
    assert configured.stat().st_size == 0


def test_older_tables_are_not_brought_along_to_be_read(configured: Path) -> None:
    upgrade(f"sqlite:///{configured}", "0060")
    refused = koc("verify")
    assert refused.exit_code == 1
    assert "`koc migrate` brings older ones along" in refused.stderr
    assert _revision(configured) == "0060"
    assert koc("migrate").exit_code == 0
    assert koc("verify").exit_code == 0


def test_an_empty_database_of_postgresql_stays_empty(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOC__DATABASE__URL", postgresql_url)
    for _ in range(2):
        refused = koc("verify")
        assert refused.exit_code == 1
        assert "has none of our tables" in refused.stderr


def _revision(database: Path) -> str:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found)
