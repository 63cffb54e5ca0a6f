"""A local Telegram per test, a bot without a library and a creator who has pressed Start."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox import Person, Sandbox, Settings, serve
from tests.sandbox.raw_bot import RawBot


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with serve(settings=Settings(webhook_retry_unit=0.01)) as running:
        running.register(username="koc_dispatch_bot")
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def bot(sandbox: Sandbox, session: aiohttp.ClientSession) -> RawBot:
    return RawBot(sandbox.api_base_url, session)


@pytest.fixture
async def lin(sandbox: Sandbox) -> Person:
    """小林, who has started the bot."""
    person = await sandbox.person("小林", username="xiaolin", language_code="zh-hans")
    await person.starts()
    return person
