"""Sending: what arrives, and what is refused in Telegram's own words."""

from typing import Any

import pytest

from sandbox import Person, Sandbox
from tests.sandbox.raw_bot import RawBot


async def test_a_sent_message_comes_back_and_is_on_the_screen(bot: RawBot, lin: Person) -> None:
    sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="<b>你好</b>", parse_mode="HTML")
    assert sent["text"] == "你好"
    assert sent["entities"] == [{"offset": 0, "length": 2, "type": "bold"}]
    assert sent["chat"] == {
        "id": lin.user.id,
        "first_name": "小林",
        "username": "xiaolin",
        "type": "private",
    }
    assert sent["from"]["is_bot"]
    assert lin.screen == ["/start", "你好"]


async def test_message_ids_are_one_sequence_over_all_chats(
    bot: RawBot, sandbox: Sandbox, lin: Person
) -> None:
    mei = await sandbox.person("Mei")
    await mei.starts()
    first = await bot.ok("sendMessage", chat_id=lin.user.id, text="a")
    second = await bot.ok("sendMessage", chat_id=mei.user.id, text="b")
    assert second["message_id"] == first["message_id"] + 1


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n\u200b"}, "text must be non-empty"),
        ({"text": "任" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x" * 40_000}, "text is too long"),
        ({"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "a", "reply_markup": []}, "object expected as reply markup"),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "a", "reply_to_message_id": 99}, "message to be replied not found"),
        (
            {"text": "a", "entities": [{"type": "bold"}]},
            "can't parse MessageEntity: Can't find field \"offset\"",
        ),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(
    bot: RawBot, lin: Person, params: dict[str, Any], reason: str
) -> None:
    refusal = await bot.refused("sendMessage", chat_id=lin.user.id, **params)
    assert refusal == f"Bad Request: {reason}"
    assert lin.screen == ["/start"]


async def test_exactly_4096_units_after_parsing_are_sent(bot: RawBot, lin: Person) -> None:
    text = "<b>" + "😀" * 2048 + "</b>"
    assert len(
        (await bot.ok("sendMessage", chat_id=lin.user.id, text=text, parse_mode="HTML"))["text"]
    )


async def test_a_chat_nobody_opened_is_not_found(bot: RawBot, lin: Person) -> None:
    assert await bot.refused("sendMessage", text="a") == "Bad Request: chat_id is empty"
    for chat_id in (12345, "@xiaolin", "nobody"):
        refusal = await bot.refused("sendMessage", chat_id=chat_id, text="a")
        assert refusal == "Bad Request: chat not found"


async def test_a_bot_cannot_write_first(bot: RawBot, sandbox: Sandbox) -> None:
    stranger = await sandbox.person("Stranger")
    assert stranger.screen == []
    refusal = await bot.refused("sendMessage", chat_id=stranger.user.id, text="a")
    assert refusal == "Forbidden: bot can't initiate conversation with a user"


async def test_a_person_who_blocked_the_bot_gets_nothing_until_they_start_again(
    bot: RawBot, lin: Person
) -> None:
    await lin.blocks()
    for method in ("sendMessage", "editMessageText"):
        refusal = await bot.refused(method, chat_id=lin.user.id, text="a", message_id=1)
        assert refusal == "Forbidden: bot was blocked by the user"
    await lin.starts()
    await bot.ok("sendMessage", chat_id=lin.user.id, text="a")
    kinds = [list(update)[1] for update in await bot.updates()]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]


async def test_a_deactivated_person_gets_nothing(bot: RawBot, lin: Person) -> None:
    lin.user.deactivated = True
    refusal = await bot.refused("sendMessage", chat_id=lin.user.id, text="a")
    assert refusal == "Forbidden: user is deactivated"


async def test_a_reply_carries_the_message_it_answers(bot: RawBot, lin: Person) -> None:
    asked = await lin.says("how much?")
    sent = await bot.ok(
        "sendMessage", chat_id=lin.user.id, text="12", reply_parameters={"message_id": asked.id}
    )
    assert sent["reply_to_message"]["text"] == "how much?"


async def test_a_missing_reply_target_may_be_allowed(bot: RawBot, lin: Person) -> None:
    reply = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="12", reply_parameters=reply)
    assert "reply_to_message" not in sent


async def test_typing_shows_until_the_message_comes(bot: RawBot, lin: Person) -> None:
    chat = lin.world.bot().chats[lin.user.id]
    await bot.ok("sendChatAction", chat_id=lin.user.id, action="typing")
    assert chat.action == "typing"
    await bot.ok("sendMessage", chat_id=lin.user.id, text="a")
    assert chat.action == ""
    refusal = await bot.refused("sendChatAction", chat_id=lin.user.id, action="dancing")
    assert refusal == "Bad Request: wrong parameter action in request"


async def test_a_draft_shows_until_the_message_comes(bot: RawBot, lin: Person) -> None:
    chat = lin.world.bot().chats[lin.user.id]
    await bot.ok("sendMessageDraft", chat_id=lin.user.id, draft_id=1, text="half")
    assert chat.draft is not None
    assert chat.draft["text"] == "half"
    assert lin.screen == ["/start"]
    await bot.ok("sendMessage", chat_id=lin.user.id, text="whole")
    assert chat.draft is None


async def test_a_contact_and_a_place_are_sent_and_a_poll_is_refused(
    bot: RawBot, lin: Person
) -> None:
    chat = {"chat_id": lin.user.id}
    contact = await bot.ok("sendContact", **chat, phone_number="+1", first_name="Mei")
    assert contact["contact"] == {"phone_number": "+1", "first_name": "Mei"}
    place = await bot.ok("sendLocation", **chat, latitude=31.2, longitude="121.5")
    assert place["location"] == {"latitude": 31.2, "longitude": 121.5}
    assert await bot.refused("sendLocation", **chat) == "Bad Request: latitude is empty"
    assert "polls" in await bot.refused("sendPoll", **chat, question="?", options=["a"])


async def test_every_encoding_of_a_call_is_read_alike(bot: RawBot, lin: Person) -> None:
    keyboard = '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}'
    params = {"chat_id": str(lin.user.id), "text": "x", "reply_markup": keyboard}
    get = bot.session.get(f"{bot.url}/sendMessage", params=params)
    urlencoded = bot.session.post(f"{bot.url}/SENDMESSAGE", data=params)
    for request in (get, urlencoded):
        async with request as answer:
            assert (await answer.json())["ok"]
    assert (await bot.upload("sendmessage", {}, **params))["ok"]
    await bot.ok("sendMessage", **params)
    assert lin.screen.count("x") == 4
    assert len({entry.digest for entry in lin.world.log}) == 1


async def test_tokens_and_methods_nobody_has_are_refused(bot: RawBot, sandbox: Sandbox) -> None:
    assert await bot.call("noSuchMethod") == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found",
    }
    for token, code in (("123:short", 401), ("nonsense", 404)):
        stranger = RawBot(sandbox.api_base_url, bot.session, token)
        assert (await stranger.call("getMe"))["error_code"] == code


async def test_a_well_formed_token_registers_itself(sandbox: Sandbox, bot: RawBot) -> None:
    other = RawBot(sandbox.api_base_url, bot.session, f"42:{'a' * 35}")
    me = await other.ok("getMe")
    assert me["id"] == 42
    assert me["is_bot"]


async def test_a_body_over_fifty_megabytes_is_refused(bot: RawBot, lin: Person) -> None:
    answer = await bot.upload(
        "sendDocument", {"document": ("big.bin", bytes(51 * 1024 * 1024))}, chat_id=str(lin.user.id)
    )
    assert answer["error_code"] == 413
    assert answer["description"] == "Request Entity Too Large"
