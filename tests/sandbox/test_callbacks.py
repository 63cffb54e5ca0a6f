"""Taps: what the bot hears, how it answers, when it is too late."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox import Person, Sandbox, Settings, serve
from sandbox.errors import GestureRefused
from tests.sandbox.raw_bot import RawBot

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def buttons(*labels: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": label}] for label in labels]}


@pytest.fixture
async def offer(bot: RawBot, lin: Person) -> dict[str, Any]:
    sent: dict[str, Any] = await bot.ok(
        "sendMessage", chat_id=lin.user.id, text="task", reply_markup=buttons("领取", "跳过")
    )
    await bot.updates()
    return sent


async def test_a_tap_is_a_callback_query_with_its_message(
    bot: RawBot, lin: Person, offer: dict[str, Any]
) -> None:
    await lin.taps("领取")
    (update,) = await bot.updates()
    query = update["callback_query"]
    assert query["data"] == "领取"
    assert query["message"]["message_id"] == offer["message_id"]
    assert query["from"]["id"] == lin.user.id


@pytest.mark.usefixtures("offer")
async def test_the_answer_reaches_the_person_once(bot: RawBot, lin: Person) -> None:
    query = await lin.taps("领取")
    assert query is not None
    answer = {"callback_query_id": query.id, "text": "已领取", "show_alert": True}
    await bot.ok("answerCallbackQuery", **answer)
    await bot.ok("answerCallbackQuery", **(answer | {"text": "again"}))
    assert await lin.sees_alert("已领取") == "已领取"
    assert len(lin.answers) == 1
    assert lin.answers[0]["show_alert"]


@pytest.mark.usefixtures("offer")
async def test_a_tap_cannot_be_answered_after_150_seconds(bot: RawBot, lin: Person) -> None:
    query = await lin.taps("领取")
    assert query is not None
    lin.world.clock.advance(151)
    assert await bot.refused("answerCallbackQuery", callback_query_id=query.id) == TOO_OLD
    assert await bot.updates() == []


async def test_real_time_callbacks_survive_a_jump_of_the_clock(session: Any) -> None:
    async with serve(settings=Settings(real_time_callbacks=True)) as sandbox:
        sandbox.register()
        bot = RawBot(sandbox.api_base_url, session)
        lin = await sandbox.person("Lin")
        await lin.starts()
        await bot.ok("sendMessage", chat_id=lin.user.id, text="a", reply_markup=buttons("go"))
        query = await lin.taps("go")
        assert query is not None
        sandbox.clock.advance(timedelta(hours=1))
        await bot.ok("answerCallbackQuery", callback_query_id=query.id)


@pytest.mark.usefixtures("offer")
async def test_unknown_queries_and_those_of_other_bots_are_refused(
    bot: RawBot, sandbox: Sandbox, lin: Person
) -> None:
    query = await lin.taps("领取")
    assert query is not None
    other = RawBot(sandbox.api_base_url, bot.session, f"42:{'a' * 35}")
    assert await other.refused("answerCallbackQuery", callback_query_id=query.id) == TOO_OLD
    assert await bot.refused("answerCallbackQuery", callback_query_id="1") == TOO_OLD
    long = {"callback_query_id": query.id, "text": "x" * 201}
    assert await bot.refused("answerCallbackQuery", **long) == "Bad Request: MESSAGE_TOO_LONG"


async def test_an_old_or_forged_button_sends_what_it_would(
    bot: RawBot, lin: Person, offer: dict[str, Any]
) -> None:
    await bot.ok("deleteMessage", chat_id=lin.user.id, message_id=offer["message_id"])
    await lin.taps_data("v1:forged:7", offer["message_id"])
    query = (await bot.updates())[0]["callback_query"]
    assert query["data"] == "v1:forged:7"
    assert query["message"]["date"] == 0


@pytest.mark.usefixtures("offer")
async def test_a_button_that_is_not_there_is_named_with_those_that_are(lin: Person) -> None:
    with pytest.raises(GestureRefused, match=r"“付款”.*领取 · 跳过"):
        await lin.taps("付款", timeout=0.05)


async def test_the_newest_button_is_the_one_pressed(bot: RawBot, lin: Person) -> None:
    for text in ("old", "new"):
        markup = {"inline_keyboard": [[{"text": "take it", "callback_data": text}]]}
        await bot.ok("sendMessage", chat_id=lin.user.id, text=text, reply_markup=markup)
    await bot.updates()
    await lin.taps("take")
    assert (await bot.updates())[0]["callback_query"]["data"] == "new"


async def test_a_whole_label_beats_one_that_only_contains_it(bot: RawBot, lin: Person) -> None:
    await bot.ok(
        "sendMessage", chat_id=lin.user.id, text="x", reply_markup=buttons("领取全部", "领取")
    )
    await bot.updates()
    await lin.taps("领取")
    assert (await bot.updates())[0]["callback_query"]["data"] == "领取"


async def test_an_inline_query_is_answered_while_it_lives(bot: RawBot, lin: Person) -> None:
    query = lin.world.queries.open(lin.world.bot().id, lin.user.id)
    await bot.ok("answerInlineQuery", inline_query_id=query.id, results=[])
    assert await bot.refused("answerInlineQuery", inline_query_id="1", results=[]) == TOO_OLD
