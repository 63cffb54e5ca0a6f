"""The log of what was accepted: what proofs count."""

import json
from pathlib import Path

import aiohttp

from sandbox import Person, Sandbox, Settings, serve
from tests.sandbox.raw_bot import RawBot


async def test_only_what_was_accepted_is_in_the_log(
    bot: RawBot, sandbox: Sandbox, lin: Person
) -> None:
    sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="once")
    await bot.refused("sendMessage", chat_id=lin.user.id, text="")
    await bot.ok("getMe")
    (entry,) = sandbox.log
    assert (entry.seq, entry.method, entry.text) == (1, "sendMessage", "once")
    assert (entry.chat_id, entry.message_id) == (lin.user.id, sent["message_id"])
    assert entry.bot_id == 1_000_001


async def test_repeats_of_a_call_have_the_same_digest(
    bot: RawBot, sandbox: Sandbox, lin: Person
) -> None:
    for text in ("a", "a", "b"):
        await bot.ok("sendMessage", chat_id=lin.user.id, text=text)
    first, again, other = [entry.digest for entry in sandbox.log]
    assert first == again != other
    assert len(sandbox.log.accepted("sendMessage", chat_id=lin.user.id, containing="a")) == 2


async def test_the_mirror_outlives_the_server(
    tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    mirror = tmp_path / "log.jsonl"
    async with serve(settings=Settings(log_path=mirror)) as sandbox:
        sandbox.register()
        bot = RawBot(sandbox.api_base_url, session)
        lin = await sandbox.person("Lin")
        await lin.starts()
        await bot.ok("sendMessage", chat_id=lin.user.id, text="一次")
        line = json.loads(mirror.read_text())
    assert (line["method"], line["text"]) == ("sendMessage", "一次")
    assert ":" not in str(line["bot_id"])
