"""Our bot and the library's say the same to Telegram, and hear the same of it."""

from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, EndPointNotFound, TelegramError

from bot.lean_bot import LeanBot
from bot.transport import Transport
from handlers.post import post
from handlers.screen import Button, Screen
from sandbox.app import TOKEN, Sandbox
from words.speech import Html

KINDS = (Bot, LeanBot)


def of(kind: type[Bot], sandbox: Sandbox) -> Bot:
    return kind(
        TOKEN, base_url=sandbox.api_base_url, request=Transport(), get_updates_request=Transport()
    )


async def test_a_message_reaches_telegram_as_the_library_would_send_it(sandbox: Sandbox) -> None:
    ann = await sandbox.person("小红")
    await ann.says("/start")
    screen = Screen(Html("<b>春茶</b>"), ((Button("看看", url="https://tea.example.com"),),))
    for kind in KINDS:
        async with of(kind, sandbox) as bot:
            await post(bot, ann.user.id, screen)
    theirs, ours = sandbox.log.accepted("sendMessage")
    assert ours.params.values == theirs.params.values
    assert ours.params.values["reply_markup"]


@pytest.mark.parametrize(
    ("method", "meant"), [("SendMessage", BadRequest), ("SendNothing", EndPointNotFound)]
)
async def test_a_refusal_is_told_as_the_library_tells_it(
    sandbox: Sandbox, method: str, meant: type[TelegramError]
) -> None:
    nobody: dict[str, Any] = {"chat_id": 404, "text": "?"}
    for kind in KINDS:
        async with of(kind, sandbox) as bot:
            with pytest.raises(TelegramError) as told:
                await bot.do_api_request(method, api_kwargs=dict(nobody))
            assert type(told.value) is meant
