"""The bare echo: our transport, our polling, the library's application; answers a tap and edits.

The same two calls to Telegram as a claim makes, with a text and a keyboard as long as the work
card's: what is left of a claim's cost is the claim.
"""

import asyncio
import os

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.transport import Transport
from handlers.post import answer, redraw
from handlers.screen import Button, Screen
from words.speech import Html

TEXT = "<b>早晨第一杯春茶</b>\n" + "今早泡了第一杯明前茶,清香。水温八十度,三十秒出汤。\n" * 12
ROWS = (
    (Button("Hand in the link", "1:sub:1", style="primary"), Button("Copy", copy=TEXT[:200])),
    (Button("Brief and clauses", "1:work.brief:1"), Button("Why this amount?", "1:why:1")),
    (Button("Give back", "1:work.give:1"), Button("Back", "1:my:1")),
)
SCREEN = Screen(Html(TEXT), ROWS)


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    bot = context.bot
    await asyncio.gather(
        redraw(bot, query.from_user.id, query.message.message_id, SCREEN),
        answer(bot, query.id, "It's yours!", alert=False),
    )


async def main() -> None:
    application = (
        Application.builder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(os.environ["API_BASE_URL"])
        .request(Transport())
        .get_updates_request(Transport())
        .updater(None)
        .build()
    )
    application.add_handler(CallbackQueryHandler(echo))
    await application.initialize()
    bot, offset = application.bot, 0
    running: set[asyncio.Task[None]] = set()
    while True:
        batch = await bot.do_api_request(
            "GetUpdates",
            api_kwargs={"offset": offset, "timeout": 0 if running else 10, "limit": 100},
            read_timeout=20,
        )
        for raw in batch:
            offset = raw["update_id"] + 1
            update = Update.de_json(raw, bot)
            task = asyncio.create_task(application.process_update(update))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.sleep(0.005 if len(running) > 32 else 0)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
