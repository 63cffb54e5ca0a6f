"""Updates sent to a bot's webhook: lanes, a few connections, back-off until it answers 2xx."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import orjson

from sandbox.params import Params
from sandbox.updates import Update, UpdateQueue
from sandbox.wire import Json, loads

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
_ANSWER_SECONDS = 60.0
_LONGEST_PAUSE = 60.0
_UNANSWERABLE = frozenset({"deletewebhook", "setwebhook", "close", "logout"})

# Carries out a call that the bot put into its answer.
Perform = Callable[[str, Params], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """What setWebhook asked for."""

    url: str
    secret_token: str = ""
    max_connections: int = 40


@dataclass(slots=True)
class _Lane:
    """Updates that must arrive one after the other. `fails` and `pause` are of the first one."""

    waiting: deque[Update] = field(default_factory=deque)
    fails: int = 0
    pause: float = 1.0


class WebhookSender:
    """Retries the first update of a lane at once, then after 2, 4, 8 … up to 60–120 `unit`s.

    `unit` is a second as in the real thing; tests shorten it.
    """

    def __init__(
        self,
        webhook: Webhook,
        queue: UpdateQueue,
        perform: Perform,
        timestamp: Callable[[], float],
        *,
        unit: float = 1.0,
    ) -> None:
        self.webhook = webhook
        self.last_error_at = 0.0
        self.last_error = ""
        self._queue = queue
        self._perform = perform
        self._timestamp = timestamp
        self._unit = unit
        self._lanes: dict[int, _Lane] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._idle = 0
        self._session: aiohttp.ClientSession | None = None
        self._own_lanes = 0
        for update in queue.waiting():
            self.take(update)

    def take(self, update: Update) -> None:
        lane_id = update.lane or self._next_own_lane()
        lane = self._lanes.get(lane_id)
        if lane is None:
            lane = self._lanes[lane_id] = _Lane()
            self._ready.put_nowait(lane_id)
            self._hire()
        lane.waiting.append(update)

    async def close(self) -> None:
        """What was not delivered stays in the queue."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _next_own_lane(self) -> int:
        self._own_lanes -= 1
        return self._own_lanes << 40

    def _hire(self) -> None:
        """One worker is one connection; never more than the bot allows."""
        if self._idle == 0 and len(self._workers) < self.webhook.max_connections:
            self._workers.append(asyncio.create_task(self._work()))

    async def _work(self) -> None:
        while True:
            self._idle += 1
            lane_id = await self._ready.get()
            self._idle -= 1
            await self._send_first(lane_id)

    async def _send_first(self, lane_id: int) -> None:
        lane = self._lanes[lane_id]
        update = lane.waiting[0]
        if update.expires_at > self._timestamp():
            error, retry_after = await self._post(update)
            if error:
                self._failed(lane_id, lane, error, retry_after)
                return
        lane.waiting.popleft()
        lane.fails, lane.pause = 0, 1.0
        self._queue.forget(update.id)
        if lane.waiting:
            self._ready.put_nowait(lane_id)
        else:
            del self._lanes[lane_id]

    def _failed(self, lane_id: int, lane: _Lane, error: str, retry_after: int) -> None:
        self.last_error, self.last_error_at = error, self._timestamp()
        pause = float(min(retry_after, 3600))
        if not retry_after and lane.fails:
            longest = random.uniform(_LONGEST_PAUSE, 2 * _LONGEST_PAUSE)
            pause = lane.pause = min(longest, lane.pause * 2)
        lane.fails += 1
        loop = asyncio.get_running_loop()
        loop.call_later(pause * self._unit, self._ready.put_nowait, lane_id)

    async def _post(self, update: Update) -> tuple[str, int]:
        """What went wrong, empty when nothing, and the Retry-After of the answer."""
        headers = {"Content-Type": "application/json"}
        if self.webhook.secret_token:
            headers[SECRET_HEADER] = self.webhook.secret_token
        try:
            async with self._connections().post(
                self.webhook.url, data=update.body, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.read()
        except TimeoutError:
            return "Read timeout expired", 0
        except aiohttp.ClientConnectorError:
            return "Connection refused", 0
        except aiohttp.ClientError:
            return "Webhook connection closed", 0
        if not 200 <= answer.status <= 299:
            after = answer.headers.get("Retry-After", "")
            error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
            return error, int(after) if after.isdecimal() else 0
        await self._carry_out(answer.content_type, body)
        return "", 0

    async def _carry_out(self, content_type: str, body: bytes) -> None:
        """A bot may answer an update with one call; getters and the webhook's own are ignored."""
        call = _call_in(content_type, body)
        method = str(call.pop("method", "")).lower()
        if method and method not in _UNANSWERABLE and not method.startswith("get"):
            await self._perform(method, Params(call))

    def _connections(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS),
            )
        return self._session


def _call_in(content_type: str, body: bytes) -> Json:
    if not body or content_type != "application/json":
        return {}
    try:
        call = loads(body)
    except orjson.JSONDecodeError:
        return {}
    return call if isinstance(call, dict) else {}
