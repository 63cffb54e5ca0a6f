"""Keyboards of every kind: checked, kept, shown, pressed."""

from typing import Any

import pytest

from sandbox import Person
from tests.sandbox.raw_bot import RawBot


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "press", **button}]]}


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (inline(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (inline(callback_data="任" * 22), "BUTTON_DATA_INVALID"),
        (
            inline(),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"inline_keyboard": [[{"callback_data": "a"}]]},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"inline_keyboard": [{"text": "a"}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            inline(callback_data="a", style="pink"),
            "can't parse inline keyboard button: invalid button style specified",
        ),
        (
            inline(url="http://localhost:8080"),
            "inline keyboard button URL 'http://localhost:8080' is invalid: Wrong HTTP URL",
        ),
        (
            inline(web_app={"url": "http://127.0.0.1"}),
            (
                "inline keyboard button Web App URL 'http://127.0.0.1' is invalid: "
                "Only HTTPS links are allowed"
            ),
        ),
        (inline(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    ],
)
async def test_a_keyboard_telegram_would_not_take_is_refused(
    bot: RawBot, lin: Person, markup: dict[str, Any], reason: str
) -> None:
    refusal = await bot.refused("sendMessage", chat_id=lin.user.id, text="a", reply_markup=markup)
    assert refusal == f"Bad Request: {reason}"


async def test_buttons_of_every_kind_come_back_as_telegram_keeps_them(
    bot: RawBot, lin: Person
) -> None:
    row = [
        {"text": "take", "callback_data": "任" * 21, "style": "success"},
        {"text": "open", "url": "HTTPS://Example.com"},
        {"text": "copy", "copy_text": {"text": "#ad"}},
        {"text": "app", "web_app": {"url": "https://example.com/app"}},
        {"text": "share", "switch_inline_query": "task 1"},
        {"text": "", "callback_data": "nothing to see"},
    ]
    markup = {"inline_keyboard": [row]}
    sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="a", reply_markup=markup)
    kept = sent["reply_markup"]["inline_keyboard"][0]
    assert [b["text"] for b in kept] == ["take", "open", "copy", "app", "share"]
    assert kept[0]["style"] == "success"
    assert kept[1]["url"] == "https://example.com/"


async def test_a_reply_keyboard_is_shown_pressed_and_removed(bot: RawBot, lin: Person) -> None:
    chat = {"chat_id": lin.user.id, "text": "menu"}
    keys = {"keyboard": [["任务", {"text": "收益"}]], "resize_keyboard": True}
    sent = await bot.ok("sendMessage", **chat, reply_markup=keys)
    assert "reply_markup" not in sent
    assert lin.buttons == ["任务", "收益"]
    await bot.updates()
    await lin.taps("收益")
    assert (await bot.updates())[0]["message"]["text"] == "收益"
    await bot.ok("sendMessage", **chat, reply_markup={"remove_keyboard": True})
    assert lin.buttons == []


async def test_a_one_time_keyboard_is_gone_once_used(bot: RawBot, lin: Person) -> None:
    keys = {"keyboard": [["yes"]], "one_time_keyboard": True}
    await bot.ok("sendMessage", chat_id=lin.user.id, text="sure?", reply_markup=keys)
    await lin.taps("yes")
    assert lin.buttons == []


async def test_a_key_can_ask_for_the_phone_number(bot: RawBot, lin: Person) -> None:
    keys = {"keyboard": [[{"text": "Share my number", "request_contact": True}]]}
    await bot.ok("sendMessage", chat_id=lin.user.id, text="who?", reply_markup=keys)
    await bot.updates()
    await lin.taps("Share")
    contact = (await bot.updates())[0]["message"]["contact"]
    assert contact["user_id"] == lin.user.id
    assert contact["phone_number"].startswith("1555010")


async def test_a_link_button_opens_and_a_copy_button_copies(bot: RawBot, lin: Person) -> None:
    row = [{"text": "open", "url": "https://a.b/c"}, {"text": "copy", "copy_text": {"text": "x"}}]
    await bot.ok(
        "sendMessage", chat_id=lin.user.id, text="a", reply_markup={"inline_keyboard": [row]}
    )
    assert await lin.taps("open") is None
    assert await lin.taps("copy") is None
    assert [u for u in await bot.updates() if "callback_query" in u] == []
