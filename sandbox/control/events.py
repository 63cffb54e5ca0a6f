"""Control API: the stream of what happens, over a WebSocket."""

import asyncio

from aiohttp import WSMsgType, web

from sandbox.control.requests import WORLD
from sandbox.control.views import event_view
from sandbox.events import Event
from sandbox.wire import dumps

_HEARTBEAT_SECONDS = 20.0
_MOST_UNSENT = 10_000


def routes(prefix: str) -> list[web.RouteDef]:
    return [web.get(f"{prefix}/events", _events)]


async def _events(request: web.Request) -> web.WebSocketResponse:
    """With `?since=SEQ` those after it first; without, only what happens from now on."""
    world = request.app[WORLD]
    socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS)
    unsent: asyncio.Queue[Event] = asyncio.Queue()
    since = request.query.get("since", "")
    for event in world.events.since(int(since)) if since.isdecimal() else []:
        unsent.put_nowait(event)
    stop = world.events.listen(unsent.put_nowait)
    await socket.prepare(request)
    sender = asyncio.create_task(_send(request, socket, unsent))
    try:
        async for received in socket:
            if received.type is WSMsgType.ERROR:
                break
    finally:
        stop()
        sender.cancel()
    return socket


async def _send(
    request: web.Request, socket: web.WebSocketResponse, unsent: asyncio.Queue[Event]
) -> None:
    world = request.app[WORLD]
    while not socket.closed:
        event = await unsent.get()
        if unsent.qsize() > _MOST_UNSENT:
            # Too slow to follow: it connects again and loads what is there.
            await socket.close()
            return
        await socket.send_str(dumps(event_view(world, event)).decode())
