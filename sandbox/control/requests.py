"""Reading a control request and answering it: JSON both ways, refusals as 400 with a reason."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from sandbox.bots import Bot
from sandbox.errors import ApiError, GestureRefused
from sandbox.gestures import Hands, hands_of
from sandbox.people import User
from sandbox.wire import Json, dumps, loads
from sandbox.world import World

WORLD = web.AppKey("world", World)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answer(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=dumps(value), status=status, content_type="application/json")


def refusing(handler: Handler) -> Handler:
    """Turns what cannot be done into `{"error": reason}`."""

    @functools.wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ApiError as error:
            return answer({"error": error.description}, error.code)
        except (GestureRefused, ValueError, TypeError) as error:
            return answer({"error": str(error)}, 400)
        except LookupError as error:
            return answer({"error": str(error.args[0] if error.args else error)}, 404)

    return guarded


async def body_of(request: web.Request) -> Json:
    """An empty body is an empty object."""
    raw = await request.read()
    try:
        body = loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        raise ValueError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body


def bot_in(request: web.Request) -> Bot:
    """The bot of `?bot=ID`, else the first one."""
    return request.app[WORLD].bot(int(request.query.get("bot", 0)))


def user_in(request: web.Request) -> User:
    user = request.app[WORLD].people.get(int(request.match_info["id"]))
    if user is None:
        raise LookupError("there is no such person")
    return user


def hands_in(request: web.Request, body: Json) -> Hands:
    """The person of the path, in the chat of `chat_id` or their own with the bot."""
    chat_id = int(body.get("chat_id") or 0)
    return hands_of(request.app[WORLD], bot_in(request), user_in(request), chat_id)
