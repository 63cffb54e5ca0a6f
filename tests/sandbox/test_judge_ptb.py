"""An unmodified python-telegram-bot judges the local Telegram, polling and webhook."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    Update,
    User,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, RetryAfter
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from sandbox import TOKEN, Sandbox
from tests.sandbox.judging import BUTTON, TOO_LONG, greeting, judge

Context = ContextTypes.DEFAULT_TYPE
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton(BUTTON, callback_data="again")]])


@pytest.fixture(autouse=True)
def time_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns of a coming change unless one opts in to it."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def parts(update: Update) -> tuple[Message, User]:
    assert update.effective_user
    assert isinstance(update.effective_message, Message)
    return update.effective_message, update.effective_user


async def greet(update: Update, context: Context) -> None:
    message, user = parts(update)
    payload = " ".join(context.args or [])
    await message.reply_text(greeting(user.first_name, payload), ParseMode.HTML)


async def count(update: Update, _: Context) -> None:
    await parts(update)[0].reply_text("0", reply_markup=KEYBOARD)


async def tap(update: Update, _: Context) -> None:
    query = update.callback_query
    assert query
    number = int(parts(update)[0].text or 0) + 1
    await query.answer(f"第 {number} 次", show_alert=True)
    await query.edit_message_text(str(number), reply_markup=KEYBOARD)


async def name_entities(update: Update, _: Context) -> None:
    message = parts(update)[0]
    await message.reply_text(" ".join(entity.type for entity in message.entities))


async def return_document(update: Update, _: Context) -> None:
    message = parts(update)[0]
    assert message.document
    data = bytes(await (await message.document.get_file()).download_as_bytearray())
    caption = f"{message.document.file_name} {len(data)} {message.caption}"
    await message.reply_document(data, caption, filename=message.document.file_name)


async def return_photo(update: Update, _: Context) -> None:
    message = parts(update)[0]
    photo = message.photo[-1]
    data = bytes(await (await photo.get_file()).download_as_bytearray())
    await message.reply_media_group([InputMediaPhoto(data), InputMediaPhoto(photo.file_id)])


async def meet_errors(update: Update, context: Context) -> None:
    message = parts(update)[0]
    met = []
    try:
        await context.bot.send_message((context.args or [""])[0], "hello?")
    except Forbidden:
        met.append("forbidden")
    try:
        await message.reply_text("x" * TOO_LONG)
    except BadRequest:
        met.append("bad request")
    try:
        await message.reply_chat_action("typing")
    except RetryAfter as error:
        wait = cast("timedelta", error.retry_after)
        met.append(f"retry after {wait.seconds}")
    if (await context.bot.get_webhook_info()).url:
        try:
            await context.bot.get_updates()
        except Conflict:
            met.append("conflict")
    await message.reply_text(" ".join(met))


@asynccontextmanager
async def application(sandbox: Sandbox) -> AsyncIterator[Any]:
    builder = Application.builder().token(TOKEN).base_url(sandbox.api_base_url)
    app = builder.base_file_url(sandbox.file_base_url).build()
    app.add_handler(CommandHandler("start", greet))
    app.add_handler(CommandHandler("errors", meet_errors))
    app.add_handler(CallbackQueryHandler(tap))
    app.add_handler(MessageHandler(filters.Text(["count"]), count))
    app.add_handler(MessageHandler(filters.TEXT, name_entities))
    app.add_handler(MessageHandler(filters.Document.ALL, return_document))
    app.add_handler(MessageHandler(filters.PHOTO, return_photo))
    async with app:
        await app.start()
        yield app
        await app.stop()


async def test_python_telegram_bot_polls(sandbox: Sandbox) -> None:
    async with application(sandbox) as app:
        await app.updater.start_polling()
        await judge(sandbox, webhook=False)
        await app.updater.stop()


async def test_python_telegram_bot_takes_a_webhook(sandbox: Sandbox) -> None:
    async with application(sandbox) as app:

        async def receive(request: web.Request) -> web.Response:
            if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != "s3cret":
                return web.Response(status=403)
            await app.update_queue.put(Update.de_json(await request.json(), app.bot))
            return web.Response()

        site = web.Application()
        site.router.add_post("/hook", receive)
        async with TestServer(site) as server:
            await app.bot.set_webhook(str(server.make_url("/hook")), secret_token="s3cret")
            await judge(sandbox, webhook=True)
            await app.bot.delete_webhook()
