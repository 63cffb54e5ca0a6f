"""The process's parts against the local Telegram, over real HTTP."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from telegram import Bot

from bot import intake
from bot.config import Config
from bot.settings import load
from bot.transport import Transport
from sandbox.app import TOKEN, Sandbox, serve
from services import settlements
from storage.migrate import upgrade
from tests.approved import approved
from tests.world import NOW, creator, live_campaign


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with serve() as running:
        running.register(TOKEN, username="koc_test_bot")
        yield running


@pytest.fixture
def config(sandbox: Sandbox, tmp_path: Path) -> Config:
    """Polling, SQLite, any free port."""
    return load(
        None,
        {
            "KOC__TELEGRAM__TOKEN": TOKEN,
            "KOC__TELEGRAM__API_BASE_URL": sandbox.base_url,
            "KOC__DATABASE__URL": f"sqlite:///{tmp_path / 'koc.sqlite3'}",
            "KOC__WEB__PORT": "0",
            "KOC__CHECKS__OPEN_POSTS": "false",
        },
    )


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """An initialised bot on our transport."""
    made = bot_of(sandbox, Transport(patience=2.0, answer_seconds=0.5))
    async with made:
        yield made


def bot_of(sandbox: Sandbox, transport: Transport) -> Bot:
    return Bot(
        TOKEN,
        base_url=sandbox.api_base_url,
        base_file_url=sandbox.file_base_url,
        request=transport,
        get_updates_request=transport,
    )


@pytest.fixture
def house_url(migrated_sqlite_url: str) -> str:
    """Of what `world` and `db` are on; a module that asks both databases says so."""
    return migrated_sqlite_url


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """In an empty folder, with a token and a database in it; the database's file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOC__TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("KOC__DATABASE__URL", f"sqlite:///{tmp_path / 'koc.sqlite3'}")
    return tmp_path / "koc.sqlite3"


@pytest.fixture
def lived_in(configured: Path) -> Iterator[Path]:
    """A database with one settled piece of work."""
    url = f"sqlite:///{configured}"
    upgrade(url)
    engine = create_engine(url)
    with engine.begin() as conn:
        approved(conn, live_campaign(conn), creator(conn))
        settlements.settle_due(conn, now=NOW.replace(year=NOW.year + 1))
    engine.dispose()
    return configured


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the tries of an update."""
    monkeypatch.setattr(intake, "PAUSES", (0.01, 0.02))
