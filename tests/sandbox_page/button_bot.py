"""A small real python-telegram-bot, for the chat page to talk to: cards, edits, photos, links."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from PIL import Image
from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from sandbox.app import TOKEN, Sandbox

USERNAME = "koc_dispatch_bot"
NAME = "KOC Dispatch"
CARD = (
    "<b>春季新品 · 小红书穿搭</b>\n状态：<b>已领取</b> · 剩余 2 天 3 小时\n\n"
    "预计 <b>¥180.00</b> · 锁定 ¥0.00 · 可提 ¥0.00\n"
    "<blockquote expandable>开头：春天就该这样穿\n中间：三句你自己的话\n"
    "话题：#春日穿搭\n披露：含推广内容</blockquote>\n"
    '条款 <a href="https://example.com/terms">v3</a> · /help <tg-spoiler>邀请码 K7X2</tg-spoiler>'
)
Context = ContextTypes.DEFAULT_TYPE


def picture(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A plain JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def _button(text: str, style: str | None = None, **target: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, **target, api_kwargs={"style": style} if style else None)


CARD_KEYS = InlineKeyboardMarkup(
    [
        [_button("提交链接", "primary", callback_data="count:1")],
        [
            _button("复制话题", copy_text=CopyTextButton("#春日穿搭")),
            _button("看素材", url="https://example.com/assets"),
        ],
        [
            _button("放弃任务", "danger", callback_data="drop"),
            _button("为什么", callback_data="why"),
        ],
    ]
)


async def _start(update: Update, context: Context) -> None:
    assert update.message
    payload = " ".join(context.args or [])
    words = f"欢迎 {payload}\n邀请朋友：https://t.me/{USERNAME}?start=ref_K7X2"
    phone = KeyboardButton("分享手机", request_contact=True)
    keys: list[list[str | KeyboardButton]] = [["任务", "我的"], ["收益", phone]]
    keyboard = ReplyKeyboardMarkup(keys, resize_keyboard=True, input_field_placeholder="粘贴链接")
    await update.message.reply_text(words, reply_markup=keyboard)
    await update.message.reply_html(CARD, reply_markup=CARD_KEYS)


async def _assets(update: Update, _: Context) -> None:
    assert update.message
    album = [InputMediaPhoto(picture(600, 600, (90 + k * 40, 130, 190))) for k in range(3)]
    await update.message.reply_media_group(album, caption="三张素材")
    await update.message.reply_document(b"x" * 48_213, filename="brief.toml", caption="完整 brief")


async def _pressed(update: Update, _: Context) -> None:
    query = update.callback_query
    assert query
    assert query.data
    verb, number = query.data.split(":") if ":" in query.data else (query.data, "")
    if verb == "why":
        await query.answer("¥180.00 = 1,500 × ¥0.12", show_alert=True)
    elif verb == "drop":
        await query.answer("已放弃，没有扣分")
        await query.delete_message()
    else:
        await query.answer(f"第 {number} 次")
        again = InlineKeyboardMarkup.from_button(
            _button("再来", callback_data=f"count:{int(number) + 1}")
        )
        await query.edit_message_text(f"已提交 {number} 次", reply_markup=again)


async def _echo(update: Update, _: Context) -> None:
    message = update.message
    assert message
    if message.photo:
        biggest = message.photo[-1]
        await message.reply_text(f"照片 {biggest.width}×{biggest.height}，{message.caption}")
    elif message.text:
        await message.set_reaction("👍")
        await message.reply_text(f"收到：{message.text}", reply_to_message_id=message.message_id)
    else:
        await message.reply_text("收到")


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncIterator[None]:
    """The bot, polling, until the block ends."""
    sandbox.register(TOKEN, NAME, USERNAME)
    builder = Application.builder().token(TOKEN).base_url(sandbox.api_base_url)
    app = builder.base_file_url(sandbox.file_base_url).concurrent_updates(True).build()
    app.add_handler(CommandHandler("start", _start))
    app.add_handler(CommandHandler("assets", _assets))
    app.add_handler(CallbackQueryHandler(_pressed))
    app.add_handler(MessageHandler(filters.ALL, _echo))
    async with app:
        await app.bot.set_my_commands([("start", "开始"), ("assets", "素材"), ("help", "帮助")])
        await app.start()
        assert app.updater
        await app.updater.start_polling(poll_interval=0)
        yield
        await app.updater.stop()
        await asyncio.shield(app.stop())
