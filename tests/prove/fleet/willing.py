"""A Telegram that takes whatever it is told and keeps nothing: only what we store counts here."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import orjson
from aiohttp import web

from sandbox import TOKEN

_ME: Final = {
    "id": int(TOKEN.partition(":")[0]),
    "is_bot": True,
    "first_name": "KOC Dispatch",
    "username": "koc_dispatch_bot",
}
_WITH_MESSAGE: Final = ("send", "edit")


@asynccontextmanager
async def willing_telegram() -> AsyncIterator[str]:
    """Its base URL."""
    numbers = itertools.count(1)

    async def take(request: web.Request) -> web.Response:
        await request.read()
        method = request.match_info["method"].lower()
        result: object = True
        if method == "getme":
            result = _ME
        elif method.startswith(_WITH_MESSAGE):
            chat = {"id": 1, "type": "private"}
            result = {"message_id": next(numbers), "date": 1, "chat": chat, "text": "taken"}
        body = orjson.dumps({"ok": True, "result": result})
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
