"""Stock python-telegram-bot as a sender: the library's transport, eight at once, rows of no kind.

More at once make it slower. It keeps nothing: what ours spends on its rows this one saves.
"""

import asyncio
import os

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.request import HTTPXRequest

from benchmarks.crowd import FIRST_TELEGRAM_ID, LINK, VERSIONS
from domain.locales import ZH

AT_ONCE = 8
KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("所有任务", callback_data="1:bt.page:1:tasks")],
        [InlineKeyboardButton(LINK.label(ZH), url=LINK.url)],
        [InlineKeyboardButton("不再接收这类消息", callback_data="1:bt.mute:1")],
    ]
)


async def main() -> None:
    request = HTTPXRequest(connection_pool_size=AT_ONCE)
    base = os.environ["API_BASE_URL"]
    async with Bot(os.environ["BOT_TOKEN"], base_url=base, request=request) as bot:
        numbers = iter(range(int(os.environ["PEER_MESSAGES"])))

        async def send() -> None:
            for number in numbers:
                await bot.send_message(
                    FIRST_TELEGRAM_ID + number,
                    VERSIONS[ZH].html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=KEYBOARD,
                )

        await asyncio.gather(*(send() for _ in range(AT_ONCE)))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
