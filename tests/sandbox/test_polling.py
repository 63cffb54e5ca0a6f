"""getUpdates: order, acknowledgement, waiting, two pollers, lifetimes."""

import asyncio

import pytest

from sandbox import Person, Sandbox
from tests.sandbox.raw_bot import RawBot

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


async def texts(bot: RawBot, **params: int) -> list[str]:
    return [update["message"]["text"] for update in await bot.ok("getUpdates", **params)]


async def test_updates_are_sequential_and_stay_until_acknowledged(bot: RawBot, lin: Person) -> None:
    for text in "abc":
        await lin.says(text)
    first = await bot.ok("getUpdates")
    ids = [update["update_id"] for update in first]
    assert ids == list(range(ids[0], ids[0] + 4))
    assert await bot.ok("getUpdates") == first
    assert await texts(bot, offset=ids[2]) == ["b", "c"]
    assert await texts(bot) == ["b", "c"]
    assert await texts(bot, limit=1) == ["b"]
    assert await texts(bot, offset=ids[-1] + 1) == []


async def test_a_negative_offset_keeps_only_the_last(bot: RawBot, lin: Person) -> None:
    for text in "abc":
        await lin.says(text)
    assert await texts(bot, offset=-1) == ["c"]
    assert await texts(bot) == ["c"]


async def test_a_long_poll_answers_as_soon_as_something_comes(bot: RawBot, lin: Person) -> None:
    await bot.updates()
    waiting = asyncio.create_task(texts(bot, timeout=10))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await lin.says("now")
    async with asyncio.timeout(1):
        assert await waiting == ["now"]


async def test_a_long_poll_ends_empty_when_nothing_comes(bot: RawBot) -> None:
    assert await texts(bot, timeout=1) == []


async def test_a_second_poller_ends_the_first_with_a_conflict(bot: RawBot, lin: Person) -> None:
    await bot.updates()
    first = asyncio.create_task(bot.call("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(texts(bot, timeout=10))
    ended = await first
    assert (ended["error_code"], ended["description"]) == (409, CONFLICT)
    await lin.says("for the second")
    assert await second == ["for the second"]


async def test_a_poller_that_went_away_takes_no_updates_with_it(bot: RawBot, lin: Person) -> None:
    await bot.updates()
    gone = asyncio.create_task(bot.call("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    gone.cancel()
    await lin.says("still here")
    assert await texts(bot) == ["still here"]


async def test_polling_is_refused_while_a_webhook_is_set(bot: RawBot) -> None:
    await bot.ok("setWebhook", url="http://127.0.0.1:9/hook")
    answer = await bot.call("getUpdates")
    assert answer["error_code"] == 409
    assert answer["description"].startswith(
        "Conflict: can't use getUpdates method while webhook is active"
    )
    await bot.ok("deleteWebhook")
    await bot.ok("getUpdates")


async def test_setting_a_webhook_ends_a_waiting_poll(bot: RawBot) -> None:
    waiting = asyncio.create_task(bot.refused("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    await bot.ok("setWebhook", url="http://127.0.0.1:9/hook")
    assert await waiting == "Conflict: terminated by setWebhook request"


async def test_updates_live_a_day_and_taps_150_seconds(bot: RawBot, lin: Person) -> None:
    await bot.updates()
    await lin.says("a")
    await lin.taps_data("tap")
    lin.world.clock.advance(151)
    assert await texts(bot) == ["a"]
    lin.world.clock.advance(86_400)
    assert await texts(bot) == []


async def test_only_the_kinds_asked_for_are_queued(bot: RawBot, lin: Person) -> None:
    await bot.updates(allowed_updates=["callback_query"])
    await lin.says("a")
    await lin.taps_data("tap")
    assert [list(update)[1] for update in await bot.updates()] == ["callback_query"]
    await bot.updates(allowed_updates=[])
    await lin.says("b")
    assert await texts(bot) == ["b"]


@pytest.mark.parametrize("payload", ["", "inv_7Hf-2", "x" * 64])
async def test_a_deep_link_arrives_as_start_with_its_payload(
    bot: RawBot, sandbox: Sandbox, payload: str
) -> None:
    mei = await sandbox.person("Mei")
    await mei.starts(payload)
    assert await texts(bot) == [f"/start {payload}".strip()]
