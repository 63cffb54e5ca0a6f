"""A screen on its way to somebody's chat, new or in place of a message; which one, others decide.

Texts travel as plain JSON: by its own methods the library would parse each answer into some
hundred objects that nobody reads, which costs more than all else in a claim but the database.
"""

from typing import Any, Final

from telegram import Bot, InputFile
from telegram.constants import ParseMode
from telegram.error import BadRequest

from domain.message import MediaKind
from handlers.screen import Screen, keyboard, markup

# By their usual names the library would call its own methods; Telegram ignores the case.
_SEND: Final = "SendMessage"
_SEND_KEPT: Final = {
    MediaKind.PHOTO: "SendPhoto",
    MediaKind.VIDEO: "SendVideo",
    MediaKind.DOCUMENT: "SendDocument",
}
_EDIT: Final = "EditMessageText"
_DELETE: Final = "DeleteMessage"
_ANSWER: Final = "AnswerCallbackQuery"
_LONGEST_TOAST: Final = 200  # core.telegram.org/bots/api#answercallbackquery


async def post(bot: Bot, chat_id: int, screen: Screen) -> int:
    """The new message's id. Raises what Telegram answers; nothing is tried twice."""
    if screen.photo or screen.document:
        return await _post_file(bot, chat_id, screen)
    to = {"chat_id": chat_id} | ({"allow_paid_broadcast": True} if screen.paid else {})
    if screen.media:
        kept = screen.media
        captioned = _shown(screen)
        captioned["caption"] = captioned.pop("text")
        told = to | captioned | {kept.kind.value: kept.file_id}
        return _message_id(await bot.do_api_request(_SEND_KEPT[kept.kind], api_kwargs=told))
    sent = await bot.do_api_request(_SEND, api_kwargs=to | _shown(screen))
    return _message_id(sent)


async def redraw(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    """That message becomes the screen; that it was so already is no error."""
    place = {"chat_id": chat_id, "message_id": message_id}
    try:
        await bot.do_api_request(_EDIT, api_kwargs=place | _shown(screen))
    except BadRequest as error:
        if "not modified" not in str(error):
            raise


async def delete(bot: Bot, chat_id: int, message_id: int) -> bool:
    """Also the other side's, for two days. Raises what Telegram answers."""
    place = {"chat_id": chat_id, "message_id": message_id}
    return bool(await bot.do_api_request(_DELETE, api_kwargs=place))


async def answer(bot: Bot, query_id: str, toast: str, *, alert: bool) -> None:
    """Ends the tapped button's spinner, with a word that pops up where there is one."""
    said = {"text": toast[:_LONGEST_TOAST], "show_alert": alert} if toast else {}
    await bot.do_api_request(_ANSWER, api_kwargs={"callback_query_id": query_id, **said})


def _shown(screen: Screen) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": screen.text, "parse_mode": ParseMode.HTML.value}
    return shown | {"reply_markup": keyboard(screen.rows)} if screen.rows else shown


def _message_id(sent: Any) -> int:
    return int(sent["message_id"])


async def _post_file(bot: Bot, chat_id: int, screen: Screen) -> int:
    rows = markup(screen.rows)
    if screen.photo:
        sent = await bot.send_photo(
            chat_id,
            InputFile(screen.photo.content, screen.photo.name),
            caption=screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup=rows,
        )
        return sent.message_id
    assert screen.document is not None  # one of the two brought us here
    sent = await bot.send_document(
        chat_id,
        InputFile(screen.document.content, screen.document.name),
        caption=screen.text,
        parse_mode=ParseMode.HTML,
        reply_markup=rows,
    )
    return sent.message_id
