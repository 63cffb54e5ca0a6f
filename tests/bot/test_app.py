"""The whole process against the local Telegram: starts, works, stops, and starts again."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession
from sqlalchemy import create_engine, select

from bot.app import Duty, Process, build
from bot.config import Config, Language, Mode
from bot.endings import CannotGoOn
from bot.values import Secret
from domain.delivery import DeliveryClass
from domain.locales import EN
from domain.people import Role
from sandbox.app import Sandbox
from services import deferred_updates, notices, verify
from services.vault import Vault
from storage.tables.chat import kept_update
from storage.tables.people import person, staff_role
from tests.world import creator


@asynccontextmanager
async def running(config: Config, *duties: Duty) -> AsyncIterator[Process]:
    process = build(config, duties=duties or tuple(Duty))
    try:
        await process.start()
        yield process
    finally:
        await process.stop()


def changed(config: Config, section: str, **values: object) -> Config:
    """The same configuration but for some keys."""
    return replace(config, **{section: replace(getattr(config, section), **values)})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def hooked(config: Config) -> Config:
    """The same by webhook."""
    port = free_port()
    with_port = changed(config, "web", port=port, public_url=f"http://127.0.0.1:{port}")
    return changed(with_port, "telegram", mode=Mode.WEBHOOK, webhook_secret=Secret("a-secret"))


async def test_a_newcomer_is_answered_by_polling(config: Config, sandbox: Sandbox) -> None:
    async with running(config):
        ann = await sandbox.person("小红", language_code="zh-hans")
        await ann.says("/start")
        await ann.sees("欢迎")
    assert not sandbox.world.bot().queue.waiting()


async def test_a_newcomer_is_answered_by_webhook(hooked: Config, sandbox: Sandbox) -> None:
    async with running(hooked):
        ann = await sandbox.person("Ann", language_code="en")
        await ann.says("/start")
        await ann.sees("Welcome")
        async with asyncio.timeout(5):
            while sandbox.world.bot().queue.waiting():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("by", ["config", "hooked"])
async def test_what_was_acknowledged_and_not_done_is_taken_up_at_the_start(
    request: pytest.FixtureRequest, sandbox: Sandbox, by: str
) -> None:
    """Also where polling gave way to a webhook meanwhile."""
    keyed = changed(request.getfixturevalue(by), "secrets", encryption_key=Secret("k" * 16))
    ann = await sandbox.person("Ann", language_code="en")
    await ann.says("/start")
    (left,) = sandbox.world.bot().queue.waiting()
    raw = json.loads(left.body)
    sandbox.world.bot().queue.clear()
    async with running(keyed) as process:
        told, vault = [(raw, ann.user.id)], Vault("k" * 16)
        now = datetime.now(UTC)
        await process.db.write(deferred_updates.defer, vault, told, now=now)
    assert not ann.fresh
    async with running(keyed):
        await ann.sees("Welcome")
    with create_engine(keyed.database.url).connect() as conn:
        assert conn.execute(select(kept_update)).all() == []


async def test_a_newcomer_without_a_language_is_met_in_the_configured_one(
    config: Config, sandbox: Sandbox
) -> None:
    async with running(changed(config, "locale", default=Language.EN), Duty.BOT):
        ann = await sandbox.person("Ann", language_code="")
        await ann.says("/start")
        await ann.sees("Welcome")


async def test_what_was_said_while_we_were_away_is_answered_once(
    config: Config, sandbox: Sandbox
) -> None:
    ann = await sandbox.person("Ann", language_code="en")
    await ann.says("/start")
    async with running(config):
        await ann.sees("Welcome")
    async with running(config):
        await asyncio.sleep(0.3)
    assert len(sandbox.log.accepted("sendMessage")) == 1


async def test_owners_of_the_configuration_hold_their_role_from_the_start(
    config: Config, sandbox: Sandbox
) -> None:
    boss = await sandbox.person("Boss", language_code="en")
    async with running(changed(config, "staff", owners=(boss.user.id,))):
        await boss.says("/team")
        await boss.sees("")
    engine = create_engine(config.database.url)
    with engine.connect() as conn:
        held = conn.execute(
            select(staff_role.c.role)
            .join(person, person.c.id == staff_role.c.person_id)
            .where(person.c.telegram_id == boss.user.id)
        ).scalars()
        assert list(held) == [Role.OWNER]
        assert verify.problems(conn) == []
    engine.dispose()


async def test_commands_are_shown_in_both_languages(config: Config, sandbox: Sandbox) -> None:
    async with running(config):
        async with asyncio.timeout(5):
            while len(sandbox.log.accepted("setMyCommands")) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    languages = {
        entry.params.text("language_code") for entry in sandbox.log.accepted("setMyCommands")
    }
    assert languages == {"", "zh", "en"}


async def test_a_worker_of_its_own_sends_what_another_process_queued(
    config: Config, sandbox: Sandbox
) -> None:
    ann = await sandbox.person("Ann", language_code="en")
    await ann.says("/start")
    async with running(config, Duty.BOT) as process:
        await ann.sees("Welcome")
        reader = await process.db.write(creator, telegram_id=ann.user.id, locale=EN)
        await process.db.write(
            notices.queue,
            reader.actor.person_id,
            "review_reject",  # a decision, told at any hour
            {"assignment_id": 1, "title": "听书", "reason": "", "clause": "", "note": ""},
            cls=DeliveryClass.TRANSACTIONAL,
            dedupe_key="x",
            now=process.now(),
        )
    async with running(config, Duty.WORKER):
        await ann.sees("听书")


async def test_a_web_process_is_ready_where_another_one_minds_telegram(hooked: Config) -> None:
    polled = changed(hooked, "telegram", mode=Mode.POLLING)
    for config in (hooked, polled):
        async with (
            running(config, Duty.WEB),
            ClientSession(config.web.public_url) as client,
            client.get("/readyz") as answer,
        ):
            assert answer.status == 200, await answer.text()


async def test_a_second_process_on_one_sqlite_file_is_refused(
    config: Config, sandbox: Sandbox
) -> None:
    async with running(config, Duty.WORKER):
        with pytest.raises(CannotGoOn, match="another process uses"):
            async with running(config, Duty.WORKER):
                pass
    async with running(config, Duty.WORKER):
        pass


async def test_a_port_that_is_taken_is_said_so(config: Config, sandbox: Sandbox) -> None:
    taken = changed(config, "web", port=int(sandbox.base_url.rpartition(":")[2]))
    with pytest.raises(CannotGoOn, match=r"web\.port"):
        async with running(taken, Duty.WEB):
            pass


async def test_a_database_that_cannot_be_is_said_so(config: Config) -> None:
    nowhere = changed(config, "database", url="postgresql://nobody@127.0.0.1:1/koc")
    with pytest.raises(CannotGoOn, match=r"database\.url"):
        async with running(nowhere, Duty.WORKER):
            pass


async def test_a_refused_token_ends_the_process_with_a_word(
    config: Config, sandbox: Sandbox
) -> None:
    refused = changed(config, "telegram", token=Secret("1:" + "x" * 25))
    with pytest.raises(CannotGoOn, match=r"telegram\.token"):
        async with running(refused, Duty.BOT):
            pass


async def test_a_telegram_that_is_away_at_the_start_is_waited_for(
    config: Config, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat._RETRY_SECONDS", 0.05)
    sandbox.fault("500_before", "getMe", count=3)
    async with running(config, Duty.BOT):
        ann = await sandbox.person("Ann", language_code="en")
        await ann.says("/start")
        await ann.sees("Welcome")


async def test_the_clock_may_jump_while_it_runs(config: Config, sandbox: Sandbox) -> None:
    process = build(config, sandbox.clock.now, [Duty.WORKER])
    try:
        await process.start()
        assert process.worker is not None
        for _ in range(3):
            sandbox.clock.advance(86_400 * 9)
            await process.worker.ticker.run_all()
    finally:
        await process.stop()
