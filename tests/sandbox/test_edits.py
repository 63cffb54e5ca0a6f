"""Messages already sent: edited, deleted, copied, forwarded, pinned."""

from typing import Any

import pytest

from sandbox import Person
from tests.sandbox.pictures import png
from tests.sandbox.raw_bot import RawBot

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
BUTTON = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}


@pytest.fixture
async def card(bot: RawBot, lin: Person) -> dict[str, Any]:
    """Addresses a message with a button."""
    chat = {"chat_id": lin.user.id}
    sent = await bot.ok("sendMessage", **chat, text="card", reply_markup=BUTTON)
    return chat | {"message_id": sent["message_id"]}


async def test_text_and_buttons_change_in_place(
    bot: RawBot, lin: Person, card: dict[str, Any]
) -> None:
    edited = await bot.ok("editMessageText", **card, text="new card")
    assert edited["message_id"] == card["message_id"]
    assert edited["edit_date"] >= edited["date"]
    assert "reply_markup" not in edited
    assert lin.screen == ["/start", "new card"]
    assert lin.buttons == []


async def test_an_edit_that_changes_nothing_is_refused(bot: RawBot, card: dict[str, Any]) -> None:
    assert await bot.refused("editMessageText", **card, text="card", reply_markup=BUTTON) == (
        NOT_MODIFIED
    )
    assert await bot.refused("editMessageReplyMarkup", **card, reply_markup=BUTTON) == NOT_MODIFIED
    await bot.ok("editMessageText", **card, text="card")
    await bot.ok("editMessageReplyMarkup", **card, reply_markup=BUTTON)


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("editMessageText", {}, "message text is empty"),
        ("editMessageText", {"text": "x" * 4097}, "MESSAGE_TOO_LONG"),
        ("editMessageText", {"text": "x", "message_id": 99}, "message to edit not found"),
        (
            "editMessageText",
            {"text": "x", "reply_markup": {"remove_keyboard": True}},
            "inline keyboard expected",
        ),
        ("editMessageCaption", {"caption": "x"}, "there is no caption in the message to edit"),
        ("editMessageMedia", {}, 'parameter "media" is required'),
        (
            "editMessageMedia",
            {"media": {"type": "photo", "media": "nonsense"}},
            "wrong file identifier/HTTP URL specified",
        ),
    ],
)
async def test_wrong_edits_are_refused(
    bot: RawBot, card: dict[str, Any], method: str, params: dict[str, Any], reason: str
) -> None:
    assert await bot.refused(method, **(card | params)) == f"Bad Request: {reason}"


async def test_only_its_own_messages_without_a_reply_keyboard_can_be_edited(
    bot: RawBot, lin: Person
) -> None:
    asked = await lin.says("mine")
    chat = {"chat_id": lin.user.id}
    keys = {"keyboard": [["a"]]}
    locked = await bot.ok("sendMessage", **chat, text="menu", reply_markup=keys)
    for message_id in (asked.id, locked["message_id"]):
        refusal = await bot.refused("editMessageText", **chat, message_id=message_id, text="x")
        assert refusal == "Bad Request: message can't be edited"


async def test_a_caption_and_its_photo_change_in_place(bot: RawBot, lin: Person) -> None:
    chat = {"chat_id": str(lin.user.id)}
    sent = (await bot.upload("sendPhoto", {"photo": ("a.png", png())}, **chat, caption="old"))[
        "result"
    ]
    where = chat | {"message_id": sent["message_id"]}
    refusal = await bot.refused("editMessageText", **where, text="x")
    assert refusal == "Bad Request: there is no text in the message to edit"
    refusal = await bot.refused("editMessageCaption", **where, caption="x" * 1025)
    assert refusal == "Bad Request: MEDIA_CAPTION_TOO_LONG"
    edited = await bot.ok("editMessageCaption", **where, caption="new")
    assert edited["caption"] == "new"
    answer = await bot.upload(
        "editMessageMedia",
        {"other": ("b.png", png(shade=9))},
        **{name: str(value) for name, value in where.items()},
        media='{"type":"photo","media":"attach://other","caption":"newer"}',
    )
    assert answer["result"]["caption"] == "newer"
    assert answer["result"]["photo"][-1]["file_unique_id"] != sent["photo"][-1]["file_unique_id"]


async def test_messages_are_deleted_for_both_within_two_days(bot: RawBot, lin: Person) -> None:
    chat = {"chat_id": lin.user.id}
    old = await bot.ok("sendMessage", **chat, text="old")
    lin.world.clock.advance(2 * 86_400 + 1)
    young = await bot.ok("sendMessage", **chat, text="young")
    asked = await lin.says("mine")
    refusal = await bot.refused("deleteMessage", **chat, message_id=old["message_id"])
    assert refusal == "Bad Request: message can't be deleted for everyone"
    await bot.ok("deleteMessage", **chat, message_id=young["message_id"])
    await bot.ok("deleteMessages", **chat, message_ids=[asked.id, 999])
    assert lin.screen == ["/start", "old"]
    refusal = await bot.refused("deleteMessage", **chat, message_id=young["message_id"])
    assert refusal == "Bad Request: message to delete not found"
    refusal = await bot.refused("deleteMessage", **chat)
    assert refusal == "Bad Request: message identifier is not specified"


async def test_copies_and_forwards_differ_in_who_they_are_from(bot: RawBot, lin: Person) -> None:
    asked = await lin.says("look: /tasks")
    here = {"chat_id": lin.user.id, "from_chat_id": lin.user.id}
    copied = await bot.ok("copyMessage", **here, message_id=asked.id)
    assert list(copied) == ["message_id"]
    forwarded = await bot.ok("forwardMessage", **here, message_id=asked.id)
    assert forwarded["forward_origin"]["sender_user"]["first_name"] == "小林"
    ids = await bot.ok("forwardMessages", **here, message_ids=[asked.id, copied["message_id"]])
    assert len(ids) == 2
    assert lin.screen.count("look: /tasks") == 5
    refusal = await bot.refused("copyMessage", **here, message_id=999)
    assert refusal == "Bad Request: message to copy not found"


async def test_a_protected_message_is_not_passed_on(bot: RawBot, lin: Person) -> None:
    here = {"chat_id": lin.user.id, "from_chat_id": lin.user.id}
    sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="x", protect_content=True)
    refusal = await bot.refused("forwardMessage", **here, message_id=sent["message_id"])
    assert refusal == "Bad Request: message has protected content and can't be forwarded"


async def test_a_pinned_message_is_in_the_chat_until_unpinned(bot: RawBot, lin: Person) -> None:
    sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="rules")
    where = {"chat_id": lin.user.id, "message_id": sent["message_id"]}
    await bot.ok("pinChatMessage", **where)
    assert (await bot.ok("getChat", chat_id=lin.user.id))["pinned_message"]["text"] == "rules"
    await bot.ok("unpinChatMessage", **where)
    assert "pinned_message" not in await bot.ok("getChat", chat_id=lin.user.id)
    refusal = await bot.refused("unpinChatMessage", chat_id=lin.user.id)
    assert refusal == "Bad Request: message to unpin not found"
