"""The transport carries what the library asks, and says which phase of a request failed."""

import asyncio
import socket
import time

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.transport import NotConnected, PhaseUnknown, Transport, flood_seconds
from sandbox.app import TOKEN, Sandbox
from sandbox.limits import Limits
from tests.bot.conftest import bot_of


async def test_texts_and_keyboards_arrive_as_they_were_sent(sandbox: Sandbox, bot: Bot) -> None:
    ann = await sandbox.person("小红")
    await ann.says("/start")
    sent = await bot.send_message(ann.user.id, "<b>你好 👋</b>", parse_mode="HTML")
    assert (await ann.sees("你好 👋")).id == sent.message_id


async def test_a_file_goes_up_and_comes_back_the_same(sandbox: Sandbox, bot: Bot) -> None:
    ann = await sandbox.person("小红")
    await ann.says("/start")
    content = bytes(range(256)) * 50
    sent = await bot.send_document(ann.user.id, InputFile(content, "数据.csv"), caption="这里")
    assert sent.document is not None
    assert sent.document.file_name == "数据.csv"
    file = await sent.document.get_file()
    assert bytes(await file.download_as_bytearray()) == content


async def test_a_short_flood_is_waited_out(sandbox: Sandbox, bot: Bot) -> None:
    ann = await sandbox.person("小红")
    await ann.says("/start")
    sandbox.fault("429", "sendMessage", count=1, retry_after=1)
    began = time.monotonic()
    await bot.send_message(ann.user.id, "at last")
    assert time.monotonic() - began >= 1
    assert len(sandbox.log.accepted("sendMessage")) == 1


async def test_floods_that_go_on_are_told_once_patience_is_used_up(
    sandbox: Sandbox, bot: Bot
) -> None:
    sandbox.fault("429", "sendMessage", retry_after=1)
    began = time.monotonic()
    async with asyncio.timeout(5):
        with pytest.raises(RetryAfter):
            await bot.send_message(1, "no")
    assert 2 <= time.monotonic() - began < 3  # two waits of a second are all that it has


async def test_a_long_flood_is_told_at_once(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.fault("429", "sendMessage", retry_after=18_053)
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(1, "no")
    assert flood_seconds(flood.value) == 18_053


async def test_without_patience_no_flood_is_waited_out(sandbox: Sandbox) -> None:
    sandbox.fault("429", "sendMessage", retry_after=1)
    async with bot_of(sandbox, Transport()) as hasty:
        with pytest.raises(RetryAfter):
            await hasty.send_message(1, "no")


async def test_nobody_listening_means_nothing_was_sent(sandbox: Sandbox) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    transport = Transport()
    await transport.initialize()
    with pytest.raises(NotConnected):
        await transport.post(f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage")
    await transport.shutdown()


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "hang_before", "hang_after"])
async def test_a_lost_answer_leaves_it_open_what_happened(
    sandbox: Sandbox, bot: Bot, fault: str
) -> None:
    ann = await sandbox.person("小红")
    await ann.says("/start")
    sandbox.fault(fault, "sendMessage")
    with pytest.raises(PhaseUnknown):
        await bot.send_message(ann.user.id, "did it?")
    assert len(sandbox.log.accepted("sendMessage")) == fault.endswith("after")


async def test_a_server_error_is_neither_a_refusal_nor_a_lost_connection(
    sandbox: Sandbox, bot: Bot
) -> None:
    ann = await sandbox.person("小红")
    await ann.says("/start")
    sandbox.fault("500_after", "sendMessage")
    with pytest.raises(NetworkError) as error:
        await bot.send_message(ann.user.id, "x")
    assert not isinstance(error.value, NotConnected | BadRequest)


async def test_telegrams_refusals_keep_their_kind(sandbox: Sandbox, bot: Bot) -> None:
    ann = await sandbox.person("小红")
    await ann.says("/start")
    await ann.blocks()
    with pytest.raises(Forbidden):
        await bot.send_message(ann.user.id, "hello")
    with pytest.raises(BadRequest, match="not found"):
        await bot.send_message(987_654_321, "hello")


async def test_no_error_names_the_token(sandbox: Sandbox, bot: Bot) -> None:
    for fault in ("reset_before", "hang_before", "500_before"):
        sandbox.world.faults.clear()
        sandbox.fault(fault, "sendMessage")
        with pytest.raises(NetworkError) as error:
            await bot.send_message(1, "x")
        chain = f"{error.value!r} {error.value.__cause__!r} {error.value.__context__!r}"
        assert TOKEN not in str(error.value)
        assert TOKEN not in chain


async def test_an_unknown_token_is_refused(sandbox: Sandbox) -> None:
    transport = Transport()
    await transport.initialize()
    with pytest.raises(InvalidToken):
        await transport.post(f"{sandbox.api_base_url}nonsense/getMe")
    await transport.shutdown()


async def test_a_proxy_of_the_environment_is_used_but_for_exceptions(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The local Telegram stands in for the proxy: it is asked for a host that does not exist."""
    monkeypatch.setenv("http_proxy", sandbox.base_url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    transport = Transport()
    await transport.initialize()
    found = await transport.post(f"http://telegram.invalid/bot{TOKEN}/getMe")
    direct = await transport.post(f"{sandbox.api_base_url}{TOKEN}/getMe")
    assert found == direct
    await transport.shutdown()


async def test_many_requests_share_few_connections(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.limit(Limits.off())
    ann = await sandbox.person("小红")
    await ann.says("/start")
    await asyncio.gather(*(bot.send_message(ann.user.id, str(n)) for n in range(300)))
    assert len(sandbox.log.accepted("sendMessage")) == 300
