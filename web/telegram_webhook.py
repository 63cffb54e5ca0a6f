"""POST /telegram/webhook: an update is acknowledged only after its effects are durable."""

import hmac
from typing import Final

import orjson
from aiohttp import web

from web.house import HOUSE
from web.security import ensure_at_most

PATH: Final = "/telegram/webhook"
LARGEST_BYTES: Final = 1024 * 1024
# core.telegram.org/bots/api#setwebhook
HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


async def receive(request: web.Request) -> web.Response:
    house = request.app[HOUSE]
    given = request.headers.get(HEADER, "")
    if not house.webhook_secret or not _is_same(given, house.webhook_secret):
        raise web.HTTPForbidden
    ensure_at_most(request, LARGEST_BYTES)
    await house.receive(_update(await request.read()))
    return web.Response()


def _is_same(given: str, secret: str) -> bool:
    """Bytes: a header may hold what `compare_digest` does not take as text."""
    return hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode())


def _update(body: bytes) -> dict[str, object]:
    try:
        update = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise web.HTTPBadRequest from None
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        raise web.HTTPBadRequest
    return update


def routes() -> list[web.RouteDef]:
    return [web.post(PATH, receive)]
