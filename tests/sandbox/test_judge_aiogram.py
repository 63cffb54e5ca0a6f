"""An unmodified aiogram judges the local Telegram, polling and webhook."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox import TOKEN, Sandbox
from tests.sandbox.judging import BUTTON, TOO_LONG, greeting, judge

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text=BUTTON, callback_data="again")]]
)


async def greet(message: Message, command: CommandObject) -> None:
    assert message.from_user
    await message.answer(greeting(message.from_user.first_name, command.args or ""))


async def count(message: Message) -> None:
    await message.answer("0", reply_markup=KEYBOARD)


async def tap(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    number = int(query.message.text or 0) + 1
    await query.answer(f"第 {number} 次", show_alert=True)
    await query.message.edit_text(str(number), reply_markup=KEYBOARD)


async def name_entities(message: Message) -> None:
    await message.answer(" ".join(entity.type for entity in message.entities or []))


async def return_document(message: Message, bot: Bot) -> None:
    assert message.document
    assert message.document.file_name
    got = await bot.download(message.document)
    assert got
    data = got.read()
    file = BufferedInputFile(data, message.document.file_name)
    caption = f"{message.document.file_name} {len(data)} {message.caption}"
    await message.answer_document(file, caption=caption)


async def return_photo(message: Message, bot: Bot) -> None:
    assert message.photo
    got = await bot.download(message.photo[-1])
    assert got
    uploaded = InputMediaPhoto(media=BufferedInputFile(got.read(), "a.jpg"))
    known = InputMediaPhoto(media=message.photo[-1].file_id)
    await message.answer_media_group([uploaded, known])


async def meet_errors(message: Message, command: CommandObject, bot: Bot) -> None:
    met = []
    try:
        await bot.send_message(command.args or "", "hello?")
    except TelegramForbiddenError:
        met.append("forbidden")
    try:
        await message.answer("x" * TOO_LONG)
    except TelegramBadRequest:
        met.append("bad request")
    try:
        await bot.send_chat_action(message.chat.id, "typing")
    except TelegramRetryAfter as error:
        met.append(f"retry after {error.retry_after}")
    if (await bot.get_webhook_info()).url:
        try:
            await bot.get_updates()
        except TelegramConflictError:
            met.append("conflict")
    await message.answer(" ".join(met))


@pytest.fixture
async def library_bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    server = TelegramAPIServer.from_base(sandbox.base_url)
    bot = Bot(
        TOKEN,
        session=AiohttpSession(api=server),
        default=DefaultBotProperties(parse_mode="HTML"),
    )
    yield bot
    await bot.session.close()


@pytest.fixture
def dispatcher() -> Dispatcher:
    made = Dispatcher()
    made.message.register(greet, CommandStart())
    made.message.register(meet_errors, Command("errors"))
    made.message.register(count, F.text == "count")
    made.message.register(name_entities, F.text)
    made.message.register(return_document, F.document)
    made.message.register(return_photo, F.photo)
    made.callback_query.register(tap)
    return made


async def test_aiogram_polls(sandbox: Sandbox, library_bot: Bot, dispatcher: Dispatcher) -> None:
    polling = asyncio.create_task(
        dispatcher.start_polling(library_bot, handle_signals=False, close_bot_session=False)
    )
    await judge(sandbox, webhook=False)
    await dispatcher.stop_polling()
    await polling


async def test_aiogram_takes_a_webhook(
    sandbox: Sandbox, library_bot: Bot, dispatcher: Dispatcher
) -> None:
    app = web.Application()
    SimpleRequestHandler(dispatcher, library_bot, secret_token="s3cret").register(app, "/hook")
    async with TestServer(app) as server:
        await library_bot.set_webhook(str(server.make_url("/hook")), secret_token="s3cret")
        await judge(sandbox, webhook=True)
        await library_bot.delete_webhook()
