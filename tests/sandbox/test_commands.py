"""Commands by scope and language, the bot's own texts, what a chat tells."""

from typing import Any

import pytest

from sandbox import Person
from tests.sandbox.raw_bot import RawBot

TASKS = [{"command": "tasks", "description": "What you can claim"}]
TASKS_ZH = [{"command": "tasks", "description": "可领取的任务"}]
REVIEW = [{"command": "review", "description": "The queue"}]


def shown_to(person: Person) -> list[dict[str, Any]]:
    bot = person.world.bot()
    chat = bot.chats.get(person.user.id)
    return bot.commands_for(chat, person.user.id, person.user.language_code)


async def test_commands_follow_scope_and_language(bot: RawBot, lin: Person) -> None:
    await bot.ok("setMyCommands", commands=TASKS)
    assert shown_to(lin) == TASKS
    await bot.ok("setMyCommands", commands=TASKS_ZH, language_code="zh")
    assert shown_to(lin) == TASKS_ZH
    scope = {"type": "chat", "chat_id": lin.user.id}
    await bot.ok("setMyCommands", commands=REVIEW, scope=scope)
    assert shown_to(lin) == REVIEW
    assert await bot.ok("getMyCommands", scope=scope) == REVIEW
    await bot.ok("deleteMyCommands", scope=scope)
    assert shown_to(lin) == TASKS_ZH
    lin.user.language_code = "de"
    assert shown_to(lin) == TASKS


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"commands": "{}"}, "expected an Array of BotCommand"),
        (
            {"commands": [{"command": "a"}]},
            "can't parse BotCommand: Can't find field \"description\"",
        ),
        ({"commands": [{"command": "Tasks", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "a", "description": " "}]},
            "command description must be non-empty",
        ),
        (
            {"commands": [{"command": "a" * 33, "description": "x"}]},
            "command length must not exceed 32",
        ),
        ({"commands": TASKS * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": TASKS, "language_code": "zho"}, "invalid language code specified"),
        (
            {"commands": TASKS, "scope": {"type": "planet"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": TASKS, "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_commands_telegram_would_not_take_are_refused(
    bot: RawBot, params: dict[str, Any], reason: str
) -> None:
    assert await bot.refused("setMyCommands", **params) == f"Bad Request: {reason}"


async def test_the_bots_name_and_descriptions_are_kept_by_language(bot: RawBot) -> None:
    await bot.ok("setMyName", name="KOC 派单", language_code="zh")
    assert await bot.ok("getMyName", language_code="zh") == {"name": "KOC 派单"}
    assert await bot.ok("getMyName", language_code="de") == {"name": "KOC Dispatch"}
    await bot.ok("setMyDescription", description="Tasks for creators")
    assert await bot.ok("getMyDescription") == {"description": "Tasks for creators"}
    await bot.ok("setMyShortDescription", short_description="Tasks")
    assert await bot.ok("getMyShortDescription") == {"short_description": "Tasks"}
    assert "too long" in await bot.refused("setMyName", name="x" * 65)


@pytest.mark.parametrize(
    ("method", "name", "most"),
    [("setMyDescription", "description", 512), ("setMyShortDescription", "short_description", 120)],
)
async def test_descriptions_have_telegrams_lengths(
    bot: RawBot, method: str, name: str, most: int
) -> None:
    await bot.ok(method, **{name: "长" * most})
    assert "too long" in await bot.refused(method, **{name: "长" * (most + 1)})
    await bot.ok(method, **{name: ""})
    assert await bot.ok(method.replace("set", "get")) == {name: ""}


async def test_the_menu_button_is_one_for_all_or_one_for_a_chat(bot: RawBot, lin: Person) -> None:
    app = {"type": "web_app", "text": "Console", "web_app": {"url": "https://example.com"}}
    await bot.ok("setChatMenuButton", chat_id=lin.user.id, menu_button=app)
    button = await bot.ok("getChatMenuButton", chat_id=lin.user.id)
    assert button["web_app"]["url"] == "https://example.com/"
    assert await bot.ok("getChatMenuButton") == {"type": "commands"}
    app["web_app"] = {"url": "http://example.com"}
    assert "Only HTTPS links are allowed" in await bot.refused(
        "setChatMenuButton", chat_id=lin.user.id, menu_button=app
    )


async def test_a_chat_and_its_members_can_be_asked_for(bot: RawBot, lin: Person) -> None:
    chat = await bot.ok("getChat", chat_id=lin.user.id)
    assert chat["active_usernames"] == ["xiaolin"]
    member = await bot.ok("getChatMember", chat_id=lin.user.id, user_id=lin.user.id)
    assert member["status"] == "member"
    assert await bot.ok("getChatMemberCount", chat_id=lin.user.id) == 2
    assert await bot.refused("getChat", chat_id=5) == "Bad Request: chat not found"
