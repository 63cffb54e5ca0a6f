"""The menu, /help and everything that is neither a command nor an answer."""

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from sandbox import Person
from storage.tables.people import person
from tests.handlers.again import a_tap
from tests.handlers.conftest import Chat, to_the_first_question


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 64), "orange").save(made, "JPEG")
    return made.getvalue()


async def test_every_button_of_the_menu_opens_something(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    creator = await chat.creator("Ming")
    for who in (owner, creator):
        await who.says("/start")
        menu = await who.sees("What would you like to do?")
        for label in menu.buttons:
            await who.taps(label, message=menu)
            await who.sees_any(lambda message: "What would you" not in message.text, label)
            await who.says("/start")
            menu = await who.sees("What would you like to do?")


async def test_help_is_for_the_role_that_asks(chat: Chat) -> None:
    ming, owner = await chat.creator("Ming"), await chat.owner("Lin")
    await ming.says("/help")
    shown = await ming.sees("/tasks – tasks that fit your accounts")
    assert "/team" not in shown.text
    await owner.says("/help")
    await owner.sees("/team – who holds which role")


async def test_an_unknown_command_and_lost_words_get_a_way_on(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/frobnicate now")
    await ming.sees("I do not know that command.")
    for words in ("hi", "你好" * 2000, "<script>alert(1)</script>"):
        await ming.says(words)
        await ming.sees("Paste the link of your post")
    await ming.sends_photo(picture())
    await ming.sees("Paste the link of your post")
    await ming.sends_document("notes.exe", b"MZ")
    await ming.sees("I cannot read this file: please paste your post's link here")


async def test_a_photo_is_no_answer_to_a_question_in_words(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.sends_document("notes.txt", b"hello", caption="Douyin")
    await ming.sees("Which platform is your account on?")


async def test_commands_win_over_an_open_question(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Douyin")
    await ming.sees("What is the account called")
    await ming.says("/help")
    await ming.sees("You publish, we count")
    await ming.says("ming")
    await ming.sees("Paste the link of its profile on Douyin")


async def test_a_stranger_with_chinese_telegram_is_met_in_chinese(chat: Chat) -> None:
    ming = await chat.person("小明", language_code="zh-hant")
    await ming.says("/help")
    await ming.sees("你发作品，我们算数据，你拿收益")
    await ming.says("你好")
    await ming.sees("欢迎来到 KOC Dispatch")


async def test_who_blocks_the_bot_is_not_written_to_until_they_come_back(chat: Chat) -> None:
    ming = await chat.creator("Ming")

    def reachable() -> bool:
        return bool(chat.world.rows(select(person.c.reachable))[0][0])

    await ming.blocks()
    hong = await chat.creator("Hong")  # by then the lane of Ming is done too
    assert not reachable()
    await ming.unblocks()
    await hong.says("/start")
    await hong.sees("What would you like to do?")
    assert reachable()


def blocking(ming: Person, chat: dict[str, Any]) -> dict[str, Any]:
    bot = {"id": 42, "is_bot": True, "first_name": "KOC"}
    return {
        "update_id": 900_000_004,
        "my_chat_member": {
            "chat": chat,
            "from": ming.user.as_sender(),
            "date": 1_795_400_000,
            "old_chat_member": {"status": "member", "user": bot},
            "new_chat_member": {"status": "kicked", "until_date": 0, "user": bot},
        },
    }


async def test_who_takes_the_bot_out_of_a_group_is_written_to_all_the_same(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    left = blocking(ming, {"id": -1_001, "type": "supergroup", "title": "Friends"})
    await chat.intake.receive(left)
    assert chat.world.rows(select(person.c.reachable)) == [(True,)]
    left["my_chat_member"]["chat"] = ming.user.as_chat()
    await chat.intake.receive(left)
    assert chat.world.rows(select(person.c.reachable)) == [(False,)]


async def test_what_is_said_in_a_group_is_not_heard(chat: Chat) -> None:
    """So no group is ever written to."""
    ming = await chat.creator("Ming")
    said: dict[str, Any] = {
        "message_id": 7,
        "date": 1_795_400_000,
        "chat": {"id": -1_001, "type": "supergroup", "title": "Friends"},
        "from": ming.user.as_sender(),
        "text": "/help",
        "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
    }
    before = len(chat.telegram.log)
    await chat.intake.receive({"update_id": 900_000_005, "message": said})
    assert chat.telegram.log.since(before) == []
    at_home = said | {"chat": ming.user.as_chat()}
    await chat.intake.receive({"update_id": 900_000_006, "message": at_home})
    assert {entry.chat_id for entry in chat.telegram.log.since(before)} == {ming.user.id}


async def test_who_does_something_is_written_to_again(any_chat: Chat) -> None:
    """A message of ours may have failed though they never blocked us."""
    ming = await any_chat.creator("Ming")
    with any_chat.world.engine.begin() as conn:
        conn.execute(update(person).values(reachable=False))
    await ming.says("/earnings")
    await ming.taps("Add payout details")
    await ming.sees("Where shall we pay you?")
    assert any_chat.world.rows(select(person.c.reachable)) == [(True,)]


@pytest.mark.parametrize("data", ["tasks:1", "start", "work:999"], ids=["read", "act", "refused"])
async def test_who_only_reads_is_written_to_again(any_chat: Chat, data: str) -> None:
    ming = await any_chat.creator("Ming")
    assert ming.last is not None
    with any_chat.world.engine.begin() as conn:
        conn.execute(update(person).values(reachable=False))
    await any_chat.intake.receive(a_tap(ming, f"1:{data}", ming.last.id))
    assert any_chat.world.rows(select(person.c.reachable)) == [(True,)]


async def test_whoever_could_not_be_answered_is_not_taken_for_reachable(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    assert ming.last is not None
    tap = a_tap(ming, "1:tasks:1", ming.last.id)
    await ming.blocks()
    hong = await chat.creator("Hong")  # by then the lane of Ming is done too
    await chat.intake.receive(tap)
    assert chat.world.rows(select(person.c.reachable).order_by(person.c.id))[0] == (False,)
    assert hong.last is not None


async def test_a_block_that_is_told_twice_stays_one(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    blocked = blocking(ming, ming.user.as_chat())
    for _ in range(2):
        await chat.intake.receive(blocked)
        assert chat.world.rows(select(person.c.reachable)) == [(False,)]


async def test_a_command_says_what_became_of_an_open_question(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/earnings")
    await ming.taps("Add payout details")
    await ming.says("/help")
    shown = await ming.sees("You publish, we count")
    assert "still waits for your answer. /cancel leaves it." in shown.text
    await ming.says("/cancel")
    cancelled = await ming.sees("Cancelled. Nothing was changed.")
    assert "before" not in cancelled.text
    await ming.says("/settings")
    shown = await ming.sees("Settings")
    assert "before" not in shown.text


async def test_signing_up_that_goes_on_is_no_question_from_before(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.says("/start")
    asked = await ming.sees("Which platform")
    assert "before" not in asked.text


async def test_who_has_not_signed_up_is_led_there_by_one_button(chat: Chat) -> None:
    ming = await chat.person("Ming")
    for command in ("/earnings", "/my"):
        await ming.says(command)
        shown = await ming.sees("You have not signed up yet.")
        assert shown.buttons == ["Sign up"]
    await ming.taps("Sign up")
    await ming.sees("Welcome to KOC Dispatch")
    await ming.says("hello?")
    await ming.sees("Welcome to KOC Dispatch")


async def test_who_left_signing_up_halfway_is_led_back(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.says("/cancel")
    await ming.sees("Cancelled")
    await ming.says("and now?")
    await ming.sees("You have not signed up yet.")
    await ming.taps("Sign up")
    await ming.sees("Which platform")


async def test_staff_are_not_told_to_paste_a_link(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("hello")
    lost = await owner.sees("Choose from the menu, or see /help.")
    assert "Paste" not in lost.text
